/** The API's description of itself, made from the code, and the page that shows it. */
package com.withdrawaldesk.docs;

/** The groups that people belong to, and who belongs to them now. */
package com.withdrawaldesk.base.rights;

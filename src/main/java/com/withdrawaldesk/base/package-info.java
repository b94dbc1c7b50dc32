/** Technical ground without business: what answers share, amounts, languages, the start, the engine, limits of requests. */
package com.withdrawaldesk.base;

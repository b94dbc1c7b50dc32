/** Who may come in: filter chains, local users of the engine, bearer tokens, and the origin of each request. */
package com.withdrawaldesk.security;

/** Proof of a paid withdrawal, as a PDF to download and in the e-mail that says so. */
package com.withdrawaldesk.receipt;

/** What decides who may do what with a withdrawal: the evidence about it, and what of that binds whoever approves. */
package com.withdrawaldesk.control;

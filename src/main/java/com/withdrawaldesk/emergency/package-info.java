/** The owner's rollback plan: money that was not paid goes back, when one admin proposes it and a second one confirms. */
package com.withdrawaldesk.emergency;

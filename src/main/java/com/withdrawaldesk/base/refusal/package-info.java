/** How the desk says no: stable codes and sentences, whatever carries them to whoever asked. */
package com.withdrawaldesk.base.refusal;

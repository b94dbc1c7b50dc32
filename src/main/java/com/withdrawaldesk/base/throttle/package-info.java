/** How often each user, and each address, may ask for what costs processor, money or somebody's attention. */
package com.withdrawaldesk.base.throttle;

/** What every request passes, on every port and path and before anything of the desk sees it. */
package com.withdrawaldesk.base.entrance;

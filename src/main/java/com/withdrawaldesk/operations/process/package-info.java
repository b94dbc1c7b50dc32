/** The actions of operations that the engine itself carries out. */
package com.withdrawaldesk.operations.process;

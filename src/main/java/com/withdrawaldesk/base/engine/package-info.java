/** Engine-wide settings: the schema and everything that the engine's properties do not reach. */
package com.withdrawaldesk.base.engine;

package com.withdrawaldesk.base.engine;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;

/** Knows no scripting language, whatever is on the class path: a process, a table or a form brings no code. */
class NoScripts implements ScriptEngineResolver {

    @Override
    public ScriptEngine getScriptEngine(String language, boolean resolveFromCache) {
        return null;
    }

    @Override
    public void addScriptEngineFactory(ScriptEngineFactory factory) {
        // None is kept.
    }

    @Override
    public ScriptEngineManager getScriptEngineManager() {
        return null;
    }
}

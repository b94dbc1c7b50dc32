package com.withdrawaldesk.account;

import com.withdrawaldesk.base.language.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects flags, each said in the reader's words. */
public final class Findings {

    private final Wording words;
    private final List<Flag> found = new ArrayList<>();

    public Findings(Wording words) {
        this.words = words;
    }

    public void add(String code, Flag.Severity severity) {
        add(code, severity, Map.of());
    }

    /** Takes the sentence of the code {@code evidence.<code>}, with these values in it. */
    public void add(String code, Flag.Severity severity, Map<String, ?> values) {
        found.add(new Flag(code, severity, words.say("evidence." + code, values)));
    }

    public List<Flag> list() {
        return found;
    }
}

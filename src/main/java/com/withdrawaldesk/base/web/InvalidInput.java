package com.withdrawaldesk.base.web;

import java.util.List;

/** Input that fails validation, with all its faults at once; answered as {@code validation_failed}. */
public class InvalidInput extends RuntimeException {

    private final List<Problem.Fault> faults;

    public InvalidInput(List<Problem.Fault> faults) {
        super("invalid input", null, false, false);
        this.faults = List.copyOf(faults);
    }

    public InvalidInput(String field, String code, String message) {
        this(List.of(new Problem.Fault(field, code, message)));
    }

    List<Problem.Fault> faults() {
        return faults;
    }
}

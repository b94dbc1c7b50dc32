package com.withdrawaldesk.base.engine;

import java.util.function.Function;

/**
 * A step of a process that calls somebody outside, which may take long. Before it stands a save point; the call is made before
 * the engine opens the transaction in which the process goes on.
 *
 * @param activity its id in the diagram
 * @param lane for a business key, who is called: steps in one lane wait for each other and for nobody else
 * @param atOnce how many steps of one node may be in one lane at a time
 * @param call makes the call for a business key, outside any transaction; it may be made again after a crash. Returns what
 *     remains to be done in the process's transaction
 * @param lastCall is made instead the last time before the step would stop as an incident
 */
public record OutsideStep(
        String activity,
        Function<String, String> lane,
        int atOnce,
        Function<String, Runnable> call,
        Function<String, Runnable> lastCall) {

    public OutsideStep(String activity, Function<String, String> lane, int atOnce, Function<String, Runnable> call) {
        this(activity, lane, atOnce, call, call);
    }
}

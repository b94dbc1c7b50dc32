package com.withdrawaldesk.support;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** A run that takes its time, with the profile {@code proof}: what is up to chance is tried ten times as often. */
public final class Proof implements TestTemplateInvocationContextProvider {

    /** How often this run does what each build does so often. */
    public static int times(int eachBuild) {
        return Boolean.getBoolean("desk.proof") ? 10 * eachBuild : eachBuild;
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext test) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext test) {
        int rounds =
                times(test.getRequiredTestMethod().getAnnotation(Rounds.class).value());
        return IntStream.range(0, rounds).mapToObj(round -> new TestTemplateInvocationContext() {});
    }
}

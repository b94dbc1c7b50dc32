package com.withdrawaldesk.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** A test that is repeated, because it is up to chance which way it goes: so often in each build, ten times that in a proof. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(Rounds.Each.class)
public @interface Rounds {

    int value();

    /** How often in this run what each build does this often. */
    static int of(int times) {
        return Boolean.getBoolean("desk.proof") ? 10 * times : times;
    }

    /** Repeats the test. */
    class Each implements TestTemplateInvocationContextProvider {

        @Override
        public boolean supportsTestTemplate(ExtensionContext test) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext test) {
            int times = test.getRequiredTestMethod().getAnnotation(Rounds.class).value();
            return IntStream.range(0, of(times)).mapToObj(round -> new TestTemplateInvocationContext() {});
        }
    }
}

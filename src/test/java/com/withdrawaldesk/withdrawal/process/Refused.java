package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is thrown for a "no": the engine wraps it when it comes out of a listener. */
final class Refused {

    private Refused() {}

    static Consumer<Throwable> refusedWith(Code code) {
        return thrown -> assertThat(codeOf(thrown)).as("%s", thrown).isEqualTo(code);
    }

    /** Null when this is no refusal. */
    static Code codeOf(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .filter(Refusal.class::isInstance)
                .map(cause -> ((Refusal) cause).code())
                .findFirst()
                .orElse(null);
    }
}

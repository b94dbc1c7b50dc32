package com.withdrawaldesk.payout;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.payout.ExploredWorld.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Walks through everything that can happen to one payout at two providers, the shortest stories first, over the code that
 * decides: sends, answers, lost answers, checks, hints about any attempt, providers that change their mind, calls that are
 * turned away by half, crashes, emergency refunds, what operators find, and time. What is true is kept by a model of the banks.
 */
class ExploredPayoutsTest {

    /** Deeper with {@code -Ddesk.explore.depth=…}, for the profile that takes its time. */
    private static final int DEPTH = Integer.getInteger("desk.explore.depth", 9);

    private static final int MOST_STATES = Integer.getInteger("desk.explore.states", 400_000);

    @Test
    void neverPaysTwiceNorRefundsWhatMayBePaidNorWaitsForEver() {
        Walk walk = walk("");

        LoggerFactory.getLogger(getClass())
                .info("explored {} states in {} steps, to depth {}", walk.states(), walk.steps(), walk.depth());
        assertThat(walk.violation()).isNull();
        assertThat(walk.states()).isGreaterThan(5_000);
    }

    /** What keeps money from being paid twice, lost or refunded wrongly, and what the code would say without it. */
    enum Guard {
        EARLIER_ATTEMPTS_ARE_ASKED_BEFORE_ANOTHER_IS_SENT(PayoutCalls.class, "mayLeave", true),
        HINTS_ARE_KEPT(PayoutAttempt.class, "hinted", false),
        DOUBT_IS_NO_END(PayoutAttempt.class, "isClear", true),
        ONLY_A_DENIAL_IS_ONE(PayoutAttempt.class, "deniedBy", true),
        WHAT_WAS_HANDED_OVER_KEEPS_TO_ITS_PROVIDER(PayoutAttempt.class, "mayGoTo", true),
        WHAT_WAS_HANDED_OVER_MAY_EXIST(PayoutAttempt.class, "mayExist", false),
        NOT_FOUND_ONCE_IS_NO_PROOF(PayoutAttempt.class, "unknownLongEnough", true),
        A_FROZEN_WALLET_IS_SEEN_AT_THE_LAST_STEP(PayoutCalls.class, "isStopped", false),
        ANOTHER_ACCOUNT_PROVES_NOTHING(PayoutAttempt.class, "isWith", true, "account"),
        WHAT_WAS_HANDED_OVER_WAITS_FOR_ONE_THAT_IS_GONE(PayoutAttempt.class, "mayGoTo", true, "is gone"),
        WHO_IS_GONE_IS_STILL_TO_BE_ASKED(PayoutAttempt.class, "isClear", true, "is gone");

        private final Class<?> type;
        private final String method;
        private final boolean without;
        private final String through;

        Guard(Class<?> type, String method, boolean without) {
            this(type, method, without, "");
        }

        /** @param through what has to have happened in the story that is found */
        Guard(Class<?> type, String method, boolean without, String through) {
            this.type = type;
            this.method = method;
            this.without = without;
            this.through = through;
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsOutWhenAGuardIsTakenAway(Guard guard) {
        ByteBuddyAgent.install();
        ClassReloadingStrategy reloading = ClassReloadingStrategy.fromInstalledAgent();
        new ByteBuddy()
                .redefine(guard.type)
                .method(named(guard.method))
                .intercept(FixedValue.value(guard.without))
                .make()
                .load(guard.type.getClassLoader(), reloading);
        try {
            Walk walk = walk(guard.through);
            LoggerFactory.getLogger(getClass()).info("without {}: {}", guard, walk);
            assertThat(walk.violation()).isNotNull();
        } finally {
            try {
                reloading.reset(guard.type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    record Walk(int states, int steps, int depth, String violation) {}

    /** @param through a violation counts if this happened before it */
    static Walk walk(String through) {
        Set<UUID> seen = new HashSet<>();
        Set<UUID> ending = new HashSet<>();
        List<ExploredWorld> frontier = List.of(new ExploredWorld());
        int steps = 0;
        int depth = 0;
        while (!frontier.isEmpty() && depth < DEPTH && seen.size() < MOST_STATES) {
            depth++;
            var next = new ArrayList<ExploredWorld>();
            for (ExploredWorld world : frontier) {
                for (Action action : world.actions()) {
                    ExploredWorld after = world.after(action);
                    steps++;
                    boolean unseen = seen.add(after.hash());
                    if (unseen) {
                        after.judge(ending);
                    }
                    if (after.violation() == null) {
                        if (unseen && depth < DEPTH) {
                            next.add(after);
                        }
                    } else if (after.story().stream().anyMatch(step -> step.contains(through))) {
                        return new Walk(seen.size(), steps, depth, after.violation() + " after " + after.story());
                    }
                }
            }
            frontier = next;
        }
        return new Walk(seen.size(), steps, depth, null);
    }
}

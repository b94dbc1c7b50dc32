package com.withdrawaldesk.support;

import com.withdrawaldesk.DeskApplication;
import com.withdrawaldesk.base.throttle.TestLimits;
import com.withdrawaldesk.control.TestBinding;
import com.withdrawaldesk.fee.TestFees;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of the whole running desk. All such tests share one context: never give one of them settings of its own. To be
 * injected: {@link TestClock}, {@link TestFees}, {@link TestLimits}, {@link TestBinding}, {@link Http}, {@link People}, {@link Given}, {@link Bankers},
 * {@link Tasklist}, {@link Statements}, {@link FlowsTaken}, {@link Interruption}, {@link Crash}, {@link Calls}, {@link Course}
 * and {@link Stuck}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = {
            DeskApplication.class,
            TestClock.class,
            TestFees.class,
            TestLimits.class,
            TestBinding.class,
            Http.class,
            People.class,
            Given.class,
            Bankers.class,
            Tasklist.class,
            Statements.class,
            FlowsTaken.class,
            Interruption.class,
            Crash.class,
            Calls.class,
            Course.class,
            Stuck.class
        },
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
@ContextConfiguration(initializers = TestServers.class)
public @interface DeskTest {}

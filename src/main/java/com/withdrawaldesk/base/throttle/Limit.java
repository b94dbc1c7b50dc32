package com.withdrawaldesk.base.throttle;

import java.util.List;
import java.util.Locale;
import org.springframework.web.method.HandlerMethod;

/** What is limited, by what it costs. */
public enum Limit {
    /** The check of a payment PIN, which is slow on purpose. */
    PIN,
    /** Requests for money and their cancellation, of which every admin is told. */
    REQUESTS,
    /** Changes of where, when and on whose word money goes; each is told to its owner. */
    SETTINGS,
    /** Tables and receipts to take away. */
    EXPORTS,
    /** Lists, figures and details that read much. */
    SEARCHES,
    /** What staff do that moves money, asks providers, or reads everything. */
    ACTIONS,
    /** What staff do that makes an e-mail and nothing else. */
    MAILS,
    /** Openings of live alerts. */
    SOCKETS,
    /** Webhooks without a right signature. Nobody is logged in, so they are counted by address only. */
    WEBHOOKS,
    /** Ways to the issuer of logins and back from it. Nobody is logged in yet, so they are counted by address only. */
    LOGINS;

    /** The limits of an address of the API: those of the method, or else of its class. */
    public static List<Limit> of(HandlerMethod address) {
        Limited limited = address.getMethodAnnotation(Limited.class);
        if (limited == null && !address.hasMethodAnnotation(Unlimited.class)) {
            limited = address.getBeanType().getAnnotation(Limited.class);
        }
        return limited == null ? List.of() : List.of(limited.value());
    }

    /** The name in settings, answers and metrics, such as {@code requests}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}

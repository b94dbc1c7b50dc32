package com.withdrawaldesk.base.throttle;

import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often each user may ask for what {@link Limit} names, such as {@code 30/1m}: so many calls at once, and so many again in
 * each period. {@code 0} or {@code off} is no limit. Each node counts for itself, and begins anew when it is started.
 *
 * @param pin checks of a payment PIN: requests, PINs, payment settings, schedules
 * @param requests requests for money, and cancellations: all admins are told
 * @param settings changes of PIN, payment settings, schedule: the owner is told
 * @param exports CSV, receipts
 * @param searches lists, figures and details of staff; quotes
 * @param actions decisions, payouts, runs, refunds, retries, checks of staff
 * @param mails e-mails sent again, PINs reset
 * @param sockets openings of live alerts
 * @param webhooks by address, of those with a wrong signature
 * @param logins by address, of the redirects to the issuer of logins and back, two for each login
 * @param addressFactor how many users' worth of calls one address may make, as there may be many behind it; zero for no
 *     limit by address
 */
@ConfigurationProperties("desk.limits")
record LimitProperties(
        @DefaultValue("30/1m") Rate pin,
        @DefaultValue("60/10m") Rate requests,
        @DefaultValue("20/10m") Rate settings,
        @DefaultValue("60/1m") Rate exports,
        @DefaultValue("240/1m") Rate searches,
        @DefaultValue("240/1m") Rate actions,
        @DefaultValue("30/1m") Rate mails,
        @DefaultValue("60/1m") Rate sockets,
        @DefaultValue("60/1m") Rate webhooks,
        @DefaultValue("60/1m") Rate logins,
        @DefaultValue("50") int addressFactor) {

    LimitProperties {
        if (addressFactor < 0) {
            throw new IllegalArgumentException("desk.limits.address-factor is below zero.");
        }
    }

    Rate ofUser(Limit limit) {
        return switch (limit) {
            case PIN -> pin;
            case REQUESTS -> requests;
            case SETTINGS -> settings;
            case EXPORTS -> exports;
            case SEARCHES -> searches;
            case ACTIONS -> actions;
            case MAILS -> mails;
            case SOCKETS -> sockets;
            case WEBHOOKS, LOGINS -> Rate.NONE;
        };
    }

    Rate ofAddress(Limit limit) {
        return switch (limit) {
            case WEBHOOKS -> webhooks;
            case LOGINS -> logins;
            default -> ofUser(limit).times(addressFactor);
        };
    }

    /** After so long without a call everybody has all of their calls again. */
    Duration longest() {
        return Stream.of(Limit.values())
                .flatMap(limit -> Stream.of(ofUser(limit), ofAddress(limit)))
                .filter(rate -> !rate.isNone())
                .map(Rate::period)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}

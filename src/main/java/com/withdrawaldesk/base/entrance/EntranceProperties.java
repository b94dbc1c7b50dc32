package com.withdrawaldesk.base.entrance;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the desk puts up with.
 *
 * @param largestBody how large the body of any request may be
 * @param largestLogin how large the body of a login to the web apps, which needs no more than two words
 * @param bodyWithin how long a body may take to arrive as a whole
 * @param trustedProxies addresses and networks ({@code 10.0.0.0/8}) whose {@code X-Forwarded-For} and
 *     {@code X-Forwarded-Proto} are believed; nobody's when there are none
 */
@ConfigurationProperties("desk.entrance")
record EntranceProperties(
        @DefaultValue("64KB") DataSize largestBody,
        @DefaultValue("4KB") DataSize largestLogin,
        @DefaultValue("10s") Duration bodyWithin,
        @DefaultValue List<String> trustedProxies) {}

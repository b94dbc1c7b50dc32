package com.withdrawaldesk.run;

import java.time.LocalTime;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When vendors are paid by themselves.
 *
 * @param zone where business days begin and end; the zone of the desk unless set
 * @param at the time of day from which a day's run may start; the timer looks every hour
 * @param batch how many vendors one step of a run deals with
 */
@ConfigurationProperties("desk.run")
public record RunProperties(
        @DefaultValue("Africa/Lagos") ZoneId zone,
        @DefaultValue("06:00") LocalTime at,
        @DefaultValue("100") int batch) {}

package com.withdrawaldesk.notification;

/**
 * Who is told: one person, or everybody in a group at the time of delivery.
 *
 * @param kind person or group
 * @param id user id or group id
 */
public record Audience(Kind kind, String id) {

    public enum Kind {
        PERSON,
        GROUP
    }

    public static Audience person(String userId) {
        return new Audience(Kind.PERSON, userId);
    }

    public static Audience group(String groupId) {
        return new Audience(Kind.GROUP, groupId);
    }
}

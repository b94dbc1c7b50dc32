package com.withdrawaldesk.notification;

import java.util.List;

/** Knows how people are reached. Implemented where identities live. */
public interface Directory {

    /**
     * @param userId id of the user
     * @param name how the person is addressed
     * @param email null when there is no address to write to
     */
    record Person(String userId, String name, String email) {}

    /** The persons an audience consists of now; empty when nobody is known. */
    List<Person> persons(Audience audience);
}

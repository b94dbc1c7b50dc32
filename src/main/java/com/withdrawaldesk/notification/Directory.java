package com.withdrawaldesk.notification;

import java.util.Collection;
import java.util.List;
import java.util.Map;

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

    /** How those of these users are called who are known here, by their ids. */
    Map<String, String> names(Collection<String> userIds);
}

package com.withdrawaldesk.base.engine;

import java.security.SecureRandom;
import java.util.UUID;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.springframework.stereotype.Component;

/**
 * Ids that nobody can guess from another one: UUIDs of version 7 (RFC 9562), 48 bits of time and 74 bits of chance. The time
 * comes first, so that the indexes grow at their end; the engine's own generator has a counter where the chance is here.
 */
@Component
class RandomIds implements IdGenerator {

    private final SecureRandom chance = new SecureRandom();

    @Override
    public String getNextId() {
        long timeAndChance = System.currentTimeMillis() << 16 | 0x7000L | chance.nextInt(1 << 12);
        long moreChance = chance.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(timeAndChance, moreChance).toString();
    }
}

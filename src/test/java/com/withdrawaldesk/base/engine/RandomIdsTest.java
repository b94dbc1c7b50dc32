package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.UUID;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
class RandomIdsTest {

    @Autowired
    ProcessEngineConfigurationImpl configuration;

    /** Behind the time each bit is 0 in about half of them and 1 in the others, but for the version and the variant. */
    @Test
    void tellNothingOfEachOther() {
        int many = 4096;
        int[] ones = new int[80];
        var seen = new HashSet<String>();
        for (int i = 0; i < many; i++) {
            String id = configuration.getIdGenerator().getNextId();
            UUID uuid = UUID.fromString(id);
            assertThat(uuid).hasToString(id);
            assertThat(seen.add(id)).isTrue();
            for (int bit = 0; bit < 80; bit++) {
                long half = bit < 16 ? uuid.getMostSignificantBits() : uuid.getLeastSignificantBits();
                ones[bit] += (int) (half >>> (bit < 16 ? bit : bit - 16) & 1);
            }
        }

        assertThat(Arrays.stream(ones).filter(n -> n > 1600 && n < 2500).count())
                .isEqualTo(74);
    }
}

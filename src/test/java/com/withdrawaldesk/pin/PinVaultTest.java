package com.withdrawaldesk.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PinVaultTest {

    private static final String KEY_1 = key("test key 1, 32 bytes, not secret");
    private static final String KEY_2 = key("test key 2, 32 bytes, not secret");

    private final PinVault vault = vault(Map.of(1, KEY_1), 1000);

    @Test
    void opensWithTheRightPinAndNoOther() {
        SealedPin sealed = vault.seal("techstore", "4719");

        assertThat(vault.matches("techstore", "4719", sealed)).isTrue();
        assertThat(vault.matches("techstore", "4718", sealed)).isFalse();
        assertThat(vault.matches("techstore", "", sealed)).isFalse();
    }

    @Test
    void sealsTheSamePinDifferentlyEachTime() {
        SealedPin one = vault.seal("techstore", "4719");
        SealedPin other = vault.seal("techstore", "4719");

        assertThat(one.salt()).hasSize(16).isNotEqualTo(other.salt());
        assertThat(one.sealed()).hasSize(12 + 32 + 16).isNotEqualTo(other.sealed());
    }

    /** Computed elsewhere: whatever is changed here, stored PINs have to open. */
    @Test
    void opensWhatWasStoredEarlierWithTheDefaultParameters() {
        var stored = new SealedPin(
                HexFormat.of()
                        .parseHex(
                                "000102030405060708090a0b"
                                        + "b27962999e0a9d2231d9f6be083d177d7a6a20a98affe1036dfd548105d1d5ed5141cba41e0ae4e5f80c3ea61eb27c84"),
                HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"),
                "PBKDF2WithHmacSHA512",
                220_000,
                1);

        assertThat(vault.matches("techstore", "4719", stored)).isTrue();
        assertThat(vault.matches("techstore", "9174", stored)).isFalse();
    }

    @Test
    void doesNotOpenForAnotherUser() {
        SealedPin sealed = vault.seal("techstore", "4719");

        assertThatIllegalStateException()
                .isThrownBy(() -> vault.matches("bookshop", "4719", sealed))
                .withMessageContaining("bookshop");
    }

    @Test
    void doesNotOpenWhenAnyByteWasChanged() {
        SealedPin sealed = vault.seal("techstore", "4719");

        for (int i = 0; i < sealed.sealed().length; i++) {
            byte[] bytes = sealed.sealed().clone();
            bytes[i] ^= 1;
            var changed = new SealedPin(bytes, sealed.salt(), sealed.algorithm(), sealed.iterations(), 1);
            assertThatIllegalStateException().isThrownBy(() -> vault.matches("techstore", "4719", changed));
        }
    }

    @Test
    void sealsWithTheNewestKeyAndStillOpensWithTheOlder() {
        PinVault rotated = vault(Map.of(1, KEY_1, 2, KEY_2), 1000);
        SealedPin old = vault.seal("techstore", "4719");

        assertThat(rotated.matches("techstore", "4719", old)).isTrue();
        assertThat(rotated.isCurrent(old)).isFalse();
        assertThat(rotated.isCurrent(rotated.seal("techstore", "4719"))).isTrue();
        assertThat(rotated.seal("techstore", "4719").keyVersion()).isEqualTo(2);
    }

    @Test
    void takesOtherParametersForOutdated() {
        SealedPin sealed = vault.seal("techstore", "4719");

        assertThat(vault.isCurrent(sealed)).isTrue();
        assertThat(vault(Map.of(1, KEY_1), 1001).isCurrent(sealed)).isFalse();
        assertThat(vault.isCurrent(
                        new SealedPin(sealed.sealed(), sealed.salt(), "PBKDF2WithHmacSHA256", sealed.iterations(), 1)))
                .isFalse();
    }

    @Test
    void namesTheKeyThatIsMissing() {
        SealedPin sealed = vault.seal("techstore", "4719");

        assertThatIllegalStateException()
                .isThrownBy(() -> vault(Map.of(2, KEY_2), 1000).matches("techstore", "4719", sealed))
                .withMessageContaining("desk.pin.keys.1");
    }

    private static PinVault vault(Map<Integer, String> keys, int iterations) {
        return new PinVault(new PinProperties(keys, iterations));
    }

    private static String key(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}

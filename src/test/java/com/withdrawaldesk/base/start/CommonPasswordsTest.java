package com.withdrawaldesk.base.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPasswordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Password-1",
                "Qwertyui-1",
                "Aaaaaaaa-1",
                "P@ssw0rd-123",
                "Pa$$w0rd!2026",
                "1-Password-1",
                "Passw0rd83749274!",
                "Password-xy1",
                "We1come-2026",
                "Welcome@Lagos1",
                "Admin.Admin.1",
                "Administrator#1",
                "Letmein-Please1",
                "Iloveyou-Angel1",
                "Summer-2026!",
                "Monday-Tuesday1",
                "Arsenal-Chelsea-7",
                "Abcdefgh-1",
                "Abcabcabc-1",
                "Xyzxyzxyz#9",
                "1234567890-aA",
                "Zaq1@Wsx-Cde3",
                "1qaz@WSX3edc",
                "!QAZ2wsx#EDC",
                "Asdfghjkl;1",
                "Poiuytrewq-1",
                "Withdrawal-Desk-1",
                "Withdrawa1Desk!",
                "Desk-demo-1",
                "C@mund@-2026",
                "ÄÄÄÄÄÄÄÄ-1a",
                "Ｐassword-1"
            })
    void areRefused(String password) {
        assertThat(CommonPasswords.contain(password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Adaobi-2026!",
                "Ada-Obi-Ada-1",
                "Leaver1-leaver1",
                "L3aver1-2026",
                "Obi-password-1",
                "Example-Leaver1"
            })
    void areRefusedToTheirOwner(String password) {
        assertThat(CommonPasswords.contain(password, "leaver1", "Ada", "Obi", "leaver1@example.com"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Quiet-river-42",
                "Other-river-77",
                "Desk-first-0",
                "Correct-horse-battery-9",
                "Desk-k7Qx2mV9tR4w",
                "fJ8#qLw2!zRt",
                "Gbenga kicks 3 yams",
                "Tortoise.under.umbrella8",
                "ọjọ́-dára-Ibi7"
            })
    void areNotWhatNobodyGuesses(String password) {
        assertThat(CommonPasswords.contain(password, null, "leaver1", "Ada", "Obi", "leaver1@example.com"))
                .isFalse();
    }
}

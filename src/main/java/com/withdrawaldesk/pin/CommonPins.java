package com.withdrawaldesk.pin;

import java.util.Set;
import java.util.regex.Pattern;

/** The PINs that are guessed first: among leaked ones, the twenty most frequent make up a quarter of all. */
final class CommonPins {

    private static final String UP = "0123456789012";
    private static final String DOWN = "9876543210987";

    /** A pair twice (1212, 0000), two doubled digits (1122), a mirrored pair (1221), a year of birth. */
    private static final Pattern PATTERNS =
            Pattern.compile("(\\d\\d)\\1|(\\d)\\2(\\d)\\3|(\\d)(\\d)\\5\\4|(19|20)\\d\\d");

    /** What else is frequent in leaks: lines and words on the keypad, round and lucky numbers, near sequences. */
    private static final Set<String> WELL_KNOWN = Set.of(
            "0001", "0007", "0070", "0147", "0258", "0369", "0420", "0741", "0852", "0907", "0963", "1000", "1004",
            "1005", "1007", "1011", "1012", "1020", "1023", "1024", "1025", "1028", "1029", "1112", "1113", "1120",
            "1121", "1123", "1124", "1125", "1209", "1210", "1213", "1214", "1222", "1223", "1224", "1225", "1227",
            "1230", "1231", "1233", "1235", "1236", "1245", "1318", "1324", "1357", "1369", "1379", "1397", "1470",
            "1472", "1478", "1701", "2468", "2486", "2580", "3000", "3690", "4000", "4200", "4711", "4862", "5000",
            "5150", "5425", "5683", "6000", "7000", "7410", "7896", "7942", "8000", "8520", "9000", "9630");

    private CommonPins() {}

    static boolean contain(String pin) {
        return UP.contains(pin) || DOWN.contains(pin) || PATTERNS.matcher(pin).matches() || WELL_KNOWN.contains(pin);
    }
}

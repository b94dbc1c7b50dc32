package com.withdrawaldesk.base.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;

/**
 * The passwords that are guessed first, in spite of an upper case letter, a digit and a sign: well-known words, rows of the
 * keyboard and repetitions, also in disguise ({@code P@ssw0rd}), one after another, and with something at the ends.
 */
public final class CommonPasswords {

    /** What may be left beside the words before a password counts as one of its own. */
    private static final int TOO_FEW = 4;

    private static final int SHORTEST_RUN = 4;

    private static final String DISGUISED = "01345789@$!|+€£";
    private static final List<String> MEANT = List.of("oieastbgasiltel", "oleastbgaslltel");
    private static final String SHIFTED = "!@#$%^&*()";
    private static final String UNSHIFTED = "1234567890";

    private static final List<String> ROWS = Stream.of(
                    "qwertyuiop",
                    "asdfghjkl",
                    "zxcvbnm",
                    "azertyuiop",
                    "qsdfghjklm",
                    "qwertzuiop",
                    "1234567890",
                    "0123456789",
                    "abcdefghijklmnopqrstuvwxyz",
                    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
                    "qazwsxedcrfvtgbyhnujm",
                    "1q2w3e4r5t6y7u8i9o0p")
            .flatMap(row -> Stream.of(row, new StringBuilder(row).reverse().toString()))
            .toList();

    private static final Set<String> WORDS = words();

    private CommonPasswords() {}

    /** @param own words that say nothing because they are the user's: id, names, address; null ones are skipped */
    public static boolean contain(String password, String... own) {
        String lower = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Set<String> known = Stream.concat(
                        WORDS.stream(),
                        Arrays.stream(own)
                                .filter(Objects::nonNull)
                                .flatMap(text -> Arrays.stream(
                                        text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")))
                                .flatMap(word -> Stream.of(word, word.replaceAll("\\d+$", "")))
                                .filter(word -> word.length() > 2))
                .collect(Collectors.toSet());
        String bare = lower.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
        String disguised = lower.replaceAll("^[^\\p{L}@$]+|[^\\p{L}@$]+$", "");
        return Stream.concat(
                        Stream.of(lower, bare, translated(lower, SHIFTED, UNSHIFTED)),
                        MEANT.stream().flatMap(meant -> Stream.of(bare, disguised)
                                .map(text -> translated(text, DISGUISED, meant))))
                .map(text -> text.replaceAll("[^\\p{L}\\p{N}]", ""))
                .anyMatch(text -> leftOver(text, known) < TOO_FEW);
    }

    private static String translated(String text, String from, String to) {
        return text.chars()
                .mapToObj(c -> String.valueOf(from.indexOf(c) < 0 ? (char) c : to.charAt(from.indexOf(c))))
                .collect(Collectors.joining());
    }

    /** How many characters remain when as many as possible belong to known words, runs and repetitions. */
    private static int leftOver(String text, Set<String> known) {
        int[] least = new int[text.length() + 1];
        for (int end = 1; end <= text.length(); end++) {
            least[end] = least[end - 1] + 1;
            for (int start = end - 2; start >= 0; start--) {
                if (least[start] < least[end] && saysNothing(text.substring(start, end), known)) {
                    least[end] = least[start];
                }
            }
        }
        return least[text.length()];
    }

    private static boolean saysNothing(String part, Set<String> known) {
        return known.contains(part)
                || part.length() >= SHORTEST_RUN && ROWS.stream().anyMatch(row -> row.contains(part))
                || part.length() >= 3 && isRepeated(part);
    }

    /** One to three characters, again and again. */
    private static boolean isRepeated(String part) {
        for (int unit = 1; unit <= 3 && unit * 2 <= part.length(); unit++) {
            if (part.length() >= unit * 3 || unit > 1) {
                String again = part.substring(0, unit).repeat(part.length() / unit + 1);
                if (again.startsWith(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> words() {
        try {
            return new ClassPathResource("common-passwords.txt")
                    .getContentAsString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .filter(word -> !word.isBlank())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.withdrawaldesk.base.language;

import java.text.Bidi;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names as people mean and see them, whichever code points they were typed with. */
public final class Names {

    /** Each of these letters is another with a hook, a bar or a different shape, which Unicode does not take apart. */
    static final String HOOKED = "ɓɗƙƴɠƥƭŋɛɔǝəøłđħŧıɨʉʋɖɣƒɦ";

    static final String PLAIN = "bdkygptneoeeoldhtiiuvdgfh";

    /** What stands for an apostrophe, also as a letter: typewriter, typographic, glottal. */
    static final String APOSTROPHES =
            "'\u2018\u2019\u201B\u02BC\u02BB\u02B9\u02BE\u02BF\u02C8`\u00B4\u2032\u05F3\uA78C\uFF07";

    static final String HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D";

    private static final Map<Integer, String> LETTERS = HOOKED.chars()
            .boxed()
            .collect(Collectors.toMap(c -> c, c -> String.valueOf(PLAIN.charAt(HOOKED.indexOf(c)))));

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    private Names() {}

    /**
     * As it is stored: composed (NFC), without what cannot be seen, with single blanks. Joiners stay, which some scripts and
     * pictures need.
     */
    public static String clean(String name) {
        String seen = name.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT || c == 0x200C || c == 0x200D)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Normalizer.normalize(SPACES.matcher(seen).replaceAll(" ").strip(), Normalizer.Form.NFC);
    }

    /** Letters to compare: small, without marks, hooks and apostrophes, with blanks for hyphens. Not for people. */
    public static String plain(String name) {
        StringBuilder letters = name.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(c -> APOSTROPHES.indexOf(c) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return Normalizer.normalize(letters, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(c -> !isMark(c))
                .mapToObj(c -> HYPHENS.indexOf(c) >= 0 ? " " : spelled(c))
                .collect(Collectors.joining());
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }

    private static String spelled(int c) {
        return switch (c) {
            case 'ß' -> "ss";
            case 'æ' -> "ae";
            case 'œ' -> "oe";
            default -> LETTERS.getOrDefault(c, Character.toString(c));
        };
    }

    /** Whether a person sees anything of it. */
    public static boolean canBeSeen(String text) {
        return text.codePoints().anyMatch(Names::isVisible);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE -> false;
            // Letters and signs that are blank all the same: fillers of Hangul, and a cell of Braille without dots.
            default -> c != 0x115F && c != 0x1160 && c != 0x3164 && c != 0xFFA0 && c != 0x2800;
        };
    }

    /** Whether it would change the direction of what stands around it. */
    public static boolean turnsText(String text) {
        return text.codePoints().anyMatch(c -> c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069);
    }

    /**
     * As it stands in a sentence: between marks that keep its direction to itself, where it has letters that are read from the
     * right.
     */
    public static String isolated(String text) {
        return turnsText(text) || Bidi.requiresBidi(text.toCharArray(), 0, text.length())
                ? "\u2068" + text + "\u2069"
                : text;
    }
}

package com.withdrawaldesk.account;

import com.withdrawaldesk.base.language.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How well two names agree, whatever their order, case, accents, hooks, hyphens, titles and legal forms. Words are compared whole, with one
 * slip of the pen forgiven in long ones: measures that reward a common beginning take Oluwaseun for Oluwaseyi.
 */
final class NameMatch {

    private static final Set<String> SAY_NOTHING =
            Set.of(("mr mrs ms miss dr prof engr chief alhaji alhaja pastor and the"
                            + " hajia hajiya mallam malam barr"
                            + " ltd limited plc nig nigeria co company enterprise enterprises ventures global")
                    .split(" "));

    /**
     * From here on whoever gave one of the names knows the other, and may see it: the words are there, but for middle names
     * and slips of the pen. Initials are not enough.
     */
    static final int AGREES = 90;

    private static final int LONG = 5;

    /** Names that are written in several ways, each line one name: what only sounds alike is not here. */
    private static final Map<String, String> SPELLINGS = Stream.of(
                    "muhammad muhammed mohammed mohammad mohamed mohamad muhamad muhamed mohd",
                    "aisha aishat aishatu ayesha aysha",
                    "fatima fatimah fatimat fatimatu",
                    "abubakar abubakr abubaker",
                    "usman uthman osman",
                    "umar omar",
                    "yusuf yusuff yousef yousuf",
                    "ahmad ahmed",
                    "hussain hussein husain",
                    "hassan hasan",
                    "isa issa",
                    "musa moussa",
                    "khadija khadijah khadijat",
                    "zainab zaynab",
                    "mariam maryam",
                    "suleiman sulaiman sulayman",
                    "kathryn catherine katherine",
                    "steven stephen",
                    "jeffrey geoffrey")
            .flatMap(line ->
                    Stream.of(line.split(" ")).map(name -> Map.entry(name, line.substring(0, line.indexOf(' ')))))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private NameMatch() {}

    /** From 0, nothing in common, to 100. */
    static int score(String one, String other) {
        List<String> fewer = words(one);
        List<String> more = words(other);
        if (String.join("", fewer).equals(String.join("", more))) {
            return fewer.isEmpty() ? 0 : 100;
        }
        join(fewer, more);
        join(more, fewer);
        if (fewer.size() > more.size()) {
            List<String> swapped = fewer;
            fewer = more;
            more = swapped;
        }
        int all = fewer.size();
        int extra = more.size() - all;
        int points = 100 * pair(fewer, more, String::equals)
                + 90 * pair(fewer, more, NameMatch::nearly)
                + 70 * pair(fewer, more, NameMatch::initial);
        // A middle name left out is usual. A single name out of several is too common to identify anybody.
        int outOf = all == 1 && extra > 0 ? 2 : all;
        return outOf == 0 ? 0 : Math.max(0, points / outOf - (points > 0 ? 5 * extra : 0));
    }

    /** Makes one word of neighbours that the other name writes in one, as of those with a hyphen. */
    private static void join(List<String> words, List<String> other) {
        for (int at = 0; at + 1 < words.size(); at++) {
            String joined = words.get(at) + words.get(at + 1);
            if (other.contains(joined) && !other.contains(words.get(at)) && !other.contains(words.get(at + 1))) {
                words.set(at, joined);
                words.remove(at + 1);
            }
        }
    }

    /** Takes the pairs that agree out of both lists and counts them. */
    private static int pair(List<String> fewer, List<String> more, BiPredicate<String, String> agree) {
        int pairs = 0;
        for (Iterator<String> words = fewer.iterator(); words.hasNext(); ) {
            String word = words.next();
            if (more.stream()
                    .filter(candidate -> agree.test(word, candidate))
                    .findFirst()
                    .filter(more::remove)
                    .isPresent()) {
                words.remove();
                pairs++;
            }
        }
        return pairs;
    }

    private static boolean initial(String a, String b) {
        return (a.length() == 1 || b.length() == 1) && a.charAt(0) == b.charAt(0);
    }

    /** Whether it is another spelling, or one letter too many, too few or wrong makes the whole difference. */
    private static boolean nearly(String a, String b) {
        if (SPELLINGS.containsKey(a) && SPELLINGS.get(a).equals(SPELLINGS.get(b))) {
            return true;
        }
        String shorter = a.length() <= b.length() ? a : b;
        String longer = a.length() <= b.length() ? b : a;
        if (shorter.length() < LONG || longer.length() - shorter.length() > 1) {
            return false;
        }
        int at = 0;
        while (at < shorter.length() && shorter.charAt(at) == longer.charAt(at)) {
            at++;
        }
        int skip = longer.length() == shorter.length() ? 1 : 0;
        return at == shorter.length() || shorter.substring(at + skip).equals(longer.substring(at + 1));
    }

    private static List<String> words(String name) {
        List<String> all = Arrays.stream(Names.plain(name).split("[^\\p{L}\\p{N}]+"))
                .filter(Predicate.not(String::isEmpty))
                .toList();
        List<String> telling =
                all.stream().filter(Predicate.not(SAY_NOTHING::contains)).toList();
        return new ArrayList<>(telling.isEmpty() ? all : telling);
    }
}

package com.withdrawaldesk.payout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.yaml.snakeyaml.Yaml;

/**
 * What happens to one payout, drawn from what providers write themselves: every status of their descriptions in every order that
 * their guides allow, every refusal among their published answers, and everything that can happen to a connection. How it has
 * to end is for the books to say.
 *
 * @param lastStatus the one that stays
 * @param ends whether that is an end, which a provider at most takes back
 * @param kinds what was drawn, to be counted
 */
record Story(String lastStatus, boolean ends, List<String> kinds, Consumer<Script> plot) {

    private static final Path PAYSTACK = Path.of("src/test/resources/paystack");

    /** What may follow what, by the guides of Paystack (transfers, status) and of Flutterwave (transfers v3). An end has nothing. */
    private static final Map<Payer, Map<String, List<String>>> NEXT = Map.of(
            Payer.PAYSTACK,
                    Map.of(
                            "received", List.of("pending", "otp", "blocked", "rejected", "success"),
                            "otp", List.of("pending", "success", "failed", "abandoned"),
                            "pending", List.of("pending", "success", "failed", "reversed", "otp"),
                            "failed", List.of("success"),
                            "reversed", List.of("success"),
                            "success", List.of(),
                            "abandoned", List.of(),
                            "blocked", List.of(),
                            "rejected", List.of()),
            Payer.FLUTTERWAVE,
                    Map.of(
                            "NEW", List.of("NEW", "PENDING", "SUCCESSFUL", "FAILED"),
                            "PENDING", List.of("PENDING", "SUCCESSFUL", "FAILED"),
                            "FAILED", List.of("SUCCESSFUL"),
                            "SUCCESSFUL", List.of()));

    private static final Map<Payer, List<String>> FIRST = Map.of(
            Payer.PAYSTACK,
            List.of("pending", "pending", "success", "otp", "received", "failed"),
            Payer.FLUTTERWAVE,
            List.of("NEW", "NEW", "PENDING", "SUCCESSFUL", "FAILED"));

    /** A time-out costs two seconds of real time, so it is drawn less often. */
    private static final Set<Fault> SLOW = Set.of(Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER);

    private static final Map<Payer, List<String>> REFUSALS = Map.of(
            Payer.PAYSTACK,
            refusalsOfPaystack(),
            Payer.FLUTTERWAVE,
            // From the answers in its guide on transfers.
            List.of(
                    "invalid account",
                    "Account resolve failed",
                    "This request cannot be processed. Please contact your account administrator",
                    "You can not make transfers to this bank at the moment"));

    static {
        if (!NEXT.get(Payer.PAYSTACK).keySet().equals(statusesOfPaystack())) {
            throw new IllegalStateException("Paystack describes other statuses: " + statusesOfPaystack());
        }
    }

    static Story draw(Random random, Payer payer, boolean mayBeShort) {
        var kinds = new ArrayList<String>();
        var plots = new ArrayList<Consumer<Script>>();
        String[] statuses = statuses(random, payer);
        kinds.add("last status " + statuses[statuses.length - 1]);
        plots.add(script -> script.statuses(statuses));
        if (payer == Payer.PAYSTACK && random.nextInt(8) == 0) {
            for (Fault fault : faults(random, 2)) {
                kinds.add("recipient " + fault);
                plots.add(script -> script.onRecipient(fault));
            }
        }
        for (int times = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0; times > 0; times--) {
            if (mayBeShort && random.nextInt(3) == 0) {
                kinds.add("send: balance too low");
                plots.add(script -> script.refuse(400, payer.noMoney));
            } else if (random.nextInt(4) == 0) {
                List<String> all = REFUSALS.get(payer);
                String words = all.get(random.nextInt(all.size()));
                kinds.add("send refused: " + words.split(":")[0]);
                plots.add(script -> script.refuse(400, words));
            } else {
                Fault fault = faults(random, 1).get(0);
                kinds.add("send " + fault);
                plots.add(script -> script.onSend(fault));
            }
        }
        if (random.nextInt(6) == 0) {
            int hidden = 1 + random.nextInt(8);
            kinds.add("not found at first");
            plots.add(script -> script.hiddenFor(hidden));
        }
        if (random.nextInt(4) == 0) {
            for (Fault fault : faults(random, 3)) {
                kinds.add("check " + fault);
                plots.add(script -> script.onCheck(fault));
            }
        }
        if (random.nextInt(25) == 0) {
            Map.Entry<String, Object> lie = List.<Map.Entry<String, Object>>of(
                            Map.entry("amount", 1),
                            Map.entry("currency", "GHS"),
                            Map.entry("account_number", "9999999999"))
                    .get(random.nextInt(3));
            kinds.add("another " + lie.getKey());
            plots.add(script -> script.echo(lie.getKey(), lie.getValue()));
        }
        String last = statuses[statuses.length - 1];
        return new Story(
                last,
                NEXT.get(payer).get(last).size() < 2,
                kinds,
                script -> plots.forEach(plot -> plot.accept(script)));
    }

    private static String[] statuses(Random random, Payer payer) {
        var all = new ArrayList<String>();
        List<String> possible = FIRST.get(payer);
        while (!possible.isEmpty() && (all.size() < 5 || random.nextInt(3) > 0)) {
            String status = possible.get(random.nextInt(possible.size()));
            all.add(status);
            possible = NEXT.get(payer).get(status);
            // What failed stays so, mostly.
            if (possible.size() == 1 && random.nextInt(4) > 0) {
                break;
            }
        }
        return all.toArray(String[]::new);
    }

    private static List<Fault> faults(Random random, int most) {
        var drawn = new ArrayList<Fault>();
        while (drawn.isEmpty() || drawn.size() < most && random.nextBoolean()) {
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            if (!SLOW.contains(fault) || random.nextInt(4) == 0) {
                drawn.add(fault);
            }
        }
        return drawn;
    }

    /** Those by which transfers can be listed, which are all. */
    private static Set<String> statusesOfPaystack() {
        var found = new TreeSet<String>();
        collect(new Yaml().load(read(PAYSTACK.resolve("openapi.yaml"))), found);
        return found;
    }

    private static void collect(Object node, Set<String> found) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("enum") instanceof List<?> values && values.contains("otp") && values.contains("reversed")) {
                values.forEach(value -> found.add(String.valueOf(value)));
            }
            map.values().forEach(value -> collect(value, found));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, found));
        }
    }

    /** The words of every published answer about transfers that is a no. */
    private static List<String> refusalsOfPaystack() {
        var found = new TreeSet<String>();
        try (var samples = Files.list(PAYSTACK.resolve("samples"))) {
            for (Path sample : samples.sorted().toList()) {
                JsonNode answers = new ObjectMapper().readTree(read(sample));
                answers.forEach(answer -> {
                    JsonNode said = answer.path("data");
                    if (said.path("status").isBoolean() && !said.path("status").asBoolean()) {
                        found.add(said.path("message").asText());
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.withdrawaldesk.payout.paystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.Clients;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakePaystack;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Exchange;
import com.withdrawaldesk.support.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Held to Paystack's own words: what we ask and what our double of it answers both agree with its OpenAPI description, and each
 * of its published answers is survived wherever it could arrive.
 */
@DeskTest
class PaystackDescriptionTest {

    private static final Path PUBLISHED = Path.of("src/test/resources/paystack");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the description itself lacks: it knows lists by numbered pages only, whose other parameter it spells otherwise. */
    private static final Set<String> BEYOND = Set.of("GET /transfer meta", "GET /transfer perPage");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Amounts amounts;

    @Autowired
    TestClock clock;

    private final FakePaystack paystack = new FakePaystack();

    @AfterEach
    void close() {
        paystack.close();
    }

    private PaystackBank bank() {
        Duration patience = Duration.ofSeconds(20);
        return new PaystackBank(
                Clients.of(jdbc, clock, patience, patience, 20),
                new PaystackProperties(paystack.url(), FakePaystack.KEY, ""),
                amounts);
    }

    private PayoutOrder order() {
        String reference = "wd_" + UUID.randomUUID().toString().replace("-", "") + "_1";
        return new PayoutOrder(
                reference, amounts.parse("2000.00"), "GTBank", "058", FakeProvider.freshAccount(), "Ada Obi");
    }

    @Test
    void asksAndIsAnsweredAsDescribed() throws IOException {
        PaystackBank bank = bank();
        PayoutOrder paid = order();
        bank.send(paid);
        bank.check(paid);
        bank.send(paid);
        bank.check(order());
        bank.sendAll(List.of(order(), order()));
        bank.balance();
        bank.banks();
        bank.accountName("058", paid.accountNumber());
        bank.statement(LocalDate.now(ZoneOffset.UTC));
        JsonNode described = new YAMLMapper().readTree(Files.readString(PUBLISHED.resolve("openapi.yaml")));
        var operations = new TreeSet<String>();
        var faults = new ArrayList<String>();

        for (Exchange call : paystack.exchanges()) {
            String path = call.path().replaceFirst("/verify/.*", "/verify/{reference}");
            JsonNode operation =
                    described.path("paths").path(path).path(call.method().toLowerCase(java.util.Locale.ROOT));
            String name = call.method() + " " + path;
            operations.add(name);
            assertThat(operation.isMissingNode()).as(name).isFalse();
            if (!call.request().isEmpty()) {
                faults.addAll(faults(
                        described,
                        operation.at("/requestBody/content/application~1json/schema"),
                        call.request(),
                        name));
            }
            var known = operation.path("parameters").findValuesAsText("name");
            call.query().keySet().stream()
                    .filter(parameter -> !known.contains(parameter))
                    .forEach(parameter -> faults.add(name + " " + parameter));
            JsonNode answer = operation.path("responses").path(String.valueOf(call.status()));
            if (answer.has("$ref")) {
                answer = described.at(answer.get("$ref").asText().substring(1));
            }
            if (!answer.isMissingNode()) {
                faults.addAll(faults(described, answer.at("/content/application~1json/schema"), call.answer(), name));
            }
        }

        assertThat(operations).hasSize(9);
        assertThat(faults)
                .filteredOn(fault -> BEYOND.stream().noneMatch(fault::startsWith))
                .isEmpty();
    }

    private static List<String> faults(JsonNode described, JsonNode schema, String body, String name)
            throws IOException {
        var whole = JSON.createObjectNode();
        whole.set("allOf", JSON.createArrayNode().add(schema));
        whole.set("components", described.get("components"));
        JsonSchema rules = JsonSchemaFactory.getInstance(
                        VersionFlag.V4, builder -> builder.metaSchema(OpenApi30.getInstance())
                                .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()))
                .getSchema(SchemaLocation.of("urn:paystack"), whole);
        return rules.validate(JSON.readTree(body)).stream()
                .map(ValidationMessage::getMessage)
                .map(fault -> name + " " + fault.replaceFirst("^\\$\\.?", ""))
                .toList();
    }

    static Stream<Path> samples() throws IOException {
        return Files.list(PUBLISHED.resolve("samples")).sorted();
    }

    /** None is our transfer, so nothing can be concluded of it, and no answer of another kind is taken for one. */
    @ParameterizedTest
    @MethodSource("samples")
    void survivesEachPublishedAnswerWhereverItArrives(Path sample) {
        for (Exchange published : answers(sample)) {
            PayoutOrder order = order();
            var bank = new PaystackBank(
                    Clients.of(jdbc, clock, Duration.ofSeconds(20), Duration.ofSeconds(20), 20),
                    new PaystackProperties(paystack.url(), FakePaystack.KEY, ""),
                    amounts);
            paystack.answerAlways(published.status(), published.answer());

            Set<Result> open = Set.of(
                    Result.UNKNOWN,
                    Result.LATER,
                    Result.MISMATCH,
                    Result.NOT_FOUND,
                    Result.MISCONFIGURED,
                    Result.REFUSED);
            assertThat(open).contains(bank.send(order).result());
            assertThat(bank.check(order).result())
                    .isIn(Result.UNKNOWN, Result.MISMATCH, Result.NOT_FOUND, Result.MISCONFIGURED);
            assertThat(bank.sendAll(List.of(order, order())).values())
                    .extracting(Outcome::result)
                    .allMatch(open::contains);
            for (Question question : List.<Question>of(
                    PayoutProvider::balance,
                    PayoutProvider::banks,
                    provider -> provider.accountName("058", "0123456789"),
                    provider -> provider.statement(LocalDate.of(2017, 2, 3)))) {
                assertThatCode(() -> {
                            try {
                                question.ask(bank);
                            } catch (ProviderUnavailable answered) {
                                // No usable answer, said as such.
                            }
                        })
                        .doesNotThrowAnyException();
            }
        }
    }

    private interface Question {
        void ask(PayoutProvider bank);
    }

    /** Most samples have an answer for each status; some are the answer. */
    private static List<Exchange> answers(Path sample) {
        try {
            JsonNode read = JSON.readTree(Files.readString(sample));
            if (read.has("status")) {
                return List.of(new Exchange("", "", null, "", 200, read.toString()));
            }
            var answers = new ArrayList<Exchange>();
            read.properties()
                    .forEach(answer -> answers.add(new Exchange(
                            "",
                            "",
                            null,
                            "",
                            Integer.parseInt(answer.getKey()),
                            answer.getValue().path("data").toString())));
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

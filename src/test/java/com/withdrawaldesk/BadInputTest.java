package com.withdrawaldesk;

import static com.withdrawaldesk.BadInputTest.Endpoint.get;
import static com.withdrawaldesk.BadInputTest.Endpoint.post;
import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.wallet.OwnerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Whatever is wrong with a request, the answer says so in the one form and nothing is done. Each row names endpoint, input
 * and answer; rows follow from what an endpoint takes, see {@link #ENDPOINTS}. None of them gets as far as a PIN check.
 */
@DeskTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private static final Field AMOUNT = new Field("amount", "50.00", Kind.AMOUNT, true);
    private static final Field PIN = new Field("pin", "\"4719\"", Kind.PIN, true);

    private static final List<Endpoint> ENDPOINTS = List.of(
            post(
                    "vendor",
                    "/api/vendor/wallet/request-withdrawal",
                    AMOUNT,
                    PIN,
                    Field.optional("bank_name", 100),
                    new Field("bank_code", "\"058\"", Kind.BANK_CODE, false),
                    new Field("account_number", "\"0123456789\"", Kind.ACCOUNT_NUMBER, false),
                    Field.optional("account_name", 100)),
            post(
                    "customer",
                    "/api/customer/wallet/request-withdrawal",
                    AMOUNT,
                    PIN,
                    Field.text("bank_name", 100),
                    new Field("bank_code", "\"058\"", Kind.BANK_CODE, false),
                    new Field("account_number", "\"0123456789\"", Kind.ACCOUNT_NUMBER, true),
                    Field.text("account_name", 100)),
            post(
                    "vendor",
                    "/api/vendor/update-payment-settings",
                    Field.text("bank_name", 100),
                    new Field("bank_code", "\"058\"", Kind.BANK_CODE, true),
                    new Field("account_number", "\"0123456789\"", Kind.ACCOUNT_NUMBER, true),
                    Field.text("account_name", 100),
                    new Field("pin", "\"4719\"", Kind.PIN, false)),
            post("vendor", "/api/vendor/set-payment-pin", PIN, new Field("old_pin", "\"4719\"", Kind.PIN, false)),
            post("customer", "/api/customer/set-payment-pin", PIN, new Field("old_pin", "\"4719\"", Kind.PIN, false)),
            post("admin1", "/api/admin/payment-pins/{user}/reset", Field.reason("reason", true)),
            post("admin1", "/api/admin/wallets/{owner}/freeze", Field.reason("reason", true)),
            post("admin1", "/api/admin/wallets/{owner}/unfreeze", Field.reason("reason", true)),
            post("admin1", "/api/admin/payouts/pause", Field.reason("reason", true)),
            post("admin1", "/api/admin/payouts/resume", Field.reason("reason", true)),
            post(
                    "admin1",
                    "/api/admin/finance/approve-withdrawal",
                    Field.optional("withdrawal_id", 64),
                    Field.reason("notes", false)),
            post(
                    "admin1",
                    "/api/admin/finance/reject-withdrawal",
                    Field.optional("withdrawal_id", 64),
                    Field.reason("reason", true)),
            post(
                    "admin1",
                    "/api/admin/finance/decide-many",
                    new Field("references", "[\"WTH-000000000000\"]", Kind.REFERENCES, true),
                    new Field("decision", "\"reject\"", Kind.DECISION, true),
                    Field.reason("reason", true)),
            post("admin1", "/api/admin/finance/looking", Field.text("task", 64)),
            post(
                    "admin1",
                    "/api/admin/finance/trigger-payout",
                    Field.text("vendor", 64),
                    new Field("amount", "50.00", Kind.AMOUNT, false)),
            post(
                    "marketplace",
                    "/api/platform/wallets",
                    new Field("owner", "\"somebody\"", Kind.USER_ID, true),
                    new Field("owner_type", "\"vendor\"", Kind.OWNER_TYPE, true),
                    Field.text("display_name", 100),
                    new Field("email", "\"a@example.com\"", Kind.EMAIL, false)),
            post(
                    "marketplace",
                    "/api/platform/wallets/{owner}/credit",
                    AMOUNT,
                    Field.text("description", 200),
                    new Field("gross_amount", "55.00", Kind.AMOUNT, false),
                    new Field("commission_amount", "5.00", Kind.AMOUNT_OR_ZERO, false),
                    Field.optional("source_reference", 100)),
            post(
                    "marketplace",
                    "/api/platform/wallets/{owner}/debit",
                    AMOUNT,
                    new Field("kind", "\"refund\"", Kind.SALE_KIND, true),
                    Field.text("reason", 200),
                    Field.text("source_reference", 100)),
            post(
                    "marketplace",
                    "/api/platform/wallets/{owner}/close",
                    Field.text("reason", 200),
                    new Field("account_number", "\"0123456789\"", Kind.ACCOUNT_NUMBER, false)),
            post(
                    "admin1",
                    "/api/admin/finance/reconciliation",
                    new Field("provider", "\"sandbox\"", Kind.PROVIDER, false),
                    new Field("day", "\"2020-01-01\"", Kind.PAST_DAY, true)),
            post(
                    "admin1",
                    "/api/admin/finance/emergency-refund",
                    Field.optional("reference", 64),
                    Field.reason("reason", true)),
            post("engineadmin", "/api/admin/api-keys", Field.text("account", 64), Field.text("name", 100)),
            post(
                    "engineadmin",
                    "/api/admin/identities",
                    new Field("user", "\"somebody\"", Kind.USER_ID, true),
                    new Field("same_as", "\"somebodyElse\"", Kind.USER_ID, true)),
            post("engineadmin", "/api/admin/identities/unlink", new Field("user", "\"somebody\"", Kind.USER_ID, true)),
            post(
                    "admin1",
                    "/api/admin/announcements",
                    Field.optional("title", 100),
                    new Field("message", "\"Good\\nenough\"", Kind.LINES, true, 2000)),
            post("admin1", "/api/admin/finance/emergency-refund/{id}/confirm"),
            post("admin1", "/api/admin/finance/emergency-refund/{id}/reject", Field.reason("reason", true)),
            post("vendor", "/api/vendor/wallet/withdrawals/{reference}/cancel"),
            post("customer", "/api/customer/wallet/withdrawals/{reference}/cancel"),
            post("vendor", "/api/vendor/notifications/{id}/read"),
            post("customer", "/api/customer/notifications/{id}/read"),
            post("admin1", "/api/admin/notifications/{id}/read"),
            post("admin1", "/api/webhooks/paystack"),
            post("admin1", "/api/webhooks/paystack/approval"),
            post("admin1", "/api/webhooks/flutterwave"),
            get("admin1", "/api/admin/finance/webhooks", "state=open", "reference=%00"),
            post(
                    "vendor",
                    "/api/vendor/payout-schedule",
                    new Field("frequency", "\"weekly\"", Kind.FREQUENCY, true),
                    new Field("weekday", "\"friday\"", Kind.WEEKDAY, true),
                    new Field("minimum", "50.00", Kind.AMOUNT, false),
                    PIN),
            post("admin1", "/api/admin/finance/payout-runs"),
            post("admin1", "/api/admin/finance/payout-runs/dry-run"),
            get("vendor", "/api/vendor/payout-runs", "outcome=paid"),
            get("admin1", "/api/admin/finance/payout-runs/{id}", "outcome=paid"),
            get("vendor", "/api/vendor/notifications", "unread=maybe", "unread=1"),
            get("customer", "/api/customer/notifications", "unread=TRUE"),
            get("admin1", "/api/admin/notifications", "unread=no"),
            get("vendor", "/api/vendor/wallet/withdrawals", "status=open"),
            get("customer", "/api/customer/wallet/withdrawals", "status=open"),
            get("vendor", "/api/vendor/wallet/transactions", "kind=gift"),
            get("customer", "/api/customer/wallet/transactions", "kind=gift"),
            get(
                    "admin1",
                    "/api/admin/finance/list-withdrawals",
                    "status=open",
                    "type=admin",
                    "from=yesterday",
                    "from=2026-02-30",
                    "from=%2B300000-01-01T00:00:00Z",
                    "to=1700000000",
                    "min_amount=1e5",
                    "min_amount=NaN",
                    "min_amount=-1",
                    "max_amount=10,000",
                    "max_amount=1234567890123456",
                    "priority=urgent",
                    "stage=open",
                    "decision=maybe",
                    "hour=24",
                    "hour=-1",
                    "zone=UTC%2B1",
                    "zone=Africa/Nowhere",
                    "zone=SystemV/EST5",
                    "failure_code=%00",
                    "requester=%00",
                    "search=%00",
                    "search=" + "x".repeat(101),
                    "reference=%00"),
            get(
                    "admin1",
                    "/api/admin/finance/reconciliation",
                    "state=open",
                    "provider=%00",
                    "day=yesterday",
                    "day=2026-02-30",
                    "day=%2B300000-01-01"),
            post("operator1", "/api/admin/operations/incidents/{id}/retry"),
            post("operator1", "/api/admin/operations/withdrawals/{reference}/check-payout"),
            post(
                    "operator1",
                    "/api/admin/operations/withdrawals/{reference}/report-return",
                    new Field("amount", "50.00", Kind.AMOUNT, false),
                    Field.text("bank_reference", 100),
                    Field.reason("reason", true)),
            post("operator1", "/api/admin/operations/withdrawals/{reference}/restart", Field.reason("reason", true)),
            post("operator1", "/api/admin/operations/withdrawals/{reference}/restart/confirm"),
            post("operator1", "/api/admin/operations/emails/{id}/resend"),
            post("operator1", "/api/admin/operations/invariants/check"),
            get("admin1", "/api/admin/finance/emergency-refund", "state=open"),
            get(
                    "admin1",
                    "/api/admin/finance/payments",
                    "kind=gift",
                    "from=tomorrow",
                    "to=2026-13-01",
                    "min_amount=0.001",
                    "max_amount=ten",
                    "owner=%00",
                    "reference=%00"));

    /** Those that are read at the same address. */
    private static final Set<String> READ_TOO = Set.of(
            "/api/vendor/payout-schedule",
            "/api/admin/finance/payout-runs",
            "/api/admin/finance/looking",
            "/api/admin/api-keys",
            "/api/admin/identities");

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    private String vendor;
    private String customer;

    @BeforeAll
    void openWallets() {
        vendor = given.vendor("1000.00");
        customer = given.customer("1000.00");
    }

    @ParameterizedTest
    @MethodSource
    void isRefusedInTheOneForm(Row row) {
        String user = Map.of("vendor", vendor, "customer", customer).getOrDefault(row.user(), row.user());
        String path = row.path()
                .replaceAll("\\{(owner|user)}", vendor)
                .replace("{reference}", "WTH-000000000000")
                .replace("{id}", "7");

        var answer = row.chunked()
                ? http.postChunked(user, path, row.body())
                : http.send(row.method(), user, path, row.body(), row.headers().toArray(String[]::new));

        assertProblem(answer, row.status(), row.code(), row.fields().toArray(String[]::new));
    }

    @AfterAll
    void nothingWasDone() {
        assertThat(given.balance(vendor)).isEqualTo("1000.00");
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("1000.00");
    }

    @Test
    void everyPostIsInTheTable() {
        assertThat(Mappings.of(requestMappingHandlerMapping))
                .filteredOn(mapping -> mapping.startsWith("POST "))
                .containsExactlyInAnyOrderElementsOf(ENDPOINTS.stream()
                        .filter(Endpoint::isPost)
                        .map(endpoint -> "POST " + endpoint.path())
                        .toList());
    }

    static Stream<Row> isRefusedInTheOneForm() {
        return ENDPOINTS.stream().flatMap(endpoint -> endpoint.rows().stream());
    }

    /** What a request is and what its answer must be. */
    record Row(
            String what,
            String method,
            String user,
            String path,
            String body,
            List<String> headers,
            boolean chunked,
            int status,
            String code,
            List<String> fields) {

        @Override
        public String toString() {
            return "%s %s: %s → %d %s %s".formatted(method, path, what, status, code, fields);
        }
    }

    /** An endpoint with what it takes. Those with fields are for POST, those with bad filters are lists. */
    record Endpoint(String user, String path, List<Field> fields, List<String> badFilters) {

        static Endpoint post(String user, String path, Field... fields) {
            return new Endpoint(user, path, List.of(fields), List.of());
        }

        static Endpoint get(String user, String path, String... badFilters) {
            return new Endpoint(user, path, List.of(), List.of(badFilters));
        }

        boolean isPost() {
            return badFilters.isEmpty();
        }

        List<Row> rows() {
            var rows = new ArrayList<Row>();
            if (!isPost()) {
                addQueries(rows);
            } else {
                addMethods(rows, "GET", "PUT", "DELETE", "PATCH");
                addKeys(rows);
            }
            if (!fields.isEmpty()) {
                addBodies(rows);
                fields.forEach(field -> field.addTo(rows, this));
                rows.add(invalid(
                        "everything at once",
                        body(fields.stream().collect(Collectors.toMap(Field::name, Field::wrong))),
                        fields.stream().map(Field::name).toList()));
            }
            return rows;
        }

        private void addQueries(List<Row> rows) {
            badFilters.forEach(filter -> rows.add(query(filter, filter.replaceAll("=.*", ""))));
            rows.add(query("shape=round", "shape"));
            rows.add(query("colour=blue&shape=round", "colour", "shape"));
            for (String limit : List.of("0", "-1", "201", "1000000000000", "ten", "1.5", "")) {
                rows.add(query("limit=" + limit, "limit"));
            }
            for (String cursor : List.of("", "7", "garbage", "azp4", "%00", "a2E6MTI")) {
                rows.add(query("cursor=" + cursor, "cursor"));
            }
            rows.add(query("limit=5&limit=6", "limit"));
            rows.add(query(
                    "limit=0&cursor=x&" + badFilters.get(0),
                    "limit",
                    "cursor",
                    badFilters.get(0).split("=")[0]));
            addMethods(rows, "POST", "PUT", "DELETE", "PATCH");
        }

        private Row query(String query, String... fields) {
            return row(query, "GET", path + "/?" + query, null, List.of(), 400, "validation_failed", fields);
        }

        /** Except for those the same address has in another row of the table. */
        private void addMethods(List<Row> rows, String... others) {
            long here = ENDPOINTS.stream()
                    .filter(endpoint -> endpoint.path().equals(path))
                    .count();
            for (String method : others) {
                if (here == 1 && !(method.equals("GET") && READ_TOO.contains(path))
                        || !List.of("GET", "POST").contains(method)) {
                    rows.add(row(method, method, path, null, List.of(), 405, "method_not_allowed"));
                }
            }
        }

        private void addKeys(List<Row> rows) {
            boolean takesKey = !path.matches(
                    ".*(payment-pin|payment-settings|payout-schedule|dry-run|looking|notifications|webhooks|operations|api-keys|identities|freeze|admin/payouts).*");
            for (String key :
                    takesKey ? List.of("", "short", "k".repeat(65), "with space", "semi;colon") : List.<String>of()) {
                rows.add(row(
                        "Idempotency-Key " + key,
                        "POST",
                        path,
                        fields.isEmpty() ? null : good(),
                        List.of("Idempotency-Key", key),
                        400,
                        "idempotency_key_invalid"));
            }
        }

        private void addBodies(List<Row> rows) {
            String good = good();
            var malformed = new LinkedHashMap<String, String>();
            malformed.put("empty body", "");
            malformed.put("blank body", "  \n");
            malformed.put("null", "null");
            malformed.put("not JSON", "amount=50.00&pin=4719");
            malformed.put("cut off", good.substring(0, good.length() - 1));
            malformed.put("single quotes", good.replace('"', '\''));
            malformed.put("comment", "/* hello */ " + good);
            malformed.put("array", "[" + good + "]");
            malformed.put("empty array", "[]");
            malformed.put("text", "\"4719\"");
            malformed.put("empty text", "\"\"");
            malformed.put("number", "4719");
            malformed.put("trailing garbage", good + " x");
            malformed.put("second object", good + good);
            malformed.put("duplicate key", "{" + pair(fields.get(0)) + "," + good.substring(1));
            malformed.put("deeply nested", "{\"a\":".repeat(2000) + "1" + "}".repeat(2000));
            malformed.forEach((what, body) -> rows.add(malformed(what, body)));
            rows.add(malformed("unknown field", "{\"surprise\": 1, " + good.substring(1), "surprise"));
            rows.add(malformed(
                    "other spelling",
                    good.replaceFirst("\"(\\w)(\\w*)\"", "\"X$2\""),
                    "X" + fields.get(0).name().substring(1)));

            String huge = "{\"" + fields.get(0).name() + "\": \"" + "9".repeat(64 * 1024) + "\"}";
            rows.add(row("64 KB and more", "POST", path, huge, List.of(), 413, "body_too_large"));
            rows.add(new Row(
                    "64 KB and more in chunks",
                    "POST",
                    user,
                    path,
                    huge,
                    List.of(),
                    true,
                    413,
                    "body_too_large",
                    List.of()));
            for (String type : List.of(
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "application/xml",
                    "multipart/form-data",
                    "nonsense")) {
                rows.add(row(type, "POST", path, good, List.of("Content-Type", type), 415, "unsupported_media_type"));
            }
        }

        private String good() {
            return body(Map.of());
        }

        /** A body in which these values stand for the good ones. */
        String body(Map<String, String> values) {
            return fields.stream()
                    .map(field -> "\"" + field.name() + "\": " + values.getOrDefault(field.name(), field.good()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        private static String pair(Field field) {
            return "\"" + field.name() + "\": " + field.good();
        }

        Row malformed(String what, String body, String... fields) {
            return row(what, "POST", path, body, List.of(), 400, "malformed_request", fields);
        }

        Row invalid(String what, String body, List<String> fields) {
            return row(what, "POST", path, body, List.of(), 400, "validation_failed", fields.toArray(String[]::new));
        }

        private Row row(
                String what,
                String method,
                String path,
                String body,
                List<String> headers,
                int status,
                String code,
                String... fields) {
            return new Row(what, method, user, path, body, headers, false, status, code, List.of(fields));
        }
    }

    /** A field of a body with a good value, both as JSON. */
    record Field(String name, String good, Kind kind, boolean required, int max) {

        Field(String name, String good, Kind kind, boolean required) {
            this(name, good, kind, required, 0);
        }

        static Field text(String name, int max) {
            return new Field(name, "\"Good enough\"", Kind.LINE, true, max);
        }

        static Field optional(String name, int max) {
            return new Field(name, "\"Good enough\"", Kind.LINE, false, max);
        }

        static Field reason(String name, boolean required) {
            return new Field(name, "\"Good\\nenough\"", Kind.LINES, required, 500);
        }

        String wrong() {
            return kind.invalid.get(0);
        }

        void addTo(List<Row> rows, Endpoint endpoint) {
            for (String value : kind.malformed) {
                rows.add(endpoint.malformed(name + " = " + value, endpoint.body(Map.of(name, value)), name));
            }
            var invalid = new ArrayList<>(kind.invalid);
            if (required) {
                invalid.addAll(kind.missing);
            }
            if (max > 0) {
                invalid.add("\"" + "x".repeat(max + 1) + "\"");
            }
            for (String value : invalid) {
                String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
                rows.add(endpoint.invalid(name + " = " + shown, endpoint.body(Map.of(name, value)), List.of(name)));
            }
        }
    }

    /** What is wrong for a field of this kind, as JSON. */
    enum Kind {
        AMOUNT(
                List.of("true", "{}", "[]", "[50.00]"),
                List.of(
                        "-1",
                        "0",
                        "0.00",
                        "\"0\"",
                        "-0.01",
                        "0.001",
                        "50.000",
                        "\"50.001\"",
                        "NaN",
                        "\"NaN\"",
                        "Infinity",
                        "-Infinity",
                        "1e5",
                        "\"1e5\"",
                        "1E+2",
                        "1234567890123456",
                        "\"12345678901234.56\"",
                        "\"\"",
                        "\"  \"",
                        "\"50,00\"",
                        "\"5 0\"",
                        "\"₦50\"",
                        "\"+50\"",
                        "\".5\"",
                        "\"5.\"",
                        "\"0x10\"",
                        "\"٥٠\""),
                List.of("null")),
        AMOUNT_OR_ZERO(
                List.of("true", "{}"), List.of("-1", "0.001", "NaN", "1e5", "1234567890123456", "\"\""), List.of()),
        PIN(
                List.of("4719", "47.19", "true", "{}", "[\"4719\"]"),
                List.of(
                        "\"471\"",
                        "\"47190\"",
                        "\"47a9\"",
                        "\"\"",
                        "\"    \"",
                        "\" 4719\"",
                        "\"4719\\n\"",
                        "\"-471\"",
                        "\"٤٧١٩\"",
                        "\"４７１９\""),
                List.of("null")),
        ACCOUNT_NUMBER(
                List.of("1234567890", "true", "{}", "[]"),
                List.of(
                        "\"012345678\"",
                        "\"01234567890\"",
                        "\"012345678a\"",
                        "\"\"",
                        "\"0123 45678\"",
                        "\" 0123456789\"",
                        "\"٠١٢٣٤٥٦٧٨٩\""),
                List.of("null")),
        BANK_CODE(List.of("58", "false"), List.of("\"0\"", "\"0123456789012\"", "\"05 8\"", "\"\""), List.of("null")),
        USER_ID(List.of("7", "{}"), List.of("\"\"", "\"a b\"", "\"a/b\"", "\"ünal\"", "\"a\\u0000\""), List.of("null")),
        OWNER_TYPE(List.of("1", "[]"), List.of("\"\"", "\"admin\"", "\"VENDOR\""), List.of("null")),
        PROVIDER(List.of("7", "{}", "[]"), List.of("\"\"", "\"nobody\"", "\"Sandbox\"", "\"sandbox\\n\""), List.of()),
        PAST_DAY(
                List.of("20260101", "{}", "[]"),
                List.of(
                        "\"\"",
                        "\"yesterday\"",
                        "\"2026-02-30\"",
                        "\"2026-1-1\"",
                        "\"2020-01-01T00:00:00Z\"",
                        "\"1999-12-31\"",
                        "\"9999-12-31\"",
                        "\"+12020-01-01\"",
                        "\"٢٠٢٠-٠١-٠١\""),
                List.of("null")),
        REFERENCES(
                List.of("7", "true", "{}", "\"WTH-000000000000\""),
                List.of(
                        "[\"\"]",
                        "[null]",
                        "[\"WTH-00000000000\"]",
                        "[\"wth-000000000000\"]",
                        "[\"WTH-000000000000\", \"7\"]",
                        "[\"WTH-000000000000\", \"WTH-000000000000\"]",
                        IntStream.range(0, 201)
                                .mapToObj("\"WTH-%012d\""::formatted)
                                .collect(Collectors.joining(",", "[", "]"))),
                List.of("null", "[]")),
        DECISION(
                List.of("1", "true", "[]"),
                List.of("\"\"", "\"Approve\"", "\"escalate\"", "\"reject\\n\""),
                List.of("null")),
        SALE_KIND(
                List.of("1", "true", "[]"),
                List.of("\"\"", "\"Refund\"", "\"credit\"", "\"refund\\n\""),
                List.of("null")),
        FREQUENCY(List.of("1", "[]"), List.of("\"hourly\"", "\"\"", "\"DAILY\""), List.of("null")),
        WEEKDAY(List.of("5", "{}"), List.of("\"day\"", "\"\"", "\"Friday\""), List.of("null")),
        EMAIL(
                List.of("1"),
                List.of("\"nobody\"", "\"a@\"", "\"a b@example.com\"", "\"a@example.com\\r\\nBcc: b@example.com\""),
                List.of()),
        /** A text on one line. */
        LINE(
                List.of("7", "7.5", "true", "{}", "[\"a\"]"),
                List.of(
                        "\"a\\u0000b\"",
                        "\"a\\tb\"",
                        "\"a\\nb\"",
                        "\"a\\r\\nb\"",
                        "\"a\\u001bb\"",
                        "\"a\\u0085b\"",
                        "\"a\\u202eb\"",
                        "\"a\\u2066b\"",
                        "\"\\u200b\""),
                List.of("null", "\"\"", "\"   \"")),
        /** A text on several lines. */
        LINES(
                List.of("7", "true", "{}"),
                List.of("\"a\\u0000b\"", "\"a\\u0007b\"", "\"a\\u001bb\"", "\"a\\u202eb\"", "\"\\u00a0\""),
                List.of("null", "\"\"", "\" \\n \""));

        private final List<String> malformed;
        private final List<String> invalid;
        private final List<String> missing;

        Kind(List<String> malformed, List<String> invalid, List<String> missing) {
            this.malformed = malformed;
            this.invalid = invalid;
            this.missing = missing;
        }
    }
}

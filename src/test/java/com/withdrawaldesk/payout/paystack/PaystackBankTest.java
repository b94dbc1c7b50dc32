package com.withdrawaldesk.payout.paystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.Clients;
import com.withdrawaldesk.payout.NotFoundForNow;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakePaystack;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Script;
import com.withdrawaldesk.support.TestClock;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What each answer of Paystack means, and each way of not getting one, over real HTTP. */
@DeskTest
class PaystackBankTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Amounts amounts;

    @Autowired
    private TestClock clock;

    private FakePaystack paystack;
    private PaystackBank bank;

    @BeforeEach
    void open() {
        paystack = new FakePaystack();
        paystack.setClock(clock);
        bank = bank(PATIENT);
    }

    @AfterEach
    void close() {
        paystack.close();
        clock.reset();
    }

    private PaystackBank bank(Duration patience) {
        return bank(paystack.url(), FakePaystack.KEY, patience);
    }

    private PaystackBank bank(URI url, String key, Duration patience) {
        return new PaystackBank(
                Clients.of(jdbc, clock, patience, patience, 20), new PaystackProperties(url, key, ""), amounts);
    }

    private PayoutOrder order(String amount) {
        return order(amount, FakeProvider.freshAccount());
    }

    private PayoutOrder order(String amount, String account) {
        String reference = "wd_" + UUID.randomUUID().toString().replace("-", "") + "_1";
        return new PayoutOrder(reference, amounts.parse(amount), "GTBank", "058", account, "Ada Obi");
    }

    private Script script(PayoutOrder order) {
        return paystack.script(order.accountNumber());
    }

    @Test
    void paysOnce() {
        var order = order("50000.00");

        var sent = bank.send(order);
        assertThat(sent.result()).isEqualTo(Result.ACCEPTED);
        assertThat(bank.send(order).result()).isEqualTo(Result.UNKNOWN);
        var checked = bank.check(order);

        assertThat(checked.result()).isEqualTo(Result.PAID);
        assertThat(checked.fee()).isEqualByComparingTo("26.88");
        assertThat(checked.bankReference()).isEqualTo(FakePaystack.session(paystack.transfer(order.reference())));
        assertThat(checked.providerId()).isNotNull().isEqualTo(sent.providerId());
        assertThat(paystack.transfer(order.reference()).amountMinor()).isEqualTo(5_000_000);
        assertThat(paystack.transfer(order.reference()).accountNumber()).isEqualTo(order.accountNumber());
        assertThat(paystack.paid(order.reference())).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "CUT_BEFORE, UNKNOWN, false",
        "CUT_AFTER, UNKNOWN, true",
        "CUT_MID_ANSWER, UNKNOWN, true",
        "ERROR_BEFORE, UNKNOWN, false",
        "ERROR_AFTER, UNKNOWN, true",
        "HTML, UNKNOWN, true",
        "TRUNCATED, UNKNOWN, true",
        "HUGE, UNKNOWN, true",
        "REDIRECT, UNKNOWN, false",
        "UNAUTHORIZED, MISCONFIGURED, false",
        "TOO_MANY, LATER, false"
    })
    void knowsWhatAFaultLeavesOpen(Fault fault, Result result, boolean created) {
        var order = order("2000.00");
        script(order).onSend(fault);

        assertThat(bank.send(order).result()).isEqualTo(result);
        assertThat(paystack.transfer(order.reference()) != null).isEqualTo(created);
        assertThat(bank.check(order).result()).isEqualTo(created ? Result.PAID : Result.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT_BEFORE, false", "TIMEOUT_AFTER, true"})
    void knowsNothingAfterATimeout(Fault fault, boolean created) {
        var order = order("2000.00");
        script(order).onSend(fault);

        assertThat(bank(IMPATIENT).send(order).result()).isEqualTo(Result.UNKNOWN);
        assertThat(bank.check(order).result()).isEqualTo(created ? Result.PAID : Result.NOT_FOUND);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT_BEFORE", "CUT_AFTER", "ERROR_AFTER", "HTML", "TRUNCATED"})
    void cannotHavePaidBeforeTheRecipientIsKnown(Fault fault) {
        var order = order("2000.00");
        script(order).onRecipient(fault);

        assertThat(bank.send(order).result()).isEqualTo(Result.LATER);
        assertThat(paystack.transfer(order.reference())).isNull();
        assertThat(bank.send(order).result()).isEqualTo(Result.ACCEPTED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT_BEFORE", "CUT_MID_ANSWER", "ERROR_BEFORE", "HTML", "TRUNCATED"})
    void concludesNothingFromACheckThatFailed(Fault fault) {
        var order = order("2000.00");
        bank.send(order);
        // Twice, because a question, unlike a payout, may be repeated on a new connection.
        script(order).onCheck(fault, fault);

        assertThat(bank.check(order).result()).isEqualTo(Result.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Please provide a unique reference. Reference already exists on a transfer | UNKNOWN",
                "404 | Duplicate reference(s) found: wd_1 | UNKNOWN",
                "400 | System Malfunction | UNKNOWN",
                "400 | Your balance is not enough to fulfil this request | SHORT",
                "400 | Your balance is not enough to fulfill this request | SHORT",
                "400 | Recipient specified is invalid | REFUSED",
                "400 | Account number is invalid | REFUSED",
                "400 | BANK CODE IS INVALID | REFUSED",
                "400 | Account closed | REFUSED",
                "422 | Cannot resolve account | REFUSED",
                "400 | Unknown bank code: 000 | REFUSED",
                "400 | Sorry, we can't make the transfer to this recipient at the moment | REFUSED",
                "400 | Sorry, We can’t make the transfer to this recipient at the moment | REFUSED",
                "400 | You cannot initiate third party payouts as a starter business | MISCONFIGURED",
                "400 | You need to disable the OTP requirement | MISCONFIGURED",
                "401 | Invalid key | MISCONFIGURED",
                "401 | No Authorization Header was found | MISCONFIGURED",
                "403 | You do not have privileges | MISCONFIGURED",
                "400 | Integration has been deactivated | MISCONFIGURED",
                "400 | Your transfer limit for the day has been exceeded | MISCONFIGURED",
                "400 | You have exceeded your transfer limit | MISCONFIGURED",
                "400 | Something that nobody documented | UNKNOWN",
                "500 | Your balance is not enough to fulfil this request | UNKNOWN",
                "503 | An error occurred. Please contact support | UNKNOWN"
            })
    void readsEachDocumentedRefusal(int status, String message, Result result) {
        var order = order("2000.00");
        script(order).refuse(status, message);

        var outcome = bank.send(order);

        assertThat(outcome.result()).isEqualTo(result);
        assertThat(outcome.message()).containsIgnoringCase(message.substring(0, 11));
    }

    @ParameterizedTest
    @CsvSource({
        "pending, ACCEPTED",
        "received, ACCEPTED",
        "otp, ACCEPTED",
        "success, PAID",
        "SUCCESS, PAID",
        "failed, FAILED",
        "abandoned, FAILED",
        "blocked, FAILED",
        "rejected, FAILED",
        "reversed, REVERSED",
        "delivering, MISMATCH"
    })
    void readsEachDocumentedStatus(String status, Result result) {
        var order = order("2000.00");
        script(order).statuses("pending", status);
        bank.send(order);

        var outcome = bank.check(order);

        assertThat(outcome.result()).isEqualTo(result);
        assertThat(outcome.stuck()).isEqualTo(status.equals("otp"));
    }

    @Test
    void waitsForAOneTimePasswordThatNobodyCanGive() {
        var order = order("2000.00");
        script(order).statuses("otp");

        var outcome = bank.send(order);

        assertThat(outcome.result()).isEqualTo(Result.ACCEPTED);
        assertThat(outcome.stuck()).isTrue();
        assertThat(outcome.message()).contains("one-time password");
    }

    @ParameterizedTest
    @CsvSource({"amount, 1", "currency, USD", "reference, wd_00000000000000000000", "account_number, 0000000001"})
    void noticesThatItIsAnotherTransfer(String field, String value) {
        var order = order("2000.00");
        bank.send(order);
        script(order).echo(field, value);

        assertThat(bank.check(order).result()).isEqualTo(Result.MISMATCH);
    }

    /** Of a row that has a field twice nobody knows which is meant; its neighbours are as they are. */
    @Test
    void readsTheOtherRowsOfAListInWhichOneIsDoubtful() {
        paystack.answerAlways(200, """
                {"status": true, "data": [
                    {"id": 1, "reference": "wd_a_1", "amount": 500, "amount": 900, "currency": "NGN", "status": "success",
                     "createdAt": "2026-03-05T09:00:00.000Z"},
                    {"id": 2, "reference": "wd_b_1", "amount": 700, "difference": -700, "currency": "NGN", "status": "success",
                     "createdAt": "2026-03-05T09:00:00.000Z"}], "meta": {"next": null}}""");

        Statement statement = bank.statement(LocalDate.of(2026, 3, 5));

        assertThat(statement.transfers())
                .extracting(Statement.Transfer::reference)
                .containsExactly("wd_b_1");
        assertThat(statement.unreadable())
                .extracting(Statement.Unreadable::reference)
                .contains("wd_a_1");
    }

    /** A gateway's words, doubtful JSON: "not found" would lead to a second payment, "success" to none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {'message': 'no Route matched with those values'}",
                "404 | {'status': 'error', 'message': 'not found'}",
                "200 | {'status': true, 'data': {'status': 'success', 'status': 'failed', 'reference': 'REF'}}",
                "200 | {'status': true, 'status': true, 'data': {'status': 'success', 'reference': 'REF'}}",
                "200 | {'status': true, 'data': {'status': 'success', 'reference': 'REF'}} {'status': true}",
                "200 | {'status': true, 'data': null}",
                "200 | {'status': true, 'data': []}",
                "200 | {'status': true}",
                "200 | []",
                "200 | 'success'"
            })
    void concludesNothingFromDoubtfulWords(int status, String body) {
        var order = order("2000.00");
        bank.send(order);
        script(order).answerCheck(status, body.replace('\'', '"').replace("REF", order.reference()));

        assertThat(bank.check(order).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void noticesAnotherRecipientInTheAnswerToASend() {
        var order = order("2000.00");
        script(order).echo("recipient", "RCP_somebodyelse");

        assertThat(bank.send(order).result()).isEqualTo(Result.MISMATCH);
    }

    @Test
    void noticesAWrongAmountInTheAnswerToASend() {
        var order = order("2000.00");
        script(order).echo("amount", 20_000_000);

        assertThat(bank.send(order).result()).isEqualTo(Result.MISMATCH);
    }

    @Test
    void followsATransferThroughItsLife() {
        var order = order("2000.00");
        script(order)
                .statuses("pending", "pending", "success", "reversed", "success")
                .hiddenFor(2);

        assertThat(bank.send(order).result()).isEqualTo(Result.ACCEPTED);
        assertThat(IntStream.range(0, 6).mapToObj(n -> bank.check(order).result()))
                .containsExactly(
                        Result.NOT_FOUND, Result.NOT_FOUND, Result.ACCEPTED, Result.PAID, Result.REVERSED, Result.PAID);
    }

    @ParameterizedTest
    @CsvSource({"7, PT7S", "0, PT0S", "999999999, PT24H", "soon, "})
    void waitsAsLongAsItIsAskedTo(String header, Duration wait) {
        var order = order("2000.00");
        script(order).onSend(Fault.TOO_MANY).retryAfter(header);

        assertThat(bank.send(order).retryAfter()).isEqualTo(wait);
    }

    @Test
    void waitsUntilTheMomentItIsAskedTo() {
        clock.stopAt(Instant.parse("2026-11-22T10:00:00Z"));
        var order = order("2000.00");
        script(order).onSend(Fault.TOO_MANY).retryAfter("Sun, 22 Nov 2026 10:01:30 GMT");

        assertThat(bank.send(order).retryAfter()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void maySendLaterWhatNeverLeft() {
        paystack.close();

        assertThat(bank.send(order("2000.00")).result()).isEqualTo(Result.LATER);
        assertThat(bank(URI.create("http://nobody.invalid"), FakePaystack.KEY, PATIENT)
                        .send(order("2000.00"))
                        .result())
                .isEqualTo(Result.LATER);
    }

    @Test
    void leavesAProviderAloneThatIsDownAndComesBack() {
        clock.stopAt(Instant.parse("2026-11-22T10:00:00Z"));
        paystack.allRequests(Fault.ERROR_BEFORE);
        IntStream.range(0, 30).forEach(n -> bank.check(order("2000.00")));

        assertThat(paystack.requests()).hasSize(20);
        assertThat(bank.send(order("2000.00")).result()).isEqualTo(Result.LATER);
        assertThat(paystack.requests()).hasSize(20);

        paystack.reset();
        clock.advance(Duration.ofSeconds(31));
        assertThat(bank.send(order("2000.00")).result()).isEqualTo(Result.ACCEPTED);
    }

    @Test
    void sendsNoMoreAtOnceThanItMay() throws Exception {
        var narrow = new PaystackBank(
                Clients.of(jdbc, clock, Duration.ofMillis(500), PATIENT, 1),
                new PaystackProperties(paystack.url(), FakePaystack.KEY, ""),
                amounts);
        var stuck = order("2000.00");
        script(stuck).onSend(Fault.TIMEOUT_BEFORE);
        var first = CompletableFuture.supplyAsync(() -> narrow.send(stuck));
        await().until(() -> paystack.requests().contains("POST /transfer"));

        var second = narrow.send(order("2000.00"));

        assertThat(second.result()).isEqualTo(Result.LATER);
        assertThat(second.message()).contains("too many calls");
        paystack.close();
        assertThat(first.get().result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void isNotCutOffByRefusalsOfSinglePayouts() {
        for (int n = 0; n < 30; n++) {
            var order = order("2000.00");
            script(order).refuse(400, "Account closed");
            assertThat(bank.send(order).result()).isEqualTo(Result.REFUSED);
        }

        assertThat(bank.send(order("2000.00")).result()).isEqualTo(Result.ACCEPTED);
    }

    @Test
    void sendsManyAtOnce() {
        var orders =
                IntStream.range(0, 100).mapToObj(n -> order("100.0" + n % 10)).toList();
        paystack.script(orders.get(3).accountNumber()).refuseRecipient(400, "Account number is invalid");
        paystack.script(orders.get(4).accountNumber()).echo("amount", 5);
        paystack.script(orders.get(5).accountNumber()).echo("reference", "wd_another_reference");

        Map<String, Outcome> outcomes = bank.sendAll(orders);

        assertThat(bank.bulkSize()).isEqualTo(100);
        assertThat(outcomes.keySet())
                .containsExactlyElementsOf(
                        orders.stream().map(PayoutOrder::reference).toList());
        assertThat(IntStream.range(0, 100)
                        .mapToObj(n -> outcomes.get(orders.get(n).reference()).result()))
                .startsWith(
                        Result.ACCEPTED,
                        Result.ACCEPTED,
                        Result.ACCEPTED,
                        Result.REFUSED,
                        Result.MISMATCH,
                        Result.UNKNOWN,
                        Result.ACCEPTED);
        assertThat(paystack.requests().stream().filter("POST /transfer/bulk"::equals))
                .hasSize(1);
        assertThat(paystack.transfers()).hasSize(99);
    }

    @ParameterizedTest
    @CsvSource({"ERROR_AFTER, UNKNOWN", "CUT_MID_ANSWER, UNKNOWN", "UNAUTHORIZED, MISCONFIGURED", "TOO_MANY, LATER"})
    void knowsWhatAFaultLeavesOpenForAllOfABatch(Fault fault, Result result) {
        var orders = List.of(order("100.00"), order("200.00"));
        script(orders.get(0)).onSend(fault);

        assertThat(bank.sendAll(orders).values()).extracting(Outcome::result).containsExactly(result, result);
    }

    @Test
    void findsOutWhatBecameOfABatchThatIsSentTwice() {
        var orders = List.of(order("100.00"), order("200.00"));
        bank.sendAll(orders);

        assertThat(bank.sendAll(orders).values())
                .extracting(Outcome::result)
                .containsExactly(Result.UNKNOWN, Result.UNKNOWN);
        assertThat(bank.check(orders.get(1)).result()).isEqualTo(Result.PAID);
        assertThat(paystack.transfers()).hasSize(2);
    }

    @Test
    void isShortForAllOfABatchThatTheBalanceDoesNotCover() {
        paystack.setBalance(30_000);

        assertThat(bank.sendAll(List.of(order("100.00"), order("200.00"))).values())
                .extracting(Outcome::result)
                .containsExactly(Result.SHORT, Result.SHORT);
        assertThat(paystack.transfers()).isEmpty();
    }

    @Test
    void knowsItsBalance() {
        paystack.setBalance(123_456_789);

        assertThat(Amounts.plain(bank.balance())).isEqualTo("1234567.89");
    }

    @ParameterizedTest
    @CsvSource({"5000.00, 10.75", "5000.01, 26.88", "50000.00, 26.88", "50000.01, 53.75"})
    void knowsItsPrices(String amount, BigDecimal fee) {
        assertThat(bank.fee(amounts.parse(amount)).getAmount()).isEqualByComparingTo(fee);
    }

    @Test
    void listsTheBanksThatAreOpen() {
        assertThat(bank.banks())
                .hasSize(FakeProvider.BANKS.size())
                .contains(new Bank("058", "Guaranty Trust Bank"), new Bank("011", "First Bank of Nigeria"));
    }

    @Test
    void asksTheBankForTheNameOfAnAccount() {
        paystack.holder("0022728151", "ADA OBI");
        paystack.holder("0022728152", "");

        assertThat(bank.accountName("058", "0022728151")).contains("ADA OBI");
        assertThatExceptionOfType(NotFoundForNow.class)
                .as("it says to try again")
                .isThrownBy(() -> bank.accountName("058", "0022728152"));
        paystack.allRequests(Fault.ERROR_BEFORE);
        assertThatExceptionOfType(ProviderUnavailable.class)
                .isThrownBy(() -> bank.accountName("058", "0022728151"))
                .matches(unavailable -> !unavailable.misconfigured());
    }

    @Test
    void saysThatItsKeyIsWrong() {
        assertThatExceptionOfType(ProviderUnavailable.class)
                .isThrownBy(() -> bank(paystack.url(), "sk_wrong", PATIENT).balance())
                .matches(ProviderUnavailable::misconfigured)
                .withMessageContaining("401")
                .withMessageNotContaining("sk_wrong");
    }

    @Test
    void givesAWholeDay() {
        LocalDate day = LocalDate.of(2026, 3, 5);
        clock.stopAt(day.minusDays(1).atTime(23, 59).toInstant(ZoneOffset.UTC));
        bank.send(order("1.00"));
        clock.stopAt(day.atTime(0, 0).toInstant(ZoneOffset.UTC));
        var orders = IntStream.range(0, 130).mapToObj(n -> order("6000.00")).toList();
        bank.sendAll(orders.subList(0, 100));
        bank.sendAll(orders.subList(100, 130));
        script(orders.get(7)).statuses("reversed");
        bank.check(orders.get(7));
        clock.stopAt(day.plusDays(1).atTime(0, 0).toInstant(ZoneOffset.UTC));
        bank.send(order("2.00"));

        Statement statement = bank.statement(day);

        assertThat(statement.transfers())
                .extracting(Statement.Transfer::reference)
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream().map(PayoutOrder::reference).toList());
        var reversed = statement.transfers().stream()
                .filter(transfer -> transfer.reference().equals(orders.get(7).reference()))
                .findFirst()
                .orElseThrow();
        assertThat(reversed.result()).isEqualTo(Result.REVERSED);
        assertThat(reversed.amountMinor()).isEqualTo(600_000);
        assertThat(reversed.fee()).isEqualByComparingTo("26.88");
        assertThat(statement.entries())
                .hasSize(131)
                .filteredOn(entry -> reversed.providerId().equals(entry.providerId()))
                .extracting(Statement.Entry::differenceMinor)
                .containsExactly(-602_688L, 600_000L);
    }

    @Test
    void refusesAnOrderWithoutABank() {
        var order = order("2000.00");
        var nowhere = new PayoutOrder(
                order.reference(), order.amount(), "GTBank", null, order.accountNumber(), order.accountName());

        assertThat(bank.send(nowhere).result()).isEqualTo(Result.REFUSED);
        assertThat(paystack.requests()).isEmpty();
    }

    @Test
    void keepsPeopleOutOfItsMessages() {
        var order = order("2000.00");
        script(order).refuse(400, "Account closed: ADA OBI, " + order.accountNumber());

        assertThat(bank.send(order).message())
                .isEqualTo("Paystack: Account closed: the account's holder, ******"
                        + order.accountNumber().substring(6));
    }
}

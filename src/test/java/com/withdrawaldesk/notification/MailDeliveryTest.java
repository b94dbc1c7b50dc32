package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.icegreen.greenmail.store.FolderException;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.SmtpStub;
import com.withdrawaldesk.support.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class MailDeliveryTest {

    private static final Audience ADMINS = Audience.group("businessAdmins");

    @Autowired
    MailDelivery desks;

    @Autowired
    Given given;

    @Autowired
    JavaMailSender greenMail;

    @Autowired
    NotificationProperties settings;

    @Autowired
    Wording wording;

    @Autowired
    Told.Rows rows;

    @Autowired
    Amounts amounts;

    @Autowired
    ObjectMapper json;

    @Autowired
    MeterRegistry meters;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    List<RecurringTask<?>> tasks;

    private final Hands clock = new Hands();
    private final MeterRegistry counted = new SimpleMeterRegistry();
    private final List<Directory.Person> people = new ArrayList<>();
    private Notifications notifications;
    private MailQueue queue;
    private Cast cast;

    @BeforeEach
    void enter() throws FolderException {
        given.nothingToMail();
        cast = new Cast(identities, jdbc);
        TestServers.SMTP.purgeEmailFromAllMailboxes();
        notifications = new Notifications(jdbc, json, clock, mock(LiveRelay.class));
        Directory directory = mock(Directory.class);
        when(directory.persons(any())).thenReturn(people);
        queue = new MailQueue(jdbc, rows, transactions, directory, settings, clock);
    }

    @AfterEach
    void leave() throws FolderException {
        cast.close();
        TestServers.SMTP.purgeEmailFromAllMailboxes();
    }

    @Test
    void mailsEveryMemberOfTheGroupOnce() throws Exception {
        cast.add("mailadmin1", "businessAdmins");
        cast.add("mailadmin2", "businessAdmins");
        tell(Notices.request(ADMINS));

        desks.run();
        desks.run();

        assertThat(receivedByCast())
                .extracting(MailDeliveryTest::to)
                .containsExactlyInAnyOrder(
                        "Name of mailadmin1 <mailadmin1@cast.example>", "Name of mailadmin2 <mailadmin2@cast.example>");
        MimeMessage mail = receivedByCast().get(0);
        assertThat(mail.getSubject()).isEqualTo("New Vendor Withdrawal Request");
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(mail.getHeader("Message-ID", null)).startsWith("<notice.");
    }

    @Test
    void mailsNobodyWhoHasNoAddressAndIsDoneWithTheNotice() {
        people.add(new Directory.Person("mute", "Mute", null));
        tell(Notices.request(ADMINS));

        assertThat(queue.fanOut()).isTrue();
        assertThat(queue.fanOut()).isFalse();
        assertThat(queue.backlog().pending()).isZero();
    }

    @Test
    void sendsInTheLanguageOfTheInstallation() throws Exception {
        people.add(new Directory.Person("ada", "Ada <b>Obi</b>", "ada@example.com"));
        Wording french = wording.in(Locale.FRENCH);
        var values = Map.of("type", french.say("requester.vendor"), "requester", "Tech Store", "amount", "₦50,000.00");
        tell(new Notice(
                ADMINS,
                "withdrawal.requested",
                french.say("withdrawal.requested.title", values),
                french.say("withdrawal.requested.message", values),
                "normal",
                Map.of("amount", "50000.00", "requestor_type", "Vendor"),
                "/admin/withdrawals/1",
                french.say("action.review")));

        delivery(greenMail, french).run();

        MimeMessage mail = TestServers.SMTP.getReceivedMessages()[0];
        var parts = (MimeMultipart) mail.getContent();
        assertThat(mail.getSubject()).isEqualTo("Nouvelle demande de retrait (Vendeur)");
        assertThat(parts.getBodyPart(0).getContent().toString())
                .contains(
                        "Bonjour Ada <b>Obi</b>,",
                        "Tech Store demande un retrait de ₦50,000.00",
                        "Montant\u00a0: ₦50,000.00")
                .contains("Demandé par\u00a0: Vendeur", "2 mars 2026, 10:00 (Lagos)", "Examiner le retrait");
        assertThat(parts.getBodyPart(1).getContent().toString())
                .contains("<html lang=\"fr\"", "Bonjour Ada &lt;b&gt;Obi&lt;/b&gt;,", "Examiner le retrait")
                .doesNotContain("<b>");
    }

    @Test
    void drainsMoreThanABatch() {
        people(45);
        tell(Notices.request(ADMINS));

        delivery(greenMail).run();

        assertThat(TestServers.SMTP.getReceivedMessages()).hasSize(45);
    }

    @Test
    void sharesTheWorkBetweenNodesWithoutMailingAnybodyTwice() {
        people(60);
        for (int n = 0; n < 3; n++) {
            tell(Notices.request(ADMINS));
        }

        var nodes = IntStream.range(0, 3)
                .mapToObj(n ->
                        CompletableFuture.runAsync(() -> delivery(greenMail).run()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(nodes).join();
        delivery(greenMail).run();

        assertThat(TestServers.SMTP.getReceivedMessages()).hasSize(180);
        assertThat(queue.backlog().pending()).isZero();
    }

    @Test
    void triesEverMoreRarelyWhileTheServerIsDownThenGivesUp() throws IOException {
        people(1);
        tell(Notices.request(ADMINS));
        var down = delivery(server(closedPort()));

        List<Duration> delays = new ArrayList<>();
        down.run();
        while (only().state().equals("pending")) {
            Duration delay = Duration.between(clock.instant(), only().nextAttemptAt());
            delays.add(delay);
            clock.advance(delay.minusSeconds(1));
            down.run();
            assertThat(only().attempts()).isEqualTo(delays.size());
            clock.advance(Duration.ofSeconds(1));
            down.run();
        }

        assertThat(delays.stream().map(Duration::toString))
                .containsExactly("PT30S", "PT2M", "PT10M", "PT1H", "PT6H", "PT6H", "PT6H");
        assertThat(only())
                .satisfies(delivery -> assertThat(delivery.state()).isEqualTo("given_up"))
                .satisfies(delivery -> assertThat(delivery.attempts()).isEqualTo(8))
                .satisfies(delivery -> assertThat(delivery.lastError()).contains("Connection refused"));
        assertThat(outcomes()).containsOnly(entry("retried", 7.0), entry("given_up", 1.0));
        assertThat(queue.backlog().givenUp()).isEqualTo(1);

        clock.advance(Duration.ofDays(30));
        delivery(greenMail).run();
        assertThat(TestServers.SMTP.getReceivedMessages()).isEmpty();
    }

    @Test
    void isNotHeldUpByAServerThatSaysNothing() throws IOException {
        people(45);
        tell(Notices.request(ADMINS));

        try (var silent = SmtpStub.silent()) {
            delivery(server(silent.port())).run();

            assertThat(silent.connections())
                    .as("one time-out is enough for a run")
                    .isEqualTo(1);
        }
        assertThat(deliveries())
                .filteredOn(delivery -> delivery.attempts() == 1)
                .hasSize(20);
        assertThat(deliveries()).extracting(Delivery::state).containsOnly("pending");

        clock.advance(Duration.ofSeconds(30));
        delivery(greenMail).run();
        assertThat(TestServers.SMTP.getReceivedMessages()).hasSize(45);
    }

    @Test
    void givesUpAtOnceOnAnAddressThatIsRefusedForGoodWithoutRepeatingIt() throws IOException {
        people(1);
        tell(Notices.request(ADMINS));

        try (var refusing = SmtpStub.refusing(address -> "550 5.1.1 <" + address + ">: no such user")) {
            delivery(server(refusing.port())).run();
        }

        assertThat(only().state()).isEqualTo("given_up");
        assertThat(only().lastError()).contains("550 5.1.1", "no such user").doesNotContain("person0", "example.com");
    }

    @Test
    void triesAgainWhenTheRefusalMayPass() throws IOException {
        for (String reply : List.of("450 4.2.0 greylisted", "554 5.7.1 Relay access denied")) {
            people.clear();
            people.add(new Directory.Person(reply.substring(0, 3), "Ada", "ada@example.com"));
            tell(Notices.request(ADMINS));
            try (var refusing = SmtpStub.refusing(address -> reply)) {
                delivery(server(refusing.port())).run();
            }
        }

        assertThat(deliveries()).hasSize(2).allSatisfy(delivery -> {
            assertThat(delivery.state()).isEqualTo("pending");
            assertThat(delivery.attempts()).isEqualTo(1);
        });
    }

    @Test
    void deliversTheRestOfABatchWhenOneAddressIsNone() {
        people(3);
        people.add(1, new Directory.Person("garbled", "Garbled", "not an address"));
        tell(Notices.request(ADMINS));

        delivery(greenMail).run();

        assertThat(TestServers.SMTP.getReceivedMessages()).hasSize(3);
        assertThat(deliveries())
                .filteredOn(delivery -> delivery.state().equals("given_up"))
                .singleElement()
                .extracting(Delivery::recipient)
                .isEqualTo("garbled");
        assertThat(outcomes()).containsOnly(entry("delivered", 3.0), entry("given_up", 1.0));
    }

    @Test
    void takesOverWhatADeadNodeHadClaimed() {
        people(1);
        tell(Notices.request(ADMINS));
        queue.fanOut();
        MailQueue.Due lost = queue.claim().get(0);

        delivery(greenMail).run();
        assertThat(TestServers.SMTP.getReceivedMessages()).isEmpty();

        clock.advance(settings.mail().claimDuration());
        delivery(greenMail).run();
        assertThat(TestServers.SMTP.getReceivedMessages()).hasSize(1);

        queue.giveUp(lost, "too late to matter");
        queue.retry(lost, "too late to matter");
        assertThat(only().state()).isEqualTo("delivered");
        assertThat(only().attempts()).isEqualTo(2);
    }

    @Test
    void showsTheDeliveriesOfAWithdrawal() {
        people(2);
        tell(Notices.request(ADMINS));
        tell(Notices.titled("of no withdrawal", ADMINS));

        delivery(greenMail).run();

        assertThat(deliveries())
                .containsExactly(expected("person0", clock.instant()), expected("person1", clock.instant()));
        assertThat(notifications.deliveriesFor("WTH-OTHER")).isEmpty();
    }

    @Test
    void isDegradedWhenNoticesWaitTooLongAndNeverOutOfService(@LocalManagementPort int managementPort) {
        var health = new DeliveryHealthIndicator(queue, settings);
        assertThat(health.health()).isEqualTo(health(Status.UP, 0, 0));

        tell(Notices.request(ADMINS));
        clock.advance(Duration.ofMinutes(15));
        assertThat(health.health()).isEqualTo(health(Status.UP, 1, 900));

        clock.advance(Duration.ofSeconds(1));
        assertThat(health.health()).isEqualTo(health(new Status("DEGRADED"), 1, 901));

        jdbc.sql("UPDATE notification SET created_at = created_at - interval '30 days'")
                .update();
        var answer = new DeskClient(managementPort).get("/actuator/health", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("status").textValue()).isEqualTo("UP");
    }

    @Test
    void measuresTheBacklog() {
        tell(Notices.request(ADMINS));

        assertThat(meters.get("desk.notifications.backlog").gauge().value()).isEqualTo(1);
        assertThat(meters.get("desk.notifications.given.up").gauge().value()).isZero();
        assertThat(meters.find("desk.notifications.backlog.age").gauge()).isNotNull();
    }

    @Test
    void isATaskOfTheScheduler() {
        assertThat(tasks).extracting(RecurringTask::getName).contains("mail-delivery");
    }

    private Health health(Status status, long pending, long oldest) {
        return Health.status(status)
                .withDetail("pending", pending)
                .withDetail("oldest_pending_seconds", oldest)
                .withDetail("given_up", 0L)
                .build();
    }

    private static Delivery expected(String recipient, Instant now) {
        return new Delivery(
                "withdrawal.requested",
                "New Vendor Withdrawal Request",
                now,
                recipient,
                "email",
                "delivered",
                1,
                null,
                null,
                now);
    }

    private MailDelivery delivery(JavaMailSender server) {
        return delivery(server, wording);
    }

    private MailDelivery delivery(JavaMailSender server, Wording language) {
        try {
            return new MailDelivery(
                    queue,
                    new MailWriter(settings, language, amounts, clock, List.of(), List.of()),
                    server,
                    settings,
                    counted);
        } catch (AddressException e) {
            throw new AssertionError(e);
        }
    }

    private static JavaMailSender server(int port) {
        var server = new JavaMailSenderImpl();
        server.setHost("127.0.0.1");
        server.setPort(port);
        for (String timeout : List.of("connectiontimeout", "timeout", "writetimeout")) {
            server.getJavaMailProperties().setProperty("mail.smtp." + timeout, "300");
        }
        return server;
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void people(int count) {
        for (int n = 0; n < count; n++) {
            people.add(new Directory.Person("person" + n, "Person " + n, "person" + n + "@example.com"));
        }
    }

    private void tell(Notice notice) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> notifications.tell(notice));
    }

    private List<Delivery> deliveries() {
        return notifications.deliveriesFor(Notices.REFERENCE);
    }

    private Delivery only() {
        assertThat(deliveries()).hasSize(1);
        return deliveries().get(0);
    }

    private Map<String, Double> outcomes() {
        return counted.get("desk.notifications.delivered").tag("channel", "email").counters().stream()
                .collect(Collectors.toMap(counter -> counter.getId().getTag("outcome"), counter -> counter.count()));
    }

    /** Mail to the cast; the group may have other members. */
    private static List<MimeMessage> receivedByCast() {
        return Arrays.stream(TestServers.SMTP.getReceivedMessages())
                .filter(mail -> to(mail).contains("@cast.example"))
                .toList();
    }

    private static String to(MimeMessage mail) {
        try {
            return mail.getHeader("To", null);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    /** A clock that stands still until it is moved; to the microsecond, as the database keeps time. */
    private static final class Hands extends Clock {

        private Instant now = Instant.parse("2026-03-02T09:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}

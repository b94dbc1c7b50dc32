package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.person.Persons;
import com.withdrawaldesk.wallet.Movement;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallet;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.NaturalId;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * A request for money and what became of it. Each change of state is one method that refuses when the withdrawal is not where
 * it must be; whoever changes one holds its row, see {@link WithdrawalRepository#lock}.
 */
@Entity
@DynamicUpdate
public class Withdrawal {

    private static final Set<Stage> ON_THE_WAY = EnumSet.of(
            Stage.QUEUED,
            Stage.SENDING,
            Stage.SENT,
            Stage.UNKNOWN,
            Stage.HELD,
            Stage.INVESTIGATING,
            Stage.AWAITING_TRANSFER);

    @Id
    private UUID id;

    @NaturalId
    private String reference;

    private UUID walletId;
    private String requesterId;
    private OwnerType requesterType;
    private String requesterName;
    private String initiatedBy;
    private long amountMinor;
    private long payoutMinor;
    private String currency;

    @Embedded
    private BankAccount account;

    private String priority;
    private Stage stage;
    private String failureCode;
    private String failureReason;
    private String decision;
    private String decidedBy;
    private Instant decidedAt;
    private String decisionReason;
    private String decisionNotes;
    private String firstApprovedBy;
    private Instant firstApprovedAt;
    private String bankReference;
    private String processInstanceId;
    private Instant createdAt;
    private Instant updatedAt;
    private Instant stageSince;
    private Instant endedAt;

    /** By what other names those who asked for it, approved it first and decided are known, when the row was read. */
    @Formula(Persons.ALL_IDS_OF + "lower(requester_id), lower(initiated_by))))")
    private String[] othersOfAskers;

    @Formula(Persons.ALL_IDS_OF + "lower(first_approved_by))))")
    private String[] othersOfFirstApprover;

    @Formula(Persons.ALL_IDS_OF + "lower(decided_by))))")
    private String[] othersOfDecider;

    protected Withdrawal() {}

    Withdrawal(
            String reference,
            Wallet wallet,
            Money amount,
            Money payout,
            BankAccount account,
            String initiatedBy,
            Instant now) {
        this.id = UUID.randomUUID();
        this.reference = reference;
        this.walletId = wallet.id();
        this.requesterId = wallet.ownerId();
        this.requesterType = wallet.ownerType();
        this.requesterName = wallet.displayName();
        this.initiatedBy = initiatedBy;
        this.amountMinor = amount.getAmountMinorLong();
        this.payoutMinor = payout.getAmountMinorLong();
        this.currency = amount.getCurrencyUnit().getCode();
        this.account = account;
        this.priority = "normal";
        this.stage = Stage.IN_REVIEW;
        this.createdAt = now;
        this.updatedAt = now;
        this.stageSince = now;
    }

    void assessed(String priority) {
        this.priority = priority;
    }

    void runsAs(String processInstanceId) {
        this.processInstanceId = processInstanceId;
    }

    /**
     * Passes only while admins have yet to decide.
     *
     * @throws Refusal {@code already_decided} or {@code already_cancelled}, with the name of who decided
     */
    public void requireUnderReview() {
        requireDecidable(stage);
    }

    /**
     * Passes only while this person may decide.
     *
     * @throws Refusal as {@link #requireUnderReview}; {@code own_request} or {@code second_person_required}
     */
    void requireDecidableBy(String person) {
        requireUnderReview();
        requireOther(person);
    }

    /** One admin approved; another must. */
    void approvedOnce(String by, String notes, Instant now) {
        requireDecidable(Stage.IN_REVIEW);
        requireOther(by);
        firstApprovedBy = by;
        firstApprovedAt = now;
        decisionNotes = notes;
        move(Stage.SECOND_REVIEW, now);
    }

    void approved(String by, String notes, boolean byHand, Instant now) {
        requireDecidableBy(by);
        decide("approve", by, now);
        decisionNotes = notes == null ? decisionNotes : notes;
        move(byHand ? Stage.AWAITING_TRANSFER : Stage.QUEUED, now);
    }

    void rejected(String by, String reason, Instant now) {
        requireDecidableBy(by);
        decide("reject", by, now);
        decisionReason = reason;
        fail(Stage.REJECTED, "rejected", reason, now);
    }

    void cancelled(Instant now) {
        if (!stage.underReview()) {
            Code code = stage == Stage.CANCELLED ? Code.ALREADY_CANCELLED : Code.NOT_CANCELLABLE;
            throw asItStands(new Refusal(code, "The withdrawal can no longer be cancelled. " + stage.sentence()));
        }
        move(Stage.CANCELLED, now);
    }

    /** Moves on among the stages between approval and end. */
    void underWay(Stage to, Instant now) {
        requireOnTheWay();
        move(to, now);
    }

    void paid(String bankReference, Instant now) {
        requireOnTheWay();
        this.bankReference = bankReference;
        move(Stage.COMPLETED, now);
    }

    void unpaid(String reason, Instant now) {
        requireOnTheWay();
        fail(Stage.FAILED, "payout_failed", reason, now);
    }

    /** The money goes back in an emergency, whatever the withdrawal waits for; whoever asks for it knows that nobody was paid. */
    void refunded(String reason, Instant now) {
        if (stage.ended()) {
            throw new IllegalStateException(reference + " is " + stage + " and has nothing to refund");
        }
        fail(Stage.REFUNDED, "emergency_refund", reason, now);
    }

    void sentBack(String reason, Instant now) {
        if (stage != Stage.COMPLETED) {
            throw new IllegalStateException(reference + " is " + stage + " and cannot be reversed");
        }
        fail(Stage.REVERSED, "payout_reversed", reason, now);
    }

    private void decide(String decision, String by, Instant now) {
        this.decision = decision;
        this.decidedBy = by;
        this.decidedAt = now;
    }

    private void fail(Stage to, String code, String reason, Instant now) {
        failureCode = code;
        failureReason = reason;
        move(to, now);
    }

    private void move(Stage to, Instant now) {
        stageSince = stage.isSameWaitAs(to) ? stageSince : now;
        stage = to;
        updatedAt = now;
        endedAt = to.ended() ? now : null;
    }

    private void requireOnTheWay() {
        if (!ON_THE_WAY.contains(stage)) {
            throw new IllegalStateException(reference + " is " + stage + " and not on its way to the bank");
        }
    }

    private void requireDecidable(Stage expected) {
        if (!stage.underReview() || stage != expected) {
            Code code = stage == Stage.CANCELLED ? Code.ALREADY_CANCELLED : Code.ALREADY_DECIDED;
            String who = decidedBy != null ? decidedBy : firstApprovedBy;
            String what = stage == Stage.CANCELLED
                    ? "The requester cancelled this withdrawal."
                    : "This withdrawal was already decided" + (who == null ? "." : " by " + who + ".");
            throw asItStands(new Refusal(code, what));
        }
    }

    /** Whether this person asked for it, for themselves or for the requester. */
    public boolean askedForBy(String person) {
        return Persons.isAmong(person, othersOfAskers, requesterId, initiatedBy);
    }

    private void requireOther(String by) {
        if (askedForBy(by)) {
            throw new Refusal(Code.OWN_REQUEST, "You asked for this withdrawal, so somebody else has to do this.");
        }
        if (Persons.isAmong(by, othersOfFirstApprover, firstApprovedBy)) {
            throw new Refusal(
                    Code.SECOND_PERSON_REQUIRED,
                    "You approved this withdrawal first, so somebody else has to do this.");
        }
    }

    /**
     * Passes only for somebody who neither asked for this withdrawal nor approved it: whoever says whether it was paid could
     * otherwise have the money twice.
     */
    void requireUninvolved(String by) {
        requireOther(by);
        if (Persons.isAmong(by, othersOfDecider, decidedBy)) {
            throw new Refusal(
                    Code.SECOND_PERSON_REQUIRED, "You approved this withdrawal, so somebody else has to do this.");
        }
    }

    private Refusal asItStands(Refusal refusal) {
        refusal.with("current_status", stage.status().value()).with("stage", stage.value());
        String who = decidedBy != null ? decidedBy : firstApprovedBy;
        return who == null ? refusal : refusal.with("decided_by", who);
    }

    public UUID id() {
        return id;
    }

    /** {@code WTH-} and 12 random letters and digits; the business key of the process. */
    public String reference() {
        return reference;
    }

    /** What leaves the wallet. */
    public Money amount() {
        return Money.ofMinor(CurrencyUnit.of(currency), amountMinor);
    }

    /** What reaches the bank: the amount less the fees that the requester bears. */
    public Money payoutAmount() {
        return Money.ofMinor(CurrencyUnit.of(currency), payoutMinor);
    }

    public Movement movement() {
        return new Movement(walletId, id, reference, amount());
    }

    public BankAccount account() {
        return account;
    }

    public String requesterId() {
        return requesterId;
    }

    /** Whether a payout run asked for it, together with others. */
    boolean ofRun() {
        return initiatedBy.equals(WithdrawalRequests.RUN);
    }

    /** Whether staff or the platform asked for it, in the requester's place. */
    boolean startedForRequester() {
        return !ofRun() && !initiatedBy.equals(requesterId);
    }

    public OwnerType requesterType() {
        return requesterType;
    }

    public String requesterName() {
        return requesterName;
    }

    /** {@code normal} or {@code high}. */
    public String priority() {
        return priority;
    }

    public Stage stage() {
        return stage;
    }

    /** Null unless failed: {@code rejected}, {@code payout_failed}, {@code payout_reversed} or {@code emergency_refund}. */
    public String failureCode() {
        return failureCode;
    }

    /** For people; null unless failed. */
    public String failureReason() {
        return failureReason;
    }

    /** Null until decided. */
    public String decidedBy() {
        return decidedBy;
    }

    /** The admin who approved first where two must; otherwise null. */
    public String firstApprovedBy() {
        return firstApprovedBy;
    }

    /** Null until paid. */
    public String bankReference() {
        return bankReference;
    }

    /** Null only until the process has begun. */
    public String processInstanceId() {
        return processInstanceId;
    }

    UUID walletId() {
        return walletId;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** Since when it waits for what it waits for; being tried or asked again is the same wait. */
    Instant stageSince() {
        return stageSince;
    }

    /** Since when an admin has been waited for, the first or the second. */
    Instant reviewedSince() {
        return firstApprovedAt == null ? createdAt : firstApprovedAt;
    }
}

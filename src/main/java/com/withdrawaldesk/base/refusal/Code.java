package com.withdrawaldesk.base.refusal;

import java.util.Locale;

/** Every stable error code of the API, with its title. The lower-case name is what clients see. */
public enum Code {
    MALFORMED_REQUEST("The request could not be read"),
    VALIDATION_FAILED("Some fields are not valid"),
    IDEMPOTENCY_KEY_INVALID("The Idempotency-Key is missing or malformed"),
    REQUEST_TIMEOUT("The request did not arrive in time"),
    BODY_TOO_LARGE("The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE("The media type is not supported"),
    METHOD_NOT_ALLOWED("The method is not allowed here"),
    UNAUTHORIZED("Authentication is required"),
    FORBIDDEN("This is not allowed for your role"),
    NOT_FOUND("Not found"),
    WALLET_NOT_FOUND("There is no wallet"),

    PIN_INCORRECT("The payment PIN is not correct"),
    PIN_LOCKED("The payment PIN is locked"),
    PIN_NOT_SET("No payment PIN is set"),
    PIN_TOO_COMMON("This payment PIN is too easy to guess"),

    INSUFFICIENT_BALANCE("The balance is too low"),
    BELOW_MINIMUM("The amount is below the minimum"),
    FEES_LEAVE_TOO_LITTLE("The fees leave too little to pay out"),
    ABOVE_LIMIT("The amount is above the limit"),
    PAYMENT_SETTINGS_MISSING("No bank account is saved"),
    PAYMENT_SETTINGS_DIFFER("Another bank account is saved"),
    COOLING_OFF("The bank account was changed a short time ago"),
    BANK_UNKNOWN("The bank is not in the list"),
    BANK_CODE_REQUIRED("The bank's code is needed"),
    ACCOUNT_NOT_FOUND("The bank has no such account"),
    WALLET_FROZEN("The wallet is frozen"),
    WALLET_CLOSED("The wallet is closed"),
    OWES("The wallet owes money"),
    PAYOUTS_PAUSED("Payouts are paused"),
    NOTHING_TO_PAY("There is nothing to pay out"),
    NOTHING_TO_REFUND("There is nothing to refund"),

    ALREADY_DECIDED("The withdrawal is already decided"),
    ALREADY_CANCELLED("The withdrawal is already cancelled"),
    NOT_CANCELLABLE("The withdrawal can no longer be cancelled"),
    PROPOSAL_CLOSED("The proposal is no longer open"),
    OWN_REQUEST("Nobody decides on a request of their own"),
    SECOND_PERSON_REQUIRED("A second person has to decide"),
    HIGH_PRIORITY("A high priority is reviewed on its own"),
    EVIDENCE_OPEN("Serious findings are open"),
    EVIDENCE_CHANGED("Something changed since it was opened"),
    TRANSFER_NOT_APPROVED("The transfer is not approved"),
    PROOF_INVALID("The bank's reference proves nothing"),
    PROOF_USED("The bank's reference proves another payment"),
    SALE_CREDITED("The sale was credited before"),
    SALE_TAKEN_BACK("The sale was taken back before"),
    NOT_CLAIMED("The task is not claimed"),
    REASON_REQUIRED("A reason is required"),
    RECEIPT_NOT_AVAILABLE("There is no receipt at the moment"),
    DECISION_INVALID("The decision is not valid"),
    WALLET_EXISTS("The wallet already exists"),
    RUN_EXISTS("The payout run was started before"),
    CONFLICT("Somebody else changed this at the same moment"),

    IDEMPOTENCY_KEY_REUSED("The Idempotency-Key was used for another request"),
    REQUEST_IN_PROGRESS("The same request is in progress"),

    TOO_MANY_REQUESTS("Too many requests"),
    SERVICE_UNAVAILABLE("The desk cannot answer at the moment"),
    INTERNAL_ERROR("Something went wrong on our side");

    private final String title;

    Code(String title) {
        this.title = title;
    }

    /** A short sentence for people; the same for each occurrence (RFC 9457, "title"). */
    public String title() {
        return title;
    }

    /** The code as clients see it, for example {@code insufficient_balance}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package com.withdrawaldesk.base.web;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Every stable error code of the API with its HTTP status and title. The lower-case name is what clients see. */
public enum Code {
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request could not be read"),
    VALIDATION_FAILED(HttpStatus.BAD_REQUEST, "Some fields are not valid"),
    IDEMPOTENCY_KEY_INVALID(HttpStatus.BAD_REQUEST, "The Idempotency-Key is missing or malformed"),
    REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The request did not arrive in time"),
    BODY_TOO_LARGE(HttpStatus.PAYLOAD_TOO_LARGE, "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "Authentication is required"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "This is not allowed for your role"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
    WALLET_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no wallet"),

    PIN_INCORRECT(HttpStatus.FORBIDDEN, "The payment PIN is not correct"),
    PIN_LOCKED(HttpStatus.LOCKED, "The payment PIN is locked"),
    PIN_NOT_SET(HttpStatus.CONFLICT, "No payment PIN is set"),
    PIN_TOO_COMMON(HttpStatus.UNPROCESSABLE_ENTITY, "This payment PIN is too easy to guess"),

    INSUFFICIENT_BALANCE(HttpStatus.UNPROCESSABLE_ENTITY, "The balance is too low"),
    BELOW_MINIMUM(HttpStatus.UNPROCESSABLE_ENTITY, "The amount is below the minimum"),
    FEES_LEAVE_TOO_LITTLE(HttpStatus.UNPROCESSABLE_ENTITY, "The fees leave too little to pay out"),
    ABOVE_LIMIT(HttpStatus.UNPROCESSABLE_ENTITY, "The amount is above the limit"),
    PAYMENT_SETTINGS_MISSING(HttpStatus.UNPROCESSABLE_ENTITY, "No bank account is saved"),
    PAYMENT_SETTINGS_DIFFER(HttpStatus.UNPROCESSABLE_ENTITY, "Another bank account is saved"),
    COOLING_OFF(HttpStatus.UNPROCESSABLE_ENTITY, "The bank account was changed a short time ago"),
    BANK_UNKNOWN(HttpStatus.UNPROCESSABLE_ENTITY, "The bank is not in the list"),
    BANK_CODE_REQUIRED(HttpStatus.UNPROCESSABLE_ENTITY, "The bank's code is needed"),
    ACCOUNT_NOT_FOUND(HttpStatus.UNPROCESSABLE_ENTITY, "The bank has no such account"),
    WALLET_FROZEN(HttpStatus.UNPROCESSABLE_ENTITY, "The wallet is frozen"),
    WALLET_CLOSED(HttpStatus.UNPROCESSABLE_ENTITY, "The wallet is closed"),
    OWES(HttpStatus.UNPROCESSABLE_ENTITY, "The wallet owes money"),
    PAYOUTS_PAUSED(HttpStatus.UNPROCESSABLE_ENTITY, "Payouts are paused"),
    NOTHING_TO_PAY(HttpStatus.UNPROCESSABLE_ENTITY, "There is nothing to pay out"),
    NOTHING_TO_REFUND(HttpStatus.UNPROCESSABLE_ENTITY, "There is nothing to refund"),

    ALREADY_DECIDED(HttpStatus.CONFLICT, "The withdrawal is already decided"),
    ALREADY_CANCELLED(HttpStatus.CONFLICT, "The withdrawal is already cancelled"),
    NOT_CANCELLABLE(HttpStatus.CONFLICT, "The withdrawal can no longer be cancelled"),
    PROPOSAL_CLOSED(HttpStatus.CONFLICT, "The proposal is no longer open"),
    OWN_REQUEST(HttpStatus.FORBIDDEN, "Nobody decides on a request of their own"),
    SECOND_PERSON_REQUIRED(HttpStatus.FORBIDDEN, "A second person has to decide"),
    HIGH_PRIORITY(HttpStatus.CONFLICT, "A high priority is reviewed on its own"),
    EVIDENCE_OPEN(HttpStatus.CONFLICT, "Serious findings are open"),
    EVIDENCE_CHANGED(HttpStatus.CONFLICT, "Something changed since it was opened"),
    TRANSFER_NOT_APPROVED(HttpStatus.BAD_REQUEST, "The transfer is not approved"),
    PROOF_INVALID(HttpStatus.BAD_REQUEST, "The bank's reference proves nothing"),
    PROOF_USED(HttpStatus.CONFLICT, "The bank's reference proves another payment"),
    SALE_CREDITED(HttpStatus.CONFLICT, "The sale was credited before"),
    SALE_TAKEN_BACK(HttpStatus.CONFLICT, "The sale was taken back before"),
    NOT_CLAIMED(HttpStatus.CONFLICT, "The task is not claimed"),
    REASON_REQUIRED(HttpStatus.BAD_REQUEST, "A reason is required"),
    RECEIPT_NOT_AVAILABLE(HttpStatus.CONFLICT, "There is no receipt at the moment"),
    DECISION_INVALID(HttpStatus.BAD_REQUEST, "The decision is not valid"),
    WALLET_EXISTS(HttpStatus.CONFLICT, "The wallet already exists"),
    RUN_EXISTS(HttpStatus.CONFLICT, "The payout run was started before"),
    CONFLICT(HttpStatus.CONFLICT, "Somebody else changed this at the same moment"),

    IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_ENTITY, "The Idempotency-Key was used for another request"),
    REQUEST_IN_PROGRESS(HttpStatus.CONFLICT, "The same request is in progress"),

    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    SERVICE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The desk cannot answer at the moment"),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");

    private final HttpStatus status;
    private final String title;

    Code(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with this code. */
    public HttpStatus status() {
        return status;
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

package com.withdrawaldesk.base.web;

import com.withdrawaldesk.base.refusal.Code;
import org.springframework.http.HttpStatus;

/** The HTTP status that goes with each code. */
public final class AnswerStatus {

    private AnswerStatus() {}

    public static HttpStatus of(Code code) {
        return switch (code) {
            case MALFORMED_REQUEST,
                    VALIDATION_FAILED,
                    IDEMPOTENCY_KEY_INVALID,
                    TRANSFER_NOT_APPROVED,
                    PROOF_INVALID,
                    REASON_REQUIRED,
                    DECISION_INVALID -> HttpStatus.BAD_REQUEST;
            case REQUEST_TIMEOUT -> HttpStatus.REQUEST_TIMEOUT;
            case BODY_TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN, PIN_INCORRECT, OWN_REQUEST, SECOND_PERSON_REQUIRED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND, WALLET_NOT_FOUND -> HttpStatus.NOT_FOUND;
            case PIN_LOCKED -> HttpStatus.LOCKED;
            case PIN_NOT_SET,
                    ALREADY_DECIDED,
                    ALREADY_CANCELLED,
                    NOT_CANCELLABLE,
                    PROPOSAL_CLOSED,
                    HIGH_PRIORITY,
                    EVIDENCE_OPEN,
                    EVIDENCE_CHANGED,
                    PROOF_USED,
                    SALE_CREDITED,
                    SALE_TAKEN_BACK,
                    NOT_CLAIMED,
                    RECEIPT_NOT_AVAILABLE,
                    WALLET_EXISTS,
                    RUN_EXISTS,
                    CONFLICT,
                    REQUEST_IN_PROGRESS -> HttpStatus.CONFLICT;
            case PIN_TOO_COMMON,
                    INSUFFICIENT_BALANCE,
                    BELOW_MINIMUM,
                    FEES_LEAVE_TOO_LITTLE,
                    ABOVE_LIMIT,
                    PAYMENT_SETTINGS_MISSING,
                    PAYMENT_SETTINGS_DIFFER,
                    COOLING_OFF,
                    BANK_UNKNOWN,
                    BANK_CODE_REQUIRED,
                    ACCOUNT_NOT_FOUND,
                    WALLET_FROZEN,
                    WALLET_CLOSED,
                    OWES,
                    PAYOUTS_PAUSED,
                    NOTHING_TO_PAY,
                    NOTHING_TO_REFUND,
                    IDEMPOTENCY_KEY_REUSED -> HttpStatus.UNPROCESSABLE_ENTITY;
            case TOO_MANY_REQUESTS -> HttpStatus.TOO_MANY_REQUESTS;
            case SERVICE_UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL_ERROR -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}

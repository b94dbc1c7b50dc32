package com.withdrawaldesk.base.web;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns whatever goes wrong into a problem document. Nothing of the inside is shown: the log has it, by request id. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class RestErrors {

    private static final Logger LOG = LoggerFactory.getLogger(RestErrors.class);

    private final Audit audit;

    RestErrors(Audit audit) {
        this.audit = audit;
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(Refusal refusal, HttpServletRequest request) {
        // A desk that is too busy has refused nobody, and would only be busier.
        boolean busy = refusal.code() == Code.SERVICE_UNAVAILABLE || refusal.code() == Code.TOO_MANY_REQUESTS;
        if (!"GET".equals(request.getMethod()) && !busy) {
            audit.recordRefused(Audit.Event.of(
                            request.getMethod() + " " + request.getRequestURI(), "endpoint", request.getRequestURI())
                    .because(refusal.code().value() + ": " + refusal.getMessage()));
        }
        return Problem.answer(refusal);
    }

    /** The firewall looks at a header or parameter only when somebody reads it. */
    @ExceptionHandler
    ResponseEntity<Object> strange(RequestRejectedException rejected) {
        return Problem.answer(
                Code.MALFORMED_REQUEST, "A header or parameter has characters that do not belong there.", List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidInput invalid) {
        return notValid(invalid.faults());
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(MethodArgumentNotValidException invalid) {
        return notValid(invalid.getFieldErrors().stream()
                .map(error -> new Problem.Fault(snakeCase(error.getField()), "invalid", error.getDefaultMessage()))
                .sorted((a, b) -> a.field().compareTo(b.field()))
                .toList());
    }

    @ExceptionHandler
    ResponseEntity<Object> unreadable(HttpMessageNotReadableException unreadable) {
        Throwable cause = unreadable.getMostSpecificCause();
        if (cause instanceof Refusal refusal) {
            return Problem.answer(refusal);
        }
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return malformed(
                    unknown,
                    "unknown_field",
                    "is not known here. Known: "
                            + unknown.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        if (cause instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return malformed(mismatch, "wrong_type", "has the wrong type.");
        }
        return Problem.answer(
                Code.MALFORMED_REQUEST, "The body is not the JSON object that is expected here.", List.of());
    }

    /** Nothing is half done, so the client may ask again; only of a commit that was not answered nobody knows. */
    @ExceptionHandler({
        CannotCreateTransactionException.class,
        CannotGetJdbcConnectionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        TransactionSystemException.class
    })
    ResponseEntity<Object> unavailable(Exception cause) {
        if (cause instanceof ConcurrencyFailureException) {
            return Problem.answer(
                    Code.CONFLICT, "Somebody else changed this at the same moment. Look again, then retry.", List.of());
        }
        LOG.warn("answered 503: {}", cause.toString());
        if (isCommit(cause)) {
            return Problem.answer(new Refusal(
                            Code.SERVICE_UNAVAILABLE,
                            "The desk lost its database at the end, and does not know whether this was done. Ask again under the"
                                    + " same Idempotency-Key; without one, look first.")
                    .retryAfter(Duration.ofSeconds(5)));
        }
        return Problem.answer(new Refusal(
                        Code.SERVICE_UNAVAILABLE,
                        "The desk cannot reach its database. Nothing is half done: ask again, under the same Idempotency-Key.")
                .retryAfter(Duration.ofSeconds(5)));
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongMethod(HttpRequestMethodNotSupportedException wrong) {
        var answer = Problem.answer(
                Code.METHOD_NOT_ALLOWED, "This address does not answer to " + wrong.getMethod() + ".", List.of());
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .header(HttpHeaders.ALLOW, String.join(", ", wrong.getSupportedMethods()))
                .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<Object> noSuchId(MethodArgumentTypeMismatchException mismatch) {
        return Problem.answer(Code.NOT_FOUND, "There is nothing at this address.", List.of());
    }

    /** Whoever asked has left, or stopped to listen, before the answer was there. Nobody is left to be told, and nothing went wrong. */
    @ExceptionHandler({AsyncRequestNotUsableException.class, ClientAbortException.class})
    void unheard(Exception gone) {
        LOG.debug("nobody waited for the answer", gone);
    }

    @ExceptionHandler
    ResponseEntity<Object> other(Exception cause) {
        if (cause instanceof ErrorResponse known) {
            return switch (known.getStatusCode().value()) {
                case 404 -> Problem.answer(Code.NOT_FOUND, "There is nothing at this address.", List.of());
                case 415 -> Problem.answer(Code.UNSUPPORTED_MEDIA_TYPE, "Send application/json.", List.of());
                default ->
                    Problem.answer(Code.MALFORMED_REQUEST, "The request is not what is expected here.", List.of());
            };
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(cause)) {
            unheard(cause);
            return null;
        }
        if (isDatabaseGone(cause)) {
            return unavailable(cause);
        }
        LOG.error("answered 500", cause);
        return Problem.answer(
                Code.INTERNAL_ERROR,
                "Something went wrong on our side and nothing was done. It is recorded.",
                List.of());
    }

    private static boolean isCommit(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().matches("(?i).*(could not|unable to) commit.*")) {
                return true;
            }
        }
        return false;
    }

    /**
     * SQL states of class 08 (connection) and 57P (server shutting down), wherever they hide in the chain of causes. Of a
     * connection that it has found broken before, the pool says so without a state.
     */
    private static boolean isDatabaseGone(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof java.sql.SQLTransientException || t instanceof java.sql.SQLException sql && isLost(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLost(java.sql.SQLException sql) {
        return sql.getSQLState() == null
                ? "Connection is closed".equals(sql.getMessage())
                : sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P");
    }

    private static ResponseEntity<Object> malformed(MismatchedInputException mismatch, String code, String what) {
        String field = mismatch.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
        String detail = "The field \"" + field + "\" " + what;
        return Problem.answer(Code.MALFORMED_REQUEST, detail, List.of(new Problem.Fault(field, code, detail)));
    }

    private static ResponseEntity<Object> notValid(List<Problem.Fault> faults) {
        return Problem.answer(
                Code.VALIDATION_FAILED,
                faults.stream().map(Problem.Fault::message).distinct().collect(Collectors.joining(" ")),
                faults);
    }

    private static String snakeCase(String property) {
        return property.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
    }
}

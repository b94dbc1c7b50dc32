package com.withdrawaldesk.security;

import com.fasterxml.jackson.core.JacksonException;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.AnswerStatus;
import com.withdrawaldesk.base.web.Problem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.springframework.http.MediaType;

/** Tells a refusal of the desk as its own API does; the engine takes it for a fault. Public for Jersey. */
public class EngineFaults implements ExceptionMapper<Throwable> {

    @Override
    public Response toResponse(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return answer(refusal);
            }
            if (cause instanceof TaskAlreadyClaimedException claimed) {
                return answer(new Refusal(Code.CONFLICT, claimed.getTaskAssignee() + " has claimed this task."));
            }
            if (cause instanceof OptimisticLockingException) {
                return answer(new Refusal(Code.CONFLICT, "Somebody else did this at the same moment. Look again."));
            }
            if (cause instanceof JacksonException) {
                return answer(misread());
            }
        }
        return ExceptionHandlerHelper.getInstance().getResponse(fault);
    }

    static Refusal misread() {
        return new Refusal(Code.MALFORMED_REQUEST, "The body does not have the form that is expected here.");
    }

    private static Response answer(Refusal refusal) {
        return Response.status(AnswerStatus.of(refusal.code()).value())
                .type(MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .entity(Problem.body(refusal))
                .build();
    }
}

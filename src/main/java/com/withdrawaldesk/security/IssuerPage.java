package com.withdrawaldesk.security;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.AnswerStatus;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** What somebody sees in the browser whose login at the issuer led nowhere. */
class IssuerPage {

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final ITemplateEngine templates;
    private final Wording wording;

    IssuerPage(ITemplateEngine templates, Wording wording) {
        this.templates = templates;
        this.wording = wording;
    }

    /** There are texts for each code that the way to the issuer and back is refused with. */
    void show(HttpServletResponse response, Refusal refusal) throws IOException {
        Wording words = wording.forReader();
        String key = "login." + refusal.code().value();
        Problem.headers(refusal).forEach(response::setHeader);
        response.setStatus(AnswerStatus.of(refusal.code()).value());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY);
        templates.process(
                "login/refused",
                new Context(
                        words.language(),
                        Map.of(
                                "title", words.say(key + ".title"),
                                "text", words.say(key + ".text"),
                                "again", words.say("login.again"))),
                response.getWriter());
    }
}

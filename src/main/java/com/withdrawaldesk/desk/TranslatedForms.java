package com.withdrawaldesk.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.withdrawaldesk.base.language.Wording;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Gives Tasklist the forms in the reader's language. They are deployed as they stand in {@code forms/*.form}, in English; their
 * words in another language are in {@code forms/messages_<language>.properties}, by form, component and property.
 */
@Component
class TranslatedForms extends OncePerRequestFilter {

    private static final List<String> TEXTS = List.of("label", "description", "text");
    private static final Control FILES_ONLY = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private final Wording wording;
    private final ObjectMapper json;

    TranslatedForms(Wording wording, ObjectMapper json) {
        this.wording = wording;
        this.json = json;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().endsWith("/deployed-form");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        Locale language = wording.forReader().language();
        if (language.equals(Locale.ENGLISH)) {
            chain.doFilter(request, response);
            return;
        }
        var english = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, english);
        if (english.getStatus() == HttpServletResponse.SC_OK) {
            byte[] translated = translate(english.getContentAsByteArray(), language);
            english.resetBuffer();
            english.getOutputStream().write(translated);
        }
        english.copyBodyToResponse();
    }

    private byte[] translate(byte[] form, Locale language) throws IOException {
        var texts = ResourceBundle.getBundle("forms.messages", language, FILES_ONLY);
        JsonNode read = json.readTree(form);
        for (JsonNode component : read.path("components")) {
            String name = read.path("id").asText() + "." + component.path("id").asText() + ".";
            TEXTS.forEach(property -> say(texts, name + property, component, property));
            component
                    .path("values")
                    .forEach(choice ->
                            say(texts, name + "values." + choice.path("value").asText(), choice, "label"));
        }
        return json.writeValueAsBytes(read);
    }

    private static void say(ResourceBundle texts, String key, JsonNode part, String property) {
        if (part.has(property) && texts.containsKey(key)) {
            ((ObjectNode) part).put(property, texts.getString(key));
        }
    }
}

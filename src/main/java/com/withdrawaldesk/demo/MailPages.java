package com.withdrawaldesk.demo;

import com.withdrawaldesk.language.Wording;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Shows the e-mails that the demo wrote, and one of each kind that it could write. Everything is a link; nothing needs a script. */
@Controller
@Profile("demo")
@RequestMapping("/demo/mail")
class MailPages {

    /** As the templates of e-mails say what is for dark screens. */
    private static final String IN_THE_DARK = "@media (prefers-color-scheme: dark)";

    private final MailBox mails;
    private final SampleMails samples;
    private final Wording wording;

    MailPages(@Value("${desk.demo.data}") String data, SampleMails samples, Wording wording) {
        this.mails = new MailBox(Path.of(data, "mail"));
        this.samples = samples;
        this.wording = wording;
    }

    /** One line of the list. */
    record Line(String address, String at, String to, String subject) {}

    @GetMapping
    String list(@RequestParam(defaultValue = "en") Locale language, Model page) throws IOException, MessagingException {
        var filed = new ArrayList<Line>();
        for (MailBox.Filed mail : mails.newest()) {
            Letter letter = Letter.of(mail.message());
            String at =
                    wording.in(Locale.ENGLISH).time(mail.message().getSentDate().toInstant());
            filed.add(new Line("/demo/mail/" + mail.name(), at, letter.to(), letter.subject()));
        }
        var written = new ArrayList<Line>();
        for (String kind : samples.kinds()) {
            Letter letter = Letter.of(sample(kind, language));
            written.add(new Line("/demo/mail/samples/" + language + "/" + kind, kind, letter.to(), letter.subject()));
        }
        page.addAttribute("filed", filed);
        page.addAttribute("samples", written);
        page.addAttribute("languages", languages());
        page.addAttribute("language", language.toLanguageTag());
        return "demo/mails";
    }

    @GetMapping("/{name}")
    String filed(@PathVariable String name, @RequestParam(defaultValue = "") Set<Look> look, Model page)
            throws IOException, MessagingException {
        return show(filed(name), "/demo/mail/" + name, look, page);
    }

    @GetMapping("/samples/{language}/{kind}")
    String sample(
            @PathVariable Locale language,
            @PathVariable String kind,
            @RequestParam(defaultValue = "") Set<Look> look,
            Model page)
            throws IOException, MessagingException {
        return show(sample(kind, language), "/demo/mail/samples/" + language + "/" + kind, look, page);
    }

    @GetMapping("/{name}/html")
    ResponseEntity<String> filedHtml(@PathVariable String name, @RequestParam(defaultValue = "") Set<Look> look)
            throws IOException, MessagingException {
        return html(filed(name), look);
    }

    @GetMapping("/samples/{language}/{kind}/html")
    ResponseEntity<String> sampleHtml(
            @PathVariable Locale language, @PathVariable String kind, @RequestParam(defaultValue = "") Set<Look> look)
            throws IOException, MessagingException {
        return html(sample(kind, language), look);
    }

    @GetMapping("/{name}/files/{number}")
    ResponseEntity<byte[]> file(@PathVariable String name, @PathVariable int number)
            throws IOException, MessagingException {
        List<Letter.Enclosed> files = Letter.of(filed(name)).files();
        if (number < 0 || number >= files.size()) {
            throw nothing();
        }
        Letter.Enclosed file = files.get(number);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(file.type()))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(file.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(file.content());
    }

    private static String show(MimeMessage message, String address, Set<Look> look, Model page)
            throws IOException, MessagingException {
        page.addAttribute("letter", Letter.of(message));
        page.addAttribute("address", address);
        page.addAttribute("text", look.contains(Look.TEXT));
        page.addAttribute("phone", look.contains(Look.PHONE));
        page.addAttribute("dark", look.contains(Look.DARK));
        page.addAttribute(
                "switches",
                Arrays.stream(Look.values()).map(one -> one.in(look)).toList());
        return "demo/mail";
    }

    /** The colours are chosen here, because a browser can only ask its own screen. */
    private static ResponseEntity<String> html(MimeMessage message, Set<Look> look)
            throws IOException, MessagingException {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header(
                        "Content-Security-Policy",
                        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
                .body(Letter.of(message)
                        .html()
                        .replace(IN_THE_DARK, look.contains(Look.DARK) ? "@media all" : "@media not all")
                        .replace(
                                "color-scheme: light dark",
                                "color-scheme: " + (look.contains(Look.DARK) ? "dark" : "light")));
    }

    private MimeMessage filed(String name) {
        return mails.read(name).orElseThrow(MailPages::nothing).message();
    }

    private MimeMessage sample(String kind, Locale language) throws MessagingException {
        if (!samples.kinds().contains(kind) || !Wording.LANGUAGES.contains(language)) {
            throw nothing();
        }
        return samples.write(kind, language);
    }

    private static ResponseStatusException nothing() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }

    private static List<String> languages() {
        return Wording.LANGUAGES.stream().map(Locale::toLanguageTag).toList();
    }

    /** How an e-mail is looked at. */
    enum Look {
        TEXT("Plain text"),
        PHONE("Phone"),
        DARK("Dark");

        private final String label;

        Look(String label) {
            this.label = label;
        }

        private Switch in(Set<Look> looks) {
            var turned = EnumSet.of(this);
            turned.addAll(looks);
            if (looks.contains(this)) {
                turned.remove(this);
            }
            return new Switch(label, looks.contains(this), query(turned));
        }

        private static String query(Set<Look> looks) {
            return "?look=" + looks.stream().map(Look::name).collect(Collectors.joining(","));
        }
    }

    /** Leads to the same e-mail, looked at in one other way. */
    record Switch(String label, boolean on, String query) {}
}

package com.withdrawaldesk.demo;

import com.withdrawaldesk.base.language.Wording;
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
import java.util.Optional;
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

    private static final String MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
            + " style-src 'unsafe-inline'; frame-ancestors 'self'";

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
            String name = language + "." + kind;
            Letter letter = Letter.of(find(name));
            written.add(new Line("/demo/mail/" + name, kind, letter.to(), letter.subject()));
        }
        page.addAttribute("filed", filed);
        page.addAttribute("samples", written);
        page.addAttribute("languages", Wording.LANGUAGES);
        page.addAttribute("language", language);
        return "demo/mails";
    }

    @GetMapping("/{name}")
    String mail(@PathVariable String name, @RequestParam(defaultValue = "") Set<Look> look, Model page)
            throws IOException, MessagingException {
        page.addAttribute("letter", Letter.of(find(name)));
        page.addAttribute("address", "/demo/mail/" + name);
        page.addAttribute("text", look.contains(Look.TEXT));
        page.addAttribute("phone", look.contains(Look.PHONE));
        page.addAttribute("dark", look.contains(Look.DARK));
        page.addAttribute(
                "switches",
                Arrays.stream(Look.values()).map(one -> one.in(look)).toList());
        return "demo/mail";
    }

    /** The colours are chosen here, because a browser can only ask its own screen. */
    @GetMapping("/{name}/html")
    ResponseEntity<String> html(@PathVariable String name, @RequestParam(defaultValue = "") Set<Look> look)
            throws IOException, MessagingException {
        boolean dark = look.contains(Look.DARK);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header("Content-Security-Policy", MAIL_POLICY)
                .body(Letter.of(find(name))
                        .html()
                        .replace(IN_THE_DARK, dark ? "@media all" : "@media not all")
                        .replace("color-scheme: light dark", "color-scheme: " + (dark ? "dark" : "light")));
    }

    @GetMapping("/{name}/files/{number}")
    ResponseEntity<byte[]> file(@PathVariable String name, @PathVariable int number)
            throws IOException, MessagingException {
        List<Letter.Enclosed> files = Letter.of(find(name)).files();
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

    /** One that was filed, or {@code <language>.<kind>} for an example. */
    private MimeMessage find(String name) throws MessagingException {
        Optional<MailBox.Filed> filed = mails.read(name);
        if (filed.isPresent()) {
            return filed.get().message();
        }
        for (Locale language : Wording.LANGUAGES) {
            for (String kind : samples.kinds()) {
                if (name.equals(language + "." + kind)) {
                    return samples.write(kind, language);
                }
            }
        }
        throw nothing();
    }

    private static ResponseStatusException nothing() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
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

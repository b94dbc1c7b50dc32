package com.withdrawaldesk.person;

import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.InvalidInput;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lets administrators of people say that a local account and a token's name are one person, and auditors read who is. */
@RestController
@RequestMapping("/api/admin/identities")
@Unlimited("a few people, and everything they change is recorded")
class IdentityController {

    private static final String EXPECTED = "A user id is 1 to 64 letters, digits and _ . @ -";

    private final Links links;

    IdentityController(Links links) {
        this.links = links;
    }

    record Everybody(List<Links.Person> results) {}

    @GetMapping
    Everybody list() {
        return new Everybody(links.all());
    }

    record Link(
            @NotNull(message = EXPECTED) @Pattern(regexp = UserIds.PATTERN, message = EXPECTED)
            String user,

            @NotNull(message = EXPECTED) @Pattern(regexp = UserIds.PATTERN, message = EXPECTED)
            String sameAs) {}

    record Linked(boolean success, String message, List<String> users) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Linked link(@Valid @RequestBody Link body) {
        requirePerson("user", body.user());
        requirePerson("same_as", body.sameAs());
        if (body.user().equalsIgnoreCase(body.sameAs())) {
            throw new InvalidInput("same_as", "invalid", "Expected another user id; case makes no difference.");
        }
        List<String> users = links.link(body.user(), body.sameAs());
        return new Linked(true, "They count as one person from now on.", users);
    }

    record Unlink(
            @NotNull(message = EXPECTED) @Pattern(regexp = UserIds.PATTERN, message = EXPECTED)
            String user) {}

    record Unlinked(boolean success, String message, List<String> users) {}

    @PostMapping("/unlink")
    Unlinked unlink(@Valid @RequestBody Unlink body) {
        List<String> rest = links.unlink(body.user())
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "This user id is linked to no other."));
        return new Unlinked(true, "This user id counts as a person of its own again.", rest);
    }

    private static void requirePerson(String field, String id) {
        if (UserIds.isReserved(id)) {
            throw new InvalidInput(field, "reserved", "The desk uses this name itself.");
        }
    }
}

package com.withdrawaldesk.security;

import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.base.web.Text;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API keys of the marketplace's back end: made, listed and revoked by administrators of users. */
@RestController
@RequestMapping("/api/admin/api-keys")
@Unlimited("for administrators of users alone, who make a key a few times a year")
class ApiKeyController {

    private static final int LONGEST_DAYS = 366;

    private final ApiKeys keys;

    ApiKeyController(ApiKeys keys) {
        this.keys = keys;
    }

    /** @param validDays from now on; 365 when nothing is said */
    record NewKey(
            @Text(max = 64, required = true, message = "Expected the user id of an account of the group platform.")
            String account,

            @Text(max = 100, required = true, message = "Expected a name of at most {max} characters.")
            String name,

            @Min(value = 1, message = "Expected 1 to 366 days.")
            @Max(value = LONGEST_DAYS, message = "Expected 1 to 366 days.")
            Integer validDays) {}

    record NewKeyMade(
            boolean success, String message, String id, String key, String account, String name, Instant expiresAt) {

        /** Without the key, which must not reach a log. */
        @Override
        public String toString() {
            return "NewKeyMade[" + id + "]";
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    NewKeyMade make(@Valid @RequestBody NewKey wanted, Principal admin) {
        if (!keys.canHaveKeys(wanted.account)) {
            throw new InvalidInput(
                    "account", "not_a_platform_account", "There is no account of this name in the group platform.");
        }
        Duration validFor = Duration.ofDays(Objects.requireNonNullElse(wanted.validDays, LONGEST_DAYS - 1));
        String name = wanted.name.strip();
        var made = keys.make(wanted.account, name, validFor, admin.getName());
        return new NewKeyMade(
                true,
                "The API key is made. It is shown this once: keep it where secrets are kept.",
                made.id(),
                made.key(),
                wanted.account,
                name,
                made.expiresAt());
    }

    @GetMapping
    ListQuery.Page<ApiKeys.Key> list(@ListFilters("account") ListQuery query) {
        query.check();
        return query.page(keys.list(query.filter("account"), query.before(), query.fetch()), ApiKeys.Key::seq);
    }

    record Revoked(boolean success, String message) {}

    @DeleteMapping("/{id}")
    Revoked revoke(@PathVariable String id, Principal admin) {
        keys.revoke(id, admin.getName());
        return new Revoked(true, "The API key is revoked.");
    }
}

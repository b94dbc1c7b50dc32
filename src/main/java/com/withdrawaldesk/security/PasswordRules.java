package com.withdrawaldesk.security;

import com.withdrawaldesk.base.start.CommonPasswords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.identity.PasswordPolicy;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.DefaultPasswordPolicyImpl;
import org.springframework.stereotype.Component;

/** The engine's rules for passwords, and one more. */
@Component
class PasswordRules implements PasswordPolicy {

    private final List<PasswordPolicyRule> rules = new ArrayList<>(new DefaultPasswordPolicyImpl().getRules());

    PasswordRules(PasswordProperties settings) {
        rules.add(new NotCommon(settings));
    }

    @Override
    public List<PasswordPolicyRule> getRules() {
        return rules;
    }

    private record NotCommon(PasswordProperties settings) implements PasswordPolicyRule {

        /** Camunda Admin shows it as it is, having no words for it. */
        @Override
        public String getPlaceholder() {
            return "Not one that is guessed first: no well-known words, rows of keys or repetitions, and nothing of yours";
        }

        @Override
        public Map<String, String> getParameters() {
            return null;
        }

        @Override
        public boolean execute(String password) {
            return execute(password, null);
        }

        @Override
        public boolean execute(String password, User user) {
            return settings.published().contains(password)
                    || !(user == null
                            ? CommonPasswords.contain(password)
                            : CommonPasswords.contain(
                                    password, user.getId(), user.getFirstName(), user.getLastName(), user.getEmail()));
        }
    }
}

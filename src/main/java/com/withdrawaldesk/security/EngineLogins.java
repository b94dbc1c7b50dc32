package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.audit.UserIds;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/**
 * Puts {@link LoginThrottle} where every door has its passwords checked: HTTP Basic, the web apps' login, and whatever of the
 * engine's REST API takes a password. It stands for the engine's own lock, which strangers could close for good and which
 * {@link Identities} leaves out.
 */
@Component
class EngineLogins extends AbstractProcessEnginePlugin {

    /** Nobody's id: the engine refuses to save it. */
    private static final String NOBODY = "";

    private final LoginThrottle throttle;

    EngineLogins(LoginThrottle throttle) {
        this.throttle = throttle;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setIdentityService(new Throttled(throttle));
    }

    /** Before a command and its transaction begin: who waits or is refused takes no connection. */
    private static final class Throttled extends IdentityServiceImpl {

        private final LoginThrottle throttle;

        Throttled(LoginThrottle throttle) {
            this.throttle = throttle;
        }

        @Override
        public boolean checkPassword(String userId, String password) {
            String user = Objects.requireNonNullElse(userId, NOBODY);
            String address = Objects.requireNonNullElse(Origin.current().ip(), "none");
            return throttle.check(
                    user,
                    address,
                    () -> super.checkPassword(canBe(user) ? user : NOBODY, Objects.requireNonNullElse(password, "")));
        }

        /** A name that the database would not even read is nobody's. */
        private static boolean canBe(String user) {
            return !UserIds.isReserved(user)
                    && user.length() <= 64
                    && user.chars().noneMatch(Character::isISOControl)
                    && StandardCharsets.UTF_8.newEncoder().canEncode(user);
        }
    }
}

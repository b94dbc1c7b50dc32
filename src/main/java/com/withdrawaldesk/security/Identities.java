package com.withdrawaldesk.security;

import static com.withdrawaldesk.security.IdentityChange.Kind.GROUP_DELETED;
import static com.withdrawaldesk.security.IdentityChange.Kind.GROUP_SAVED;
import static com.withdrawaldesk.security.IdentityChange.Kind.MEMBER_ADDED;
import static com.withdrawaldesk.security.IdentityChange.Kind.MEMBER_REMOVED;
import static com.withdrawaldesk.security.IdentityChange.Kind.USER_CHANGED;
import static com.withdrawaldesk.security.IdentityChange.Kind.USER_CREATED;
import static com.withdrawaldesk.security.IdentityChange.Kind.USER_DELETED;
import static com.withdrawaldesk.security.IdentityChange.Kind.USER_UNLOCKED;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.security.IdentityChange.Profile;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The engine's users and groups in its own tables. Every door ends here: Camunda Admin, the engine REST API and Java. Whoever
 * watches is told once the engine has allowed a change, and before it is written.
 */
class Identities extends DbIdentityServiceProvider {

    private static final ThreadLocal<Map.Entry<String, String>> VERIFIED = new ThreadLocal<>();

    /** Stands for who does not exist, with a password that nobody knows. */
    private static volatile UserEntity nobody;

    private final JdbcClient jdbc;
    private final PasswordHash hash;
    private final Consumer<IdentityChange> watch;

    Identities(JdbcClient jdbc, PasswordHash hash, Consumer<IdentityChange> watch) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.watch = watch;
    }

    /**
     * Without the engine's lock, which anybody could close for good: {@link LoginThrottle} stands in front. The same work is done
     * for who does not exist, so that the time it takes does not tell who does. Which password it was is noted, so that a login
     * stays tied to the one it was made with.
     */
    @Override
    public boolean checkPassword(String userId, String password) {
        VERIFIED.remove();
        UserEntity user = findUserById(userId);
        boolean hasPassword = user != null && user.getPassword() != null;
        boolean right = matchPassword(password, hasPassword ? user : nobody()) && hasPassword;
        if (right) {
            VERIFIED.set(Map.entry(userId, Objects.toString(user.getSalt(), "")));
            renewHash(user, password);
        }
        return right;
    }

    /** The same password under the same salt, as it would be kept now: it is the same credential, and sessions live on. */
    private void renewHash(UserEntity user, String password) {
        if (!hash.isCurrent(user.getPassword())) {
            String renewed = Context.getProcessEngineConfiguration()
                    .getPasswordManager()
                    .encrypt(EncryptionUtil.saltPassword(password, user.getSalt()));
            jdbc.sql("UPDATE act_id_user SET pwd_ = ? WHERE id_ = ? AND pwd_ = ?")
                    .params(renewed, user.getId(), user.getPassword())
                    .update();
        }
    }

    private static UserEntity nobody() {
        if (nobody == null) {
            var settings = Context.getProcessEngineConfiguration();
            var created = new UserEntity("nobody");
            created.setSalt(settings.getSaltGenerator().generateSalt());
            created.setDbPassword(
                    settings.getPasswordManager().encrypt(UUID.randomUUID().toString()));
            nobody = created;
        }
        return nobody;
    }

    /** The {@link LocalUser#credential} of the password that this thread checked last, if it was right and this user's. */
    static Optional<String> verified(String userId) {
        return Optional.ofNullable(VERIFIED.get())
                .filter(entry -> entry.getKey().equals(userId))
                .map(Map.Entry::getValue);
    }

    @Override
    public IdentityOperationResult saveUser(User user) {
        boolean known = ((UserEntity) user).getRevision() > 0;
        boolean password = ((UserEntity) user).hasNewPassword();
        if (!known) {
            requireName(user.getId());
        }
        Profile before = known ? profile(user.getId()) : null;
        Profile after = new Profile(user.getFirstName(), user.getLastName(), user.getEmail());
        IdentityOperationResult result = super.saveUser(user);
        watch.accept(IdentityChange.ofUser(
                known ? USER_CHANGED : USER_CREATED, actor(), user.getId(), before, after, password));
        return result;
    }

    @Override
    public IdentityOperationResult deleteUser(String userId) {
        Profile before = profile(userId);
        IdentityOperationResult result = super.deleteUser(userId);
        if (happened(result)) {
            watch.accept(IdentityChange.ofUser(USER_DELETED, actor(), userId, before, null, false));
        }
        return result;
    }

    @Override
    public IdentityOperationResult unlockUser(String userId) {
        IdentityOperationResult result = super.unlockUser(userId);
        if (happened(result)) {
            watch.accept(IdentityChange.ofUser(USER_UNLOCKED, actor(), userId, null, null, false));
        }
        return result;
    }

    @Override
    public IdentityOperationResult saveGroup(Group group) {
        IdentityOperationResult result = super.saveGroup(group);
        watch.accept(IdentityChange.ofGroup(GROUP_SAVED, actor(), null, group.getId()));
        return result;
    }

    @Override
    public IdentityOperationResult deleteGroup(String groupId) {
        IdentityOperationResult result = super.deleteGroup(groupId);
        if (happened(result)) {
            watch.accept(IdentityChange.ofGroup(GROUP_DELETED, actor(), null, groupId));
        }
        return result;
    }

    @Override
    public IdentityOperationResult createMembership(String userId, String groupId) {
        IdentityOperationResult result = super.createMembership(userId, groupId);
        watch.accept(IdentityChange.ofGroup(MEMBER_ADDED, actor(), userId, groupId));
        return result;
    }

    @Override
    public IdentityOperationResult deleteMembership(String userId, String groupId) {
        IdentityOperationResult result = super.deleteMembership(userId, groupId);
        if (happened(result)) {
            watch.accept(IdentityChange.ofGroup(MEMBER_REMOVED, actor(), userId, groupId));
        }
        return result;
    }

    /** None of the desk's own, and none that differs from another's in case only: people would be told apart by spelling. */
    private void requireName(String id) {
        if (UserIds.isReserved(id)) {
            throw new BadUserRequestException("The desk uses the name " + id + " itself.");
        }
        jdbc.sql("SELECT id_ FROM act_id_user WHERE lower(id_) = lower(?) AND id_ <> ? LIMIT 1")
                .params(id, id)
                .query(String.class)
                .optional()
                .ifPresent(twin -> {
                    throw new BadUserRequestException("There is a user " + twin + ", and case tells nobody apart.");
                });
    }

    private static boolean happened(IdentityOperationResult result) {
        return !IdentityOperationResult.OPERATION_NONE.equals(result.getOperation());
    }

    /** As it is stored: the engine hands out objects that callers change before they are saved. */
    private Profile profile(String userId) {
        return jdbc.sql("SELECT first_, last_, email_ FROM act_id_user WHERE id_ = ?")
                .param(userId)
                .query((row, n) -> new Profile(row.getString(1), row.getString(2), row.getString(3)))
                .optional()
                .orElse(null);
    }

    private static String actor() {
        String user = Context.getCommandContext().getAuthenticatedUserId();
        return user == null ? Origin.current().user() : user;
    }
}

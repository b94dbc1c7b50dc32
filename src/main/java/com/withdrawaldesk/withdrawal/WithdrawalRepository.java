package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.wallet.OwnerType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.springframework.stereotype.Component;

/** Finds withdrawals by what people call them. Within a transaction the second look costs no statement. */
@Component
public class WithdrawalRepository {

    private final EntityManager entities;

    WithdrawalRepository(EntityManager entities) {
        this.entities = entities;
    }

    /** Takes in a new withdrawal; it is written by {@link #write()} or at the end of the transaction. */
    void add(Withdrawal withdrawal) {
        entities.persist(withdrawal);
    }

    /** Writes what has changed so far, so that statements which do not go through entities find it. */
    void write() {
        entities.flush();
    }

    /** Empty when there is none of this reference. */
    public Optional<Withdrawal> find(String reference) {
        return entities.unwrap(Session.class)
                .bySimpleNaturalId(Withdrawal.class)
                .loadOptional(reference);
    }

    /** Empty when there is none of this id. */
    public Optional<Withdrawal> find(UUID id) {
        return Optional.ofNullable(entities.find(Withdrawal.class, id));
    }

    /** Without reading the withdrawal, which would be stale once it is locked; empty when there is none of this reference. */
    Optional<UUID> id(String reference) {
        return entities.createQuery("SELECT w.id FROM Withdrawal w WHERE w.reference = :reference", UUID.class)
                .setParameter("reference", reference)
                .getResultStream()
                .findFirst();
    }

    /**
     * Reads the withdrawal and holds its row until the transaction ends, so that one change follows another. To be the first
     * touch of a transaction: what was read before the lock may be stale.
     *
     * @throws java.util.NoSuchElementException when there is none of this reference
     */
    public Withdrawal lock(String reference) {
        return lockIfAny(reference).orElseThrow();
    }

    /**
     * A withdrawal that is held, and how it stands at that moment.
     *
     * @param facts what the database's {@code findings_of} says, {@code paused:provider}, and when the reviewer has opened it
     *     {@code opened} and {@code knew:…} for each finding there was then
     */
    record Held(Withdrawal withdrawal, List<String> facts) {

        /** What comes after this prefix. */
        List<String> of(String prefix) {
            return facts.stream()
                    .filter(fact -> fact.startsWith(prefix))
                    .map(fact -> fact.substring(prefix.length()))
                    .toList();
        }
    }

    /** As {@link #lock(String)}, with what whoever decides has to know, in one statement. */
    Held lockToDecide(String reference, String reviewer) {
        Object[] row = entities.createQuery(
                        "SELECT w, function('facts_to_decide', w.id, :reviewer) FROM Withdrawal w WHERE w.reference = :reference",
                        Object[].class)
                .setParameter("reference", reference)
                .setParameter("reviewer", reviewer)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getSingleResult();
        return new Held((Withdrawal) row[0], List.of(row[1].toString().split(",")));
    }

    /** As {@link #lock(String)}; empty when there is none of this reference. */
    public Optional<Withdrawal> lockIfAny(String reference) {
        return entities.createQuery("SELECT w FROM Withdrawal w WHERE w.reference = :reference", Withdrawal.class)
                .setParameter("reference", reference)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    /** As {@link #lock(String)}; empty when there is none of this id. */
    public Optional<Withdrawal> lock(UUID id) {
        return Optional.ofNullable(entities.find(Withdrawal.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** As {@link #lock(String)}; empty when this requester has none of this reference. */
    public Optional<Withdrawal> lock(String reference, String requesterId, OwnerType type) {
        return entities.createQuery(
                        "SELECT w FROM Withdrawal w WHERE w.reference = :reference"
                                + " AND w.requesterId = :requester AND w.requesterType = :type",
                        Withdrawal.class)
                .setParameter("reference", reference)
                .setParameter("requester", requesterId)
                .setParameter("type", type)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }
}

-- What the rollback plan gives back before it was paid ends in a stage of its own, whether it was approved or not.
ALTER TABLE withdrawal ALTER COLUMN status SET EXPRESSION AS (CASE
    WHEN stage IN ('in_review', 'second_review') THEN 'pending'
    WHEN stage IN ('queued', 'sending', 'sent', 'unknown', 'held', 'investigating', 'awaiting_transfer') THEN 'processing'
    WHEN stage = 'completed' THEN 'completed'
    WHEN stage IN ('rejected', 'failed', 'refunded', 'reversed') THEN 'failed'
    WHEN stage = 'cancelled' THEN 'cancelled' END);

ALTER TABLE withdrawal
    DROP CONSTRAINT withdrawal_paid_only_if_approved,
    DROP CONSTRAINT withdrawal_failure,
    DROP CONSTRAINT withdrawal_end,
    ADD CONSTRAINT withdrawal_paid_only_if_approved CHECK (
        stage IN ('in_review', 'second_review', 'rejected', 'refunded', 'cancelled') OR decision IS NOT DISTINCT FROM 'approve'),
    ADD CONSTRAINT withdrawal_failure CHECK (
        (stage IN ('rejected', 'failed', 'refunded', 'reversed')) = (failure_code IS NOT NULL)),
    ADD CONSTRAINT withdrawal_end CHECK (
        (stage IN ('completed', 'rejected', 'failed', 'refunded', 'reversed', 'cancelled')) = (ended_at IS NOT NULL));

-- One admin proposes to give money back, a second one has it done.
CREATE TABLE emergency_refund (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state           text        NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'rejected')),
    -- The requesters read it.
    reason          text        NOT NULL CHECK (btrim(reason) <> ''),
    proposed_by     text        NOT NULL,
    proposed_at     timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > proposed_at),
    decided_by      text,
    decided_at      timestamptz,
    decision_reason text,
    CONSTRAINT emergency_refund_decided CHECK (
        (state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT emergency_refund_second_person CHECK (state <> 'confirmed' OR decided_by <> proposed_by),
    CONSTRAINT emergency_refund_rejected CHECK ((state = 'rejected') = (decision_reason IS NOT NULL))
);

CREATE TABLE emergency_refund_item (
    id            bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    refund_id     bigint NOT NULL REFERENCES emergency_refund,
    withdrawal_id uuid   NOT NULL REFERENCES withdrawal,
    -- When it was proposed.
    stage_seen    text   NOT NULL,
    provider_said text,
    -- Open until its money went back or it is certain that this proposal does not give it back.
    result        text   NOT NULL DEFAULT 'open' CHECK (result IN ('open', 'refunded', 'refused')),
    detail        text   NOT NULL,
    done_by       text,
    done_at       timestamptz,
    UNIQUE (refund_id, withdrawal_id),
    CONSTRAINT emergency_refund_item_done CHECK (
        (result = 'open') = (done_by IS NULL) AND (done_by IS NULL) = (done_at IS NULL))
);

-- However often it is proposed, it is given back once.
CREATE UNIQUE INDEX emergency_refund_item_once ON emergency_refund_item (withdrawal_id) WHERE result = 'refunded';

REVOKE DELETE, TRUNCATE ON emergency_refund, emergency_refund_item FROM "${app-role}";

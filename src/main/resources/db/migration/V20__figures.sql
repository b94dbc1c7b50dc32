-- Figures of a period read the notifications that were written in it.
CREATE INDEX notification_created ON notification (created_at);

-- +goose Up
-- The outbox: what was promised to whom, as it was written that day. The contact
-- is a copy, so nothing here refers to people.
CREATE TABLE notify_message (
	org_id       TEXT NOT NULL REFERENCES units_organisation (org_id),
	id           TEXT NOT NULL,
	key          TEXT NOT NULL CHECK (key <> ''),
	person_id    TEXT NOT NULL,
	to_name      TEXT NOT NULL,
	to_email     TEXT NOT NULL,
	to_phone     TEXT NOT NULL,
	to_address   TEXT NOT NULL,
	channel      TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'letter', 'phone', 'none')),
	format       TEXT NOT NULL,
	template     TEXT NOT NULL CHECK (template <> ''),
	subject      TEXT NOT NULL CHECK (subject <> ''),
	body         TEXT NOT NULL,
	urgent       BOOLEAN NOT NULL,
	quiet_from   BIGINT NOT NULL CHECK (quiet_from BETWEEN 0 AND 23),
	quiet_to     BIGINT NOT NULL CHECK (quiet_to BETWEEN 0 AND 23),
	state        TEXT NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'sent', 'failed', 'by hand', 'to post', 'done', 'not wanted', 'cancelled')),
	attempts     BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	not_before   TIMESTAMPTZ NOT NULL,
	claimed_at   TIMESTAMPTZ,
	sent_at      TIMESTAMPTZ,
	words        TEXT NOT NULL DEFAULT '',
	handled_by   TEXT NOT NULL DEFAULT '',
	created_at   TIMESTAMPTZ NOT NULL,
	updated_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	CHECK (state NOT IN ('sent', 'done') OR sent_at IS NOT NULL),
	CHECK (state <> 'sending' OR claimed_at IS NOT NULL)
);
CREATE UNIQUE INDEX notify_message_key ON notify_message (org_id, key);
CREATE INDEX notify_message_list ON notify_message (org_id, created_at, id);
CREATE INDEX notify_message_state ON notify_message (org_id, state, created_at, id);
CREATE INDEX notify_message_waiting ON notify_message (org_id, updated_at) WHERE state IN ('queued', 'held', 'sending');
CREATE INDEX notify_message_person ON notify_message (org_id, person_id) WHERE person_id <> '';

-- +goose Up
-- The audit trail. An entry is inserted in the transaction of the change it
-- tells of; a sealer gives it its place in the chain (seq, sealed_at, hash) a
-- moment later. changes is JSON kept as plain text: the hash is over the very
-- bytes, which a JSONB column would write in another order.
-- The trail outlives what it tells of, so it refers to nothing but the
-- organisation.
CREATE TABLE audit_entry (
	org_id       TEXT NOT NULL REFERENCES units_organisation (org_id),
	id           TEXT NOT NULL,
	at           TIMESTAMPTZ NOT NULL,
	account_id   TEXT NOT NULL,
	actor        TEXT NOT NULL CHECK (actor <> ''),
	action       TEXT NOT NULL CHECK (action <> ''),
	target_kind  TEXT NOT NULL,
	target_id    TEXT NOT NULL,
	target_words TEXT NOT NULL,
	changes      TEXT NOT NULL,
	search       TEXT NOT NULL,
	seq          BIGINT CHECK (seq > 0),
	sealed_at    TIMESTAMPTZ,
	hash         TEXT,
	PRIMARY KEY (org_id, id),
	CHECK ((seq IS NULL) = (hash IS NULL) AND (seq IS NULL) = (sealed_at IS NULL))
);
CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (org_id, seq);
CREATE INDEX audit_entry_unsealed ON audit_entry (org_id, id) WHERE seq IS NULL;
CREATE INDEX audit_entry_at ON audit_entry (org_id, at, id);
CREATE INDEX audit_entry_action ON audit_entry (org_id, action, at, id);
CREATE INDEX audit_entry_target ON audit_entry (org_id, target_kind, target_id, at, id);

-- The end of each organisation's chain.
CREATE TABLE audit_head (
	org_id    TEXT NOT NULL PRIMARY KEY REFERENCES units_organisation (org_id),
	seq       BIGINT NOT NULL CHECK (seq >= 0),
	hash      TEXT NOT NULL,
	sealed_at TIMESTAMPTZ NOT NULL
);

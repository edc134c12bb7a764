-- +goose Up
-- A file between its upload and its import: the steps between need no second
-- upload. It goes when it is imported, or when it expires.
CREATE TABLE strategy_upload (
	org_id      TEXT NOT NULL REFERENCES units_organisation (org_id),
	id          TEXT NOT NULL,
	strategy_id TEXT,                               -- NULL: a new strategy
	new_title   TEXT NOT NULL DEFAULT '',           -- of the new strategy
	file_name   TEXT NOT NULL CHECK (file_name <> ''),
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	content     BYTEA NOT NULL,
	mapping     JSONB NOT NULL,
	by_id       TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	created_at  TIMESTAMPTZ NOT NULL,
	expires_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	CHECK ((strategy_id IS NULL) = (new_title <> ''))
);
CREATE INDEX strategy_upload_expires ON strategy_upload (org_id, expires_at);

-- What was imported: enough to show it, and to undo it. The strategy's id is
-- not a foreign key, for undoing may take away the strategy that was made.
CREATE TABLE strategy_import (
	org_id         TEXT NOT NULL REFERENCES units_organisation (org_id),
	id             TEXT NOT NULL,
	strategy_id    TEXT NOT NULL,
	strategy_title TEXT NOT NULL,
	file_name      TEXT NOT NULL CHECK (file_name <> ''),
	sha256         TEXT NOT NULL CHECK (length(sha256) = 64),
	hash           TEXT NOT NULL CHECK (length(hash) = 64), -- of the preview that was committed
	counts         JSONB NOT NULL,
	rows           JSONB NOT NULL, -- what happened row by row
	before         JSONB NOT NULL, -- what was changed, as it was before and after
	by_id          TEXT NOT NULL,
	by_name        TEXT NOT NULL,
	created_at     TIMESTAMPTZ NOT NULL,
	undone_at      TIMESTAMPTZ,
	undone_by      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	CHECK ((undone_at IS NULL) = (undone_by = ''))
);
CREATE INDEX strategy_import_when ON strategy_import (org_id, created_at);

-- +goose Up
-- The words of a kind of message as an organisation has rewritten them.
CREATE TABLE notify_words (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	template   TEXT NOT NULL CHECK (template <> ''),
	subject    TEXT NOT NULL CHECK (subject <> ''),
	body       TEXT NOT NULL CHECK (body <> ''),
	by_name    TEXT NOT NULL,
	changed_at TIMESTAMPTZ NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, template)
);

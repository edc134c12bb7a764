-- +goose Up
-- The columns made from the rows that count, packed, in pieces of a megabyte. A
-- cache: it may be deleted at any time and is made anew.
CREATE TABLE extracts_snapshot (
	org_id  TEXT NOT NULL REFERENCES units_organisation (org_id),
	number  INTEGER NOT NULL CHECK (number >= 0),
	hash    TEXT NOT NULL, -- of the rows it was made from
	sum     TEXT NOT NULL, -- SHA-256 of all pieces one after the other
	content BYTEA NOT NULL,
	PRIMARY KEY (org_id, number)
);

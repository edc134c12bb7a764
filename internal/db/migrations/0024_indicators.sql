-- +goose Up
-- One version of what an indicator means. A version never changes; a change is
-- the next one, and the break is drawn.
CREATE TABLE indicators_definition (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	indicator  TEXT NOT NULL, -- the slug: the name in addresses and files
	version    INTEGER NOT NULL CHECK (version > 0),
	text       TEXT NOT NULL, -- YAML
	reason     TEXT NOT NULL DEFAULT '', -- why it changed
	since      INTEGER NOT NULL DEFAULT 0, -- the first month that it is worked out for; 0 is all
	created_by TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	retired_at TIMESTAMPTZ,
	PRIMARY KEY (org_id, indicator, version)
);

-- One working out of every indicator from one snapshot.
CREATE TABLE indicators_run (
	org_id      TEXT NOT NULL REFERENCES units_organisation (org_id),
	id          TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'broken')),
	hash        TEXT NOT NULL, -- of the snapshot: which rows it was made from
	first_month INTEGER NOT NULL DEFAULT 0, -- as year times twelve and the month from 0
	last_month  INTEGER NOT NULL DEFAULT 0,
	why         TEXT NOT NULL DEFAULT '',
	began_at    TIMESTAMPTZ NOT NULL,
	ended_at    TIMESTAMPTZ,
	PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX indicators_run_one ON indicators_run (org_id) WHERE state = 'running'; -- one at a time

-- What one version came to in one period: the cells of every unit and group,
-- packed. See pack in cells.go.
CREATE TABLE indicators_result (
	org_id    TEXT NOT NULL,
	indicator TEXT NOT NULL,
	version   INTEGER NOT NULL,
	month     INTEGER NOT NULL, -- the last of the period
	run_id    TEXT NOT NULL,
	hash      TEXT NOT NULL, -- of the snapshot
	print     TEXT NOT NULL DEFAULT '', -- of all in the snapshot that could bear on the month: while it is the same, so are the cells
	cells     BYTEA NOT NULL,
	PRIMARY KEY (org_id, indicator, version, month),
	FOREIGN KEY (org_id, indicator, version) REFERENCES indicators_definition (org_id, indicator, version),
	FOREIGN KEY (org_id, run_id) REFERENCES indicators_run (org_id, id)
);

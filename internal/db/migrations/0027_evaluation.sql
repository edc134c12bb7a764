-- +goose Up
-- A question about what helps, how it is answered, and the seed with which it is
-- answered the same way every time. It never changes: another question is
-- another evaluation.
CREATE TABLE evaluation_evaluation (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	title      TEXT NOT NULL CHECK (title <> ''),
	design     JSONB NOT NULL, -- see Design in design.go
	seed       BIGINT NOT NULL CHECK (seed > 0),
	created_by TEXT NOT NULL, -- account
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id)
);

-- Whom a list names, as numbers, and the day that stands beside them.
CREATE TABLE evaluation_member (
	org_id        TEXT NOT NULL,
	evaluation_id TEXT NOT NULL,
	person        BIGINT NOT NULL,
	day           INTEGER NOT NULL, -- since 1 January 1970
	PRIMARY KEY (org_id, evaluation_id, person),
	FOREIGN KEY (org_id, evaluation_id) REFERENCES evaluation_evaluation (org_id, id)
);

-- One working out, from the rows that counted then. The result is exact and is
-- never shown as it is.
CREATE TABLE evaluation_run (
	org_id        TEXT NOT NULL,
	evaluation_id TEXT NOT NULL,
	number        INTEGER NOT NULL CHECK (number > 0),
	state         TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'broken')),
	progress      INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
	hash          TEXT NOT NULL DEFAULT '', -- of the snapshot
	result        TEXT NOT NULL DEFAULT '', -- JSON
	why           TEXT NOT NULL DEFAULT '', -- it broke
	asked_at      TIMESTAMPTZ NOT NULL,
	ended_at      TIMESTAMPTZ,
	PRIMARY KEY (org_id, evaluation_id, number),
	FOREIGN KEY (org_id, evaluation_id) REFERENCES evaluation_evaluation (org_id, id)
);

CREATE UNIQUE INDEX evaluation_run_waiting ON evaluation_run (org_id, evaluation_id) WHERE state = 'waiting';

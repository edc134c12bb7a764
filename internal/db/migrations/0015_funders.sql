-- +goose Up
-- What a college's year cost, line by line: of a run, of a term, or of the
-- whole year. A line is never rewritten: it ends, and another may take its place.
CREATE TABLE funders_cost (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	unit_id      TEXT NOT NULL, -- the college
	year_id      TEXT NOT NULL,
	term_id      TEXT, -- none: of the whole year
	run_id       TEXT, -- none: of the whole term
	kind         TEXT NOT NULL CHECK (kind IN ('trainers', 'staff', 'room', 'materials', 'travel', 'design', 'refreshments', 'other')),
	pence        INTEGER NOT NULL CHECK (pence BETWEEN 1 AND 1000000000),
	on_date      DATE NOT NULL,
	note         TEXT NOT NULL DEFAULT '',
	corrects_id  TEXT, -- the line whose place this one takes
	by_name      TEXT NOT NULL,
	created_at   TIMESTAMPTZ NOT NULL,
	ended_at     TIMESTAMPTZ, -- corrected or taken out
	ended_by     TEXT NOT NULL DEFAULT '',
	ended_reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	FOREIGN KEY (org_id, term_id) REFERENCES college_term (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	FOREIGN KEY (org_id, corrects_id) REFERENCES funders_cost (org_id, id),
	CHECK (run_id IS NULL OR term_id IS NOT NULL),
	CHECK ((ended_at IS NULL) = (ended_reason = ''))
);
CREATE INDEX funders_cost_year ON funders_cost (org_id, year_id, on_date, id);
CREATE INDEX funders_cost_term ON funders_cost (org_id, term_id) WHERE term_id IS NOT NULL;
CREATE INDEX funders_cost_run ON funders_cost (org_id, run_id) WHERE run_id IS NOT NULL;
CREATE UNIQUE INDEX funders_cost_corrects ON funders_cost (org_id, corrects_id) WHERE corrects_id IS NOT NULL;

-- How a college sees its own fidelity in a year, from one perspective. Only the
-- names of the components are kept, no wording of the measure.
CREATE TABLE funders_fidelity (
	org_id      TEXT NOT NULL,
	year_id     TEXT NOT NULL,
	perspective TEXT NOT NULL CHECK (perspective IN ('student', 'peer trainer', 'manager')),
	component   TEXT NOT NULL CHECK (component <> ''),
	score       INTEGER CHECK (score BETWEEN 0 AND 2), -- 0 to 2, or type 1 or 2; none: not scored
	note        TEXT NOT NULL DEFAULT '',
	by_name     TEXT NOT NULL,
	set_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, year_id, perspective, component),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	CHECK (score IS NOT NULL OR note <> '')
);

-- A report as it was given to a funder: its words and figures stay.
CREATE TABLE funders_edition (
	org_id    TEXT NOT NULL,
	id        TEXT NOT NULL,
	unit_id   TEXT NOT NULL, -- the college
	year_id   TEXT NOT NULL,
	term_id   TEXT, -- none: the whole year
	period_id TEXT NOT NULL, -- the term, or the year
	number    INTEGER NOT NULL CHECK (number > 0),
	title     TEXT NOT NULL CHECK (title <> ''),
	note      TEXT NOT NULL DEFAULT '',
	content   TEXT NOT NULL CHECK (content <> ''), -- JSON
	hash      TEXT NOT NULL CHECK (hash <> ''),
	frozen_at TIMESTAMPTZ NOT NULL,
	frozen_by TEXT NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	FOREIGN KEY (org_id, term_id) REFERENCES college_term (org_id, id)
);
CREATE UNIQUE INDEX funders_edition_number ON funders_edition (org_id, period_id, number);
CREATE INDEX funders_edition_year ON funders_edition (org_id, year_id, frozen_at);

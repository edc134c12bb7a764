-- +goose Up
-- What a college says in its own words around its list of courses.
CREATE TABLE prospectus_words (
	org_id     TEXT NOT NULL,
	unit_id    TEXT NOT NULL, -- the college
	foreword   TEXT NOT NULL DEFAULT '',
	signed     TEXT NOT NULL DEFAULT '', -- whose words they are
	how        TEXT NOT NULL DEFAULT '', -- how to enrol
	changed_at TIMESTAMPTZ NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, unit_id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

-- Somebody who wants to be told when a course runs: a student, or an address that
-- counts once it has been confirmed. The token stands in the link of each message
-- and can do nothing but confirm or end it. A row that has ended is deleted.
CREATE TABLE prospectus_interest (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	course_id    TEXT NOT NULL,
	person_id    TEXT,
	email        TEXT NOT NULL DEFAULT '', -- in small letters; of somebody who is no student
	token        TEXT NOT NULL CHECK (token <> ''),
	asked_at     TIMESTAMPTZ NOT NULL,
	confirmed_at TIMESTAMPTZ,
	until_on     DATE NOT NULL, -- the last day
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK ((person_id IS NULL) = (email <> '')),
	CHECK (person_id IS NULL OR confirmed_at IS NOT NULL)
);
CREATE UNIQUE INDEX prospectus_interest_token ON prospectus_interest (org_id, token);
CREATE UNIQUE INDEX prospectus_interest_email ON prospectus_interest (org_id, course_id, email) WHERE email <> '';
CREATE UNIQUE INDEX prospectus_interest_person ON prospectus_interest (org_id, course_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX prospectus_interest_until ON prospectus_interest (org_id, until_on);

-- Which runs somebody has been told of: nobody is told twice.
CREATE TABLE prospectus_told (
	org_id      TEXT NOT NULL,
	interest_id TEXT NOT NULL,
	run_id      TEXT NOT NULL,
	told_at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, interest_id, run_id),
	FOREIGN KEY (org_id, interest_id) REFERENCES prospectus_interest (org_id, id) ON DELETE CASCADE,
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id)
);

-- The secret address of somebody's calendar: only its hash is kept. Switching it
-- off deletes the row.
CREATE TABLE prospectus_calendar (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	person_id  TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('student', 'trainer')),
	token_hash TEXT NOT NULL CHECK (token_hash <> ''),
	made_at    TIMESTAMPTZ NOT NULL,
	used_on    DATE, -- the last day on which a calendar asked
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);
CREATE UNIQUE INDEX prospectus_calendar_hash ON prospectus_calendar (org_id, token_hash);
CREATE UNIQUE INDEX prospectus_calendar_person ON prospectus_calendar (org_id, person_id, kind);

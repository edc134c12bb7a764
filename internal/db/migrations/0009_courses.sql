-- +goose Up
-- A course of a college: its address and code stay, its versions change.
CREATE TABLE courses_course (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	unit_id      TEXT NOT NULL, -- the college
	code         TEXT NOT NULL CHECK (code <> ''), -- short, for people and for schema.org
	slug         TEXT NOT NULL CHECK (slug <> ''), -- in its address
	published_id TEXT, -- the version that is in the prospectus
	review_on    DATE,
	retired_on   DATE,
	version      INTEGER NOT NULL DEFAULT 1,
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX courses_course_code ON courses_course (org_id, code);
CREATE UNIQUE INDEX courses_course_slug ON courses_course (org_id, slug);

-- One version of a course. A version that was published is never rewritten.
CREATE TABLE courses_version (
	org_id         TEXT NOT NULL,
	id             TEXT NOT NULL,
	course_id      TEXT NOT NULL,
	number         INTEGER NOT NULL CHECK (number > 0),
	state          TEXT NOT NULL CHECK (state IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted', 'published', 'superseded', 'retired')),
	title          TEXT NOT NULL CHECK (title <> ''),
	fold           TEXT NOT NULL,
	summary        TEXT NOT NULL DEFAULT '',
	for_whom       TEXT NOT NULL DEFAULT '',
	audience       TEXT NOT NULL DEFAULT '', -- relations it is for, joined by commas; none: everybody
	strand         TEXT NOT NULL CHECK (strand IN ('understanding', 'rebuilding', 'skills', 'involved', 'carers')),
	level          TEXT NOT NULL CHECK (level IN ('introduction', 'going further', 'leading')),
	format         TEXT NOT NULL CHECK (format IN ('workshop', 'course', 'drop-in', 'talk', 'online', 'self-paced')),
	sessions       INTEGER NOT NULL DEFAULT 1 CHECK (sessions BETWEEN 1 AND 60),
	minutes        INTEGER NOT NULL DEFAULT 120 CHECK (minutes BETWEEN 15 AND 600), -- of one session
	capacity       INTEGER NOT NULL DEFAULT 12 CHECK (capacity BETWEEN 1 AND 1000), -- usual
	certificate_by TEXT NOT NULL DEFAULT 'sessions' CHECK (certificate_by IN ('sessions', 'hours', 'none')),
	override_by     TEXT NOT NULL DEFAULT '', -- who published without both designers
	override_reason TEXT NOT NULL DEFAULT '',
	published_at   TIMESTAMPTZ,
	version        INTEGER NOT NULL DEFAULT 1,
	created_at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id),
	CHECK ((override_by = '') = (override_reason = ''))
);
CREATE UNIQUE INDEX courses_version_number ON courses_version (org_id, course_id, number);
CREATE UNIQUE INDEX courses_version_published ON courses_version (org_id, course_id) WHERE state = 'published';

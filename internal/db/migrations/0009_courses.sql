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
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (retired_on IS NULL OR published_id IS NULL)
);
CREATE UNIQUE INDEX courses_course_code ON courses_course (org_id, code);
CREATE UNIQUE INDEX courses_course_slug ON courses_course (org_id, slug);

-- One version of a course. A version that was published is never rewritten, and
-- names the two designers whose agreement allowed it, one with lived experience
-- and one a practitioner, or who published it without them and why.
CREATE TABLE courses_version (
	org_id          TEXT NOT NULL,
	id              TEXT NOT NULL,
	course_id       TEXT NOT NULL,
	number          INTEGER NOT NULL CHECK (number > 0),
	state           TEXT NOT NULL CHECK (state IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted', 'published', 'superseded', 'retired')),
	title           TEXT NOT NULL CHECK (title <> ''),
	fold            TEXT NOT NULL,
	summary         TEXT NOT NULL DEFAULT '',
	for_whom        TEXT NOT NULL DEFAULT '',
	audience        TEXT NOT NULL DEFAULT '', -- relations it is for, joined by commas; none: everybody
	strand          TEXT NOT NULL CHECK (strand IN ('understanding', 'rebuilding', 'skills', 'involved', 'carers')),
	level           TEXT NOT NULL CHECK (level IN ('introduction', 'going further', 'leading')),
	format          TEXT NOT NULL CHECK (format IN ('workshop', 'course', 'drop-in', 'talk', 'online', 'self-paced')),
	sessions        INTEGER NOT NULL DEFAULT 1 CHECK (sessions BETWEEN 1 AND 60),
	minutes         INTEGER NOT NULL DEFAULT 120 CHECK (minutes BETWEEN 15 AND 600), -- of one session
	capacity        INTEGER NOT NULL DEFAULT 12 CHECK (capacity BETWEEN 1 AND 1000), -- usual
	certificate_by  TEXT NOT NULL DEFAULT 'sessions' CHECK (certificate_by IN ('sessions', 'hours', 'none')),
	content_hash    TEXT NOT NULL DEFAULT '', -- of the words, outcomes and material: what is agreed
	lived_id        TEXT, -- the designer with lived experience whose agreement it was published on
	practitioner_id TEXT, -- and the practitioner
	override_by     TEXT NOT NULL DEFAULT '', -- who published without both designers
	override_reason TEXT NOT NULL DEFAULT '',
	published_at    TIMESTAMPTZ,
	version         INTEGER NOT NULL DEFAULT 1,
	created_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id),
	CHECK ((override_by = '') = (override_reason = '')),
	CHECK (state NOT IN ('published', 'superseded') OR published_at IS NOT NULL),
	CHECK (state NOT IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted') OR published_at IS NULL),
	CHECK (published_at IS NULL OR override_reason <> ''
		OR lived_id IS NOT NULL AND practitioner_id IS NOT NULL AND lived_id <> practitioner_id)
);
CREATE UNIQUE INDEX courses_version_number ON courses_version (org_id, course_id, number);
CREATE UNIQUE INDEX courses_version_published ON courses_version (org_id, course_id) WHERE state = 'published';
-- One draft at a time.
CREATE UNIQUE INDEX courses_version_draft ON courses_version (org_id, course_id) WHERE state IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted');

-- What a student will know or be able to do, and the aims of the strategy that
-- it carries.
CREATE TABLE courses_outcome (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	version_id TEXT NOT NULL,
	position   INTEGER NOT NULL CHECK (position > 0),
	words      TEXT NOT NULL CHECK (words <> ''),
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id)
);
CREATE UNIQUE INDEX courses_outcome_position ON courses_outcome (org_id, version_id, position);

CREATE TABLE courses_outcome_aim (
	org_id     TEXT NOT NULL,
	outcome_id TEXT NOT NULL,
	aim_id     TEXT NOT NULL,
	PRIMARY KEY (org_id, outcome_id, aim_id),
	FOREIGN KEY (org_id, outcome_id) REFERENCES courses_outcome (org_id, id),
	FOREIGN KEY (org_id, aim_id) REFERENCES strategy_aim (org_id, id)
);
CREATE INDEX courses_outcome_aim_of ON courses_outcome_aim (org_id, aim_id);

-- An uploaded file, kept once however many versions use it.
CREATE TABLE courses_file (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	course_id  TEXT NOT NULL,
	name       TEXT NOT NULL CHECK (name <> ''),
	kind       TEXT NOT NULL, -- media type
	size       INTEGER NOT NULL CHECK (size BETWEEN 1 AND 2097152),
	content    BYTEA NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id)
);

CREATE TABLE courses_material (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	version_id TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('link', 'words', 'file')),
	title      TEXT NOT NULL CHECK (title <> ''),
	url        TEXT NOT NULL DEFAULT '',
	words      TEXT NOT NULL DEFAULT '',
	file_id    TEXT,
	visible    TEXT NOT NULL CHECK (visible IN ('everybody', 'booked', 'trainers')),
	position   INTEGER NOT NULL CHECK (position > 0),
	removed_at TIMESTAMPTZ,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, file_id) REFERENCES courses_file (org_id, id),
	CHECK ((kind = 'link') = (url <> '')),
	CHECK ((kind = 'words') = (words <> '')),
	CHECK ((kind = 'file') = (file_id IS NOT NULL))
);
CREATE INDEX courses_material_version ON courses_material (org_id, version_id);

-- Who makes a version together, each from one perspective: somebody the service
-- knows, or only a name.
CREATE TABLE courses_designer (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	version_id  TEXT NOT NULL,
	person_id   TEXT,
	name        TEXT NOT NULL CHECK (name <> ''),
	fold        TEXT NOT NULL,
	perspective TEXT NOT NULL CHECK (perspective IN ('lived experience', 'practitioner', 'carer', 'partner')),
	removed_at  TIMESTAMPTZ,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);
-- Nobody is two designers of one version: the two who agree are two people.
CREATE UNIQUE INDEX courses_designer_person ON courses_designer (org_id, version_id, person_id) WHERE removed_at IS NULL AND person_id IS NOT NULL;
CREATE UNIQUE INDEX courses_designer_name ON courses_designer (org_id, version_id, fold) WHERE removed_at IS NULL AND person_id IS NULL;
CREATE INDEX courses_designer_of ON courses_designer (org_id, person_id) WHERE person_id IS NOT NULL;

-- That a designer agrees exactly this content. A change of the content ends it.
CREATE TABLE courses_agreement (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	version_id   TEXT NOT NULL,
	designer_id  TEXT NOT NULL,
	content_hash TEXT NOT NULL CHECK (content_hash <> ''),
	own          BOOLEAN NOT NULL, -- given by the designer, signed in
	by_name      TEXT NOT NULL DEFAULT '', -- who recorded it for them
	how          TEXT NOT NULL DEFAULT '', -- how they said so
	agreed_at    TIMESTAMPTZ NOT NULL,
	ended_at     TIMESTAMPTZ,
	ended_why    TEXT NOT NULL DEFAULT '' CHECK (ended_why IN ('', 'changed', 'withdrawn', 'removed')),
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, designer_id) REFERENCES courses_designer (org_id, id),
	CHECK (own OR by_name <> '' AND how <> ''),
	CHECK ((ended_at IS NULL) = (ended_why = ''))
);
CREATE UNIQUE INDEX courses_agreement_stands ON courses_agreement (org_id, designer_id) WHERE ended_at IS NULL;
CREATE INDEX courses_agreement_version ON courses_agreement (org_id, version_id);

-- The co-production log: what came of working on it together.
CREATE TABLE courses_log (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	version_id  TEXT NOT NULL,
	designer_id TEXT, -- whose contribution; none: everybody's
	on_date     DATE NOT NULL,
	words       TEXT NOT NULL CHECK (words <> ''),
	by_name     TEXT NOT NULL DEFAULT '', -- who wrote it down; none: the designer
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, designer_id) REFERENCES courses_designer (org_id, id)
);
CREATE INDEX courses_log_version ON courses_log (org_id, version_id, on_date);

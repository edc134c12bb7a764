-- +goose Up
-- The organisation itself is a reference table: every other table refers to it.
CREATE TABLE units_organisation (
	org_id     TEXT NOT NULL PRIMARY KEY,
	name       TEXT NOT NULL CHECK (name <> ''),
	slug       TEXT NOT NULL UNIQUE CHECK (slug <> ''),
	created_at TIMESTAMPTZ NOT NULL
);

-- path is the ids from the root down, "/a/b/": what lies below a unit begins
-- with the unit's own path.
CREATE TABLE units_unit (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	parent_id  TEXT,
	kind       TEXT NOT NULL CHECK (kind IN ('organisation', 'borough', 'specialty', 'team', 'ward', 'college', 'service')),
	name       TEXT NOT NULL CHECK (name <> ''),
	path       TEXT NOT NULL,
	closed_on  DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, parent_id) REFERENCES units_unit (org_id, id),
	CHECK ((parent_id IS NULL) = (kind = 'organisation'))
);
CREATE UNIQUE INDEX units_unit_path ON units_unit (org_id, path);

CREATE TABLE people_person (
	org_id            TEXT NOT NULL REFERENCES units_organisation (org_id),
	id                TEXT NOT NULL,
	name              TEXT NOT NULL CHECK (name <> ''),
	preferred_name    TEXT NOT NULL DEFAULT '',
	email             TEXT NOT NULL DEFAULT '',
	phone             TEXT NOT NULL DEFAULT '',
	address           TEXT NOT NULL DEFAULT '',
	preferred_channel TEXT NOT NULL DEFAULT 'email' CHECK (preferred_channel IN ('email', 'sms', 'letter', 'phone', 'none')),
	search            TEXT NOT NULL,
	merged_into       TEXT,
	created_at        TIMESTAMPTZ NOT NULL,
	updated_at        TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, merged_into) REFERENCES people_person (org_id, id)
);

-- A post owns things; who holds it changes, and the history stays.
CREATE TABLE units_post (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	title      TEXT NOT NULL CHECK (title <> ''),
	fold       TEXT NOT NULL,
	closed_on  DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX units_post_title ON units_post (org_id, unit_id, fold);

CREATE TABLE units_holder (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	post_id    TEXT NOT NULL,
	person_id  TEXT NOT NULL,
	from_on    DATE NOT NULL,
	until_on   DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, post_id) REFERENCES units_post (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK (until_on IS NULL OR until_on >= from_on)
);
CREATE UNIQUE INDEX units_holder_now ON units_holder (org_id, post_id) WHERE until_on IS NULL;
CREATE INDEX units_holder_person ON units_holder (org_id, person_id);

-- +goose Up
-- The organisation itself is a reference table: every other table refers to it.
CREATE TABLE units_organisation (
	org_id     TEXT NOT NULL PRIMARY KEY,
	name       TEXT NOT NULL CHECK (name <> ''),
	slug       TEXT NOT NULL UNIQUE CHECK (slug <> ''),
	created_at TIMESTAMPTZ NOT NULL
);

-- path is the ids from the root down, "/a/b/": what lies below a unit begins
-- with the unit's own path. The root's version counts changes of the tree, so
-- that two of them never happen at the same time.
CREATE TABLE units_unit (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	parent_id  TEXT,
	kind       TEXT NOT NULL CHECK (kind IN ('organisation', 'borough', 'specialty', 'team', 'ward', 'college', 'service')),
	name       TEXT NOT NULL CHECK (name <> ''),
	fold       TEXT NOT NULL,
	path       TEXT NOT NULL,
	closed_on  DATE,
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, parent_id) REFERENCES units_unit (org_id, id),
	CHECK ((parent_id IS NULL) = (kind = 'organisation')),
	CHECK (parent_id <> id)
);
CREATE UNIQUE INDEX units_unit_path ON units_unit (org_id, path);
CREATE UNIQUE INDEX units_unit_root ON units_unit (org_id) WHERE parent_id IS NULL;
CREATE UNIQUE INDEX units_unit_name ON units_unit (org_id, parent_id, fold);

-- name, preferred name, e-mail and phone are what people type: fold, search,
-- email_fold and the rows of people_word are made from them.
CREATE TABLE people_person (
	org_id            TEXT NOT NULL REFERENCES units_organisation (org_id),
	id                TEXT NOT NULL,
	name              TEXT NOT NULL CHECK (name <> ''),
	preferred_name    TEXT NOT NULL DEFAULT '',
	pronouns          TEXT NOT NULL DEFAULT '',
	email             TEXT NOT NULL DEFAULT '',
	phone             TEXT NOT NULL DEFAULT '',
	address           TEXT NOT NULL DEFAULT '',
	preferred_channel TEXT NOT NULL DEFAULT 'none' CHECK (preferred_channel IN ('email', 'sms', 'letter', 'phone', 'none')),
	quiet_from        INTEGER NOT NULL DEFAULT 0 CHECK (quiet_from BETWEEN 0 AND 23), -- hours in London; the same twice: none
	quiet_to          INTEGER NOT NULL DEFAULT 0 CHECK (quiet_to BETWEEN 0 AND 23),
	language          TEXT NOT NULL DEFAULT '',
	fold              TEXT NOT NULL,             -- the name, folded: order and duplicates
	search            TEXT NOT NULL,             -- both names, folded: part of a word
	email_fold        TEXT NOT NULL DEFAULT '',
	merged_into       TEXT,
	erased_at         TIMESTAMPTZ,
	version           INTEGER NOT NULL DEFAULT 1, -- two people at once: the second is told
	created_at        TIMESTAMPTZ NOT NULL,
	updated_at        TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, merged_into) REFERENCES people_person (org_id, id),
	CHECK (merged_into <> id),
	CHECK (erased_at IS NULL OR (preferred_name = '' AND pronouns = '' AND email = '' AND phone = '' AND address = '' AND language = ''))
);
CREATE INDEX people_person_list ON people_person (org_id, fold, id) WHERE merged_into IS NULL AND erased_at IS NULL;
-- Part of a name is looked for in every name: the index has them close together.
CREATE INDEX people_person_inside ON people_person (org_id, search, id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX people_person_email ON people_person (org_id, email_fold) WHERE email_fold <> '';
CREATE INDEX people_person_merged ON people_person (org_id, merged_into) WHERE merged_into IS NOT NULL;

-- The folded words a person is found by, as bytes: they compare alike on both
-- engines whatever the server's collation, so "begins with" is a range of the
-- key. Only people who are in the list have rows.
CREATE TABLE people_word (
	org_id    TEXT NOT NULL,
	word      BYTEA NOT NULL,
	person_id TEXT NOT NULL,
	PRIMARY KEY (org_id, word, person_id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);
CREATE INDEX people_word_person ON people_word (org_id, person_id, word);

-- Access and communication needs: that the person was asked (identify), whether
-- a flag is wanted, with whom it may be shared, when it is looked at again.
CREATE TABLE people_needs (
	org_id        TEXT NOT NULL,
	person_id     TEXT NOT NULL,
	identified_on DATE NOT NULL,
	identified_by TEXT NOT NULL CHECK (identified_by <> ''),
	words         TEXT NOT NULL DEFAULT '',
	flag          BOOLEAN NOT NULL,
	share         BOOLEAN NOT NULL,
	share_with    TEXT NOT NULL DEFAULT '',
	review_due    DATE NOT NULL,
	version       INTEGER NOT NULL DEFAULT 1,
	updated_at    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, person_id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK (share = (share_with <> ''))
);
CREATE INDEX people_needs_review ON people_needs (org_id, review_due);

-- One need, by its code; one that is no longer needed keeps its row.
CREATE TABLE people_need (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	person_id   TEXT NOT NULL,
	code        TEXT NOT NULL CHECK (code <> ''),
	words       TEXT NOT NULL DEFAULT '',
	recorded_on DATE NOT NULL,
	ended_on    DATE,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_needs (org_id, person_id)
);
CREATE UNIQUE INDEX people_need_code ON people_need (org_id, person_id, code) WHERE ended_on IS NULL;

-- How and when a need was met, or could not be.
CREATE TABLE people_need_met (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	person_id  TEXT NOT NULL,
	need_id    TEXT NOT NULL,
	on_date    DATE NOT NULL,
	met        BOOLEAN NOT NULL,
	how        TEXT NOT NULL CHECK (how <> ''),
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, need_id) REFERENCES people_need (org_id, id)
);
CREATE INDEX people_need_met_person ON people_need_met (org_id, person_id, on_date);

CREATE TABLE people_need_review (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	person_id  TEXT NOT NULL,
	on_date    DATE NOT NULL,
	words      TEXT NOT NULL DEFAULT '',
	next_due   DATE NOT NULL,
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK (next_due > on_date)
);
CREATE INDEX people_need_review_person ON people_need_review (org_id, person_id, on_date);

-- What a person chose to say about themselves for equality monitoring. Optional,
-- apart from the person's record, under a permission of its own.
CREATE TABLE people_equality (
	org_id         TEXT NOT NULL,
	person_id      TEXT NOT NULL,
	characteristic TEXT NOT NULL CHECK (characteristic IN ('age', 'disability', 'gender', 'partnership', 'maternity', 'ethnicity', 'belief', 'sex', 'orientation')),
	answer         TEXT NOT NULL CHECK (answer <> ''),
	words          TEXT NOT NULL DEFAULT '',
	recorded_on    DATE NOT NULL,
	PRIMARY KEY (org_id, person_id, characteristic),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);

-- What two records said before they became one.
CREATE TABLE people_merge (
	org_id    TEXT NOT NULL,
	id        TEXT NOT NULL,
	keep_id   TEXT NOT NULL,
	drop_id   TEXT NOT NULL,
	kept      JSONB NOT NULL,
	dropped   JSONB NOT NULL,
	by_name   TEXT NOT NULL,
	merged_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, keep_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, drop_id) REFERENCES people_person (org_id, id),
	CHECK (keep_id <> drop_id)
);
CREATE INDEX people_merge_keep ON people_merge (org_id, keep_id);
CREATE INDEX people_merge_drop ON people_merge (org_id, drop_id);

-- Two people who look like one and are not.
CREATE TABLE people_distinct (
	org_id     TEXT NOT NULL,
	one_id     TEXT NOT NULL,
	other_id   TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, one_id, other_id),
	FOREIGN KEY (org_id, one_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, other_id) REFERENCES people_person (org_id, id),
	CHECK (one_id < other_id)
);

-- A post owns things; who holds it changes, and the history stays.
CREATE TABLE units_post (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	title      TEXT NOT NULL CHECK (title <> ''),
	fold       TEXT NOT NULL,
	closed_on  DATE,
	version    INTEGER NOT NULL DEFAULT 1, -- counts changes of holder: one at a time
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
	until_on   DATE, -- the last day
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, post_id) REFERENCES units_post (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK (until_on IS NULL OR until_on >= from_on)
);
CREATE UNIQUE INDEX units_holder_now ON units_holder (org_id, post_id) WHERE until_on IS NULL;
CREATE UNIQUE INDEX units_holder_from ON units_holder (org_id, post_id, from_on);
CREATE INDEX units_holder_person ON units_holder (org_id, person_id);

-- Organisations and groups that plans are made with.
CREATE TABLE units_partner (
	org_id        TEXT NOT NULL REFERENCES units_organisation (org_id),
	id            TEXT NOT NULL,
	name          TEXT NOT NULL CHECK (name <> ''),
	fold          TEXT NOT NULL,
	kind          TEXT NOT NULL CHECK (kind IN ('commissioner', 'local authority', 'housing', 'employer', 'voluntary', 'education', 'user group', 'carer group', 'other')),
	contact_name  TEXT NOT NULL DEFAULT '',
	contact_post  TEXT NOT NULL DEFAULT '',
	contact_email TEXT NOT NULL DEFAULT '',
	contact_phone TEXT NOT NULL DEFAULT '',
	unit_id       TEXT, -- whose partner it is; none: the whole organisation's
	closed_on     DATE,
	version       INTEGER NOT NULL DEFAULT 1,
	created_at    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX units_partner_name ON units_partner (org_id, coalesce(unit_id, ''), fold);

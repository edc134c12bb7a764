-- +goose Up
-- A questionnaire is an instrument; its versions are what is asked. A published
-- version never changes.
CREATE TABLE questionnaires_questionnaire (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	name       TEXT NOT NULL, -- for addresses, files and the API: letters, digits, hyphens
	title      TEXT NOT NULL,
	about      TEXT NOT NULL DEFAULT '', -- what it is for, for those who choose
	ready      TEXT NOT NULL DEFAULT '', -- which of the bundled ones it began as
	retired_on DATE,
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id) REFERENCES units_organisation (org_id)
);
CREATE UNIQUE INDEX questionnaires_questionnaire_name ON questionnaires_questionnaire (org_id, name);

CREATE TABLE questionnaires_version (
	org_id           TEXT NOT NULL,
	id               TEXT NOT NULL,
	questionnaire_id TEXT NOT NULL,
	number           INTEGER NOT NULL CHECK (number > 0),
	state            TEXT NOT NULL CHECK (state IN ('draft', 'published')),
	form             JSONB NOT NULL, -- a FHIR R4 Questionnaire
	hash             TEXT NOT NULL DEFAULT '', -- of the form, when published: by it one sees that it never changed
	changed          TEXT NOT NULL DEFAULT '', -- what is new in this version, in words
	breaks           BOOLEAN NOT NULL DEFAULT FALSE, -- answers are not to be compared with the version before
	published_at     TIMESTAMPTZ,
	version          INTEGER NOT NULL DEFAULT 1,
	created_at       TIMESTAMPTZ NOT NULL,
	updated_at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, questionnaire_id) REFERENCES questionnaires_questionnaire (org_id, id),
	CHECK ((state = 'draft') = (published_at IS NULL)),
	CHECK ((state = 'draft') = (hash = ''))
);
CREATE UNIQUE INDEX questionnaires_version_number ON questionnaires_version (org_id, questionnaire_id, number);
CREATE UNIQUE INDEX questionnaires_version_draft ON questionnaires_version (org_id, questionnaire_id) WHERE state = 'draft';

-- Who may use an instrument, and until when. Without a licence that is valid
-- today it is not shown to anybody who would answer.
CREATE TABLE questionnaires_licence (
	org_id           TEXT NOT NULL,
	id               TEXT NOT NULL,
	questionnaire_id TEXT NOT NULL,
	kind             TEXT NOT NULL CHECK (kind IN ('own', 'open', 'permission', 'paid')),
	holder           TEXT NOT NULL DEFAULT '', -- who owns the words
	terms            TEXT NOT NULL DEFAULT '',
	reference        TEXT NOT NULL DEFAULT '',
	from_date        DATE NOT NULL,
	to_date          DATE,
	ended_on         DATE, -- taken back before its time
	created_at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, questionnaire_id) REFERENCES questionnaires_questionnaire (org_id, id),
	CHECK (to_date IS NULL OR to_date >= from_date)
);
CREATE INDEX questionnaires_licence_of ON questionnaires_licence (org_id, questionnaire_id);

-- A draft as it was before each of its last changes, so that what was taken out
-- can be put back. The rows go when the draft is published or given up.
CREATE TABLE questionnaires_step (
	org_id     TEXT NOT NULL,
	version_id TEXT NOT NULL,
	number     INTEGER NOT NULL, -- of the draft's row version that it was
	what       TEXT NOT NULL, -- what was then done, in words
	by_name    TEXT NOT NULL DEFAULT '',
	form       JSONB NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, version_id, number),
	FOREIGN KEY (org_id, version_id) REFERENCES questionnaires_version (org_id, id)
);

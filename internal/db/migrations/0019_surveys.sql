-- +goose Up
CREATE TABLE surveys_survey (
	org_id           TEXT NOT NULL,
	id               TEXT NOT NULL,
	title            TEXT NOT NULL,
	fold             TEXT NOT NULL DEFAULT '', -- the title, to search in
	about            TEXT NOT NULL DEFAULT '',
	kind             TEXT NOT NULL CHECK (kind IN ('experience', 'pulse', 'feedback')),
	questionnaire_id TEXT NOT NULL,
	made_with        TEXT NOT NULL DEFAULT '', -- how people with lived experience shaped it
	peer_led         BOOLEAN NOT NULL DEFAULT FALSE, -- asked by people with lived experience
	closed_on        DATE,
	version          INTEGER NOT NULL DEFAULT 1,
	created_at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, questionnaire_id) REFERENCES questionnaires_questionnaire (org_id, id)
);

-- A wave asks one version of the questionnaire, of an audience, between two days.
CREATE TABLE surveys_wave (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	survey_id    TEXT NOT NULL,
	title        TEXT NOT NULL,
	version_id   TEXT NOT NULL, -- of the questionnaire, published
	setting      TEXT NOT NULL CHECK (setting IN ('inpatient', 'community', 'college', 'other')),
	perspective  TEXT NOT NULL CHECK (perspective IN ('people', 'carers', 'staff', 'students')),
	audience     TEXT NOT NULL DEFAULT '', -- who was asked, in words
	sample       TEXT NOT NULL DEFAULT '', -- how they were chosen and reached
	opens_on     DATE NOT NULL,
	closes_on    DATE NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'published')),
	minimum      INTEGER NOT NULL DEFAULT 10 CHECK (minimum >= 5), -- fewer answers: no percentage
	double_share INTEGER NOT NULL DEFAULT 10 CHECK (double_share BETWEEN 0 AND 100), -- per cent of paper entered twice
	profile      TEXT NOT NULL DEFAULT 'exact' CHECK (profile IN ('exact', 'round5')),
	all_at_once  BOOLEAN NOT NULL DEFAULT FALSE, -- one long page instead of one thing per page
	slug         TEXT NOT NULL, -- random; the address of the published page
	changes      INTEGER NOT NULL DEFAULT 0 CHECK (changes >= 0), -- answers changed or taken out: packs made before are not believed
	published_at TIMESTAMPTZ,
	version      INTEGER NOT NULL DEFAULT 1,
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, survey_id) REFERENCES surveys_survey (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES questionnaires_version (org_id, id),
	CHECK (closes_on >= opens_on),
	CHECK ((state = 'published') = (published_at IS NOT NULL))
);
CREATE INDEX surveys_wave_of ON surveys_wave (org_id, survey_id, opens_on);
CREATE UNIQUE INDEX surveys_wave_slug ON surveys_wave (org_id, slug);

-- The teams and wards that are asked, and how many people there were to ask.
CREATE TABLE surveys_wave_unit (
	org_id  TEXT NOT NULL,
	wave_id TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	asked   INTEGER CHECK (asked >= 0), -- unknown when NULL
	PRIMARY KEY (org_id, wave_id, unit_id),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

-- Of those there were to ask, how many of each group: shown beside the groups of
-- those who answered, so that one sees who is missing.
CREATE TABLE surveys_wave_group (
	org_id   TEXT NOT NULL,
	wave_id  TEXT NOT NULL,
	question TEXT NOT NULL, -- link ID of the question about the group
	answer   TEXT NOT NULL, -- key of its option
	asked    INTEGER NOT NULL CHECK (asked >= 0),
	PRIMARY KEY (org_id, wave_id, question, answer),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
);

-- A way in: one address of a link, poster, tablet or interviewer.
CREATE TABLE surveys_link (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	wave_id    TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	channel    TEXT NOT NULL CHECK (channel IN ('link', 'poster', 'kiosk', 'interview')),
	word       TEXT NOT NULL, -- random; the address
	label      TEXT NOT NULL DEFAULT '',
	closed_on  DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, wave_id, unit_id) REFERENCES surveys_wave_unit (org_id, wave_id, unit_id)
);
CREATE UNIQUE INDEX surveys_link_word ON surveys_link (org_id, word);

-- The ledger of invitations: who was invited, and the hash of their one-time
-- link. It is never written when somebody answers.
CREATE TABLE surveys_invitation (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	wave_id     TEXT NOT NULL,
	unit_id     TEXT NOT NULL,
	person_id   TEXT, -- somebody we know, or else an address
	channel     TEXT NOT NULL CHECK (channel IN ('mail', 'sms', 'letter')),
	address     TEXT NOT NULL DEFAULT '',
	hash        TEXT NOT NULL,
	invited_on  DATE NOT NULL,
	reminded_on DATE,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, wave_id, unit_id) REFERENCES surveys_wave_unit (org_id, wave_id, unit_id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);
CREATE UNIQUE INDEX surveys_invitation_hash ON surveys_invitation (org_id, hash);

-- A one-time link that is still open. The answer deletes it, in the answer's
-- transaction; nothing else says that, or when, it was used.
CREATE TABLE surveys_token (
	org_id  TEXT NOT NULL,
	hash    TEXT NOT NULL,
	wave_id TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	channel TEXT NOT NULL,
	pair    TEXT NOT NULL, -- random: the link of an invitation and that of its reminder take one answer between them
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
);
CREATE INDEX surveys_token_pair ON surveys_token (org_id, pair);

-- Answers that somebody means to finish later, under the hash of their code.
CREATE TABLE surveys_draft (
	org_id     TEXT NOT NULL,
	hash       TEXT NOT NULL,
	wave_id    TEXT NOT NULL,
	language   TEXT NOT NULL DEFAULT '',
	data       JSONB NOT NULL,
	expires_on DATE NOT NULL,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
);

-- An answer. Its id is random, so that ids do not tell the order; the hour is all
-- that is kept of the time; free text is apart, in surveys_comment.
CREATE TABLE surveys_response (
	org_id   TEXT NOT NULL,
	wave_id  TEXT NOT NULL,
	id       TEXT NOT NULL,
	unit_id  TEXT NOT NULL,
	channel  TEXT NOT NULL CHECK (channel IN ('link', 'poster', 'kiosk', 'interview', 'mail', 'sms', 'letter', 'paper', 'api')),
	language TEXT NOT NULL DEFAULT '',
	peer     BOOLEAN NOT NULL DEFAULT FALSE, -- asked by somebody with lived experience
	hour     TIMESTAMPTZ NOT NULL,
	data     JSONB NOT NULL, -- a FHIR R4 QuestionnaireResponse without its free text
	pack     INTEGER, -- the pack that it is in already
	PRIMARY KEY (org_id, wave_id, id),
	FOREIGN KEY (org_id, wave_id, unit_id) REFERENCES surveys_wave_unit (org_id, wave_id, unit_id)
);

CREATE INDEX surveys_response_new ON surveys_response (org_id, wave_id) WHERE pack IS NULL;

-- What a tablet sent already, so that what it sends twice counts once. The word
-- is made by the tablet and hashed; it is not kept with the answer.
CREATE TABLE surveys_sent (
	org_id     TEXT NOT NULL,
	hash       TEXT NOT NULL,
	expires_on DATE NOT NULL,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id) REFERENCES units_organisation (org_id)
);

-- Free text, held back until somebody has read it and masked names.
CREATE TABLE surveys_comment (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL, -- random
	wave_id      TEXT NOT NULL,
	unit_id      TEXT NOT NULL,
	response_id  TEXT, -- cut once the comment is moderated
	question     TEXT NOT NULL,
	said         TEXT NOT NULL, -- in the person's words; emptied when the masked words replace them
	masked       TEXT NOT NULL DEFAULT '',
	state        TEXT NOT NULL CHECK (state IN ('held', 'shown', 'kept back')),
	why          TEXT NOT NULL DEFAULT '',
	moderated_by TEXT NOT NULL DEFAULT '', -- account
	moderated_on DATE,
	version      INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id),
	CHECK (state <> 'shown' OR masked <> '')
);
CREATE INDEX surveys_comment_held ON surveys_comment (org_id, wave_id, state);

-- "You said, we did": what several comments say, and the actions that answer it.
CREATE TABLE surveys_theme (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	wave_id    TEXT NOT NULL,
	title      TEXT NOT NULL,
	said       TEXT NOT NULL DEFAULT '', -- in short, for everybody
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
);
CREATE INDEX surveys_theme_of ON surveys_theme (org_id, wave_id);

CREATE TABLE surveys_comment_theme (
	org_id     TEXT NOT NULL,
	comment_id TEXT NOT NULL,
	theme_id   TEXT NOT NULL,
	PRIMARY KEY (org_id, comment_id, theme_id),
	FOREIGN KEY (org_id, comment_id) REFERENCES surveys_comment (org_id, id),
	FOREIGN KEY (org_id, theme_id) REFERENCES surveys_theme (org_id, id)
);

CREATE TABLE surveys_change (
	org_id    TEXT NOT NULL,
	id        TEXT NOT NULL,
	theme_id  TEXT NOT NULL,
	action_id TEXT NOT NULL, -- of the strategy
	words     TEXT NOT NULL, -- what we do, for everybody
	state     TEXT NOT NULL CHECK (state IN ('planned', 'made')),
	on_date   DATE NOT NULL, -- by when, or since when
	version   INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, theme_id) REFERENCES surveys_theme (org_id, id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id)
);

-- A paper form, from the first entry to the second.
CREATE TABLE surveys_sheet (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	wave_id      TEXT NOT NULL,
	unit_id      TEXT NOT NULL,
	batch        TEXT NOT NULL DEFAULT '', -- written on the paper, to find it again
	twice        BOOLEAN NOT NULL, -- drawn to be entered a second time
	first_by     TEXT NOT NULL, -- account
	first        JSONB, -- both entries go once the answer is kept
	second       JSONB, -- when it differs from the first
	second_by    TEXT NOT NULL DEFAULT '',
	asked        INTEGER NOT NULL DEFAULT 0, -- answers compared
	differ       INTEGER NOT NULL DEFAULT 0, -- answers that differed
	state        TEXT NOT NULL CHECK (state IN ('begun', 'once', 'differs', 'kept')),
	version      INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, wave_id, unit_id) REFERENCES surveys_wave_unit (org_id, wave_id, unit_id),
	CHECK ((state = 'kept') = (first IS NULL)),
	CHECK ((state = 'differs') = (second IS NOT NULL)),
	CHECK (second_by = '' OR second_by <> first_by)
);
CREATE INDEX surveys_sheet_of ON surveys_sheet (org_id, wave_id, state);

-- The answers of a wave in columns: a cache, made again from the rows at will.
CREATE TABLE surveys_pack (
	org_id  TEXT NOT NULL,
	wave_id TEXT NOT NULL,
	number  INTEGER NOT NULL,
	changes INTEGER NOT NULL, -- surveys_wave.changes when it was made
	rows    INTEGER NOT NULL,
	data    BYTEA NOT NULL,
	PRIMARY KEY (org_id, wave_id, number),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
);

-- What was published, as it was published, small numbers already hidden. Nothing
-- of it changes: a correction is a new edition.
CREATE TABLE surveys_figures (
	org_id       TEXT NOT NULL,
	wave_id      TEXT NOT NULL,
	number       INTEGER NOT NULL CHECK (number > 0),
	data         TEXT NOT NULL, -- JSON, kept byte for byte
	hash         TEXT NOT NULL, -- of data
	published_at TIMESTAMPTZ NOT NULL,
	published_by TEXT NOT NULL, -- name
	withdrawn_at TIMESTAMPTZ,
	withdrawn_by TEXT NOT NULL DEFAULT '',
	why          TEXT NOT NULL DEFAULT '', -- it was withdrawn
	PRIMARY KEY (org_id, wave_id, number),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id),
	CHECK (withdrawn_at IS NULL OR why <> '')
);

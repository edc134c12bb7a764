-- +goose Up
-- Answers, comments and open one-time links lie in the order of their random
-- keys, so that the file does not tell which came first. (On PostgreSQL a job
-- lays the rows out anew.)
DROP TABLE surveys_response;
CREATE TABLE surveys_response (
	org_id   TEXT NOT NULL,
	wave_id  TEXT NOT NULL,
	id       TEXT NOT NULL,
	unit_id  TEXT NOT NULL,
	channel  TEXT NOT NULL CHECK (channel IN ('link', 'poster', 'kiosk', 'interview', 'mail', 'sms', 'letter', 'paper', 'api')),
	language TEXT NOT NULL DEFAULT '',
	peer     BOOLEAN NOT NULL DEFAULT FALSE,
	hour     TIMESTAMPTZ NOT NULL,
	data     JSONB NOT NULL,
	pack     INTEGER,
	PRIMARY KEY (org_id, wave_id, id),
	FOREIGN KEY (org_id, wave_id, unit_id) REFERENCES surveys_wave_unit (org_id, wave_id, unit_id)
) WITHOUT ROWID;
CREATE INDEX surveys_response_new ON surveys_response (org_id, wave_id) WHERE pack IS NULL;

DROP TABLE surveys_token;
CREATE TABLE surveys_token (
	org_id  TEXT NOT NULL,
	hash    TEXT NOT NULL,
	wave_id TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	channel TEXT NOT NULL,
	pair    TEXT NOT NULL,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
) WITHOUT ROWID;
CREATE INDEX surveys_token_pair ON surveys_token (org_id, pair);

DROP TABLE surveys_draft;
CREATE TABLE surveys_draft (
	org_id     TEXT NOT NULL,
	hash       TEXT NOT NULL,
	wave_id    TEXT NOT NULL,
	language   TEXT NOT NULL DEFAULT '',
	data       JSONB NOT NULL,
	expires_on DATE NOT NULL,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
) WITHOUT ROWID;

DROP TABLE surveys_comment_theme;
DROP TABLE surveys_comment;
CREATE TABLE surveys_comment (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	wave_id      TEXT NOT NULL,
	unit_id      TEXT NOT NULL,
	response_id  TEXT,
	question     TEXT NOT NULL,
	said         TEXT NOT NULL,
	masked       TEXT NOT NULL DEFAULT '',
	state        TEXT NOT NULL CHECK (state IN ('held', 'shown', 'kept back')),
	why          TEXT NOT NULL DEFAULT '',
	moderated_by TEXT NOT NULL DEFAULT '',
	moderated_on DATE,
	version      INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id),
	CHECK (state <> 'shown' OR masked <> '')
) WITHOUT ROWID;
CREATE INDEX surveys_comment_held ON surveys_comment (org_id, wave_id, state);
CREATE TABLE surveys_comment_theme (
	org_id     TEXT NOT NULL,
	comment_id TEXT NOT NULL,
	theme_id   TEXT NOT NULL,
	PRIMARY KEY (org_id, comment_id, theme_id),
	FOREIGN KEY (org_id, comment_id) REFERENCES surveys_comment (org_id, id),
	FOREIGN KEY (org_id, theme_id) REFERENCES surveys_theme (org_id, id)
);

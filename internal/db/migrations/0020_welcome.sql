-- +goose Up
-- One admission to a ward, for its welcome: who it is stays on the ward. A row
-- here says that somebody came, and carries their card's secret; no name.
CREATE TABLE welcome_stay (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL, -- the ward
	label      TEXT NOT NULL DEFAULT '', -- how the ward knows them: a bed or initials; emptied at the end
	hash       TEXT NOT NULL, -- of the secret on the person's card
	came_on    DATE NOT NULL,
	ended_on   DATE,
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (ended_on IS NULL OR ended_on >= came_on)
);
CREATE UNIQUE INDEX welcome_stay_hash ON welcome_stay (org_id, hash);
CREATE INDEX welcome_stay_of ON welcome_stay (org_id, unit_id, came_on);

-- What the staff did, and whether the person says that it happened. Only the
-- person's own word counts.
CREATE TABLE welcome_item (
	org_id     TEXT NOT NULL,
	stay_id    TEXT NOT NULL,
	item       TEXT NOT NULL CHECK (item IN ('treatment', 'welcome', 'information', 'nurse', 'food', 'faith')),
	done_on    DATE, -- staff say so
	done_by    TEXT NOT NULL DEFAULT '', -- account
	happened   TEXT NOT NULL DEFAULT '' CHECK (happened IN ('', 'yes', 'partly', 'no')),
	said_on    DATE, -- by the person
	said_how   TEXT NOT NULL DEFAULT '' CHECK (said_how IN ('', 'card', 'paper', 'peer')),
	PRIMARY KEY (org_id, stay_id, item),
	FOREIGN KEY (org_id, stay_id) REFERENCES welcome_stay (org_id, id),
	CHECK ((happened = '') = (said_on IS NULL))
);

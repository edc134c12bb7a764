-- +goose Up
-- What the record system's extracts say, row by row. A row belongs to the batch
-- that brought it and counts while that batch does. Nobody is named: person is a
-- number made from an identifier with the organisation's key. Days count from 1
-- January 1970; months are year times twelve and the month from 0. The order of
-- submission decides between two rows about the same thing.
CREATE TABLE extracts_batch (
	org_id       TEXT NOT NULL REFERENCES units_organisation (org_id),
	id           TEXT NOT NULL,
	state        TEXT NOT NULL,
	PRIMARY KEY (org_id, id)
);

CREATE TABLE extracts_alias (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL, -- who it really is
	alias     BIGINT NOT NULL, -- another identifier of theirs
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_person (
	org_id      TEXT NOT NULL,
	batch_id    TEXT NOT NULL,
	row         INTEGER NOT NULL,
	submitted   INTEGER NOT NULL,
	person      BIGINT NOT NULL,
	born        INTEGER, -- month
	gender      TEXT NOT NULL DEFAULT '',
	ethnicity   TEXT NOT NULL DEFAULT '',
	deprivation INTEGER, -- decile, 1 the most deprived
	borough     TEXT NOT NULL DEFAULT '',
	smi         TEXT NOT NULL DEFAULT '', -- on the register of severe mental illness: Y, N; R in remission
	died        INTEGER,
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_referral (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	referral  TEXT NOT NULL,
	team      TEXT NOT NULL DEFAULT '',
	team_type TEXT NOT NULL DEFAULT '',
	reason    TEXT NOT NULL DEFAULT '',
	received  INTEGER NOT NULL,
	ended     INTEGER,
	rejected  TEXT NOT NULL DEFAULT '', -- Y
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_contact (
	org_id     TEXT NOT NULL,
	batch_id   TEXT NOT NULL,
	row        INTEGER NOT NULL,
	submitted  INTEGER NOT NULL,
	person     BIGINT NOT NULL,
	contact    TEXT NOT NULL,
	team       TEXT NOT NULL DEFAULT '',
	day        INTEGER NOT NULL,
	minutes    INTEGER,
	attendance TEXT NOT NULL DEFAULT '',
	mechanism  TEXT NOT NULL DEFAULT '',
	role       TEXT NOT NULL DEFAULT '', -- of who it was with: peer, other
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_stay (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	stay      TEXT NOT NULL,
	team      TEXT NOT NULL DEFAULT '', -- the ward
	started   INTEGER NOT NULL,
	ended     INTEGER,
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_accommodation (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	day       INTEGER NOT NULL,
	record    BIGINT NOT NULL DEFAULT 0, -- RecordNumber: ties that are equal in it too stay ties
	status    TEXT NOT NULL DEFAULT '',
	settled   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_employment (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	day       INTEGER NOT NULL,
	record    BIGINT NOT NULL DEFAULT 0,
	status    TEXT NOT NULL DEFAULT '',
	hours     TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_check (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	day       INTEGER NOT NULL,
	item      TEXT NOT NULL, -- bmi, blood-pressure, lipids, glucose, alcohol, smoking
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_carer (
	org_id     TEXT NOT NULL,
	batch_id   TEXT NOT NULL,
	row        INTEGER NOT NULL,
	submitted  INTEGER NOT NULL,
	person     BIGINT NOT NULL, -- whom they care for
	carer      BIGINT NOT NULL,
	team       TEXT NOT NULL DEFAULT '',
	identified INTEGER NOT NULL,
	offered    INTEGER,
	assessed   INTEGER,
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_plan (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	team      TEXT NOT NULL DEFAULT '',
	plan      TEXT NOT NULL, -- care, self-management, safety, advance
	offered   INTEGER,
	made      INTEGER,
	reviewed  INTEGER,
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_need (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	team      TEXT NOT NULL DEFAULT '',
	day       INTEGER NOT NULL,
	need      TEXT NOT NULL, -- housing, work, money, relationships
	wanted    TEXT NOT NULL DEFAULT '', -- Y, N
	received  TEXT NOT NULL DEFAULT '', -- Y, P in part, N
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

CREATE TABLE extracts_learning (
	org_id    TEXT NOT NULL,
	batch_id  TEXT NOT NULL,
	row       INTEGER NOT NULL,
	submitted INTEGER NOT NULL,
	person    BIGINT NOT NULL,
	day       INTEGER NOT NULL,
	event     TEXT NOT NULL, -- enrolled, attended
	PRIMARY KEY (org_id, batch_id, row),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

-- +goose Up
-- What the record system's extracts say, row by row. A row belongs to the batch
-- that brought it and counts while that batch does. Nobody is named: person is a
-- number made from an identifier with the organisation's key. Days count from 1
-- January 1970; months are year times twelve and the month from 0. The order of
-- submission decides between two rows about the same thing.
CREATE TABLE extracts_source (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	name       TEXT NOT NULL, -- the record system, as its mapping calls it
	folded     TEXT NOT NULL, -- the name for comparing
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, folded)
);

-- One version of which column of a source's files is what. A version never
-- changes: a batch says by which one it was read.
CREATE TABLE extracts_mapping (
	org_id     TEXT NOT NULL,
	source     TEXT NOT NULL,
	version    INTEGER NOT NULL CHECK (version > 0),
	text       TEXT NOT NULL, -- YAML
	created_by TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, source, version),
	FOREIGN KEY (org_id, source) REFERENCES extracts_source (org_id, id)
);

-- One load. Rows count while it is committed; in every other state they are
-- being written, are looked at, or wait to be swept away.
CREATE TABLE extracts_batch (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	source       TEXT NOT NULL,
	version      INTEGER NOT NULL, -- of the mapping
	month        INTEGER NOT NULL, -- when the files were made, for rows that do not say
	state        TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'ready', 'committed', 'undone', 'stopped', 'broken')),
	why          TEXT NOT NULL DEFAULT '', -- it broke
	hash         TEXT NOT NULL DEFAULT '', -- over its files
	revision     INTEGER NOT NULL DEFAULT 0, -- counts corrections and people forgotten
	bytes_total  BIGINT NOT NULL DEFAULT 0,
	bytes_read   BIGINT NOT NULL DEFAULT 0,
	rows_read    BIGINT NOT NULL DEFAULT 0,
	rows_good    BIGINT NOT NULL DEFAULT 0,
	rows_waiting BIGINT NOT NULL DEFAULT 0 CHECK (rows_waiting >= 0), -- rejected and not put right
	created_by   TEXT NOT NULL,
	created_at   TIMESTAMPTZ NOT NULL,
	beat_at      TIMESTAMPTZ NOT NULL, -- somebody is at work on it
	read_at      TIMESTAMPTZ,
	committed_by TEXT NOT NULL DEFAULT '',
	committed_at TIMESTAMPTZ CHECK ((committed_at IS NOT NULL) = (state IN ('committed', 'undone'))),
	ended_by     TEXT NOT NULL DEFAULT '', -- who stopped it or undid it
	ended_at     TIMESTAMPTZ,
	swept_at     TIMESTAMPTZ CHECK (swept_at IS NULL OR state IN ('undone', 'stopped', 'broken')),
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, source, version) REFERENCES extracts_mapping (org_id, source, version)
);

-- One table of a batch: a CSV file, or a sheet of a workbook. Row n of it is row
-- first_row + n of its batch.
CREATE TABLE extracts_file (
	org_id       TEXT NOT NULL,
	batch_id     TEXT NOT NULL,
	number       INTEGER NOT NULL CHECK (number > 0),
	name         TEXT NOT NULL,
	sheet        TEXT NOT NULL DEFAULT '', -- of a workbook, or the file in an archive
	kind         TEXT NOT NULL,
	part         INTEGER NOT NULL, -- which entry of the mapping's list of files reads it, from 0
	header       JSONB NOT NULL, -- the headings
	header_row   INTEGER NOT NULL,
	first_row    INTEGER NOT NULL,
	rows_read    BIGINT NOT NULL DEFAULT 0,
	rows_good    BIGINT NOT NULL DEFAULT 0,
	rejected     BIGINT NOT NULL DEFAULT 0,
	duplicates   BIGINT NOT NULL DEFAULT 0, -- equal to a row before
	headings     BIGINT NOT NULL DEFAULT 0, -- repeated, left out
	totals       BIGINT NOT NULL DEFAULT 0, -- left out
	recorded     JSONB NOT NULL, -- of each field, in how many rows
	PRIMARY KEY (org_id, batch_id, number),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

-- Which content has been brought in: the same twice is refused. A batch that
-- counts no more lets go of its own.
CREATE TABLE extracts_content (
	org_id   TEXT NOT NULL,
	hash     TEXT NOT NULL, -- SHA-256 of the file as it came
	batch_id TEXT NOT NULL,
	name     TEXT NOT NULL,
	bytes    BIGINT NOT NULL,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id, batch_id) REFERENCES extracts_batch (org_id, id)
);

-- A row that could not be read. What stood in it is sealed with the
-- organisation's key, which is not in the database.
CREATE TABLE extracts_reject (
	org_id   TEXT NOT NULL,
	batch_id TEXT NOT NULL,
	file     INTEGER NOT NULL,
	row      INTEGER NOT NULL, -- of the file
	person   BIGINT NOT NULL DEFAULT 0, -- whom it is about, where that could be read
	field    TEXT NOT NULL, -- the first that is wrong
	reason   TEXT NOT NULL, -- why, as a code
	sealed   BYTEA NOT NULL,
	state    TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'corrected', 'left')),
	done_by  TEXT NOT NULL DEFAULT '',
	done_at  TIMESTAMPTZ,
	PRIMARY KEY (org_id, batch_id, file, row),
	FOREIGN KEY (org_id, batch_id, file) REFERENCES extracts_file (org_id, batch_id, number)
);
CREATE INDEX extracts_reject_person ON extracts_reject (org_id, person);

-- Where a team of the record system belongs in the organisation. Rows of a team
-- without a unit count for the whole organisation only.
CREATE TABLE extracts_team (
	org_id     TEXT NOT NULL,
	source     TEXT NOT NULL,
	team       TEXT NOT NULL,
	unit_id    TEXT,
	chosen     BOOLEAN NOT NULL DEFAULT FALSE, -- by a person, not by its name
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, source, team),
	FOREIGN KEY (org_id, source) REFERENCES extracts_source (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
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

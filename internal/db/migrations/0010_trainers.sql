-- +goose Up
-- Somebody who teaches at a college, and the perspective they bring. The day
-- they became ready, the day a training is to be renewed by and the day
-- supervision is due follow from the tables below, and are kept for the lists.
CREATE TABLE trainers_trainer (
	org_id            TEXT NOT NULL,
	id                TEXT NOT NULL,
	person_id         TEXT NOT NULL,
	unit_id           TEXT NOT NULL, -- the college
	perspective       TEXT NOT NULL CHECK (perspective IN ('lived experience', 'practitioner', 'carer', 'partner')),
	about             TEXT NOT NULL DEFAULT '', -- a line for the prospectus, in their own words
	ready_on          DATE, -- may teach from this day; none: still on the way
	renew_by          DATE, -- the last day on which every needed training counts
	ended_on          DATE, -- the last day as a trainer
	supervision_weeks INTEGER NOT NULL DEFAULT 0 CHECK (supervision_weeks BETWEEN 0 AND 52), -- 0: none arranged
	supervisor_id     TEXT,
	supervision_from  DATE, -- when it was arranged
	supervision_due   DATE,
	turn              INTEGER NOT NULL DEFAULT 0, -- counted up by whoever books them: one at a time
	version           INTEGER NOT NULL DEFAULT 1,
	created_at        TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, supervisor_id) REFERENCES people_person (org_id, id),
	CHECK (supervisor_id IS NULL OR supervisor_id <> person_id),
	CHECK ((supervision_weeks = 0) = (supervision_from IS NULL)),
	CHECK ((supervision_weeks = 0) = (supervision_due IS NULL)),
	CHECK ((supervision_weeks = 0) = (supervisor_id IS NULL))
);
CREATE UNIQUE INDEX trainers_trainer_person ON trainers_trainer (org_id, unit_id, person_id) WHERE ended_on IS NULL;
CREATE INDEX trainers_trainer_of ON trainers_trainer (org_id, person_id);

-- A step on the way to teaching, done or waived on a day. A training that was
-- renewed has one row each time; the newest counts. What a check says is never
-- kept: only that somebody saw it, and when.
CREATE TABLE trainers_step (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	trainer_id TEXT NOT NULL,
	step       TEXT NOT NULL CHECK (step IN ('talk', 'reference', 'second reference', 'checks', 'train the trainer', 'introduction', 'safeguarding', 'course', 'mentored')),
	done_on    DATE NOT NULL,
	seen_by    TEXT NOT NULL CHECK (seen_by <> ''),
	note       TEXT NOT NULL DEFAULT '',
	renew_by   DATE, -- the last day it counts
	waived     BOOLEAN NOT NULL,
	reason     TEXT NOT NULL DEFAULT '', -- why it was waived
	struck_at  TIMESTAMPTZ, -- entered by mistake
	struck_by  TEXT NOT NULL DEFAULT '',
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id),
	CHECK (step <> 'checks' OR note = ''),
	CHECK (waived = (reason <> '')),
	CHECK (NOT waived OR renew_by IS NULL),
	CHECK (renew_by IS NULL OR renew_by >= done_on),
	CHECK ((struck_at IS NULL) = (struck_by = ''))
);
CREATE INDEX trainers_step_of ON trainers_step (org_id, trainer_id, step, done_on);

-- Which steps a college asks of whom, where it differs from what is usual, and
-- after how many years they are renewed; 0 is never.
CREATE TABLE trainers_rule (
	org_id       TEXT NOT NULL,
	unit_id      TEXT NOT NULL,
	step         TEXT NOT NULL,
	lived        BOOLEAN NOT NULL,
	practitioner BOOLEAN NOT NULL,
	carer        BOOLEAN NOT NULL,
	partner      BOOLEAN NOT NULL,
	years        INTEGER NOT NULL CHECK (years BETWEEN 0 AND 10),
	PRIMARY KEY (org_id, unit_id, step),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

-- The days and hours of a week on which somebody can teach, in London: minutes
-- after midnight. No row at all says that they have not told.
CREATE TABLE trainers_weekly (
	org_id      TEXT NOT NULL,
	trainer_id  TEXT NOT NULL,
	weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- Monday is 1
	from_minute INTEGER NOT NULL CHECK (from_minute >= 0),
	to_minute   INTEGER NOT NULL CHECK (to_minute <= 1440),
	PRIMARY KEY (org_id, trainer_id, weekday),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id),
	CHECK (from_minute < to_minute)
);

-- Days on which somebody cannot teach. Why is nobody's business.
CREATE TABLE trainers_away (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	trainer_id TEXT NOT NULL,
	from_on    DATE NOT NULL,
	until_on   DATE NOT NULL, -- the last day
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id),
	CHECK (until_on >= from_on)
);
CREATE INDEX trainers_away_of ON trainers_away (org_id, trainer_id, until_on);

CREATE TABLE trainers_mentoring (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	mentor_id  TEXT NOT NULL,
	mentee_id  TEXT NOT NULL,
	from_on    DATE NOT NULL,
	until_on   DATE, -- the last day; none: it goes on
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, mentor_id) REFERENCES trainers_trainer (org_id, id),
	FOREIGN KEY (org_id, mentee_id) REFERENCES trainers_trainer (org_id, id),
	CHECK (mentor_id <> mentee_id),
	CHECK (until_on IS NULL OR until_on >= from_on)
);
CREATE UNIQUE INDEX trainers_mentoring_pair ON trainers_mentoring (org_id, mentor_id, mentee_id) WHERE until_on IS NULL;
CREATE INDEX trainers_mentoring_mentee ON trainers_mentoring (org_id, mentee_id);

-- The days on which supervision was held. Never what was said.
CREATE TABLE trainers_supervision (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	trainer_id TEXT NOT NULL,
	held_on    DATE NOT NULL,
	by_name    TEXT NOT NULL, -- who wrote it down
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id)
);
CREATE UNIQUE INDEX trainers_supervision_day ON trainers_supervision (org_id, trainer_id, held_on);

-- Pay bands of a college, what an hour is worth in each from when, and who was
-- in which from when.
CREATE TABLE trainers_band (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	code       TEXT NOT NULL CHECK (code <> ''),
	label      TEXT NOT NULL CHECK (label <> ''),
	fold       TEXT NOT NULL, -- of the code
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX trainers_band_code ON trainers_band (org_id, unit_id, fold);

CREATE TABLE trainers_rate (
	org_id  TEXT NOT NULL,
	band_id TEXT NOT NULL,
	from_on DATE NOT NULL,
	pence   INTEGER NOT NULL CHECK (pence BETWEEN 0 AND 100000), -- an hour
	PRIMARY KEY (org_id, band_id, from_on),
	FOREIGN KEY (org_id, band_id) REFERENCES trainers_band (org_id, id)
);

CREATE TABLE trainers_pay (
	org_id     TEXT NOT NULL,
	trainer_id TEXT NOT NULL,
	from_on    DATE NOT NULL,
	band_id    TEXT, -- none: the college does not pay them, from that day
	PRIMARY KEY (org_id, trainer_id, from_on),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id),
	FOREIGN KEY (org_id, band_id) REFERENCES trainers_band (org_id, id)
);

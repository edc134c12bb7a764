-- +goose Up
-- How one college works; the unit is of the kind college.
CREATE TABLE college_setting (
	org_id       TEXT NOT NULL,
	unit_id      TEXT NOT NULL,
	phone        TEXT NOT NULL DEFAULT '',
	email        TEXT NOT NULL DEFAULT '',
	address      TEXT NOT NULL DEFAULT '',
	term_limit   INTEGER NOT NULL CHECK (term_limit BETWEEN 0 AND 100),   -- bookings a student a term; 0: no limit
	offer_hours  INTEGER NOT NULL CHECK (offer_hours BETWEEN 1 AND 336),  -- how long an offered place is kept
	cutoff_hours INTEGER NOT NULL CHECK (cutoff_hours BETWEEN 0 AND 336), -- before the start, after which no place is offered
	completion   INTEGER NOT NULL CHECK (completion BETWEEN 1 AND 100),   -- per cent of the sessions
	min_age      INTEGER NOT NULL CHECK (min_age BETWEEN 0 AND 99),
	version      INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, unit_id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

-- What students and the college promise each other; a version is never rewritten.
CREATE TABLE college_charter (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	number     INTEGER NOT NULL CHECK (number > 0),
	words      TEXT NOT NULL CHECK (words <> ''),
	made_with  TEXT NOT NULL DEFAULT '', -- who wrote it together
	from_on    DATE NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX college_charter_number ON college_charter (org_id, unit_id, number);

-- Reasons for which somebody is offered a freed place before others. They are
-- stated on the waiting list's page; the smaller rank comes first.
CREATE TABLE college_priority (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	label      TEXT NOT NULL CHECK (label <> ''),
	about      TEXT NOT NULL DEFAULT '',
	rank       INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
	closed_on  DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

CREATE TABLE college_year (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	name       TEXT NOT NULL CHECK (name <> ''),
	starts_on  DATE NOT NULL,
	ends_on    DATE NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (ends_on > starts_on)
);
CREATE UNIQUE INDEX college_year_name ON college_year (org_id, unit_id, name);

CREATE TABLE college_term (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	unit_id      TEXT NOT NULL,
	year_id      TEXT NOT NULL,
	name         TEXT NOT NULL CHECK (name <> ''),
	starts_on    DATE NOT NULL,
	ends_on      DATE NOT NULL,
	opens_on     DATE NOT NULL, -- first day of booking
	closes_on    DATE NOT NULL, -- last day of booking
	term_limit   INTEGER NOT NULL CHECK (term_limit BETWEEN 0 AND 100),
	published_at TIMESTAMPTZ,
	version      INTEGER NOT NULL DEFAULT 1,
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	CHECK (ends_on >= starts_on),
	CHECK (closes_on >= opens_on),
	CHECK (closes_on <= ends_on)
);
CREATE UNIQUE INDEX college_term_name ON college_term (org_id, year_id, name);
CREATE INDEX college_term_unit ON college_term (org_id, unit_id, starts_on);

CREATE TABLE college_venue (
	org_id      TEXT NOT NULL REFERENCES units_organisation (org_id),
	id          TEXT NOT NULL,
	name        TEXT NOT NULL CHECK (name <> ''),
	fold        TEXT NOT NULL,
	address     TEXT NOT NULL DEFAULT '',
	postcode    TEXT NOT NULL DEFAULT '',
	borough_id  TEXT, -- a unit
	travel      TEXT NOT NULL DEFAULT '',
	step_free   BOOLEAN NOT NULL,
	toilet      BOOLEAN NOT NULL, -- accessible
	loop        BOOLEAN NOT NULL, -- hearing loop
	parking     BOOLEAN NOT NULL, -- for blue badges
	quiet       BOOLEAN NOT NULL, -- a quiet room to go to
	access      TEXT NOT NULL DEFAULT '',
	closed_on   DATE,
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, borough_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX college_venue_name ON college_venue (org_id, fold);

-- turn is counted up by whoever books the room: one at a time.
CREATE TABLE college_room (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	venue_id   TEXT NOT NULL,
	name       TEXT NOT NULL CHECK (name <> ''),
	fold       TEXT NOT NULL,
	seats      INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10000),
	words      TEXT NOT NULL DEFAULT '',
	closed_on  DATE,
	turn       INTEGER NOT NULL DEFAULT 0,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, venue_id) REFERENCES college_venue (org_id, id)
);
CREATE UNIQUE INDEX college_room_name ON college_room (org_id, venue_id, fold);

-- One copying of a term into another. Its drafts that nobody has touched can be
-- taken back together.
CREATE TABLE college_copy (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	from_id    TEXT NOT NULL,
	to_id      TEXT NOT NULL,
	runs       INTEGER NOT NULL CHECK (runs >= 0),
	left_out   TEXT NOT NULL DEFAULT '', -- what could not be taken along, a line each
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	undone_at  TIMESTAMPTZ,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, from_id) REFERENCES college_term (org_id, id),
	FOREIGN KEY (org_id, to_id) REFERENCES college_term (org_id, id)
);
CREATE INDEX college_copy_to ON college_copy (org_id, to_id);

-- One run of a course in a term. taken counts the places that are confirmed,
-- offered, or held for a group and not used yet; it never passes the capacity.
CREATE TABLE college_run (
	org_id           TEXT NOT NULL,
	id               TEXT NOT NULL,
	unit_id          TEXT NOT NULL,
	term_id          TEXT NOT NULL,
	course_id        TEXT NOT NULL,
	version_id       TEXT NOT NULL,
	title            TEXT NOT NULL CHECK (title <> ''), -- of the version, as the run was made
	fold             TEXT NOT NULL,
	format           TEXT NOT NULL CHECK (format IN ('workshop', 'course', 'drop-in', 'talk', 'online', 'self-paced')),
	strand           TEXT NOT NULL,
	state            TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'cancelled', 'finished')),
	capacity         INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
	minimum          INTEGER NOT NULL CHECK (minimum >= 0),
	taken            INTEGER NOT NULL DEFAULT 0,
	audience         TEXT NOT NULL DEFAULT '', -- relations it is for, joined by commas; none: everybody
	who              TEXT NOT NULL DEFAULT '', -- who may attend, in words
	approval         BOOLEAN NOT NULL,         -- each booking waits for the college's yes
	counts           BOOLEAN NOT NULL,         -- towards the student's limit of the term
	first_mandatory  BOOLEAN NOT NULL,
	words            TEXT NOT NULL DEFAULT '', -- what to bring, how to get in
	starts_at        TIMESTAMPTZ,              -- of the first session that is not cancelled
	ends_at          TIMESTAMPTZ,              -- of the last one
	sequence         INTEGER NOT NULL DEFAULT 0,
	copied_from      TEXT,
	copy_id          TEXT,
	cancelled_at     TIMESTAMPTZ,
	cancelled_reason TEXT NOT NULL DEFAULT '',
	version          INTEGER NOT NULL DEFAULT 1,
	created_at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, term_id) REFERENCES college_term (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, copy_id) REFERENCES college_copy (org_id, id),
	CHECK (minimum <= capacity),
	CHECK (taken BETWEEN 0 AND capacity),
	CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
	CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
	CHECK (state <> 'open' OR starts_at IS NOT NULL OR format = 'self-paced')
);
CREATE INDEX college_run_term ON college_run (org_id, term_id, starts_at, id);
CREATE INDEX college_run_course ON college_run (org_id, course_id, starts_at);
CREATE INDEX college_run_copy ON college_run (org_id, copy_id) WHERE copy_id IS NOT NULL;
CREATE INDEX college_run_state ON college_run (org_id, state, starts_at, id);

-- Places kept for a group until a day. Places not used are freed when it passes.
CREATE TABLE college_hold (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	run_id      TEXT NOT NULL,
	for_whom    TEXT NOT NULL CHECK (for_whom <> ''),
	places      INTEGER NOT NULL CHECK (places > 0),
	used        INTEGER NOT NULL DEFAULT 0,
	until_on    DATE NOT NULL, -- the last day
	released_at TIMESTAMPTZ,
	by_name     TEXT NOT NULL,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	CHECK (used BETWEEN 0 AND places)
);
CREATE INDEX college_hold_run ON college_hold (org_id, run_id);
CREATE INDEX college_hold_due ON college_hold (org_id, until_on) WHERE released_at IS NULL;

CREATE TABLE college_session (
	org_id           TEXT NOT NULL,
	id               TEXT NOT NULL,
	run_id           TEXT NOT NULL,
	number           INTEGER NOT NULL CHECK (number > 0),
	title            TEXT NOT NULL DEFAULT '',
	starts_at        TIMESTAMPTZ NOT NULL,
	ends_at          TIMESTAMPTZ NOT NULL,
	room_id          TEXT,
	online_url       TEXT NOT NULL DEFAULT '', -- shown only to those booked
	state            TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
	sequence         INTEGER NOT NULL DEFAULT 0, -- of its calendar event
	register_at      TIMESTAMPTZ,                -- when the register was first taken
	register_by      TEXT NOT NULL DEFAULT '',
	here_code        TEXT,                       -- in the address on the wall; opens nothing to whoever is not booked
	cancelled_reason TEXT NOT NULL DEFAULT '',
	version          INTEGER NOT NULL DEFAULT 1,
	created_at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	FOREIGN KEY (org_id, room_id) REFERENCES college_room (org_id, id),
	CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX college_session_number ON college_session (org_id, run_id, number);
CREATE INDEX college_session_room ON college_session (org_id, room_id, starts_at) WHERE room_id IS NOT NULL;
CREATE INDEX college_session_day ON college_session (org_id, starts_at, id);
CREATE INDEX college_session_untaken ON college_session (org_id, starts_at, id) WHERE state = 'planned' AND register_at IS NULL;
CREATE UNIQUE INDEX college_session_here ON college_session (org_id, here_code) WHERE here_code IS NOT NULL;

-- Who teaches a session, with the perspective they bring to it.
CREATE TABLE college_session_trainer (
	org_id      TEXT NOT NULL,
	session_id  TEXT NOT NULL,
	trainer_id  TEXT NOT NULL,
	perspective TEXT NOT NULL CHECK (perspective IN ('lived experience', 'practitioner', 'carer', 'partner')),
	present     BOOLEAN, -- NULL until the register is taken
	PRIMARY KEY (org_id, session_id, trainer_id),
	FOREIGN KEY (org_id, session_id) REFERENCES college_session (org_id, id),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id)
);
CREATE INDEX college_session_trainer_of ON college_session_trainer (org_id, trainer_id, session_id);

-- A student. Relations may be several at once and are never shown as a label.
-- turn is counted up by whoever books for the student: one at a time.
CREATE TABLE college_student (
	org_id            TEXT NOT NULL,
	id                TEXT NOT NULL,
	person_id         TEXT NOT NULL,
	unit_id           TEXT NOT NULL,
	enrolled_on       DATE NOT NULL,
	how               TEXT NOT NULL CHECK (how IN ('online', 'phone', 'paper', 'in person')),
	charter_id        TEXT NOT NULL,
	charter_on        DATE NOT NULL,
	uses_services     BOOLEAN NOT NULL,
	carer             BOOLEAN NOT NULL,
	staff             BOOLEAN NOT NULL,
	public            BOOLEAN NOT NULL,
	borough_id        TEXT,
	postcode_district TEXT NOT NULL DEFAULT '',
	emergency_name    TEXT NOT NULL DEFAULT '',
	emergency_phone   TEXT NOT NULL DEFAULT '',
	emergency_who     TEXT NOT NULL DEFAULT '',
	reminder_channel  TEXT NOT NULL CHECK (reminder_channel IN ('email', 'sms', 'letter', 'phone', 'none')),
	reminder_hours    INTEGER NOT NULL CHECK (reminder_hours BETWEEN 1 AND 336),
	left_on           DATE,
	merged_into       TEXT, -- the student who took this one's place
	form_key          TEXT, -- of the form that enrolled them: the same one twice is one student
	turn              INTEGER NOT NULL DEFAULT 0,
	version           INTEGER NOT NULL DEFAULT 1,
	created_at        TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, charter_id) REFERENCES college_charter (org_id, id),
	FOREIGN KEY (org_id, borough_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, merged_into) REFERENCES college_student (org_id, id),
	CHECK (merged_into IS NULL OR left_on IS NOT NULL)
);
CREATE UNIQUE INDEX college_student_form ON college_student (org_id, form_key) WHERE form_key IS NOT NULL;
CREATE UNIQUE INDEX college_student_person ON college_student (org_id, person_id);
CREATE INDEX college_student_list ON college_student (org_id, unit_id, enrolled_on, id);

-- What a student asks the college to do, and a person has to see to: to leave,
-- or to have their record erased.
CREATE TABLE college_request (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	student_id TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('leave', 'erase')),
	words      TEXT NOT NULL DEFAULT '',
	created_at TIMESTAMPTZ NOT NULL,
	done_at    TIMESTAMPTZ,
	done_by    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id)
);
CREATE UNIQUE INDEX college_request_open ON college_request (org_id, student_id, kind) WHERE done_at IS NULL;
CREATE INDEX college_request_due ON college_request (org_id, created_at, id) WHERE done_at IS NULL;

-- How many bookings of a term count towards a student's limit. most is the
-- term's limit when the row was made, or what the college allowed, with why.
CREATE TABLE college_allowance (
	org_id     TEXT NOT NULL,
	term_id    TEXT NOT NULL,
	student_id TEXT NOT NULL,
	used       INTEGER NOT NULL CHECK (used >= 0),
	most       INTEGER NOT NULL,
	reason     TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, term_id, student_id),
	FOREIGN KEY (org_id, term_id) REFERENCES college_term (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	CHECK (used <= most)
);
CREATE INDEX college_allowance_student ON college_allowance (org_id, student_id);

-- One student's booking of one run. States:
--   requested   waits for the college's approval
--   waiting     on the waiting list, in the order of rank, queued_at, id
--   offered     a place is kept until offer_until
--   confirmed   has a place
--   declined, expired            an offer that was not taken
--   refused, withdrawn           a request that came to nothing, somebody who left the list
--   unplaced                     the course began and no place had come free
--   cancelled, college cancelled by the student, by the college
CREATE TABLE college_booking (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	run_id      TEXT NOT NULL,
	student_id  TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('requested', 'waiting', 'offered', 'confirmed', 'declined', 'expired', 'refused', 'withdrawn', 'unplaced', 'cancelled', 'college cancelled')),
	how         TEXT NOT NULL CHECK (how IN ('online', 'phone', 'paper', 'in person')),
	hold_id     TEXT,
	counts      BOOLEAN NOT NULL, -- takes one of the student's allowance while it has a place
	queued_at   TIMESTAMPTZ NOT NULL,
	priority_id TEXT,
	priority_by TEXT NOT NULL DEFAULT '',
	rank        INTEGER NOT NULL DEFAULT 100,
	offered_at  TIMESTAMPTZ,
	offer_until TIMESTAMPTZ,
	offer_hash  TEXT,
	passed_over TEXT NOT NULL DEFAULT '', -- why the last freed place went to somebody behind
	reason      TEXT NOT NULL DEFAULT '', -- of what ended it
	ended_at    TIMESTAMPTZ,
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	FOREIGN KEY (org_id, hold_id) REFERENCES college_hold (org_id, id),
	FOREIGN KEY (org_id, priority_id) REFERENCES college_priority (org_id, id),
	CHECK (state <> 'offered' OR (offer_until IS NOT NULL AND offer_hash IS NOT NULL)), -- kept afterwards: the link says what came of it
	CHECK ((state IN ('requested', 'waiting', 'offered', 'confirmed')) = (ended_at IS NULL)),
	CHECK (offer_until IS NULL OR offered_at IS NOT NULL)
);
CREATE UNIQUE INDEX college_booking_live ON college_booking (org_id, run_id, student_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX college_booking_offer ON college_booking (org_id, offer_hash) WHERE offer_hash IS NOT NULL;
CREATE INDEX college_booking_run ON college_booking (org_id, run_id, state, rank, queued_at, id);
CREATE INDEX college_booking_student ON college_booking (org_id, student_id, created_at);
CREATE INDEX college_booking_offers ON college_booking (org_id, offer_until) WHERE state = 'offered';

-- Every step of a booking, never rewritten.
CREATE TABLE college_booking_event (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	booking_id TEXT NOT NULL,
	number     INTEGER NOT NULL CHECK (number > 0), -- the booking's version that it made
	at         TIMESTAMPTZ NOT NULL,
	from_state TEXT NOT NULL DEFAULT '',
	to_state   TEXT NOT NULL CHECK (to_state <> ''),
	by_name    TEXT NOT NULL,
	words      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, booking_id) REFERENCES college_booking (org_id, id)
);
CREATE UNIQUE INDEX college_booking_event_of ON college_booking_event (org_id, booking_id, number);

-- What students are to be told: written with the change, turned into messages
-- by a job a few seconds later.
CREATE TABLE college_notice (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind <> ''),
	student_id TEXT NOT NULL,
	run_id     TEXT NOT NULL,
	booking_id TEXT,
	session_id TEXT,
	words      TEXT NOT NULL DEFAULT '',
	token      TEXT NOT NULL DEFAULT '', -- of an offer, until the message is written
	not_before TIMESTAMPTZ NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	told_at    TIMESTAMPTZ,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	FOREIGN KEY (org_id, booking_id) REFERENCES college_booking (org_id, id),
	FOREIGN KEY (org_id, session_id) REFERENCES college_session (org_id, id),
	CHECK (told_at IS NULL OR token = '')
);
CREATE INDEX college_notice_due ON college_notice (org_id, not_before, id) WHERE told_at IS NULL;
CREATE INDEX college_notice_student ON college_notice (org_id, student_id);

-- The register: one row a booking a session.
CREATE TABLE college_attendance (
	org_id      TEXT NOT NULL,
	session_id  TEXT NOT NULL,
	booking_id  TEXT NOT NULL,
	student_id  TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('came', 'late', 'left early', 'told us', 'not able to come')),
	how         TEXT NOT NULL CHECK (how IN ('screen', 'paper', 'code')),
	by_name     TEXT NOT NULL,
	recorded_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, session_id, booking_id),
	FOREIGN KEY (org_id, session_id) REFERENCES college_session (org_id, id),
	FOREIGN KEY (org_id, booking_id) REFERENCES college_booking (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id)
);
CREATE INDEX college_attendance_student ON college_attendance (org_id, student_id, session_id);
CREATE INDEX college_attendance_booking ON college_attendance (org_id, booking_id);

-- Somebody was not there and had not said so: see that they are all right. place
-- is what the college decided about theirs when it was a first session that one
-- must not miss.
CREATE TABLE college_followup (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	session_id TEXT NOT NULL,
	student_id TEXT NOT NULL,
	due_on     DATE NOT NULL,
	done_at    TIMESTAMPTZ,
	done_by    TEXT NOT NULL DEFAULT '',
	outcome    TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'well', 'support', 'passed on', 'not needed')),
	words      TEXT NOT NULL DEFAULT '',
	place      TEXT NOT NULL DEFAULT '' CHECK (place IN ('', 'keep', 'free')),
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, session_id) REFERENCES college_session (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	CHECK ((done_at IS NULL) = (outcome = ''))
);
CREATE UNIQUE INDEX college_followup_once ON college_followup (org_id, session_id, student_id);
CREATE INDEX college_followup_open ON college_followup (org_id, due_on, id) WHERE done_at IS NULL;
CREATE INDEX college_followup_student ON college_followup (org_id, student_id);
CREATE INDEX college_followup_done ON college_followup (org_id, done_at, id) WHERE done_at IS NOT NULL;

-- A try to reach somebody that nobody answered.
CREATE TABLE college_followup_try (
	org_id      TEXT NOT NULL,
	followup_id TEXT NOT NULL,
	number      INTEGER NOT NULL CHECK (number > 0),
	at          TIMESTAMPTZ NOT NULL,
	by_name     TEXT NOT NULL,
	words       TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, followup_id, number),
	FOREIGN KEY (org_id, followup_id) REFERENCES college_followup (org_id, id)
);

-- How long each group of fields is kept, and what the nightly purge took away.
CREATE TABLE college_retention (
	org_id  TEXT NOT NULL REFERENCES units_organisation (org_id),
	fields  TEXT NOT NULL CHECK (fields <> ''),
	months  INTEGER NOT NULL CHECK (months BETWEEN 1 AND 600),
	by_name TEXT NOT NULL,
	set_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, fields)
);
CREATE TABLE college_purge (
	org_id  TEXT NOT NULL REFERENCES units_organisation (org_id),
	id      TEXT NOT NULL,
	fields  TEXT NOT NULL,
	before_on DATE NOT NULL,
	records INTEGER NOT NULL,
	at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id)
);

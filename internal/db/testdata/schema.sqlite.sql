CREATE TABLE access_account (
	org_id        TEXT NOT NULL REFERENCES units_organisation (org_id),
	id            TEXT NOT NULL,
	name          TEXT NOT NULL CHECK (name <> ''),
	email         TEXT NOT NULL CHECK (email <> ''),
	email_fold    TEXT NOT NULL CHECK (email_fold <> ''),
	search        TEXT NOT NULL,
	person_id     TEXT,
	password_hash TEXT NOT NULL DEFAULT '', -- none until the invitation is taken up
	totp_secret   TEXT NOT NULL DEFAULT '',
	totp_step     BIGINT NOT NULL DEFAULT 0, -- of the newest code used: none works twice
	state         TEXT NOT NULL CHECK (state IN ('active', 'closed')),
	closed_at     TIMESTAMPTZ,
	signed_in_at  TIMESTAMPTZ,
	created_at    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE UNIQUE INDEX access_account_email ON access_account (org_id, email_fold);

CREATE INDEX access_account_name ON access_account (org_id, state, search, id);

CREATE UNIQUE INDEX access_account_person ON access_account (org_id, person_id) WHERE person_id IS NOT NULL;

CREATE TABLE access_identity (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	account_id TEXT NOT NULL,
	issuer     TEXT NOT NULL,
	subject    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account_id) REFERENCES access_account (org_id, id)
);

CREATE UNIQUE INDEX access_identity_account ON access_identity (org_id, account_id, issuer);

CREATE UNIQUE INDEX access_identity_subject ON access_identity (org_id, issuer, subject);

CREATE TABLE access_link (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	account_id TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
	hash       TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	expires_at TIMESTAMPTZ NOT NULL,
	used_at    TIMESTAMPTZ, email TEXT NOT NULL DEFAULT '', -- or replaced by a newer one
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account_id) REFERENCES access_account (org_id, id)
);

CREATE UNIQUE INDEX access_link_hash ON access_link (org_id, hash);

CREATE INDEX access_link_open ON access_link (org_id, account_id) WHERE used_at IS NULL;

CREATE TABLE access_passkey (
	org_id        TEXT NOT NULL,
	id            TEXT NOT NULL,
	account_id    TEXT NOT NULL,
	name          TEXT NOT NULL CHECK (name <> ''),
	credential_id TEXT NOT NULL,
	credential    JSONB NOT NULL,
	created_at    TIMESTAMPTZ NOT NULL,
	used_at       TIMESTAMPTZ,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account_id) REFERENCES access_account (org_id, id)
);

CREATE INDEX access_passkey_account ON access_passkey (org_id, account_id);

CREATE UNIQUE INDEX access_passkey_credential ON access_passkey (org_id, credential_id);

CREATE TABLE access_recovery (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	account_id TEXT NOT NULL,
	hash       TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	used_at    TIMESTAMPTZ,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account_id) REFERENCES access_account (org_id, id)
);

CREATE UNIQUE INDEX access_recovery_hash ON access_recovery (org_id, account_id, hash);

CREATE TABLE access_role (
	org_id        TEXT NOT NULL,
	id            TEXT NOT NULL,
	account_id    TEXT NOT NULL,
	role          TEXT NOT NULL CHECK (role <> ''),
	unit_id       TEXT NOT NULL,
	from_on       DATE NOT NULL,
	until_on      DATE,
	given_by_id   TEXT NOT NULL,
	given_by_name TEXT NOT NULL,
	given_at      TIMESTAMPTZ NOT NULL,
	ended_on      DATE,
	ended_by_id   TEXT NOT NULL DEFAULT '',
	ended_by_name TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account_id) REFERENCES access_account (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (until_on IS NULL OR until_on >= from_on),
	CHECK ((ended_on IS NULL) = (ended_by_name = ''))
);

CREATE INDEX access_role_account ON access_role (org_id, account_id) WHERE ended_on IS NULL;

CREATE INDEX access_role_unit ON access_role (org_id, unit_id);

CREATE TABLE access_session (
	token      TEXT NOT NULL PRIMARY KEY,
	id         TEXT NOT NULL,
	org_id     TEXT NOT NULL,
	account_id TEXT NOT NULL,
	agent      TEXT NOT NULL,
	data       BYTEA NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	seen_at    TIMESTAMPTZ NOT NULL,
	expires_at TIMESTAMPTZ NOT NULL,
	ended_at   TIMESTAMPTZ
);

CREATE INDEX access_session_account ON access_session (org_id, account_id);

CREATE INDEX access_session_expires ON access_session (expires_at);

CREATE TABLE access_turn (
	org_id TEXT NOT NULL PRIMARY KEY REFERENCES units_organisation (org_id),
	turn   BIGINT NOT NULL
);

CREATE TABLE actions_action (
	org_id          TEXT NOT NULL REFERENCES units_organisation (org_id),
	id              TEXT NOT NULL,
	module          TEXT NOT NULL CHECK (module <> ''), -- whose plan it belongs to: 'strategy'
	title           TEXT NOT NULL CHECK (title <> ''),
	detail          TEXT NOT NULL DEFAULT '',
	search          TEXT NOT NULL,                         -- title and detail, folded
	due_month       TEXT CHECK (length(due_month) = 7),    -- '2008-03'
	due_day         INTEGER NOT NULL DEFAULT 0 CHECK (due_day BETWEEN 0 AND 31), -- 0: the whole month
	ongoing         BOOLEAN NOT NULL DEFAULT FALSE,        -- it goes on, with reviews
	ongoing_from    TEXT CHECK (length(ongoing_from) = 7),
	review_months   INTEGER NOT NULL DEFAULT 0 CHECK (review_months BETWEEN 0 AND 60),
	due_words       TEXT NOT NULL DEFAULT '',              -- as it was written
	starts_on       DATE NOT NULL,
	due_by          DATE NOT NULL,                         -- the last day that is in time
	review_by       DATE NOT NULL,                         -- the last day for the next update
	outlook         TEXT NOT NULL DEFAULT '' CHECK (outlook IN ('', 'to plan', 'some difficulty', 'stuck')), -- of the newest update
	updated_on      DATE,                                  -- of the newest update
	evidence        INTEGER NOT NULL DEFAULT 0 CHECK (evidence >= 0), -- how much of it has not been removed
	closed_on       DATE,
	override_status TEXT NOT NULL DEFAULT '' CHECK (override_status IN ('', 'not started', 'on track', 'at risk', 'off track')),
	override_reason TEXT NOT NULL DEFAULT '',
	override_by     TEXT NOT NULL DEFAULT '',
	override_on     DATE,
	withdrawn_on    DATE,                                  -- taken out of the plan, kept in the history
	withdrawn_why   TEXT NOT NULL DEFAULT '',
	version         INTEGER NOT NULL DEFAULT 1,            -- two people at once: the second is told
	created_at      TIMESTAMPTZ NOT NULL,
	changed_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	CHECK ((override_status = '') = (override_reason = '')),
	CHECK ((withdrawn_on IS NULL) = (withdrawn_why = '')),
	CHECK (ongoing OR ongoing_from IS NULL),
	CHECK (NOT ongoing OR review_months > 0),
	CHECK (due_day = 0 OR due_month IS NOT NULL),
	CHECK (closed_on IS NULL OR evidence > 0)              -- nothing is complete without evidence
);

CREATE INDEX actions_action_changed ON actions_action (org_id, module, changed_at);

CREATE INDEX actions_action_due ON actions_action (org_id, module, due_by, id) WHERE withdrawn_on IS NULL;

CREATE TABLE actions_dependency (
	org_id    TEXT NOT NULL,
	action_id TEXT NOT NULL,
	needs_id  TEXT NOT NULL,
	PRIMARY KEY (org_id, action_id, needs_id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id),
	FOREIGN KEY (org_id, needs_id) REFERENCES actions_action (org_id, id),
	CHECK (action_id <> needs_id)
);

CREATE INDEX actions_dependency_needs ON actions_dependency (org_id, needs_id);

CREATE TABLE actions_evidence (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	action_id  TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('link', 'file', 'note')),
	title      TEXT NOT NULL CHECK (title <> ''),
	url        TEXT NOT NULL DEFAULT '',
	words      TEXT NOT NULL DEFAULT '',
	file_name  TEXT NOT NULL DEFAULT '',
	file_kind  TEXT NOT NULL DEFAULT '',  -- media type
	file_size  INTEGER NOT NULL DEFAULT 0,
	content    BYTEA,                     -- of a file
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	removed_at TIMESTAMPTZ,
	removed_by TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id),
	CHECK (kind <> 'link' OR url <> ''),
	CHECK (kind <> 'note' OR words <> ''),
	CHECK (kind <> 'file' OR content IS NOT NULL OR removed_at IS NOT NULL)
);

CREATE INDEX actions_evidence_action ON actions_evidence (org_id, action_id);

CREATE TABLE actions_owner (
	org_id    TEXT NOT NULL,
	action_id TEXT NOT NULL,
	post_id   TEXT NOT NULL,
	position  INTEGER NOT NULL,
	PRIMARY KEY (org_id, action_id, post_id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id),
	FOREIGN KEY (org_id, post_id) REFERENCES units_post (org_id, id)
);

CREATE INDEX actions_owner_post ON actions_owner (org_id, post_id, action_id);

CREATE TABLE actions_turn (
	org_id TEXT NOT NULL REFERENCES units_organisation (org_id),
	id     TEXT NOT NULL CHECK (id = 'dependencies'),
	taken  INTEGER NOT NULL,
	PRIMARY KEY (org_id, id)
);

CREATE TABLE actions_update (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	action_id  TEXT NOT NULL,
	on_date    DATE NOT NULL,
	outlook    TEXT NOT NULL CHECK (outlook IN ('to plan', 'some difficulty', 'stuck')),
	words      TEXT NOT NULL CHECK (words <> ''),
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id)
);

CREATE INDEX actions_update_action ON actions_update (org_id, action_id, on_date);

CREATE INDEX actions_update_when ON actions_update (org_id, created_at);

CREATE TABLE audit_entry (
	org_id       TEXT NOT NULL REFERENCES units_organisation (org_id),
	id           TEXT NOT NULL,
	at           TIMESTAMPTZ NOT NULL,
	account_id   TEXT NOT NULL,
	actor        TEXT NOT NULL CHECK (actor <> ''),
	action       TEXT NOT NULL CHECK (action <> ''),
	target_kind  TEXT NOT NULL,
	target_id    TEXT NOT NULL,
	target_words TEXT NOT NULL,
	changes      TEXT NOT NULL,
	search       TEXT NOT NULL,
	seq          BIGINT CHECK (seq > 0),
	sealed_at    TIMESTAMPTZ,
	hash         TEXT,
	PRIMARY KEY (org_id, id),
	CHECK ((seq IS NULL) = (hash IS NULL) AND (seq IS NULL) = (sealed_at IS NULL))
);

CREATE INDEX audit_entry_action ON audit_entry (org_id, action, at, id);

CREATE INDEX audit_entry_at ON audit_entry (org_id, at, id);

CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (org_id, seq);

CREATE INDEX audit_entry_target ON audit_entry (org_id, target_kind, target_id, at, id);

CREATE INDEX audit_entry_unsealed ON audit_entry (org_id, id) WHERE seq IS NULL;

CREATE TABLE audit_head (
	org_id    TEXT NOT NULL PRIMARY KEY REFERENCES units_organisation (org_id),
	seq       BIGINT NOT NULL CHECK (seq >= 0),
	hash      TEXT NOT NULL,
	sealed_at TIMESTAMPTZ NOT NULL
);

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

CREATE INDEX college_attendance_booking ON college_attendance (org_id, booking_id);

CREATE INDEX college_attendance_student ON college_attendance (org_id, student_id, session_id);

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

CREATE INDEX college_booking_offers ON college_booking (org_id, offer_until) WHERE state = 'offered';

CREATE INDEX college_booking_run ON college_booking (org_id, run_id, state, rank, queued_at, id);

CREATE INDEX college_booking_student ON college_booking (org_id, student_id, created_at);

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

CREATE INDEX college_followup_done ON college_followup (org_id, done_at, id) WHERE done_at IS NOT NULL;

CREATE UNIQUE INDEX college_followup_once ON college_followup (org_id, session_id, student_id);

CREATE INDEX college_followup_open ON college_followup (org_id, due_on, id) WHERE done_at IS NULL;

CREATE INDEX college_followup_student ON college_followup (org_id, student_id);

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

CREATE INDEX college_hold_due ON college_hold (org_id, until_on) WHERE released_at IS NULL;

CREATE INDEX college_hold_run ON college_hold (org_id, run_id);

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

CREATE TABLE college_purge (
	org_id  TEXT NOT NULL REFERENCES units_organisation (org_id),
	id      TEXT NOT NULL,
	fields  TEXT NOT NULL,
	before_on DATE NOT NULL,
	records INTEGER NOT NULL,
	at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id)
);

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

CREATE INDEX college_request_due ON college_request (org_id, created_at, id) WHERE done_at IS NULL;

CREATE UNIQUE INDEX college_request_open ON college_request (org_id, student_id, kind) WHERE done_at IS NULL;

CREATE TABLE college_retention (
	org_id  TEXT NOT NULL REFERENCES units_organisation (org_id),
	fields  TEXT NOT NULL CHECK (fields <> ''),
	months  INTEGER NOT NULL CHECK (months BETWEEN 1 AND 600),
	by_name TEXT NOT NULL,
	set_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, fields)
);

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

CREATE INDEX college_run_copy ON college_run (org_id, copy_id) WHERE copy_id IS NOT NULL;

CREATE INDEX college_run_course ON college_run (org_id, course_id, starts_at);

CREATE INDEX college_run_state ON college_run (org_id, state, starts_at, id);

CREATE INDEX college_run_term ON college_run (org_id, term_id, starts_at, id);

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

CREATE INDEX college_session_day ON college_session (org_id, starts_at, id);

CREATE UNIQUE INDEX college_session_here ON college_session (org_id, here_code) WHERE here_code IS NOT NULL;

CREATE UNIQUE INDEX college_session_number ON college_session (org_id, run_id, number);

CREATE INDEX college_session_room ON college_session (org_id, room_id, starts_at) WHERE room_id IS NOT NULL;

CREATE INDEX college_session_untaken ON college_session (org_id, starts_at, id) WHERE state = 'planned' AND register_at IS NULL;

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

CREATE INDEX college_student_list ON college_student (org_id, unit_id, enrolled_on, id);

CREATE UNIQUE INDEX college_student_person ON college_student (org_id, person_id);

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

CREATE TABLE courses_agreement (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	version_id   TEXT NOT NULL,
	designer_id  TEXT NOT NULL,
	content_hash TEXT NOT NULL CHECK (content_hash <> ''),
	own          BOOLEAN NOT NULL, -- given by the designer, signed in
	by_name      TEXT NOT NULL DEFAULT '', -- who recorded it for them
	how          TEXT NOT NULL DEFAULT '', -- how they said so
	agreed_at    TIMESTAMPTZ NOT NULL,
	ended_at     TIMESTAMPTZ,
	ended_why    TEXT NOT NULL DEFAULT '' CHECK (ended_why IN ('', 'changed', 'withdrawn', 'removed')),
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, designer_id) REFERENCES courses_designer (org_id, id),
	CHECK (own OR by_name <> '' AND how <> ''),
	CHECK ((ended_at IS NULL) = (ended_why = ''))
);

CREATE UNIQUE INDEX courses_agreement_stands ON courses_agreement (org_id, designer_id) WHERE ended_at IS NULL;

CREATE INDEX courses_agreement_version ON courses_agreement (org_id, version_id);

CREATE TABLE courses_course (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	unit_id      TEXT NOT NULL, -- the college
	code         TEXT NOT NULL CHECK (code <> ''), -- short, for people and for schema.org
	slug         TEXT NOT NULL CHECK (slug <> ''), -- in its address
	published_id TEXT, -- the version that is in the prospectus
	review_on    DATE,
	retired_on   DATE,
	version      INTEGER NOT NULL DEFAULT 1,
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (retired_on IS NULL OR published_id IS NULL)
);

CREATE UNIQUE INDEX courses_course_code ON courses_course (org_id, code);

CREATE UNIQUE INDEX courses_course_slug ON courses_course (org_id, slug);

CREATE TABLE courses_designer (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	version_id  TEXT NOT NULL,
	person_id   TEXT,
	name        TEXT NOT NULL CHECK (name <> ''),
	fold        TEXT NOT NULL,
	perspective TEXT NOT NULL CHECK (perspective IN ('lived experience', 'practitioner', 'carer', 'partner')),
	removed_at  TIMESTAMPTZ,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);

CREATE UNIQUE INDEX courses_designer_name ON courses_designer (org_id, version_id, fold) WHERE removed_at IS NULL AND person_id IS NULL;

CREATE INDEX courses_designer_of ON courses_designer (org_id, person_id) WHERE person_id IS NOT NULL;

CREATE UNIQUE INDEX courses_designer_person ON courses_designer (org_id, version_id, person_id) WHERE removed_at IS NULL AND person_id IS NOT NULL;

CREATE TABLE courses_file (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	course_id  TEXT NOT NULL,
	name       TEXT NOT NULL CHECK (name <> ''),
	kind       TEXT NOT NULL, -- media type
	size       INTEGER NOT NULL CHECK (size BETWEEN 1 AND 2097152),
	content    BYTEA NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id)
);

CREATE TABLE courses_log (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	version_id  TEXT NOT NULL,
	designer_id TEXT, -- whose contribution; none: everybody's
	on_date     DATE NOT NULL,
	words       TEXT NOT NULL CHECK (words <> ''),
	by_name     TEXT NOT NULL DEFAULT '', -- who wrote it down; none: the designer
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, designer_id) REFERENCES courses_designer (org_id, id)
);

CREATE INDEX courses_log_version ON courses_log (org_id, version_id, on_date);

CREATE TABLE courses_material (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	version_id TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('link', 'words', 'file')),
	title      TEXT NOT NULL CHECK (title <> ''),
	url        TEXT NOT NULL DEFAULT '',
	words      TEXT NOT NULL DEFAULT '',
	file_id    TEXT,
	visible    TEXT NOT NULL CHECK (visible IN ('everybody', 'booked', 'trainers')),
	position   INTEGER NOT NULL CHECK (position > 0),
	removed_at TIMESTAMPTZ,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id),
	FOREIGN KEY (org_id, file_id) REFERENCES courses_file (org_id, id),
	CHECK ((kind = 'link') = (url <> '')),
	CHECK ((kind = 'words') = (words <> '')),
	CHECK ((kind = 'file') = (file_id IS NOT NULL))
);

CREATE INDEX courses_material_version ON courses_material (org_id, version_id);

CREATE TABLE courses_outcome (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	version_id TEXT NOT NULL,
	position   INTEGER NOT NULL CHECK (position > 0),
	words      TEXT NOT NULL CHECK (words <> ''),
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, version_id) REFERENCES courses_version (org_id, id)
);

CREATE UNIQUE INDEX courses_outcome_position ON courses_outcome (org_id, version_id, position);

CREATE TABLE courses_outcome_aim (
	org_id     TEXT NOT NULL,
	outcome_id TEXT NOT NULL,
	aim_id     TEXT NOT NULL,
	PRIMARY KEY (org_id, outcome_id, aim_id),
	FOREIGN KEY (org_id, outcome_id) REFERENCES courses_outcome (org_id, id),
	FOREIGN KEY (org_id, aim_id) REFERENCES strategy_aim (org_id, id)
);

CREATE INDEX courses_outcome_aim_of ON courses_outcome_aim (org_id, aim_id);

CREATE TABLE courses_version (
	org_id          TEXT NOT NULL,
	id              TEXT NOT NULL,
	course_id       TEXT NOT NULL,
	number          INTEGER NOT NULL CHECK (number > 0),
	state           TEXT NOT NULL CHECK (state IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted', 'published', 'superseded', 'retired')),
	title           TEXT NOT NULL CHECK (title <> ''),
	fold            TEXT NOT NULL,
	summary         TEXT NOT NULL DEFAULT '',
	for_whom        TEXT NOT NULL DEFAULT '',
	audience        TEXT NOT NULL DEFAULT '', -- relations it is for, joined by commas; none: everybody
	strand          TEXT NOT NULL CHECK (strand IN ('understanding', 'rebuilding', 'skills', 'involved', 'carers')),
	level           TEXT NOT NULL CHECK (level IN ('introduction', 'going further', 'leading')),
	format          TEXT NOT NULL CHECK (format IN ('workshop', 'course', 'drop-in', 'talk', 'online', 'self-paced')),
	sessions        INTEGER NOT NULL DEFAULT 1 CHECK (sessions BETWEEN 1 AND 60),
	minutes         INTEGER NOT NULL DEFAULT 120 CHECK (minutes BETWEEN 15 AND 600), -- of one session
	capacity        INTEGER NOT NULL DEFAULT 12 CHECK (capacity BETWEEN 1 AND 1000), -- usual
	certificate_by  TEXT NOT NULL DEFAULT 'sessions' CHECK (certificate_by IN ('sessions', 'hours', 'none')),
	content_hash    TEXT NOT NULL DEFAULT '', -- of the words, outcomes and material: what is agreed
	lived_id        TEXT, -- the designer with lived experience whose agreement it was published on
	practitioner_id TEXT, -- and the practitioner
	override_by     TEXT NOT NULL DEFAULT '', -- who published without both designers
	override_reason TEXT NOT NULL DEFAULT '',
	published_at    TIMESTAMPTZ,
	version         INTEGER NOT NULL DEFAULT 1,
	created_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id),
	CHECK ((override_by = '') = (override_reason = '')),
	CHECK (state NOT IN ('published', 'superseded') OR published_at IS NOT NULL),
	CHECK (state NOT IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted') OR published_at IS NULL),
	CHECK (published_at IS NULL OR override_reason <> ''
		OR lived_id IS NOT NULL AND practitioner_id IS NOT NULL AND lived_id <> practitioner_id)
);

CREATE UNIQUE INDEX courses_version_draft ON courses_version (org_id, course_id) WHERE state IN ('idea', 'pairing', 'drafting', 'agreed', 'piloted');

CREATE UNIQUE INDEX courses_version_number ON courses_version (org_id, course_id, number);

CREATE UNIQUE INDEX courses_version_published ON courses_version (org_id, course_id) WHERE state = 'published';

CREATE TABLE evaluation_evaluation (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	title      TEXT NOT NULL CHECK (title <> ''),
	design     JSONB NOT NULL, -- see Design in design.go
	seed       BIGINT NOT NULL CHECK (seed > 0),
	created_by TEXT NOT NULL, -- account
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id)
);

CREATE TABLE evaluation_member (
	org_id        TEXT NOT NULL,
	evaluation_id TEXT NOT NULL,
	person        BIGINT NOT NULL,
	day           INTEGER NOT NULL, -- since 1 January 1970
	PRIMARY KEY (org_id, evaluation_id, person),
	FOREIGN KEY (org_id, evaluation_id) REFERENCES evaluation_evaluation (org_id, id)
);

CREATE TABLE evaluation_run (
	org_id        TEXT NOT NULL,
	evaluation_id TEXT NOT NULL,
	number        INTEGER NOT NULL CHECK (number > 0),
	state         TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'broken')),
	progress      INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
	hash          TEXT NOT NULL DEFAULT '', -- of the snapshot
	result        TEXT NOT NULL DEFAULT '', -- JSON
	why           TEXT NOT NULL DEFAULT '', -- it broke
	asked_at      TIMESTAMPTZ NOT NULL,
	ended_at      TIMESTAMPTZ,
	PRIMARY KEY (org_id, evaluation_id, number),
	FOREIGN KEY (org_id, evaluation_id) REFERENCES evaluation_evaluation (org_id, id)
);

CREATE UNIQUE INDEX evaluation_run_waiting ON evaluation_run (org_id, evaluation_id) WHERE state = 'waiting';

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

CREATE TABLE extracts_content (
	org_id   TEXT NOT NULL,
	hash     TEXT NOT NULL, -- SHA-256 of the file as it came
	batch_id TEXT NOT NULL,
	name     TEXT NOT NULL,
	bytes    BIGINT NOT NULL,
	PRIMARY KEY (org_id, hash),
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

CREATE TABLE extracts_snapshot (
	org_id  TEXT NOT NULL REFERENCES units_organisation (org_id),
	number  INTEGER NOT NULL CHECK (number >= 0),
	hash    TEXT NOT NULL, -- of the rows it was made from
	sum     TEXT NOT NULL, -- SHA-256 of all pieces one after the other
	content BYTEA NOT NULL,
	PRIMARY KEY (org_id, number)
);

CREATE TABLE extracts_source (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	name       TEXT NOT NULL, -- the record system, as its mapping calls it
	folded     TEXT NOT NULL, -- the name for comparing
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, folded)
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

CREATE TABLE funders_cost (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	unit_id      TEXT NOT NULL, -- the college
	year_id      TEXT NOT NULL,
	term_id      TEXT, -- none: of the whole year
	run_id       TEXT, -- none: of the whole term
	kind         TEXT NOT NULL CHECK (kind IN ('trainers', 'staff', 'room', 'materials', 'travel', 'design', 'refreshments', 'other')),
	pence        INTEGER NOT NULL CHECK (pence BETWEEN 1 AND 1000000000),
	on_date      DATE NOT NULL,
	note         TEXT NOT NULL DEFAULT '',
	corrects_id  TEXT, -- the line whose place this one takes
	by_name      TEXT NOT NULL,
	created_at   TIMESTAMPTZ NOT NULL,
	ended_at     TIMESTAMPTZ, -- corrected or taken out
	ended_by     TEXT NOT NULL DEFAULT '',
	ended_reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	FOREIGN KEY (org_id, term_id) REFERENCES college_term (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	FOREIGN KEY (org_id, corrects_id) REFERENCES funders_cost (org_id, id),
	CHECK (run_id IS NULL OR term_id IS NOT NULL),
	CHECK ((ended_at IS NULL) = (ended_reason = ''))
);

CREATE UNIQUE INDEX funders_cost_corrects ON funders_cost (org_id, corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX funders_cost_run ON funders_cost (org_id, run_id) WHERE run_id IS NOT NULL;

CREATE INDEX funders_cost_term ON funders_cost (org_id, term_id) WHERE term_id IS NOT NULL;

CREATE INDEX funders_cost_year ON funders_cost (org_id, year_id, on_date, id);

CREATE TABLE funders_edition (
	org_id    TEXT NOT NULL,
	id        TEXT NOT NULL,
	unit_id   TEXT NOT NULL, -- the college
	year_id   TEXT NOT NULL,
	term_id   TEXT, -- none: the whole year
	period_id TEXT NOT NULL, -- the term, or the year
	number    INTEGER NOT NULL CHECK (number > 0),
	title     TEXT NOT NULL CHECK (title <> ''),
	note      TEXT NOT NULL DEFAULT '',
	content   TEXT NOT NULL CHECK (content <> ''), -- JSON
	hash      TEXT NOT NULL CHECK (hash <> ''),
	frozen_at TIMESTAMPTZ NOT NULL,
	frozen_by TEXT NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	FOREIGN KEY (org_id, term_id) REFERENCES college_term (org_id, id)
);

CREATE UNIQUE INDEX funders_edition_number ON funders_edition (org_id, period_id, number);

CREATE INDEX funders_edition_year ON funders_edition (org_id, year_id, frozen_at);

CREATE TABLE funders_fidelity (
	org_id      TEXT NOT NULL,
	year_id     TEXT NOT NULL,
	perspective TEXT NOT NULL CHECK (perspective IN ('student', 'peer trainer', 'manager')),
	component   TEXT NOT NULL CHECK (component <> ''),
	score       INTEGER CHECK (score BETWEEN 0 AND 2), -- 0 to 2, or type 1 or 2; none: not scored
	note        TEXT NOT NULL DEFAULT '',
	by_name     TEXT NOT NULL,
	set_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, year_id, perspective, component),
	FOREIGN KEY (org_id, year_id) REFERENCES college_year (org_id, id),
	CHECK (score IS NOT NULL OR note <> '')
);

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);

CREATE TABLE indicators_comparison (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	name       TEXT NOT NULL CHECK (name <> ''),
	indicators TEXT NOT NULL, -- slugs with spaces between
	units      TEXT NOT NULL, -- ids with spaces between
	created_by TEXT NOT NULL, -- the account
	created_at TIMESTAMPTZ NOT NULL,
	removed_at TIMESTAMPTZ,
	PRIMARY KEY (org_id, id)
);

CREATE UNIQUE INDEX indicators_comparison_name ON indicators_comparison (org_id, created_by, name) WHERE removed_at IS NULL;

CREATE TABLE indicators_definition (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	indicator  TEXT NOT NULL, -- the slug: the name in addresses and files
	version    INTEGER NOT NULL CHECK (version > 0),
	text       TEXT NOT NULL, -- YAML
	reason     TEXT NOT NULL DEFAULT '', -- why it changed
	since      INTEGER NOT NULL DEFAULT 0, -- the first month that it is worked out for; 0 is all
	created_by TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	retired_at TIMESTAMPTZ,
	PRIMARY KEY (org_id, indicator, version)
);

CREATE TABLE indicators_mark (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	indicator  TEXT NOT NULL,
	version    INTEGER NOT NULL, -- of the definition, when it was decided
	unit_id    TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('rebase', 'baseline', 'ghost', 'note')),
	month      INTEGER NOT NULL, -- as year times twelve and the month from 0
	words      TEXT NOT NULL CHECK (words <> ''), -- the reason, printed under the chart
	action_id  TEXT, -- of the strategy, that a note leads to
	created_by TEXT NOT NULL, -- the account
	created_at TIMESTAMPTZ NOT NULL,
	removed_at TIMESTAMPTZ,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, indicator, version) REFERENCES indicators_definition (org_id, indicator, version),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id),
	CHECK (action_id IS NULL OR kind = 'note')
);

CREATE INDEX indicators_mark_action ON indicators_mark (org_id, action_id);

CREATE UNIQUE INDEX indicators_mark_once ON indicators_mark (org_id, indicator, unit_id, kind, month) WHERE removed_at IS NULL AND kind <> 'note';

CREATE TABLE indicators_result (
	org_id    TEXT NOT NULL,
	indicator TEXT NOT NULL,
	version   INTEGER NOT NULL,
	month     INTEGER NOT NULL, -- the last of the period
	run_id    TEXT NOT NULL,
	hash      TEXT NOT NULL, -- of the snapshot
	print     TEXT NOT NULL DEFAULT '', -- of all in the snapshot that could bear on the month: while it is the same, so are the cells
	cells     BYTEA NOT NULL,
	PRIMARY KEY (org_id, indicator, version, month),
	FOREIGN KEY (org_id, indicator, version) REFERENCES indicators_definition (org_id, indicator, version),
	FOREIGN KEY (org_id, run_id) REFERENCES indicators_run (org_id, id)
);

CREATE TABLE indicators_run (
	org_id      TEXT NOT NULL REFERENCES units_organisation (org_id),
	id          TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'broken')),
	hash        TEXT NOT NULL, -- of the snapshot: which rows it was made from
	first_month INTEGER NOT NULL DEFAULT 0, -- as year times twelve and the month from 0
	last_month  INTEGER NOT NULL DEFAULT 0,
	why         TEXT NOT NULL DEFAULT '',
	began_at    TIMESTAMPTZ NOT NULL,
	ended_at    TIMESTAMPTZ,
	PRIMARY KEY (org_id, id)
);

CREATE UNIQUE INDEX indicators_run_one ON indicators_run (org_id) WHERE state = 'running';

CREATE TABLE learning_asked (
	org_id TEXT NOT NULL,
	run_id TEXT NOT NULL,
	links  INTEGER NOT NULL CHECK (links >= 0),
	at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, run_id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id)
);

CREATE TABLE learning_certificate (
	org_id           TEXT NOT NULL,
	id               TEXT NOT NULL,
	unit_id          TEXT NOT NULL,
	student_id       TEXT NOT NULL,
	run_id           TEXT NOT NULL,
	code             TEXT NOT NULL CHECK (code <> ''), -- number and secret letters, as printed
	name             TEXT NOT NULL,
	fold             TEXT NOT NULL, -- what it is found by
	college          TEXT NOT NULL,
	title            TEXT NOT NULL,
	basis            TEXT NOT NULL CHECK (basis IN ('sessions', 'hours')),
	came             INTEGER NOT NULL CHECK (came > 0),
	held             INTEGER NOT NULL,
	minutes          INTEGER NOT NULL CHECK (minutes >= 0),
	from_on          DATE NOT NULL,
	to_on            DATE NOT NULL,
	issued_on        DATE NOT NULL,
	by_name          TEXT NOT NULL,
	withdrawn_on     DATE,
	withdrawn_reason TEXT NOT NULL DEFAULT '',
	created_at       TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	CHECK (came <= held),
	CHECK (to_on >= from_on),
	CHECK ((withdrawn_on IS NULL) = (withdrawn_reason = ''))
);

CREATE UNIQUE INDEX learning_certificate_code ON learning_certificate (org_id, code);

CREATE INDEX learning_certificate_list ON learning_certificate (org_id, unit_id, issued_on, id);

CREATE UNIQUE INDEX learning_certificate_once ON learning_certificate (org_id, run_id, student_id) WHERE withdrawn_on IS NULL;

CREATE INDEX learning_certificate_student ON learning_certificate (org_id, student_id, issued_on);

CREATE TABLE learning_feedback (
	org_id    TEXT NOT NULL,
	id        TEXT NOT NULL,
	run_id    TEXT NOT NULL,
	unit_id   TEXT NOT NULL,
	version_id TEXT NOT NULL DEFAULT '', -- of the questionnaire; none for the one that comes with Footbridge
	how_was   INTEGER NOT NULL CHECK (how_was BETWEEN 0 AND 5), -- 0: not asked, or not answered
	data      JSONB NOT NULL DEFAULT '{}', -- a FHIR QuestionnaireResponse
	how       TEXT NOT NULL CHECK (how IN ('link', 'paper')),
	on_date   DATE NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

CREATE INDEX learning_feedback_run ON learning_feedback (org_id, run_id, how_was);

CREATE TABLE learning_link (
	org_id  TEXT NOT NULL,
	hash    TEXT NOT NULL,
	run_id  TEXT NOT NULL,
	paper   BOOLEAN NOT NULL, -- printed on a form, not sent
	made_on DATE NOT NULL,
	used_on DATE,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id)
);

CREATE INDEX learning_link_run ON learning_link (org_id, run_id);

CREATE TABLE learning_number (
	org_id  TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	year    INTEGER NOT NULL,
	last    INTEGER NOT NULL CHECK (last > 0),
	PRIMARY KEY (org_id, unit_id, year),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

CREATE TABLE learning_plan (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	student_id  TEXT NOT NULL,
	unit_id     TEXT NOT NULL, -- the college, for counting plans and nothing else
	hopes       TEXT NOT NULL DEFAULT '',
	strengths   TEXT NOT NULL DEFAULT '',
	helps       TEXT NOT NULL DEFAULT '', -- what helps them learn, and support they would like
	wishes      TEXT NOT NULL DEFAULT '', -- courses they would like, in their own words
	steps       TEXT NOT NULL DEFAULT '', -- first steps
	review_on   DATE,
	reminded_on DATE, -- when the reminder of that review went out
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	updated_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

CREATE INDEX learning_plan_due ON learning_plan (org_id, review_on) WHERE review_on IS NOT NULL;

CREATE UNIQUE INDEX learning_plan_student ON learning_plan (org_id, student_id);

CREATE TABLE learning_plan_course (
	org_id    TEXT NOT NULL,
	plan_id   TEXT NOT NULL,
	course_id TEXT NOT NULL,
	PRIMARY KEY (org_id, plan_id, course_id),
	FOREIGN KEY (org_id, plan_id) REFERENCES learning_plan (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id)
);

CREATE TABLE learning_reading (
	org_id    TEXT NOT NULL,
	id        TEXT NOT NULL,
	share_id  TEXT NOT NULL,
	person_id TEXT, -- none: whoever held the link
	by_name   TEXT NOT NULL,
	sections  TEXT NOT NULL,
	how       TEXT NOT NULL CHECK (how IN ('read', 'opened to print', 'wrote')),
	at        TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, share_id) REFERENCES learning_share (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);

CREATE INDEX learning_reading_of ON learning_reading (org_id, share_id, at);

CREATE INDEX learning_reading_person ON learning_reading (org_id, person_id) WHERE person_id IS NOT NULL;

CREATE TABLE learning_review (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	plan_id    TEXT NOT NULL,
	on_date    DATE NOT NULL,
	back       TEXT NOT NULL DEFAULT '',
	ahead      TEXT NOT NULL DEFAULT '',
	next_on    DATE,
	kept       JSONB NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, plan_id) REFERENCES learning_plan (org_id, id),
	CHECK (back <> '' OR ahead <> '')
);

CREATE INDEX learning_review_of ON learning_review (org_id, plan_id, on_date);

CREATE TABLE learning_share (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	plan_id    TEXT NOT NULL,
	trainer_id TEXT,
	hash       TEXT, -- of the link's secret
	to_name    TEXT NOT NULL DEFAULT '', -- for whom the link is, in the owner's words
	sections   TEXT NOT NULL CHECK (sections <> ''),
	purpose    TEXT NOT NULL CHECK (purpose <> ''),
	may_write  BOOLEAN NOT NULL,
	from_on    DATE NOT NULL,
	until_on   DATE NOT NULL,
	ended_at   TIMESTAMPTZ,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, plan_id) REFERENCES learning_plan (org_id, id),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id),
	CHECK ((trainer_id IS NULL) <> (hash IS NULL)),
	CHECK (hash IS NULL OR NOT may_write),
	CHECK (until_on >= from_on)
);

CREATE UNIQUE INDEX learning_share_hash ON learning_share (org_id, hash) WHERE hash IS NOT NULL;

CREATE INDEX learning_share_plan ON learning_share (org_id, plan_id, created_at);

CREATE INDEX learning_share_trainer ON learning_share (org_id, trainer_id) WHERE trainer_id IS NOT NULL;

CREATE TABLE learning_step (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	student_id TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('further course', 'peer training', 'volunteering', 'study', 'work', 'other')),
	on_date    DATE NOT NULL,
	words      TEXT NOT NULL DEFAULT '',
	told_by    TEXT NOT NULL CHECK (told_by IN ('student', 'staff')),
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id)
);

CREATE INDEX learning_step_list ON learning_step (org_id, unit_id, on_date, id);

CREATE INDEX learning_step_student ON learning_step (org_id, student_id, on_date);

CREATE TABLE library_item (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	unit_id      TEXT NOT NULL, -- the college
	kind         TEXT NOT NULL CHECK (kind IN ('book', 'leaflet', 'handout', 'game', 'recording')),
	title        TEXT NOT NULL CHECK (title <> ''),
	author       TEXT NOT NULL DEFAULT '',
	about        TEXT NOT NULL DEFAULT '',
	fold         TEXT NOT NULL, -- of title and author
	shelf        TEXT NOT NULL DEFAULT '',
	copies       INTEGER NOT NULL CHECK (copies BETWEEN 0 AND 1000), -- bought or given; 0: on line only
	lent         INTEGER NOT NULL DEFAULT 0 CHECK (lent >= 0),
	lost         INTEGER NOT NULL DEFAULT 0 CHECK (lost >= 0),
	url          TEXT NOT NULL DEFAULT '',
	file_name    TEXT NOT NULL DEFAULT '',
	file_kind    TEXT NOT NULL DEFAULT '',
	file_size    INTEGER NOT NULL DEFAULT 0,
	content      BYTEA,
	withdrawn_on DATE,
	version      INTEGER NOT NULL DEFAULT 1,
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (lent + lost <= copies),
	CHECK ((content IS NULL) = (file_name = ''))
);

CREATE INDEX library_item_title ON library_item (org_id, fold, id);

CREATE TABLE library_loan (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	item_id     TEXT NOT NULL,
	student_id  TEXT NOT NULL,
	lent_on     DATE NOT NULL,
	due_on      DATE NOT NULL,
	renewals    INTEGER NOT NULL DEFAULT 0 CHECK (renewals BETWEEN 0 AND 20),
	reminded_on DATE,
	ended_on    DATE,
	how         TEXT NOT NULL DEFAULT '' CHECK (how IN ('', 'returned', 'lost')),
	by_name     TEXT NOT NULL, -- who lent it
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, item_id) REFERENCES library_item (org_id, id),
	FOREIGN KEY (org_id, student_id) REFERENCES college_student (org_id, id),
	CHECK (due_on >= lent_on),
	CHECK (ended_on IS NULL OR ended_on >= lent_on),
	CHECK ((ended_on IS NULL) = (how = ''))
);

CREATE INDEX library_loan_due ON library_loan (org_id, due_on, id) WHERE ended_on IS NULL;

CREATE INDEX library_loan_item ON library_loan (org_id, item_id, lent_on);

CREATE INDEX library_loan_student ON library_loan (org_id, student_id, lent_on);

CREATE TABLE notify_message (
	org_id       TEXT NOT NULL REFERENCES units_organisation (org_id),
	id           TEXT NOT NULL,
	key          TEXT NOT NULL CHECK (key <> ''),
	person_id    TEXT NOT NULL,
	to_name      TEXT NOT NULL,
	to_email     TEXT NOT NULL,
	to_phone     TEXT NOT NULL,
	to_address   TEXT NOT NULL,
	channel      TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'letter', 'phone', 'none')),
	format       TEXT NOT NULL,
	template     TEXT NOT NULL CHECK (template <> ''),
	subject      TEXT NOT NULL CHECK (subject <> ''),
	body         TEXT NOT NULL,
	urgent       BOOLEAN NOT NULL,
	quiet_from   BIGINT NOT NULL CHECK (quiet_from BETWEEN 0 AND 23),
	quiet_to     BIGINT NOT NULL CHECK (quiet_to BETWEEN 0 AND 23),
	state        TEXT NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'sent', 'failed', 'by hand', 'to post', 'done', 'not wanted', 'cancelled')),
	attempts     BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	not_before   TIMESTAMPTZ NOT NULL,
	claimed_at   TIMESTAMPTZ,
	sent_at      TIMESTAMPTZ,
	words        TEXT NOT NULL DEFAULT '',
	handled_by   TEXT NOT NULL DEFAULT '',
	created_at   TIMESTAMPTZ NOT NULL,
	updated_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	CHECK (state NOT IN ('sent', 'done') OR sent_at IS NOT NULL),
	CHECK (state <> 'sending' OR claimed_at IS NOT NULL)
);

CREATE UNIQUE INDEX notify_message_key ON notify_message (org_id, key);

CREATE INDEX notify_message_list ON notify_message (org_id, created_at, id);

CREATE INDEX notify_message_person ON notify_message (org_id, person_id) WHERE person_id <> '';

CREATE INDEX notify_message_state ON notify_message (org_id, state, created_at, id);

CREATE INDEX notify_message_waiting ON notify_message (org_id, updated_at) WHERE state IN ('queued', 'held', 'sending');

CREATE TABLE notify_words (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	template   TEXT NOT NULL CHECK (template <> ''),
	subject    TEXT NOT NULL CHECK (subject <> ''),
	body       TEXT NOT NULL CHECK (body <> ''),
	by_name    TEXT NOT NULL,
	changed_at TIMESTAMPTZ NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, template)
);

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

CREATE INDEX people_merge_drop ON people_merge (org_id, drop_id);

CREATE INDEX people_merge_keep ON people_merge (org_id, keep_id);

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

CREATE INDEX people_person_email ON people_person (org_id, email_fold) WHERE email_fold <> '';

CREATE INDEX people_person_inside ON people_person (org_id, search, id) WHERE merged_into IS NULL AND erased_at IS NULL;

CREATE INDEX people_person_list ON people_person (org_id, fold, id) WHERE merged_into IS NULL AND erased_at IS NULL;

CREATE INDEX people_person_merged ON people_person (org_id, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE people_word (
	org_id    TEXT NOT NULL,
	word      BYTEA NOT NULL,
	person_id TEXT NOT NULL,
	PRIMARY KEY (org_id, word, person_id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);

CREATE INDEX people_word_person ON people_word (org_id, person_id, word);

CREATE TABLE prospectus_calendar (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	person_id  TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('student', 'trainer')),
	token_hash TEXT NOT NULL CHECK (token_hash <> ''),
	made_at    TIMESTAMPTZ NOT NULL,
	used_on    DATE, -- the last day on which a calendar asked
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id)
);

CREATE UNIQUE INDEX prospectus_calendar_hash ON prospectus_calendar (org_id, token_hash);

CREATE UNIQUE INDEX prospectus_calendar_person ON prospectus_calendar (org_id, person_id, kind);

CREATE TABLE prospectus_interest (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	course_id    TEXT NOT NULL,
	person_id    TEXT,
	email        TEXT NOT NULL DEFAULT '', -- in small letters; of somebody who is no student
	token        TEXT NOT NULL CHECK (token <> ''),
	asked_at     TIMESTAMPTZ NOT NULL,
	confirmed_at TIMESTAMPTZ,
	until_on     DATE NOT NULL, -- the last day
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK ((person_id IS NULL) = (email <> '')),
	CHECK (person_id IS NULL OR confirmed_at IS NOT NULL)
);

CREATE UNIQUE INDEX prospectus_interest_email ON prospectus_interest (org_id, course_id, email) WHERE email <> '';

CREATE UNIQUE INDEX prospectus_interest_person ON prospectus_interest (org_id, course_id, person_id) WHERE person_id IS NOT NULL;

CREATE UNIQUE INDEX prospectus_interest_token ON prospectus_interest (org_id, token);

CREATE INDEX prospectus_interest_until ON prospectus_interest (org_id, until_on);

CREATE TABLE prospectus_told (
	org_id      TEXT NOT NULL,
	interest_id TEXT NOT NULL,
	run_id      TEXT NOT NULL,
	told_at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, interest_id, run_id),
	FOREIGN KEY (org_id, interest_id) REFERENCES prospectus_interest (org_id, id) ON DELETE CASCADE,
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id)
);

CREATE TABLE prospectus_words (
	org_id     TEXT NOT NULL,
	unit_id    TEXT NOT NULL, -- the college
	foreword   TEXT NOT NULL DEFAULT '',
	signed     TEXT NOT NULL DEFAULT '', -- whose words they are
	how        TEXT NOT NULL DEFAULT '', -- how to enrol
	changed_at TIMESTAMPTZ NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, unit_id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

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

CREATE UNIQUE INDEX questionnaires_version_draft ON questionnaires_version (org_id, questionnaire_id) WHERE state = 'draft';

CREATE UNIQUE INDEX questionnaires_version_number ON questionnaires_version (org_id, questionnaire_id, number);

CREATE TABLE river_client (
    id text PRIMARY KEY NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    metadata blob NOT NULL DEFAULT (json('{}')),
    paused_at timestamp,
    updated_at timestamp NOT NULL,
    CONSTRAINT name_length CHECK (length(id) > 0 AND length(id) < 128)
);

CREATE TABLE river_client_queue (
    river_client_id text NOT NULL REFERENCES river_client (id) ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    max_workers integer NOT NULL DEFAULT 0,
    metadata blob NOT NULL DEFAULT (json('{}')),
    num_jobs_completed integer NOT NULL DEFAULT 0,
    num_jobs_running integer NOT NULL DEFAULT 0,
    updated_at timestamp NOT NULL,
    PRIMARY KEY (river_client_id, name),
    CONSTRAINT name_length CHECK (length(name) > 0 AND length(name) < 128),
    CONSTRAINT num_jobs_completed_zero_or_positive CHECK (num_jobs_completed >= 0),
    CONSTRAINT num_jobs_running_zero_or_positive CHECK (num_jobs_running >= 0)
);

CREATE TABLE river_job (
    id integer PRIMARY KEY, -- SQLite makes this autoincrementing automatically
    args blob NOT NULL DEFAULT '{}',
    attempt integer NOT NULL DEFAULT 0,
    attempted_at timestamp,
    attempted_by blob, -- json
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    errors blob, -- json
    finalized_at timestamp,
    kind text NOT NULL,
    max_attempts integer NOT NULL,
    metadata blob NOT NULL DEFAULT (json('{}')),
    priority integer NOT NULL DEFAULT 1,
    queue text NOT NULL DEFAULT 'default',
    state text NOT NULL DEFAULT 'available',
    scheduled_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tags blob NOT NULL DEFAULT (json('[]')),
    unique_key blob,
    unique_states integer,
    CONSTRAINT finalized_or_finalized_at_null CHECK (
        (finalized_at IS NULL AND state NOT IN ('cancelled', 'completed', 'discarded')) OR
        (finalized_at IS NOT NULL AND state IN ('cancelled', 'completed', 'discarded'))
    ),
    CONSTRAINT priority_in_range CHECK (priority >= 1 AND priority <= 4),
    CONSTRAINT queue_length CHECK (length(queue) > 0 AND length(queue) < 128),
    CONSTRAINT kind_length CHECK (length(kind) > 0 AND length(kind) < 128),
    CONSTRAINT state_valid CHECK (state IN ('available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'))
);

CREATE INDEX river_job_kind ON river_job (kind);

CREATE INDEX river_job_prioritized_fetching_index ON river_job (state, queue, priority, scheduled_at, id);

CREATE INDEX river_job_state_and_finalized_at_index ON river_job (state, finalized_at) WHERE finalized_at IS NOT NULL;

CREATE UNIQUE INDEX river_job_unique_idx ON river_job (unique_key)
    WHERE unique_key IS NOT NULL
        AND unique_states IS NOT NULL
        AND CASE state
            WHEN 'available' THEN unique_states & (1 << 0)
            WHEN 'cancelled' THEN unique_states & (1 << 1)
            WHEN 'completed' THEN unique_states & (1 << 2)
            WHEN 'discarded' THEN unique_states & (1 << 3)
            WHEN 'pending'   THEN unique_states & (1 << 4)
            WHEN 'retryable' THEN unique_states & (1 << 5)
            WHEN 'running'   THEN unique_states & (1 << 6)
            WHEN 'scheduled' THEN unique_states & (1 << 7)
            ELSE 0
        END >= 1;

CREATE TABLE river_leader (
    elected_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    leader_id text NOT NULL,
    name text PRIMARY KEY NOT NULL DEFAULT 'default' CHECK (name = 'default'),
    CONSTRAINT name_length CHECK (length(name) > 0 AND length(name) < 128),
    CONSTRAINT leader_id_length CHECK (length(leader_id) > 0 AND length(leader_id) < 128)
);

CREATE TABLE river_migration (
    line text NOT NULL,
    version integer NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT line_length CHECK (length(line) > 0 AND length(line) < 128),
    CONSTRAINT version_gte_1 CHECK (version >= 1),
    PRIMARY KEY (line, version)
);

CREATE TABLE river_queue (
    name text PRIMARY KEY NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    metadata blob NOT NULL DEFAULT (json('{}')),
    paused_at timestamp,
    updated_at timestamp NOT NULL
);

CREATE TABLE strategy_action_aim (
	org_id    TEXT NOT NULL,
	action_id TEXT NOT NULL,
	aim_id    TEXT NOT NULL,
	PRIMARY KEY (org_id, action_id, aim_id),
	FOREIGN KEY (org_id, action_id) REFERENCES strategy_item (org_id, action_id),
	FOREIGN KEY (org_id, aim_id) REFERENCES strategy_aim (org_id, id)
);

CREATE INDEX strategy_action_aim_aim ON strategy_action_aim (org_id, aim_id);

CREATE TABLE strategy_aim (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	slug       TEXT NOT NULL CHECK (slug <> ''),
	kind       TEXT NOT NULL CHECK (kind IN ('aim', 'strand', 'challenge')),
	parent_id  TEXT,
	label      TEXT NOT NULL CHECK (label <> ''),
	about      TEXT NOT NULL DEFAULT '',
	position   INTEGER NOT NULL,
	retired_on DATE,
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, parent_id) REFERENCES strategy_aim (org_id, id),
	CHECK ((kind = 'strand') = (parent_id IS NOT NULL))
);

CREATE UNIQUE INDEX strategy_aim_slug ON strategy_aim (org_id, slug);

CREATE TABLE strategy_attendance (
	org_id     TEXT NOT NULL,
	meeting_id TEXT NOT NULL,
	member_id  TEXT NOT NULL,
	came       BOOLEAN NOT NULL, -- false: not able to come
	PRIMARY KEY (org_id, meeting_id, member_id),
	FOREIGN KEY (org_id, meeting_id) REFERENCES strategy_meeting (org_id, id),
	FOREIGN KEY (org_id, member_id) REFERENCES strategy_member (org_id, id)
);

CREATE TABLE strategy_correction (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	decision_id TEXT,
	meeting_id  TEXT, -- a joint meeting about a local plan
	words       TEXT NOT NULL CHECK (words <> ''),
	by_id       TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, decision_id) REFERENCES strategy_decision (org_id, id),
	FOREIGN KEY (org_id, meeting_id) REFERENCES strategy_plan_meeting (org_id, id),
	CHECK ((decision_id IS NULL) <> (meeting_id IS NULL))
);

CREATE INDEX strategy_correction_decision ON strategy_correction (org_id, decision_id) WHERE decision_id IS NOT NULL;

CREATE INDEX strategy_correction_meeting ON strategy_correction (org_id, meeting_id) WHERE meeting_id IS NOT NULL;

CREATE TABLE strategy_decision (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	meeting_id  TEXT NOT NULL,
	words       TEXT NOT NULL CHECK (words <> ''),
	asks_board  BOOLEAN NOT NULL DEFAULT FALSE, -- the board is asked to decide it
	answer      TEXT NOT NULL DEFAULT '',       -- what the board said
	answered_on DATE,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, meeting_id) REFERENCES strategy_meeting (org_id, id),
	CHECK ((answered_on IS NULL) = (answer = '')),
	CHECK (answered_on IS NULL OR asks_board)
);

CREATE INDEX strategy_decision_meeting ON strategy_decision (org_id, meeting_id);

CREATE TABLE strategy_decision_action (
	org_id      TEXT NOT NULL,
	decision_id TEXT NOT NULL,
	action_id   TEXT NOT NULL,
	PRIMARY KEY (org_id, decision_id, action_id),
	FOREIGN KEY (org_id, decision_id) REFERENCES strategy_decision (org_id, id),
	FOREIGN KEY (org_id, action_id) REFERENCES strategy_item (org_id, action_id)
);

CREATE TABLE strategy_decision_objective (
	org_id       TEXT NOT NULL,
	decision_id  TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	PRIMARY KEY (org_id, decision_id, objective_id),
	FOREIGN KEY (org_id, decision_id) REFERENCES strategy_decision (org_id, id),
	FOREIGN KEY (org_id, objective_id) REFERENCES strategy_objective (org_id, id)
);

CREATE INDEX strategy_decision_objective_objective ON strategy_decision_objective (org_id, objective_id);

CREATE TABLE strategy_highlight (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	strategy_id TEXT NOT NULL,
	from_on     DATE NOT NULL,
	to_on       DATE NOT NULL,
	summary     TEXT NOT NULL DEFAULT '',
	corrects_id TEXT,
	correction  TEXT NOT NULL DEFAULT '', -- what was wrong
	content     JSONB,
	words       TEXT NOT NULL DEFAULT '', -- Markdown, as frozen
	hash        TEXT NOT NULL DEFAULT '',
	frozen_at   TIMESTAMPTZ,
	frozen_by   TEXT NOT NULL DEFAULT '',
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	FOREIGN KEY (org_id, corrects_id) REFERENCES strategy_highlight (org_id, id),
	CHECK (from_on <= to_on),
	CHECK ((corrects_id IS NULL) = (correction = '')),
	CHECK ((frozen_at IS NULL) = (content IS NULL)),
	CHECK ((frozen_at IS NULL) = (hash = '')),
	CHECK ((frozen_at IS NULL) = (words = '')),
	CHECK ((frozen_at IS NULL) = (frozen_by = ''))
);

CREATE UNIQUE INDEX strategy_highlight_correction ON strategy_highlight (org_id, corrects_id) WHERE corrects_id IS NOT NULL;

CREATE UNIQUE INDEX strategy_highlight_period ON strategy_highlight (org_id, strategy_id, from_on, to_on) WHERE corrects_id IS NULL;

CREATE TABLE strategy_import (
	org_id         TEXT NOT NULL REFERENCES units_organisation (org_id),
	id             TEXT NOT NULL,
	strategy_id    TEXT NOT NULL,
	strategy_title TEXT NOT NULL,
	file_name      TEXT NOT NULL CHECK (file_name <> ''),
	sha256         TEXT NOT NULL CHECK (length(sha256) = 64),
	hash           TEXT NOT NULL CHECK (length(hash) = 64), -- of the preview that was committed
	counts         JSONB NOT NULL,
	rows           JSONB NOT NULL, -- what happened row by row
	before         JSONB NOT NULL, -- what was changed, as it was before and after
	by_id          TEXT NOT NULL,
	by_name        TEXT NOT NULL,
	created_at     TIMESTAMPTZ NOT NULL,
	undone_at      TIMESTAMPTZ,
	undone_by      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	CHECK ((undone_at IS NULL) = (undone_by = ''))
);

CREATE INDEX strategy_import_when ON strategy_import (org_id, created_at);

CREATE TABLE strategy_item (
	org_id       TEXT NOT NULL,
	action_id    TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	plan_id      TEXT,                           -- NULL: the trust's own
	position     INTEGER NOT NULL,
	whole        BOOLEAN NOT NULL DEFAULT FALSE, -- the action is the objective itself: the plan left its cell empty
	PRIMARY KEY (org_id, action_id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id),
	FOREIGN KEY (org_id, objective_id) REFERENCES strategy_objective (org_id, id),
	FOREIGN KEY (org_id, plan_id) REFERENCES strategy_plan (org_id, id)
);

CREATE INDEX strategy_item_objective ON strategy_item (org_id, objective_id, position);

CREATE INDEX strategy_item_plan ON strategy_item (org_id, plan_id) WHERE plan_id IS NOT NULL;

CREATE TABLE strategy_meeting (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	strategy_id TEXT NOT NULL,
	on_date     DATE NOT NULL,
	place       TEXT NOT NULL DEFAULT '',
	link        TEXT NOT NULL DEFAULT '',
	agenda      TEXT NOT NULL DEFAULT '',
	notes       TEXT NOT NULL DEFAULT '',
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id)
);

CREATE UNIQUE INDEX strategy_meeting_date ON strategy_meeting (org_id, strategy_id, on_date);

CREATE TABLE strategy_member (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	strategy_id TEXT NOT NULL,
	person_id   TEXT,
	post_id     TEXT,
	partner_id  TEXT,
	name        TEXT NOT NULL CHECK (name <> ''),
	role        TEXT NOT NULL CHECK (role IN ('chair', 'member', 'in attendance')),
	perspective TEXT NOT NULL CHECK (perspective IN ('executive', 'clinical', 'lived experience', 'carer', 'partner', 'commissioner')),
	from_on     DATE NOT NULL,
	until_on    DATE,
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, post_id) REFERENCES units_post (org_id, id),
	FOREIGN KEY (org_id, partner_id) REFERENCES units_partner (org_id, id),
	CHECK (until_on IS NULL OR until_on >= from_on),
	CHECK ((person_id IS NOT NULL AND post_id IS NULL AND partner_id IS NULL)
		OR (person_id IS NULL AND post_id IS NOT NULL AND partner_id IS NULL)
		OR (person_id IS NULL AND post_id IS NULL AND partner_id IS NOT NULL))
);

CREATE UNIQUE INDEX strategy_member_seat ON strategy_member (org_id, strategy_id, coalesce(person_id, post_id, partner_id)) WHERE until_on IS NULL;

CREATE INDEX strategy_member_strategy ON strategy_member (org_id, strategy_id, from_on);

CREATE TABLE strategy_objective (
	org_id          TEXT NOT NULL,
	id              TEXT NOT NULL,
	strategy_id     TEXT NOT NULL,
	number          INTEGER NOT NULL CHECK (number > 0),
	title           TEXT NOT NULL CHECK (title <> ''),
	search          TEXT NOT NULL,           -- title, folded
	about           TEXT NOT NULL DEFAULT '',
	override_status TEXT NOT NULL DEFAULT '' CHECK (override_status IN ('', 'not started', 'on track', 'at risk', 'off track')),
	override_reason TEXT NOT NULL DEFAULT '',
	override_by     TEXT NOT NULL DEFAULT '',
	override_on     DATE,
	withdrawn_on    DATE,
	withdrawn_why   TEXT NOT NULL DEFAULT '',
	version         INTEGER NOT NULL DEFAULT 1,
	created_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	CHECK ((override_status = '') = (override_reason = '')),
	CHECK ((withdrawn_on IS NULL) = (withdrawn_why = ''))
);

CREATE UNIQUE INDEX strategy_objective_number ON strategy_objective (org_id, strategy_id, number) WHERE withdrawn_on IS NULL;

CREATE TABLE strategy_objective_aim (
	org_id       TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	aim_id       TEXT NOT NULL,
	PRIMARY KEY (org_id, objective_id, aim_id),
	FOREIGN KEY (org_id, objective_id) REFERENCES strategy_objective (org_id, id),
	FOREIGN KEY (org_id, aim_id) REFERENCES strategy_aim (org_id, id)
);

CREATE INDEX strategy_objective_aim_aim ON strategy_objective_aim (org_id, aim_id);

CREATE TABLE strategy_plan (
	org_id        TEXT NOT NULL,
	id            TEXT NOT NULL,
	strategy_id   TEXT NOT NULL,
	unit_id       TEXT NOT NULL,
	title         TEXT NOT NULL CHECK (title <> ''),
	statement     TEXT NOT NULL DEFAULT '', -- what recovery and inclusion mean here
	state         TEXT NOT NULL CHECK (state IN ('draft', 'signed off', 'closed')),
	signed_off_on DATE,
	review_on     DATE,
	closed_on     DATE,
	closed_why    TEXT NOT NULL DEFAULT '',
	version       INTEGER NOT NULL DEFAULT 1,
	created_at    TIMESTAMPTZ NOT NULL, profile TEXT NOT NULL DEFAULT '', gaps TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (state <> 'draft' OR signed_off_on IS NULL),
	CHECK (state <> 'signed off' OR signed_off_on IS NOT NULL),
	CHECK ((state = 'closed') = (closed_on IS NOT NULL)),
	CHECK ((closed_on IS NULL) = (closed_why = ''))
);

CREATE UNIQUE INDEX strategy_plan_unit ON strategy_plan (org_id, strategy_id, unit_id);

CREATE TABLE strategy_plan_decision (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	plan_id      TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	decision     TEXT NOT NULL CHECK (decision IN ('taken', 'dropped', 'restored')),
	why          TEXT NOT NULL DEFAULT '',
	by_id        TEXT NOT NULL,
	by_name      TEXT NOT NULL,
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, plan_id, objective_id) REFERENCES strategy_plan_objective (org_id, plan_id, objective_id),
	CHECK (decision <> 'dropped' OR why <> '')
);

CREATE INDEX strategy_plan_decision_plan ON strategy_plan_decision (org_id, plan_id, objective_id);

CREATE TABLE strategy_plan_edition (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	plan_id    TEXT NOT NULL,
	number     INTEGER NOT NULL CHECK (number > 0),
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, plan_id) REFERENCES strategy_plan (org_id, id)
);

CREATE UNIQUE INDEX strategy_plan_edition_number ON strategy_plan_edition (org_id, plan_id, number);

CREATE TABLE strategy_plan_meeting (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	plan_id    TEXT NOT NULL,
	on_date    DATE NOT NULL,
	said       TEXT NOT NULL CHECK (said <> ''),
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, plan_id) REFERENCES strategy_plan (org_id, id)
);

CREATE INDEX strategy_plan_meeting_plan ON strategy_plan_meeting (org_id, plan_id, on_date);

CREATE TABLE strategy_plan_objective (
	org_id       TEXT NOT NULL,
	plan_id      TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	title        TEXT NOT NULL DEFAULT '', -- local words; '' keeps the trust's own
	about        TEXT NOT NULL DEFAULT '',
	decision     TEXT NOT NULL CHECK (decision IN ('taken', 'dropped')),
	dropped_why  TEXT NOT NULL DEFAULT '',
	decided_on   DATE NOT NULL,
	decided_by   TEXT NOT NULL,
	version      INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (org_id, plan_id, objective_id),
	FOREIGN KEY (org_id, plan_id) REFERENCES strategy_plan (org_id, id),
	FOREIGN KEY (org_id, objective_id) REFERENCES strategy_objective (org_id, id),
	CHECK ((decision = 'dropped') = (dropped_why <> ''))
);

CREATE INDEX strategy_plan_objective_objective ON strategy_plan_objective (org_id, objective_id);

CREATE TABLE strategy_plan_part (
	org_id       TEXT NOT NULL,
	id           TEXT NOT NULL,
	plan_id      TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	partner_id   TEXT NOT NULL,
	part         TEXT NOT NULL CHECK (part <> ''),
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, plan_id, objective_id) REFERENCES strategy_plan_objective (org_id, plan_id, objective_id),
	FOREIGN KEY (org_id, partner_id) REFERENCES units_partner (org_id, id)
);

CREATE UNIQUE INDEX strategy_plan_part_partner ON strategy_plan_part (org_id, plan_id, objective_id, partner_id);

CREATE TABLE strategy_plan_present (
	org_id     TEXT NOT NULL,
	meeting_id TEXT NOT NULL,
	position   INTEGER NOT NULL,
	partner_id TEXT, -- NULL: the trust's own people
	group_name TEXT NOT NULL CHECK (group_name <> ''),
	who        TEXT NOT NULL CHECK (who <> ''),
	PRIMARY KEY (org_id, meeting_id, position),
	FOREIGN KEY (org_id, meeting_id) REFERENCES strategy_plan_meeting (org_id, id),
	FOREIGN KEY (org_id, partner_id) REFERENCES units_partner (org_id, id)
);

CREATE TABLE strategy_plan_signature (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	edition_id TEXT NOT NULL,
	role       TEXT NOT NULL CHECK (role IN ('partner', 'user group', 'carer group')),
	partner_id TEXT NOT NULL,
	group_name TEXT NOT NULL CHECK (group_name <> ''),
	signed_on  DATE NOT NULL,
	changed    TEXT NOT NULL CHECK (changed <> ''), -- "nothing changed" is said in words
	plan_hash  TEXT NOT NULL CHECK (length(plan_hash) = 64),
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, edition_id) REFERENCES strategy_plan_edition (org_id, id),
	FOREIGN KEY (org_id, partner_id) REFERENCES units_partner (org_id, id)
);

CREATE UNIQUE INDEX strategy_plan_signature_once ON strategy_plan_signature (org_id, edition_id, partner_id, plan_hash);

CREATE UNIQUE INDEX strategy_plan_signature_role ON strategy_plan_signature (org_id, edition_id, role, id);

CREATE TABLE strategy_plan_signoff (
	org_id       TEXT NOT NULL,
	edition_id   TEXT NOT NULL,
	kind         TEXT NOT NULL CHECK (kind IN ('borough', 'specialty', 'team')),
	partner_role TEXT NOT NULL DEFAULT 'partner' CHECK (partner_role = 'partner'),
	partner_sign TEXT,
	user_role    TEXT NOT NULL DEFAULT 'user group' CHECK (user_role = 'user group'),
	user_sign    TEXT NOT NULL,
	carer_role   TEXT NOT NULL DEFAULT 'carer group' CHECK (carer_role = 'carer group'),
	carer_sign   TEXT,
	signed_on    DATE NOT NULL,
	by_id        TEXT NOT NULL,
	by_name      TEXT NOT NULL,
	content      JSONB NOT NULL,
	hash         TEXT NOT NULL CHECK (length(hash) = 64),
	created_at   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, edition_id),
	FOREIGN KEY (org_id, edition_id) REFERENCES strategy_plan_edition (org_id, id),
	FOREIGN KEY (org_id, edition_id, partner_role, partner_sign) REFERENCES strategy_plan_signature (org_id, edition_id, role, id),
	FOREIGN KEY (org_id, edition_id, user_role, user_sign) REFERENCES strategy_plan_signature (org_id, edition_id, role, id),
	FOREIGN KEY (org_id, edition_id, carer_role, carer_sign) REFERENCES strategy_plan_signature (org_id, edition_id, role, id),
	CHECK (kind <> 'borough' OR partner_sign IS NOT NULL AND carer_sign IS NOT NULL)
);

CREATE TABLE strategy_pledge (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	strategy_id TEXT NOT NULL,
	number      INTEGER NOT NULL CHECK (number > 0),
	words       TEXT NOT NULL CHECK (words <> ''),
	by_id       TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id)
);

CREATE UNIQUE INDEX strategy_pledge_number ON strategy_pledge (org_id, strategy_id, number);

CREATE UNIQUE INDEX strategy_pledge_strategy ON strategy_pledge (org_id, strategy_id, id);

CREATE TABLE strategy_signup (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	strategy_id TEXT NOT NULL,
	pledge_id   TEXT NOT NULL,
	partner_id  TEXT NOT NULL,
	level       TEXT NOT NULL CHECK (level IN ('trust', 'local')),
	unit_id     TEXT, -- of a local one
	signatory   TEXT NOT NULL CHECK (signatory <> ''), -- the post of who signed, in words
	contact     TEXT NOT NULL DEFAULT '',
	signed_on   DATE NOT NULL,
	renew_on    DATE NOT NULL,
	ended_on    DATE,
	ended_why   TEXT NOT NULL DEFAULT '',
	renews_id   TEXT, -- the sign-up that this one renews
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id, pledge_id) REFERENCES strategy_pledge (org_id, strategy_id, id),
	FOREIGN KEY (org_id, partner_id) REFERENCES units_partner (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	FOREIGN KEY (org_id, renews_id) REFERENCES strategy_signup (org_id, id),
	CHECK ((level = 'local') = (unit_id IS NOT NULL)),
	CHECK ((ended_on IS NULL) = (ended_why = '')),
	CHECK (renew_on > signed_on)
);

CREATE UNIQUE INDEX strategy_signup_once ON strategy_signup (org_id, strategy_id, partner_id, level, coalesce(unit_id, '')) WHERE ended_on IS NULL;

CREATE TABLE strategy_strategy (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	title      TEXT NOT NULL CHECK (title <> ''),
	statement  TEXT NOT NULL DEFAULT '',
	from_month TEXT NOT NULL CHECK (length(from_month) = 7),
	to_month   TEXT NOT NULL CHECK (length(to_month) = 7),
	state      TEXT NOT NULL CHECK (state IN ('draft', 'live', 'closed')),
	version    INTEGER NOT NULL DEFAULT 1,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	CHECK (from_month <= to_month)
);

CREATE UNIQUE INDEX strategy_strategy_live ON strategy_strategy (org_id) WHERE state = 'live';

CREATE TABLE strategy_upload (
	org_id      TEXT NOT NULL REFERENCES units_organisation (org_id),
	id          TEXT NOT NULL,
	strategy_id TEXT,                               -- NULL: a new strategy
	new_title   TEXT NOT NULL DEFAULT '',           -- of the new strategy
	file_name   TEXT NOT NULL CHECK (file_name <> ''),
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	content     BYTEA NOT NULL,
	mapping     JSONB NOT NULL,
	by_id       TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	created_at  TIMESTAMPTZ NOT NULL,
	expires_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	CHECK ((strategy_id IS NULL) = (new_title <> ''))
);

CREATE INDEX strategy_upload_expires ON strategy_upload (org_id, expires_at);

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

CREATE TABLE surveys_sent (
	org_id     TEXT NOT NULL,
	hash       TEXT NOT NULL,
	expires_on DATE NOT NULL,
	PRIMARY KEY (org_id, hash),
	FOREIGN KEY (org_id) REFERENCES units_organisation (org_id)
);

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

CREATE TABLE surveys_wave_group (
	org_id   TEXT NOT NULL,
	wave_id  TEXT NOT NULL,
	question TEXT NOT NULL, -- link ID of the question about the group
	answer   TEXT NOT NULL, -- key of its option
	asked    INTEGER NOT NULL CHECK (asked >= 0),
	PRIMARY KEY (org_id, wave_id, question, answer),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id)
);

CREATE TABLE surveys_wave_unit (
	org_id  TEXT NOT NULL,
	wave_id TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	asked   INTEGER CHECK (asked >= 0), -- unknown when NULL
	PRIMARY KEY (org_id, wave_id, unit_id),
	FOREIGN KEY (org_id, wave_id) REFERENCES surveys_wave (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

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

CREATE INDEX trainers_mentoring_mentee ON trainers_mentoring (org_id, mentee_id);

CREATE UNIQUE INDEX trainers_mentoring_pair ON trainers_mentoring (org_id, mentor_id, mentee_id) WHERE until_on IS NULL;

CREATE TABLE trainers_pay (
	org_id     TEXT NOT NULL,
	trainer_id TEXT NOT NULL,
	from_on    DATE NOT NULL,
	band_id    TEXT, -- none: the college does not pay them, from that day
	PRIMARY KEY (org_id, trainer_id, from_on),
	FOREIGN KEY (org_id, trainer_id) REFERENCES trainers_trainer (org_id, id),
	FOREIGN KEY (org_id, band_id) REFERENCES trainers_band (org_id, id)
);

CREATE TABLE trainers_rate (
	org_id  TEXT NOT NULL,
	band_id TEXT NOT NULL,
	from_on DATE NOT NULL,
	pence   INTEGER NOT NULL CHECK (pence BETWEEN 0 AND 100000), -- an hour
	PRIMARY KEY (org_id, band_id, from_on),
	FOREIGN KEY (org_id, band_id) REFERENCES trainers_band (org_id, id)
);

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

CREATE INDEX trainers_trainer_of ON trainers_trainer (org_id, person_id);

CREATE UNIQUE INDEX trainers_trainer_person ON trainers_trainer (org_id, unit_id, person_id) WHERE ended_on IS NULL;

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

CREATE UNIQUE INDEX units_holder_from ON units_holder (org_id, post_id, from_on);

CREATE UNIQUE INDEX units_holder_now ON units_holder (org_id, post_id) WHERE until_on IS NULL;

CREATE INDEX units_holder_person ON units_holder (org_id, person_id);

CREATE TABLE units_organisation (
	org_id     TEXT NOT NULL PRIMARY KEY,
	name       TEXT NOT NULL CHECK (name <> ''),
	slug       TEXT NOT NULL UNIQUE CHECK (slug <> ''),
	created_at TIMESTAMPTZ NOT NULL
);

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

CREATE UNIQUE INDEX units_unit_name ON units_unit (org_id, parent_id, fold);

CREATE UNIQUE INDEX units_unit_path ON units_unit (org_id, path);

CREATE UNIQUE INDEX units_unit_root ON units_unit (org_id) WHERE parent_id IS NULL;

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

-- +goose Up
-- A student's learning plan: theirs, in their words. Nothing in it has to be
-- filled in and nobody approves it.
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
CREATE UNIQUE INDEX learning_plan_student ON learning_plan (org_id, student_id);
CREATE INDEX learning_plan_due ON learning_plan (org_id, review_on) WHERE review_on IS NOT NULL;

CREATE TABLE learning_plan_course (
	org_id    TEXT NOT NULL,
	plan_id   TEXT NOT NULL,
	course_id TEXT NOT NULL,
	PRIMARY KEY (org_id, plan_id, course_id),
	FOREIGN KEY (org_id, plan_id) REFERENCES learning_plan (org_id, id),
	FOREIGN KEY (org_id, course_id) REFERENCES courses_course (org_id, id)
);

-- A look back and ahead, with the plan as it stood that day; never rewritten.
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

-- A plan is lent: to a trainer, or to whoever holds a link. What ended stays, so
-- that its owner can see to whom it was lent.
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
CREATE INDEX learning_share_plan ON learning_share (org_id, plan_id, created_at);
CREATE INDEX learning_share_trainer ON learning_share (org_id, trainer_id) WHERE trainer_id IS NOT NULL;
CREATE UNIQUE INDEX learning_share_hash ON learning_share (org_id, hash) WHERE hash IS NOT NULL;

-- Who opened a lent plan, what of it, and when: for its owner to see.
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

-- That the students of a run were asked what they thought of it.
CREATE TABLE learning_asked (
	org_id TEXT NOT NULL,
	run_id TEXT NOT NULL,
	links  INTEGER NOT NULL CHECK (links >= 0),
	at     TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, run_id),
	FOREIGN KEY (org_id, run_id) REFERENCES college_run (org_id, id)
);

-- A link to the form, good for one answer. Nothing ties it to a student, and
-- nothing ties it to the answer: the day it was used is all that is kept.
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

-- What somebody thought of a run. Its id is drawn at random, so that the order
-- of answers says nothing either.
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

-- The last number given to a certificate of a college in a year.
CREATE TABLE learning_number (
	org_id  TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	year    INTEGER NOT NULL,
	last    INTEGER NOT NULL CHECK (last > 0),
	PRIMARY KEY (org_id, unit_id, year),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);

-- A certificate, with its words as they were issued.
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
CREATE UNIQUE INDEX learning_certificate_once ON learning_certificate (org_id, run_id, student_id) WHERE withdrawn_on IS NULL;
CREATE INDEX learning_certificate_student ON learning_certificate (org_id, student_id, issued_on);
CREATE INDEX learning_certificate_list ON learning_certificate (org_id, unit_id, issued_on, id);

-- What came next for a student.
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
CREATE INDEX learning_step_student ON learning_step (org_id, student_id, on_date);
CREATE INDEX learning_step_list ON learning_step (org_id, unit_id, on_date, id);

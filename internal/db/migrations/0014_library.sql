-- +goose Up
-- What a college's library has. lent and lost count copies; what is neither is on
-- the shelf, and nobody can lend what is not there.
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

-- A copy lent to a student. Only whoever lends, and the student, see it.
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

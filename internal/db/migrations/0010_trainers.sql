-- +goose Up
-- Somebody who teaches at a college, and the perspective they bring.
CREATE TABLE trainers_trainer (
	org_id      TEXT NOT NULL,
	id          TEXT NOT NULL,
	person_id   TEXT NOT NULL,
	unit_id     TEXT NOT NULL, -- the college
	perspective TEXT NOT NULL CHECK (perspective IN ('lived experience', 'practitioner', 'carer', 'partner')),
	about       TEXT NOT NULL DEFAULT '', -- a line for the prospectus, in their own words
	ready_on    DATE, -- may teach from this day; none: still on the way
	ended_on    DATE,
	turn        INTEGER NOT NULL DEFAULT 0, -- counted up by whoever books them: one at a time
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id)
);
CREATE UNIQUE INDEX trainers_trainer_person ON trainers_trainer (org_id, unit_id, person_id);

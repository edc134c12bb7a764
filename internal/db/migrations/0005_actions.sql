-- +goose Up
-- One row of any plan: who owns it, by when, how it goes, and the evidence.
-- A module links its own records to an action and never copies it.
--
-- The status is never stored. due_by and review_by are the two days it is
-- worked out from; 9999-12-31 stands for "never", so that lists sort by them.
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
CREATE INDEX actions_action_due ON actions_action (org_id, module, due_by, id) WHERE withdrawn_on IS NULL;
CREATE INDEX actions_action_changed ON actions_action (org_id, module, changed_at);

-- Owners are posts, which may be unfilled; an action without a row is ownerless.
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

-- action_id cannot be done before needs_id is.
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

-- Whoever adds a dependency takes the organisation's turn first, so that two
-- people cannot close a circle from both ends at once.
CREATE TABLE actions_turn (
	org_id TEXT NOT NULL REFERENCES units_organisation (org_id),
	id     TEXT NOT NULL CHECK (id = 'dependencies'),
	taken  INTEGER NOT NULL,
	PRIMARY KEY (org_id, id)
);

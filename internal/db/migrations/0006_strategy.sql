-- +goose Up
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

-- Aims, their strands, and the organisational challenges: the threads that
-- everything else can carry. Keyed by slug; an organisation edits its own.
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

-- A borough's, specialist area's or team's plan under a strategy.
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
	created_at    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK (state <> 'draft' OR signed_off_on IS NULL),
	CHECK (state <> 'signed off' OR signed_off_on IS NOT NULL),
	CHECK ((state = 'closed') = (closed_on IS NOT NULL)),
	CHECK ((closed_on IS NULL) = (closed_why = ''))
);
CREATE UNIQUE INDEX strategy_plan_unit ON strategy_plan (org_id, strategy_id, unit_id);

-- Where an action stands: under an objective, in the trust's plan or a local one.
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

CREATE TABLE strategy_action_aim (
	org_id    TEXT NOT NULL,
	action_id TEXT NOT NULL,
	aim_id    TEXT NOT NULL,
	PRIMARY KEY (org_id, action_id, aim_id),
	FOREIGN KEY (org_id, action_id) REFERENCES strategy_item (org_id, action_id),
	FOREIGN KEY (org_id, aim_id) REFERENCES strategy_aim (org_id, id)
);
CREATE INDEX strategy_action_aim_aim ON strategy_action_aim (org_id, aim_id);

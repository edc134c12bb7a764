CREATE TABLE actions_action (
	org_id          TEXT NOT NULL REFERENCES units_organisation (org_id),
	id              TEXT NOT NULL,
	module          TEXT NOT NULL CHECK (module <> ''), -- whose plan it belongs to: 'strategy'
	title           TEXT NOT NULL CHECK (title <> ''),
	detail          TEXT NOT NULL DEFAULT '',
	due_month       TEXT CHECK (length(due_month) = 7),    -- '2008-03'
	ongoing_from    TEXT CHECK (length(ongoing_from) = 7), -- set: it goes on, with reviews
	review_months   INTEGER NOT NULL DEFAULT 0 CHECK (review_months BETWEEN 0 AND 60),
	due_words       TEXT NOT NULL DEFAULT '',              -- as it was written
	outlook         TEXT NOT NULL DEFAULT '' CHECK (outlook IN ('', 'to plan', 'some difficulty', 'stuck')), -- of the newest update
	updated_on      DATE,                                  -- of the newest update
	closed_on       DATE,
	override_status TEXT NOT NULL DEFAULT '' CHECK (override_status IN ('', 'not started', 'on track', 'at risk', 'off track')),
	override_reason TEXT NOT NULL DEFAULT '',
	override_by     TEXT NOT NULL DEFAULT '',
	override_on     DATE,
	withdrawn_on    DATE,                                  -- taken out of the plan, kept in the history
	withdrawn_why   TEXT NOT NULL DEFAULT '',
	version         INTEGER NOT NULL DEFAULT 1,            -- two people at once: the second is told
	created_at      TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	CHECK ((override_status = '') = (override_reason = '')),
	CHECK ((withdrawn_on IS NULL) = (withdrawn_why = '')),
	CHECK (ongoing_from IS NULL OR review_months > 0)
);

CREATE INDEX actions_action_due ON actions_action (org_id, module, due_month);

CREATE TABLE actions_dependency (
	org_id    TEXT NOT NULL,
	action_id TEXT NOT NULL,
	needs_id  TEXT NOT NULL,
	PRIMARY KEY (org_id, action_id, needs_id),
	FOREIGN KEY (org_id, action_id) REFERENCES actions_action (org_id, id),
	FOREIGN KEY (org_id, needs_id) REFERENCES actions_action (org_id, id),
	CHECK (action_id <> needs_id)
);

CREATE TABLE actions_evidence (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	action_id  TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('link', 'file', 'note')),
	title      TEXT NOT NULL CHECK (title <> ''),
	url        TEXT NOT NULL DEFAULT '',
	words      TEXT NOT NULL DEFAULT '',
	file_kind  TEXT NOT NULL DEFAULT '',  -- media type
	file_size  INTEGER NOT NULL DEFAULT 0,
	content    BYTEA,                     -- of a file
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	removed_at TIMESTAMPTZ,
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

CREATE INDEX actions_owner_post ON actions_owner (org_id, post_id);

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

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);

CREATE TABLE people_person (
	org_id            TEXT NOT NULL REFERENCES units_organisation (org_id),
	id                TEXT NOT NULL,
	name              TEXT NOT NULL CHECK (name <> ''),
	preferred_name    TEXT NOT NULL DEFAULT '',
	email             TEXT NOT NULL DEFAULT '',
	phone             TEXT NOT NULL DEFAULT '',
	address           TEXT NOT NULL DEFAULT '',
	preferred_channel TEXT NOT NULL DEFAULT 'email' CHECK (preferred_channel IN ('email', 'sms', 'letter', 'phone', 'none')),
	search            TEXT NOT NULL,
	merged_into       TEXT,
	created_at        TIMESTAMPTZ NOT NULL,
	updated_at        TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, merged_into) REFERENCES people_person (org_id, id)
);

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
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, parent_id) REFERENCES strategy_aim (org_id, id),
	CHECK ((kind = 'strand') = (parent_id IS NOT NULL))
);

CREATE UNIQUE INDEX strategy_aim_slug ON strategy_aim (org_id, slug);

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

CREATE TABLE strategy_objective (
	org_id          TEXT NOT NULL,
	id              TEXT NOT NULL,
	strategy_id     TEXT NOT NULL,
	number          INTEGER NOT NULL CHECK (number > 0),
	title           TEXT NOT NULL CHECK (title <> ''),
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
	version       INTEGER NOT NULL DEFAULT 1,
	created_at    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, strategy_id) REFERENCES strategy_strategy (org_id, id),
	FOREIGN KEY (org_id, unit_id) REFERENCES units_unit (org_id, id),
	CHECK ((state = 'draft') = (signed_off_on IS NULL))
);

CREATE UNIQUE INDEX strategy_plan_unit ON strategy_plan (org_id, strategy_id, unit_id);

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

CREATE TABLE units_holder (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	post_id    TEXT NOT NULL,
	person_id  TEXT NOT NULL,
	from_on    DATE NOT NULL,
	until_on   DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, post_id) REFERENCES units_post (org_id, id),
	FOREIGN KEY (org_id, person_id) REFERENCES people_person (org_id, id),
	CHECK (until_on IS NULL OR until_on >= from_on)
);

CREATE UNIQUE INDEX units_holder_now ON units_holder (org_id, post_id) WHERE until_on IS NULL;

CREATE INDEX units_holder_person ON units_holder (org_id, person_id);

CREATE TABLE units_organisation (
	org_id     TEXT NOT NULL PRIMARY KEY,
	name       TEXT NOT NULL CHECK (name <> ''),
	slug       TEXT NOT NULL UNIQUE CHECK (slug <> ''),
	created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE units_post (
	org_id     TEXT NOT NULL REFERENCES units_organisation (org_id),
	id         TEXT NOT NULL,
	unit_id    TEXT NOT NULL,
	title      TEXT NOT NULL CHECK (title <> ''),
	fold       TEXT NOT NULL,
	closed_on  DATE,
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
	path       TEXT NOT NULL,
	closed_on  DATE,
	created_at TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, parent_id) REFERENCES units_unit (org_id, id),
	CHECK ((parent_id IS NULL) = (kind = 'organisation'))
);

CREATE UNIQUE INDEX units_unit_path ON units_unit (org_id, path);

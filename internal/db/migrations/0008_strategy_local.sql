-- +goose Up
-- Local plans. What a borough starts from: who lives there and what is missing.
ALTER TABLE strategy_plan ADD COLUMN profile TEXT NOT NULL DEFAULT '';
ALTER TABLE strategy_plan ADD COLUMN gaps TEXT NOT NULL DEFAULT '';

-- An edition is one agreed or coming version of a local plan. Groups sign an
-- edition, never the plan, so a change cannot borrow an older signature. The
-- draft is the edition without a row in strategy_plan_signoff.
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

-- What a local plan makes of each objective it inherits. No row: the objective
-- came later and nobody has considered it. Dropping one needs a reason.
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

-- Every time an objective was taken, dropped or restored: the reason outlives
-- its being restored.
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

-- Partners that take part in an objective, and what their part is.
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

-- Joint meetings: when, who came from which group, what was said.
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

-- A group's agreement to the words of one edition as they stood: plan_hash is
-- what they read. When the words change, the group is asked again.
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

-- The signing off of an edition, with the plan as it was. The columns …_role
-- are constants: with them the keys hold that each signature is of this edition
-- and of the right kind of group, and the CHECK that none is missing.
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

-- Sign-up. A new version of the pledge never touches what was signed.
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

-- Steering group. A seat is a person, a post or a partner's. Perspective is what
-- the member chose to bring; it is shown as counts only.
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
CREATE INDEX strategy_member_strategy ON strategy_member (org_id, strategy_id, from_on);
CREATE UNIQUE INDEX strategy_member_seat ON strategy_member (org_id, strategy_id, coalesce(person_id, post_id, partner_id)) WHERE until_on IS NULL;

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

CREATE TABLE strategy_attendance (
	org_id     TEXT NOT NULL,
	meeting_id TEXT NOT NULL,
	member_id  TEXT NOT NULL,
	came       BOOLEAN NOT NULL, -- false: not able to come
	PRIMARY KEY (org_id, meeting_id, member_id),
	FOREIGN KEY (org_id, meeting_id) REFERENCES strategy_meeting (org_id, id),
	FOREIGN KEY (org_id, member_id) REFERENCES strategy_member (org_id, id)
);

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

-- A correction stands beside what was recorded at a meeting, or of a decision,
-- which itself never changes.
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

CREATE TABLE strategy_decision_objective (
	org_id       TEXT NOT NULL,
	decision_id  TEXT NOT NULL,
	objective_id TEXT NOT NULL,
	PRIMARY KEY (org_id, decision_id, objective_id),
	FOREIGN KEY (org_id, decision_id) REFERENCES strategy_decision (org_id, id),
	FOREIGN KEY (org_id, objective_id) REFERENCES strategy_objective (org_id, id)
);
CREATE INDEX strategy_decision_objective_objective ON strategy_decision_objective (org_id, objective_id);

CREATE TABLE strategy_decision_action (
	org_id      TEXT NOT NULL,
	decision_id TEXT NOT NULL,
	action_id   TEXT NOT NULL,
	PRIMARY KEY (org_id, decision_id, action_id),
	FOREIGN KEY (org_id, decision_id) REFERENCES strategy_decision (org_id, id),
	FOREIGN KEY (org_id, action_id) REFERENCES strategy_item (org_id, action_id)
);

-- A highlight report is live until it is frozen; then content and words are the
-- report, and hash is theirs. A mistake is put right by a report that names it.
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
CREATE UNIQUE INDEX strategy_highlight_period ON strategy_highlight (org_id, strategy_id, from_on, to_on) WHERE corrects_id IS NULL;
CREATE UNIQUE INDEX strategy_highlight_correction ON strategy_highlight (org_id, corrects_id) WHERE corrects_id IS NOT NULL;

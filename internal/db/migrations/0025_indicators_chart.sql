-- +goose Up
-- What people decided about one chart: one indicator of one unit. It is taken
-- back, never deleted, because what a board was shown must be explained.
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

CREATE UNIQUE INDEX indicators_mark_once ON indicators_mark (org_id, indicator, unit_id, kind, month) WHERE removed_at IS NULL AND kind <> 'note';
CREATE INDEX indicators_mark_action ON indicators_mark (org_id, action_id);

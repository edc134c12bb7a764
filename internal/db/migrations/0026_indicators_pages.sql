-- +goose Up
-- What somebody set side by side and gave a name: which indicators and units, in
-- the order picked. It holds no figure.
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

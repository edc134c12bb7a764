-- +goose Up
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
CREATE UNIQUE INDEX access_account_person ON access_account (org_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX access_account_name ON access_account (org_id, state, search, id);

-- A role, held at a unit and below, on the days from from_on to until_on
-- inclusive. One that is ended stays as history.
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

-- One row an organisation, counted up by whoever changes who may do what: it
-- makes those changes wait for each other, so that two administrators cannot
-- remove one another at the same moment.
CREATE TABLE access_turn (
	org_id TEXT NOT NULL PRIMARY KEY REFERENCES units_organisation (org_id),
	turn   BIGINT NOT NULL
);

-- Links sent by e-mail. Only the hash of what is in the link is kept.
CREATE TABLE access_link (
	org_id     TEXT NOT NULL,
	id         TEXT NOT NULL,
	account_id TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
	hash       TEXT NOT NULL,
	created_at TIMESTAMPTZ NOT NULL,
	expires_at TIMESTAMPTZ NOT NULL,
	used_at    TIMESTAMPTZ, -- or replaced by a newer one
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account_id) REFERENCES access_account (org_id, id)
);
CREATE UNIQUE INDEX access_link_hash ON access_link (org_id, hash);
CREATE INDEX access_link_open ON access_link (org_id, account_id) WHERE used_at IS NULL;

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
CREATE UNIQUE INDEX access_passkey_credential ON access_passkey (org_id, credential_id);
CREATE INDEX access_passkey_account ON access_passkey (org_id, account_id);

-- Who an account is at an OIDC provider, once it has been linked.
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
CREATE UNIQUE INDEX access_identity_subject ON access_identity (org_id, issuer, subject);
CREATE UNIQUE INDEX access_identity_account ON access_identity (org_id, account_id, issuer);

-- Sign-in sessions, keyed by the hash of the cookie. They stay on one node of a
-- distributed database and are reached by a key that names no organisation, so
-- nothing refers to them and they refer to nothing. A session that was ended
-- stays until it would have expired: a request under way cannot bring it back.
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

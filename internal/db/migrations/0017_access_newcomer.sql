-- +goose Up
-- The address that a link proves to be the reader's: the account gets it when
-- the link is used.
ALTER TABLE access_link ADD COLUMN email TEXT NOT NULL DEFAULT '';

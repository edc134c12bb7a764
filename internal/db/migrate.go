package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"
)

// Migrations run in number order, once each. A file for one engine only ends in
// .sqlite.sql or .postgres.sql; write one only when the portable form cannot say
// it. A released file is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer says that the database was written by a later version.
var ErrNewer = errors.New("the database was written by a newer version of Footbridge")

// provider returns goose over the migrations of this engine.
func (db *DB) provider() (*goose.Provider, error) {
	dialect, skip := goose.DialectSQLite3, ".postgres.sql"
	if db.pg {
		dialect, skip = goose.DialectPostgres, ".sqlite.sql"
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(dir, "*"+skip)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db.write, dir, goose.WithExcludeNames(names), goose.WithLogger(goose.NopLogger()))
}

// Migrate brings the schema, and the job queue's, up to date. Running it twice
// changes nothing. It refuses a database of a newer version.
func (db *DB) Migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if have > want {
		return fmt.Errorf("%w: schema %d, this program knows %d", ErrNewer, have, want)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	queue, err := rivermigrate.New(db.Queue(), nil)
	if err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

// Version returns the schema's version and the newest one this program knows.
func (db *DB) Version(ctx context.Context) (have, want int64, err error) {
	p, err := db.provider()
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

// migrationNames lists the migration files: the newest is the schema a backup may have.
func migrationNames() []string {
	names, _ := fs.Glob(migrations, "migrations/*.sql")
	for i, n := range names {
		names[i] = strings.TrimPrefix(n, "migrations/")
	}
	return names
}

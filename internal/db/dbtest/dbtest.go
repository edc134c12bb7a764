// Package dbtest runs a test against every engine.
package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"footbridge/internal/db"
)

// Each runs f as a parallel subtest on a fresh, migrated SQLite file and, when
// TEST_POSTGRES holds a server's URL, on a fresh PostgreSQL database.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	each(t, f, SQLite, Postgres)
}

func each(t *testing.T, f func(t *testing.T, d *db.DB), sqlite, postgres func(testing.TB) *db.DB) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); f(t, sqlite(t)) })
	t.Run("postgres", func(t *testing.T) {
		if !HasPostgres() {
			t.Skip("TEST_POSTGRES is not set")
		}
		t.Parallel()
		f(t, postgres(t))
	})
}

// HasPostgres reports whether there is a server for [Postgres].
func HasPostgres() bool { return os.Getenv("TEST_POSTGRES") != "" }

// template is a migrated SQLite file, made once a process and copied per test.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "footbridge-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	d, err := db.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(d.Hasty(context.Background()), d.Migrate(context.Background()), d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// SQLite returns a fresh, migrated SQLite database that is closed with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	content, err := template()
	if err != nil {
		t.Fatal(err)
	}
	return fromFile(t, content)
}

func fromFile(t testing.TB, content []byte) *db.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

// pgTemplate is the name of a migrated PostgreSQL database, made once a process.
var pgTemplate = sync.OnceValues(func() (string, error) {
	ctx, name := context.Background(), fmt.Sprintf("fb_template_%d", os.Getpid())
	if err := admin(ctx, "DROP DATABASE IF EXISTS "+name, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	d, err := db.Open(ctx, inDatabase(name))
	if err != nil {
		return "", err
	}
	defer d.Close()
	return name, d.Migrate(ctx)
})

var pgCount atomic.Int64

// Postgres returns a fresh, migrated PostgreSQL database that is dropped with
// the test. TEST_POSTGRES must be set.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	from, err := pgTemplate()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, inDatabase(copied(t, from)))
}

// copied is the name of a copy of a PostgreSQL database, which is dropped with
// the test.
func copied(t testing.TB, from string) string {
	t.Helper()
	name := fmt.Sprintf("fb_test_%d_%d", os.Getpid(), pgCount.Add(1))
	if err := admin(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return name
}

// adminMu keeps CREATE DATABASE … TEMPLATE from meeting itself.
var adminMu sync.Mutex

// admin runs statements on the server's own database.
func admin(ctx context.Context, statements ...string) error {
	adminMu.Lock()
	defer adminMu.Unlock()
	d, err := db.Open(ctx, os.Getenv("TEST_POSTGRES"))
	if err != nil {
		return err
	}
	defer d.Close()
	for _, s := range statements {
		if _, err := d.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func inDatabase(name string) string {
	u, err := url.Parse(os.Getenv("TEST_POSTGRES"))
	if err != nil {
		return err.Error()
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, measures := t.(*testing.B); !measures {
		if err := d.Hasty(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"footbridge/internal/db"
)

// Filled is content that several tests begin with. It is made once a process on
// each engine, and every test has a copy of its own. Make one with [Fill].
type Filled struct {
	fill     func(t testing.TB, d *db.DB)
	sqlite   source[[]byte] // the file
	postgres source[string] // the database's name
}

// source is made by the first that asks for it.
type source[T any] struct {
	mu   sync.Mutex
	made bool
	it   T
}

func (s *source[T]) get(t testing.TB, make func() T) T {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.made {
		s.it = make() // a failure ends the test here, and the next one tries again
		s.made = true
	}
	return s.it
}

// Fill says what to fill a fresh, migrated database with.
func Fill(fill func(t testing.TB, d *db.DB)) *Filled { return &Filled{fill: fill} }

// Each is [Each] on copies of the filled database.
func (f *Filled) Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	each(t, test, f.SQLite, f.Postgres)
}

// SQLite is [SQLite] on a copy of the filled database.
func (f *Filled) SQLite(t testing.TB) *db.DB {
	t.Helper()
	return fromFile(t, f.content(t))
}

// File writes a copy of the filled SQLite database.
func (f *Filled) File(t testing.TB, path string) {
	t.Helper()
	if err := os.WriteFile(path, f.content(t), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (f *Filled) content(t testing.TB) []byte {
	t.Helper()
	return f.sqlite.get(t, func() []byte {
		from, err := template()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "filled.db")
		if err := os.WriteFile(path, from, 0o600); err != nil {
			t.Fatal(err)
		}
		f.on(t, path)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return content
	})
}

// Postgres is [Postgres] on a copy of the filled database.
func (f *Filled) Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, inDatabase(copied(t, f.postgres.get(t, func() string {
		from, err := pgTemplate()
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("fb_filled_%d_%d", os.Getpid(), pgCount.Add(1))
		if err := admin(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
			t.Fatal(err)
		}
		f.on(t, inDatabase(name))
		return name
	}))))
}

// on fills a database and closes it, so that it can be copied.
func (f *Filled) on(t testing.TB, url string) {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Hasty(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.fill(t, d)
}

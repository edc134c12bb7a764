package db_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

var madeAt = time.Date(2027, 5, 3, 9, 0, 0, 0, time.UTC)

func found(t *testing.T, d *db.DB, slug string) {
	t.Helper()
	if _, err := d.Exec(t.Context(), `INSERT INTO units_organisation (org_id, name, slug, created_at) VALUES ($1, $2, $3, $4)`,
		"org-"+slug, "Trust "+slug, slug, madeAt); err != nil {
		t.Fatal(err)
	}
}

func TestBackupWhileWritingRestoresTheSame(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	found(t, d, "first")
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				found(t, d, fmt.Sprint("w", i))
			}
		}
	})
	file := filepath.Join(t.TempDir(), "backup.zip")
	made, err := d.Backup(t.Context(), file, "test", madeAt)
	close(stop)
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "new", "footbridge.db")
	if _, err := db.Restore(t.Context(), file, to, false); err != nil {
		t.Fatal(err)
	}
	restored, err := db.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	got, err := restored.Fingerprint(t.Context())
	if err != nil || got != made.Contents {
		t.Errorf("got %s, %v, want %s", got, err, made.Contents)
	}
	if n, err := db.One[int](t.Context(), restored, `SELECT count(*) FROM units_organisation WHERE slug = 'first'`); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	if _, err := d.Backup(t.Context(), file, "test", madeAt); err == nil {
		t.Error("a backup wrote over another")
	}
}

func TestFingerprintSeesEveryRow(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	before, err := d.Fingerprint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found(t, d, "one")
	after, err := d.Fingerprint(t.Context())
	if err != nil || after == before {
		t.Errorf("got %s before, %s after, %v", before, after, err)
	}
}

func TestRestoreRefusesAnyDamage(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	found(t, d, "one")
	file := filepath.Join(t.TempDir(), "backup.zip")
	if _, err := d.Backup(t.Context(), file, "test", madeAt); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	try := func(what string, content []byte) {
		t.Helper()
		bad := filepath.Join(t.TempDir(), "bad.zip")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "footbridge.db")
		if _, err := db.Restore(t.Context(), bad, to, false); !errors.Is(err, db.ErrDamaged) {
			t.Errorf("%s: got %v", what, err)
		}
		if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a database was written", what)
		}
	}
	for range 100 {
		at, bit := r.IntN(len(good)), byte(1)<<r.IntN(8)
		bad := append([]byte(nil), good...)
		bad[at] ^= bit
		try(fmt.Sprintf("byte %d", at), bad)
	}
	try("cut short", good[:len(good)-1])
	try("longer", append(append([]byte(nil), good...), 0))
	try("empty", nil)
	try("another file", []byte("this is a letter to my aunt, which is longer than a sum and is not a backup at all"))
}

func TestRestoreRefusesToLoseData(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	found(t, d, "one")
	file := filepath.Join(t.TempDir(), "backup.zip")
	if _, err := d.Backup(t.Context(), file, "test", madeAt); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Restore(t.Context(), file, d.URL(), false); !errors.Is(err, db.ErrInUse) {
		t.Errorf("a database with data: got %v", err)
	}
	if _, err := db.Restore(t.Context(), file, d.URL(), true); !errors.Is(err, db.ErrInUse) {
		t.Errorf("a database that is open: got %v", err)
	}
	found(t, d, "two")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Restore(t.Context(), file, d.URL(), true); err != nil {
		t.Errorf("a closed database, replace: %v", err)
	}
	again, err := db.Open(t.Context(), d.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if n, err := db.One[int](t.Context(), again, `SELECT count(*) FROM units_organisation`); err != nil || n != 1 {
		t.Errorf("got %d organisations, %v, want the one of the backup", n, err)
	}
}

func TestRestoreRefusesANewerBackup(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if _, err := d.Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.zip")
	if _, err := d.Backup(t.Context(), file, "test", madeAt); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Restore(t.Context(), file, filepath.Join(t.TempDir(), "x.db"), false); !errors.Is(err, db.ErrNewer) {
		t.Errorf("got %v", err)
	}
}

func TestIntegrityFindsWhatRefersToNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if problems, err := d.Integrity(t.Context()); err != nil || len(problems) > 0 {
			t.Errorf("a fresh database: got %v, %v", problems, err)
		}
		if d.Postgres() {
			return
		}
		behind, err := sql.Open("sqlite", "file:"+d.URL()+"?_pragma=foreign_keys(0)")
		if err != nil {
			t.Fatal(err)
		}
		defer behind.Close()
		if _, err := behind.Exec(`INSERT INTO units_unit (org_id, id, kind, name, fold, path, created_at) VALUES ('none', 'a', 'organisation', 'A', 'a', '/a/', '2027-01-01')`); err != nil {
			t.Fatal(err)
		}
		problems, err := d.Integrity(t.Context())
		if err != nil || len(problems) != 1 || !strings.HasPrefix(problems[0], "units_unit: 1 rows refer") {
			t.Errorf("got %v, %v", problems, err)
		}
	})
}

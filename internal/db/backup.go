package db

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A backup is a zip file of two members, the manifest and the database. Its
// comment is the SHA-256 of every byte before the comment, so that a change of
// any byte is noticed, those that a zip reader would never look at included.
const (
	backupManifest = "manifest.json"
	backupDatabase = "footbridge.db"
	backupFormat   = 1
	sumLength      = 2 * sha256.Size
)

// Manifest says what a backup holds.
type Manifest struct {
	Format   int       `json:"format"`
	Version  string    `json:"version"` // of the program that made it
	Schema   int64     `json:"schema"`
	MadeAt   time.Time `json:"made_at"`
	SHA256   string    `json:"sha256"`   // of the database file
	Contents string    `json:"contents"` // [DB.Fingerprint]
}

// ErrDamaged says that a backup is not what was written.
var ErrDamaged = errors.New("the backup is damaged or is not a backup of Footbridge")

// ErrInUse says that the database to be replaced holds data or is open.
var ErrInUse = errors.New("there is a database with data already")

// Backup writes a consistent copy of an SQLite database to path, which must not
// exist, while others go on reading and writing.
func (db *DB) Backup(ctx context.Context, path, version string, at time.Time) (Manifest, error) {
	if db.pg {
		return Manifest{}, errors.New("this database is on a PostgreSQL server, which has its own backups")
	}
	if _, err := os.Stat(path); err == nil {
		return Manifest{}, fmt.Errorf("%s exists already", path)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".footbridge-backup-")
	if err != nil {
		return Manifest{}, err
	}
	defer os.RemoveAll(dir)
	snapshot := filepath.Join(dir, backupDatabase)
	if err := db.snapshot(ctx, snapshot); err != nil {
		return Manifest{}, fmt.Errorf("copy the database: %w", err)
	}
	m, err := describe(ctx, snapshot)
	if err != nil {
		return m, err
	}
	m.Version, m.MadeAt = version, at.UTC().Truncate(time.Second)
	packed := filepath.Join(dir, "packed")
	if err := pack(packed, snapshot, m); err != nil {
		return m, err
	}
	return m, os.Rename(packed, path)
}

// snapshot copies the database into a new file in one read transaction.
func (db *DB) snapshot(ctx context.Context, path string) error {
	pool, err := sql.Open("sqlite", "file:"+db.url+"?_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(ctx, "VACUUM INTO $1", path)
	return err
}

// describe fills what the manifest says about an SQLite file.
func describe(ctx context.Context, path string) (Manifest, error) {
	m := Manifest{Format: backupFormat}
	d, err := Open(ctx, path)
	if err != nil {
		return m, err
	}
	defer d.Close()
	if m.Schema, err = One[int64](ctx, d, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`); err != nil {
		return m, err
	}
	if m.Contents, err = d.Fingerprint(ctx); err != nil {
		return m, err
	}
	if err := d.Close(); err != nil { // the write-ahead log goes into the file
		return m, err
	}
	m.SHA256, err = sumOf(path)
	return m, err
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// pack writes the zip file and then its sum into its comment.
func pack(path, database string, m Manifest) error {
	out, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	z := zip.NewWriter(out)
	w, err := z.Create(backupManifest)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(m); err != nil {
		return err
	}
	if w, err = z.Create(backupDatabase); err != nil {
		return err
	}
	in, err := os.Open(database)
	if err != nil {
		return err
	}
	defer in.Close()
	if _, err := io.Copy(w, in); err != nil {
		return err
	}
	if err := z.SetComment(strings.Repeat("0", sumLength)); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return seal(out)
}

// seal replaces the comment at the end of the zip file by the sum of the rest.
func seal(f *os.File) error {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, end-sumLength)); err != nil {
		return err
	}
	if _, err := f.WriteAt([]byte(hex.EncodeToString(h.Sum(nil))), end-sumLength); err != nil {
		return err
	}
	return f.Sync()
}

// Restore puts the database of the backup at path to, an SQLite file. It
// refuses a damaged backup, one of a newer version, and a database that holds
// data unless replace is set; one that is open is always refused.
func Restore(ctx context.Context, path, to string, replace bool) (Manifest, error) {
	in, err := os.Open(path)
	if err != nil {
		return Manifest{}, err
	}
	defer in.Close()
	m, z, err := unseal(in)
	if err != nil {
		return m, err
	}
	if err := mayReplace(ctx, to, replace); err != nil {
		return m, err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return m, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(to), ".footbridge-restore-")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(dir)
	fresh := filepath.Join(dir, backupDatabase)
	if err := unpack(z, fresh, m); err != nil {
		return m, err
	}
	if err := verify(ctx, fresh, m); err != nil {
		return m, err
	}
	for _, old := range []string{to, to + "-wal", to + "-shm"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, os.ErrNotExist) {
			return m, err
		}
	}
	return m, os.Rename(fresh, to)
}

// unseal checks every byte of the backup and reads its manifest.
func unseal(f *os.File) (Manifest, *zip.Reader, error) {
	var m Manifest
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return m, nil, err
	}
	if end <= sumLength {
		return m, nil, ErrDamaged
	}
	h, sum := sha256.New(), make([]byte, sumLength)
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, end-sumLength)); err != nil {
		return m, nil, err
	}
	if _, err := f.ReadAt(sum, end-sumLength); err != nil {
		return m, nil, err
	}
	if !bytes.Equal(sum, []byte(hex.EncodeToString(h.Sum(nil)))) {
		return m, nil, ErrDamaged
	}
	z, err := zip.NewReader(f, end)
	if err != nil {
		return m, nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	r, err := z.Open(backupManifest)
	if err != nil {
		return m, nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	defer r.Close()
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		return m, nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	if newest := newestSchema(); m.Format > backupFormat || m.Schema > newest {
		return m, nil, fmt.Errorf("%w: the backup has schema %d, this program knows %d", ErrNewer, m.Schema, newest)
	}
	return m, z, nil
}

// newestSchema is the number of the last migration file.
func newestSchema() int64 {
	var newest int64
	for _, name := range migrationNames() {
		var n int64
		if _, err := fmt.Sscanf(name, "%d_", &n); err == nil {
			newest = max(newest, n)
		}
	}
	return newest
}

func unpack(z *zip.Reader, to string, m Manifest) error {
	in, err := z.Open(backupDatabase)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), in); err != nil {
		return fmt.Errorf("unpack the backup: %w", err)
	}
	if hex.EncodeToString(h.Sum(nil)) != m.SHA256 {
		return ErrDamaged
	}
	return out.Sync()
}

// verify checks that the unpacked database is whole and says the same.
func verify(ctx context.Context, path string, m Manifest) error {
	d, err := Open(ctx, path)
	if err != nil {
		return err
	}
	defer d.Close()
	problems, err := d.Integrity(ctx)
	if err != nil {
		return err
	}
	contents, err := d.Fingerprint(ctx)
	if err != nil {
		return err
	}
	if len(problems) > 0 || contents != m.Contents {
		return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(problems, "; "))
	}
	return d.Close()
}

// mayReplace reports why the file at path must stay, if it must.
func mayReplace(ctx context.Context, path string, replace bool) error {
	if info, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if !replace {
		d, err := Open(ctx, path)
		if err != nil {
			return err
		}
		defer d.Close()
		if n, err := One[int](ctx, d, `SELECT count(*) FROM units_organisation`); err != nil || n > 0 {
			return ErrInUse
		}
	}
	pool, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return err
	}
	defer pool.Close()
	// Leaving write-ahead mode needs the file to itself, so it fails while any
	// other process has it open. A file too damaged to open may be replaced.
	var mode string
	if err := pool.QueryRowContext(ctx, "PRAGMA journal_mode=DELETE").Scan(&mode); err != nil && retryable(err) || err == nil && mode != "delete" {
		return fmt.Errorf("%w, and it is open: stop the server first", ErrInUse)
	}
	return nil
}

// Package audit is the record of who changed what.
//
// An entry is inserted in the caller's transaction, so a change and its entry
// are kept or lost together. About once a second a sealer links new entries into
// a hash chain for each organisation: every entry gets the next number and a
// hash over all its fields, its number and the hash before it. So no write waits
// for the end of the chain, and nobody can later edit, remove, insert or reorder
// a sealed entry without [Log.Verify] finding it.
//
// Entries are sealed in the order of their ids among those committed. One that
// commits late, with an earlier id, gets a later number: the number says when an
// entry was sealed, the time in the entry says when the change was made.
//
// Somebody who rewrites the whole chain and its end leaves no trace inside the
// database. Against that, [Log.Export] writes a line a day to be kept elsewhere,
// and [Log.CheckExport] compares.
package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/id"
)

// Change is one field that was changed, in words a person can read.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Target is what was changed, as an id and in words.
type Target struct{ Kind, ID, Words string }

// Entry is one change to be recorded. Action reads "module.thing.verb".
type Entry struct {
	At      time.Time
	By      actor.Actor
	Action  string
	Target  Target
	Changes []Change
}

// Newest is the id of the newest entry about an organisation, "" when there is
// none: whoever keeps something in memory sees by it that there was a change.
func Newest(ctx context.Context, d *db.DB, orgID string) (string, error) {
	id, _, err := newestEntry(ctx, d, orgID)
	return id, err
}

// Row is a recorded entry as it is kept.
type Row struct {
	OrgID, ID                         string
	At                                time.Time
	AccountID, Actor, Action          string
	TargetKind, TargetID, TargetWords string
	Changes                           string // JSON, byte for byte as it was written
	Search                            string
	Seq                               int64 // 0 until sealed
	SealedAt                          time.Time
	Hash                              string
}

// Diff is what was changed, or nothing when the trail has been damaged.
func (r Row) Diff() []Change {
	var out []Change
	if json.Unmarshal([]byte(r.Changes), &out) != nil {
		return nil
	}
	return out
}

// Log reads, seals and verifies the trail.
type Log struct {
	db  *db.DB
	now func() time.Time
}

// New returns the trail kept in d.
func New(d *db.DB, now func() time.Time) *Log { return &Log{db: d, now: now} }

// Record writes e in the caller's transaction. The organisation is e.By.OrgID.
func Record(ctx context.Context, tx *db.DB, e Entry) error {
	switch {
	case e.By.OrgID == "":
		return errors.New("audit: an entry without an organisation")
	case e.At.IsZero():
		return errors.New("audit: an entry without a time")
	case e.Action == "" || e.Target.Kind == "":
		return errors.New("audit: an entry without an action or a target")
	}
	changes := make([]Change, 0, len(e.Changes))
	for _, c := range e.Changes {
		changes = append(changes, Change{plain(c.Field), plain(c.From), plain(c.To)})
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	r := Row{
		OrgID: e.By.OrgID, ID: id.New(), At: e.At,
		AccountID: e.By.AccountID, Actor: plain(e.By.Name), Action: plain(e.Action),
		TargetKind: plain(e.Target.Kind), TargetID: plain(e.Target.ID), TargetWords: plain(e.Target.Words),
		Changes: string(text),
	}
	if r.Actor == "" {
		r.Actor = "somebody"
	}
	r.Search = strings.ToLower(r.Actor + "\n" + r.TargetWords)
	return insertEntry(ctx, tx, r)
}

// plain drops what one of the engines cannot keep as text.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "")
}

// Of returns the history of one thing, newest first.
func (l *Log) Of(ctx context.Context, orgID, kind, id string, limit int) ([]Row, error) {
	return entriesOf(ctx, l.db, orgID, kind, id, limit)
}

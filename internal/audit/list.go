package audit

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/when"
)

// Filter chooses entries of the list.
type Filter struct {
	Actor  string // part of the name of who did it
	Action string // exact, or the beginning
	Target string // part of the words of what was changed
	From   when.Date
	Until  when.Date // that day included
}

// plainly returns f with what the database cannot be asked for left out.
func (f Filter) plainly() Filter {
	short := func(s string) string {
		r := []rune(strings.TrimSpace(plain(s)))
		return string(r[:min(len(r), 100)])
	}
	f.Actor, f.Action, f.Target = short(f.Actor), short(f.Action), short(f.Target)
	return f
}

// List returns a page of the organisation's entries, newest first, and how many
// there are.
func (l *Log) List(ctx context.Context, by actor.Actor, f Filter, limit, offset int) ([]Row, int, error) {
	f = f.plainly()
	total, err := l.count(ctx, by.OrgID, f)
	if err != nil {
		return nil, 0, err
	}
	rows, err := listEntries(ctx, l.db, by.OrgID, f, limit, offset)
	return rows, total, err
}

// count is how many entries fit. All of them are those sealed and those waiting,
// which need not be counted one by one.
func (l *Log) count(ctx context.Context, orgID string, f Filter) (int, error) {
	if f != (Filter{}) {
		return countEntries(ctx, l.db, orgID, f)
	}
	s, err := sealState(ctx, l.db, orgID)
	return int(s.Seq) + s.Waiting, err
}

// Actions are the actions that occur in the organisation's entries.
func (l *Log) Actions(ctx context.Context, by actor.Actor) ([]string, error) {
	return actionNames(ctx, l.db, by.OrgID)
}

// SealState is how far an organisation's chain has come.
type SealState struct {
	Seq      int64 // number of the last sealed entry
	Hash     string
	SealedAt time.Time
	Waiting  int // entries that are not sealed yet
}

// State returns how far the chain of an organisation has come.
func (l *Log) State(ctx context.Context, orgID string) (SealState, error) {
	return sealState(ctx, l.db, orgID)
}

// Sheet is the organisation's entries as a list to be written.
func (l *Log) Sheet(ctx context.Context, by actor.Actor, f Filter) export.Sheet {
	return export.Sheet{
		Name: "Audit trail",
		Columns: []export.Column{
			{Name: "Time (UTC)", About: "When the change was made."},
			{Name: "Who", About: "Who made it."},
			{Name: "Account", About: "The id of their account; empty for a command or a job."},
			{Name: "Action", About: "What was done."},
			{Name: "Kind", About: "The kind of thing it was done to."},
			{Name: "Id", About: "The id of that thing."},
			{Name: "What", About: "That thing in words, as it was called then."},
			{Name: "Changes", About: "Each field with its value before and after."},
			{Name: "Number", About: "Its place in the sealed chain; empty until sealed."},
			{Name: "Seal", About: "The hash that links it to the entries before."},
		},
		Rows: func(yield func([]string) error) error {
			return eachEntry(ctx, l.db, by.OrgID, f.plainly(), func(r Row) error { return yield(r.cells()) })
		},
	}
}

func (r Row) cells() []string {
	return []string{r.At.UTC().Format(time.RFC3339), r.Actor, r.AccountID, r.Action, r.TargetKind, r.TargetID, r.TargetWords,
		strings.Join(r.Lines(), "; "), r.Number(), r.Hash}
}

package funders

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// Edition is a report as it was given to a funder.
type Edition struct {
	OrgID, ID, UnitID        string
	YearID, TermID, PeriodID string
	Number                   int
	Title, Note              string
	Content                  string
	Hash                     string
	FrozenAt                 time.Time
	FrozenBy                 string
}

// Report is what the edition says.
func (e Edition) Report() (Report, error) {
	var r Report
	err := json.Unmarshal([]byte(e.Content), &r)
	return r, err
}

// Intact reports whether the content is what was frozen.
func (e Edition) Intact() bool { return e.Hash == fingerprint(e.Content) }

func fingerprint(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// Freeze keeps the report of a term, or of a year when termID is "", as it is
// now. note says for whom or why.
func (f *Funders) Freeze(ctx context.Context, by actor.Actor, yearID, termID, note string) (Edition, error) {
	note = strings.TrimSpace(note)
	if note == "" || utf8.RuneCountInString(note) > 500 {
		return Edition{}, fault.Field("note", "Say who the report is for, in 500 characters or fewer.")
	}
	if termID != "" {
		term, err := f.college.Term(ctx, f.db, by.OrgID, termID)
		if err != nil {
			return Edition{}, err
		}
		yearID = term.YearID
	}
	year, err := f.college.YearByID(ctx, f.db, by.OrgID, yearID)
	if err != nil {
		return Edition{}, err
	}
	if err := f.reach(ctx, f.db, by, Costs, year.UnitID, errNoFreeze); err != nil {
		return Edition{}, err
	}
	// Counting takes its time: it must not hold up whoever writes.
	r, err := f.report(ctx, f.db, by, yearID, termID)
	if err != nil {
		return Edition{}, err
	}
	content, err := json.Marshal(r)
	if err != nil {
		return Edition{}, err
	}
	e := Edition{
		OrgID: by.OrgID, ID: id.New(), UnitID: year.UnitID, YearID: yearID, TermID: termID, PeriodID: cmp.Or(termID, yearID), Title: r.Title, Note: note,
		Content: string(content), Hash: fingerprint(string(content)), FrozenAt: f.now().UTC(), FrozenBy: cmp.Or(by.Name, "somebody"),
	}
	return e, f.db.Tx(ctx, func(tx *db.DB) error {
		old, err := editionsOf(ctx, tx, by.OrgID, e.PeriodID)
		if err != nil {
			return err
		}
		e.Number = len(old) + 1
		if err := insertEdition(ctx, tx, e); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{At: f.now(), By: by, Action: "funders.report.frozen",
			Target: audit.Target{Kind: "report", ID: e.ID, Words: fmt.Sprintf("%s, edition %d", e.Title, e.Number)}, Changes: []audit.Change{{Field: "fingerprint", To: e.Hash}}})
	})
}

var errNoFreeze = fault.New(fault.Forbidden, "Your role does not include freezing reports.")

// Edition returns a frozen report that by may read.
func (f *Funders) Edition(ctx context.Context, by actor.Actor, id string) (Edition, error) {
	e, err := oneEdition(ctx, f.db, by.OrgID, id)
	if err == nil {
		err = f.reach(ctx, f.db, by, Read, e.UnitID, errNoReport)
	}
	if err != nil {
		return Edition{}, err
	}
	return e, nil
}

// Editions lists the frozen reports of a term or a year that by may read, the
// newest first.
func (f *Funders) Editions(ctx context.Context, by actor.Actor, periodID string) ([]Edition, error) {
	rows, err := editionsOf(ctx, f.db, by.OrgID, periodID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows, f.reach(ctx, f.db, by, Read, rows[0].UnitID, errNoReport)
}

// alreadyShown names the counts that the editions of a year have shown.
func (f *Funders) alreadyShown(ctx context.Context, tx *db.DB, year college.Year) (map[string]bool, error) {
	rows, err := editionsOfYear(ctx, tx, year.OrgID, year.ID)
	out := map[string]bool{}
	for _, e := range rows {
		r, err := e.Report()
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", e.ID, err)
		}
		for name := range r.Shown {
			out[name] = true
		}
	}
	return out, err
}

// Change is a figure that differs between two reports.
type Change struct{ What, Was, Is string }

// Changes lists the figures that one report shows otherwise than another did.
func Changes(was, is Report) []Change {
	before := map[string]string{}
	walk(was, func(what, text string) { before[what] = text })
	var out []Change
	walk(is, func(what, text string) {
		if old, found := before[what]; found && old != text {
			out = append(out, Change{what, old, text})
		}
		delete(before, what)
	})
	return out
}

// walk calls fn with every figure of a report and its name.
func walk(r Report, fn func(what, text string)) {
	for _, s := range r.Sections {
		for _, l := range s.Lines {
			for i, c := range l.Cells {
				name := l.Label
				if len(r.Columns) > 1 {
					name += ", " + r.Columns[i]
				}
				fn(s.Title+": "+name, c.Text)
			}
		}
	}
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			for i, c := range row.Cells {
				fn(t.Title+": "+row.Label+", "+strings.ToLower(t.Columns[i].Label), c.Text)
			}
		}
	}
}

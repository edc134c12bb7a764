package strategy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/db/dbtest"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// table reads rows written with | between the cells, \n for a new line.
func table(lines ...string) [][]string {
	var rows [][]string
	for _, l := range lines {
		var row []string
		for cell := range strings.SplitSeq(l, "|") {
			row = append(row, strings.ReplaceAll(strings.TrimSpace(cell), `\n`, "\n"))
		}
		rows = append(rows, row)
	}
	return rows
}

// outline is what was read, a line for each objective and action.
func outline(f planFile) string {
	var b strings.Builder
	for _, o := range f.Objectives {
		fmt.Fprintf(&b, "%d %s\n", o.Number, o.Title)
		for _, a := range o.Actions {
			title := a.Title
			if a.Whole {
				title = "(itself)"
			}
			fmt.Fprintf(&b, "  %s [%s] %s\n", title, strings.Join(splitCell(strings.Join(a.Owners, "\n"), func(string) bool { return false }, ";", " / "), "; "), a.Due)
		}
	}
	for _, e := range f.Errors {
		fmt.Fprintln(&b, e)
	}
	return strings.TrimSpace(b.String())
}

func TestPlansAreReadAsPeopleKeepThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rows [][]string
		want string
	}{
		{"synonyms, in any order", table("Deadline|Lead officer(s)|What we will do|Strategic objectives|#", "May 2009|Chair|Begin|Hope|1"),
			"1 Hope\n  Begin [Chair] May 2009"},
		{"a title and an empty row above the headings", table("Our plan", "", "Objective|Action|Who|By when", "Hope|Begin|Chair|May 2009"),
			"0 Hope\n  Begin [Chair] May 2009"},
		{"objectives on rows of their own", table("No|Objective|Action|Owner", "1|Hope", "||Begin|Chair", "||End|", "2|Control", "3|Opportunity", "||Work|Chair"),
			"1 Hope\n  Begin [Chair] No date yet\n  End [] No date yet\n2 Control\n  (itself) [] No date yet\n3 Opportunity\n  Work [Chair] No date yet"},
		{"continued, by number and by words", table("No|Objective|Action", "6|Monitoring|Begin", "6 (continued)||Go on", "6 cont'd|Monitoring (cont.)|End", "7|Next|Rest"),
			"6 Monitoring\n  Begin [] No date yet\n  Go on [] No date yet\n  End [] No date yet\n7 Next\n  Rest [] No date yet"},
		{"numbers of people's own kinds", table("No|Objective|Action", "Objective 1:|Hope|A", "2.|Control|B", "2.1||C", "03|Opportunity|D"),
			"1 Hope\n  A [] No date yet\n2 Control\n  B [] No date yet\n  C [] No date yet\n3 Opportunity\n  D [] No date yet"},
		{"the number in the title", table("Objective|Action", "1. Hope|A", "|B", "2) Control|C"),
			"1 Hope\n  A [] No date yet\n  B [] No date yet\n2 Control\n  C [] No date yet"},
		{"owners and dates that run over several rows", table("No|Objective|Action|Owner|When", "1|Hope|Begin|Chair|March 2008", "|||Deputy|ongoing", "||Begin|Clerk|"),
			"1 Hope\n  Begin [Chair; Deputy; Clerk] March 2008, then ongoing"},
		{"owners by lines, semicolons and strokes, commas inside", table("No|Objective|Owner", `1|Hope|Head of Care, Hope and Work; Chair / Clerk\n• Deputy\nchair`),
			"1 Hope\n  (itself) [Head of Care, Hope and Work; Chair; Clerk; Deputy] No date yet"},
		{"the headings again, and spaces", table("No|Objective|Action|When", "1| Hope   and more |A|March  2009", "No|Objective|Action|When", "||B|"),
			"1 Hope and more\n  A [] March 2009\n  B [] No date yet"},
		{"an action above every objective", table("No|Objective|Action", "||Begin"),
			"Row 2, column B: there is no objective in this row or above it."},
		{"a number that is none", table("No|Objective|Action", "one|Hope|Begin", "20000|Far|Go"),
			"Row 2, column A: “one” is not the number of an objective.\nRow 3, column A: the number of an objective must be from 1 to 9999."},
		{"two sets of words for one number", table("No|Objective|Action", "1|Hope|A", "1|Control|B"),
			"1 Hope\n  A [] No date yet\nRow 3, column B: objective 1 has other words here than in row 2. Make them the same, or give one another number."},
		{"an action twice", table("No|Objective|Action", "1|Hope|A", "||B", "||a"),
			"1 Hope\n  A [] No date yet\n  B [] No date yet\n  a [] No date yet\nRow 4, column C: this repeats the action of row 2 under the same objective."},
		{"a date that is none", table("No|Objective|Due", "1|Hope|soon"),
			"1 Hope\n  (itself) [] No date yet\nRow 2, column C: “soon” is not a date we can read. Write it like “June 2027”, “22 June 2027”, “June 2027 / ongoing” or “Ongoing from June 2027”."},
		{"words that are too long", table("No|Objective|Action", "1|Hope|"+strings.Repeat("a", 501)),
			"1 Hope\n  " + strings.Repeat("a", 501) + " [] No date yet\nRow 2, column C: the action has more than 500 characters."},
		{"nothing below the headings", table("No|Objective|Action"), "Row 1: there is no row below the headings."},
	} {
		if diff := cmp.Diff(c.want, outline(parsePlan(c.rows, recognise(c.rows)))); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

func TestColumnsAreCalledAsASpreadsheetCallsThem(t *testing.T) {
	t.Parallel()
	for column, want := range map[int]string{-1: "", 0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 199: "GR"} {
		if got := columnName(column); got != want {
			t.Errorf("column %d is %q, want %q", column, got, want)
		}
	}
}

func TestTheTimelineStaysWithinReason(t *testing.T) {
	t.Parallel()
	e := Edition{FromMonth: when.Month{Year: 1950, Month: 1}, ToMonth: when.Month{Year: 2199, Month: 12}}
	if d := drawTimeline(e, nil, when.Date{Year: 1950, Month: 1, Day: 31}); d.Width > 20_000 || d.Today <= timelineLabel {
		t.Errorf("width %d, today at %d", d.Width, d.Today)
	}
}

// FuzzImport imports whatever a file says into a plan, undoes it, and compares:
// no panic, no half-written plan, and what was committed can be taken back.
func FuzzImport(f *testing.F) {
	f.Add("plan.csv", []byte("No,Objective,Action,Owner,When\n1,Hope,Begin,Chair,May 2009\n,,Go on,\"A;B\",Ongoing\n"), true)
	f.Add("plan.csv", []byte("Objective id,Action id,Objective,Action\nx,y,z,\n"), false)
	f.Add("plan.csv", []byte("No;Objective;Aims\n2;Create the post of Head of Recovery;hope\n11 cont;;\n"), false)
	f.Add("plan.csv", plan2007(f).Content, false)
	w := newImportWorld(f, dbtest.SQLite(f))
	b := w.load2007(f)
	f.Fuzz(func(t *testing.T, name string, content []byte, fresh bool) {
		target, title := b.StrategyID, ""
		if fresh {
			target, title = "", "Another strategy"
		}
		before := w.csvOf(t, b.StrategyID)
		*w.now = w.now.Add(time.Second)
		p, err := w.PreviewImport(t.Context(), w.by, target, title, File{name, content}, nil)
		if err != nil {
			mustBeFault(t, err)
			return
		}
		for _, e := range p.Errors {
			if e.Row < 1 || e.Text == "" {
				t.Fatalf("an error without a place: %+v", e)
			}
		}
		batch, err := w.CommitImport(t.Context(), w.by, p.UploadID, p.Hash)
		if p.Ready() != (err == nil) {
			t.Fatalf("ready %v, and committing gives %v\n%s", p.Ready(), err, stepWords(p))
		}
		if err != nil {
			mustBeFault(t, err)
		} else if err := w.UndoImport(t.Context(), w.by, batch.ID); err != nil {
			t.Fatalf("undo: %v", err)
		}
		if diff := cmp.Diff(before, w.csvOf(t, b.StrategyID)); diff != "" {
			t.Fatalf("the plan is not as it was:\n%s", diff)
		}
		if all, err := w.Editions(t.Context(), w.by.OrgID); err != nil || len(all) != 1 {
			t.Fatalf("%d strategies, %v", len(all), err)
		}
	})
}

func mustBeFault(t testing.TB, err error) {
	t.Helper()
	if fault.KindOf(err) == fault.Internal || fault.Text(err) == "" {
		t.Fatalf("not a fault for the user: %v", err)
	}
}

func FuzzParsePlan(f *testing.F) {
	f.Add("No|Objective|Action|Owner|When\n1|Hope|Begin|Chair|May 2009\n6 (continued)||Go on||")
	f.Fuzz(func(t *testing.T, text string) {
		rows := table(strings.Split(text, "\n")...)
		if len(rows) > export.MaxRows {
			return
		}
		read := parsePlan(rows, recognise(rows))
		for _, o := range read.Objectives {
			if o.Number < 0 || o.Number > 9999 || slices.Contains(o.Actions, nil) {
				t.Fatalf("%+v", o)
			}
		}
	})
}

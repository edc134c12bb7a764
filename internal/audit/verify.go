package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/when"
)

// Problem is something wrong with the trail, where, and in words.
type Problem struct {
	Seq     int64  // number in the chain, 0 when it is about none
	EntryID string // "" when it is about none
	Words   string
}

// String is the problem as a line of text.
func (p Problem) String() string {
	switch {
	case p.EntryID != "" && p.Seq > 0:
		return fmt.Sprintf("entry %d (%s): %s", p.Seq, p.EntryID, p.Words)
	case p.Seq > 0:
		return fmt.Sprintf("entry %d: %s", p.Seq, p.Words)
	}
	return p.Words
}

// most is how many problems are told of.
const most = 1000

// errEnough ends a search that has found enough.
var errEnough = errors.New("enough problems")

// Verify checks the whole chain of an organisation, its end, and that nothing
// has waited for its seal for more than a minute. No problem means that no
// sealed entry was edited, removed, inserted or moved, unless somebody rewrote
// all that came after it: see [Log.CheckExport].
func (l *Log) Verify(ctx context.Context, orgID string) ([]Problem, error) {
	c := &checker{}
	// Entries may be sealed meanwhile: those read lie between the end as it was
	// before and as it is afterwards.
	before, was, err := findHead(ctx, l.db, orgID)
	if err != nil {
		return nil, err
	}
	atEnd := ""
	err = eachSealed(ctx, l.db, orgID, func(r Row) error {
		if r.Seq == before.Seq {
			atEnd = r.Hash
		}
		return c.next(r)
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	after, is, err := findHead(ctx, l.db, orgID)
	if err != nil {
		return nil, err
	}
	switch {
	case !is && (was || c.last.Seq > 0):
		c.add(Problem{Words: "the seal at the end of the chain is missing"})
	case c.last.Seq < before.Seq:
		c.add(Problem{Seq: c.last.Seq + 1, Words: missing(c.last.Seq+1, before.Seq)})
	case c.last.Seq > after.Seq:
		c.add(Problem{Seq: c.last.Seq, Words: "the entry is numbered after the end of the chain"})
	case atEnd != before.Hash:
		c.add(Problem{Seq: before.Seq, Words: "the seal at the end of the chain does not fit the last entry"})
	}
	err = l.checkLate(ctx, orgID, c)
	return c.problems, err
}

// Check is Verify in the form that "footbridge check" asks of every part.
func (l *Log) Check(ctx context.Context, orgID string) ([]string, error) {
	problems, err := l.Verify(ctx, orgID)
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out, err
}

// checkLate tells of entries that nobody seals.
func (l *Log) checkLate(ctx context.Context, orgID string, c *checker) error {
	late, err := countUnsealed(ctx, l.db, orgID, l.now().Add(-time.Minute))
	if err == nil && late > 0 {
		c.add(Problem{Words: fmt.Sprintf("%d entries have waited for their seal for more than a minute", late)})
	}
	return err
}

// checker walks along a chain.
type checker struct {
	last     head
	problems []Problem
}

func (c *checker) add(p Problem) {
	if len(c.problems) < most {
		c.problems = append(c.problems, p)
	}
}

// next checks one entry against those before it. Each entry is compared with the
// hash kept in the one before, so one edit is one problem.
func (c *checker) next(r Row) error {
	switch {
	case r.Seq == c.last.Seq:
		c.add(Problem{r.Seq, r.ID, "another entry has the same number"})
	case r.Seq > c.last.Seq+1:
		c.add(Problem{Seq: c.last.Seq + 1, Words: missing(c.last.Seq+1, r.Seq-1)})
	case link(r, c.last.Hash) != r.Hash:
		c.add(Problem{r.Seq, r.ID, "the entry does not fit its seal: it, or the one before it, was changed, moved or put in"})
	}
	c.last = head{r.Seq, r.Hash}
	if len(c.problems) >= most {
		return errEnough
	}
	return nil
}

func missing(from, to int64) string {
	if from == to {
		return "the entry is missing"
	}
	return fmt.Sprintf("the entries from here to %d are missing", to)
}

// exportTitle begins the first line of an exported seal.
const exportTitle = "# Footbridge audit seal of "

// Export writes a line for each day (London) on which entries were sealed: the
// day, the number of the last entry and its hash. Keep it where those who can
// write to the database cannot: [Log.CheckExport] then finds any later change to
// what it covers, even by somebody who rewrote the whole chain.
func (l *Log) Export(ctx context.Context, orgID string, w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s%s\n", exportTitle, orgID)
	var day when.Date
	var last head
	flush := func() {
		if last.Seq > 0 {
			fmt.Fprintf(out, "%s,%d,%s\n", day.ISO(), last.Seq, last.Hash)
		}
	}
	err := eachSealed(ctx, l.db, orgID, func(r Row) error {
		if d := when.DateOf(r.SealedAt); d.After(day) {
			flush()
			day = d
		}
		last = head{r.Seq, r.Hash}
		return nil
	})
	if err != nil {
		return err
	}
	flush()
	return out.Flush()
}

// CheckExport compares a kept export with the chain as it is now. It trusts the
// chain's own links: run [Log.Verify] as well.
func (l *Log) CheckExport(ctx context.Context, orgID string, r io.Reader) ([]Problem, error) {
	c := &checker{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if of, ok := strings.CutPrefix(line, exportTitle); ok && of != orgID {
			c.add(Problem{Words: fmt.Sprintf("line %d: the file is the seal of another organisation", n)})
			break
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		day, want, ok := readExport(line)
		if !ok {
			c.add(Problem{Words: fmt.Sprintf("line %d: this is not a line of an exported seal", n)})
			continue
		}
		hash, found, err := sealedAs(ctx, l.db, orgID, want.Seq)
		if err != nil {
			return nil, err
		}
		switch {
		case !found:
			c.add(Problem{Seq: want.Seq, Words: fmt.Sprintf("line %d: the last entry of %s is missing", n, day)})
		case hash != want.Hash:
			c.add(Problem{Seq: want.Seq, Words: fmt.Sprintf("line %d: the chain up to %s was rewritten since it was exported", n, day)})
		}
	}
	if err := lines.Err(); err != nil {
		c.add(Problem{Words: "the file cannot be read as an exported seal"})
	}
	return c.problems, nil
}

func readExport(line string) (when.Date, head, bool) {
	parts := strings.Split(line, ",")
	if len(parts) != 3 {
		return when.Date{}, head{}, false
	}
	day, err1 := when.ParseDate(parts[0])
	seq, err2 := strconv.ParseInt(parts[1], 10, 64)
	return day, head{seq, parts[2]}, err1 == nil && err2 == nil && len(parts[2]) == 64
}

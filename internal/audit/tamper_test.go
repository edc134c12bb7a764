package audit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
)

// write records n entries of the organisation in one transaction.
func write(t testing.TB, d *db.DB, org string, at time.Time, n int) {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *db.DB) error {
		for i := range n {
			e := Entry{At: at, By: actor.System(org, "a test"), Action: "strategy.action.updated",
				Target:  Target{Kind: "action", ID: fmt.Sprint("a", i), Words: fmt.Sprint("Action ", i)},
				Changes: []Change{{Field: "Due", From: "May 2027", To: fmt.Sprint("June ", 2027+i)}}}
			if err := Record(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// chain returns a trail with n sealed entries, sealed in three goes.
func chain(t testing.TB, d *db.DB, org string, n int) *Log {
	t.Helper()
	l := New(d, func() time.Time { return noon })
	for range 3 {
		write(t, d, org, noon, n/3)
		if got, err := l.Seal(t.Context()); err != nil || got != n/3 {
			t.Fatalf("sealed %d, %v", got, err)
		}
	}
	return l
}

func exec(t testing.TB, tx *db.DB, query string, args ...any) int64 {
	t.Helper()
	n, err := tx.Exec(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

var errUndo = errors.New("undo")

// found runs a change in a transaction, verifies there, and undoes it.
func found(t testing.TB, d *db.DB, org string, change func(tx *db.DB)) []Problem {
	t.Helper()
	var problems []Problem
	err := d.Tx(t.Context(), func(tx *db.DB) error {
		change(tx)
		var err error
		if problems, err = New(tx, func() time.Time { return noon }).Verify(t.Context(), org); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
	return problems
}

// tamperings are the ways in which the random test damages a chain of n entries.
var tamperings = map[string]func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string{
	"edit": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		column := []string{"account_id", "actor", "action", "target_kind", "target_id", "target_words", "changes", "search", "hash"}[r.IntN(9)]
		exec(t, tx, `UPDATE audit_entry SET `+column+` = `+column+` || ' ' WHERE org_id = 'org-1' AND seq = $1`, 1+r.Int64N(n))
		return column
	},
	"edit a time": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		column := []string{"at", "sealed_at"}[r.IntN(2)]
		exec(t, tx, `UPDATE audit_entry SET `+column+` = $1 WHERE org_id = 'org-1' AND seq = $2`, noon.Add(time.Duration(1+r.IntN(1e6))*time.Microsecond), 1+r.Int64N(n))
		return column
	},
	"edit the id": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		exec(t, tx, `UPDATE audit_entry SET id = id || 'x' WHERE org_id = 'org-1' AND seq = $1`, 1+r.Int64N(n))
		return ""
	},
	"delete": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		from := 1 + r.Int64N(n)
		exec(t, tx, `DELETE FROM audit_entry WHERE org_id = 'org-1' AND seq BETWEEN $1 AND $2`, from, from+r.Int64N(3))
		return ""
	},
	"delete the tail": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		exec(t, tx, `DELETE FROM audit_entry WHERE org_id = 'org-1' AND seq > $1`, n-1-r.Int64N(n-1))
		return ""
	},
	"delete and close the gap": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		at := 1 + r.Int64N(n)
		exec(t, tx, `DELETE FROM audit_entry WHERE org_id = 'org-1' AND seq = $1`, at)
		shift(t, tx, at+1, -1)
		return ""
	},
	"insert": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		at := 1 + r.Int64N(n)
		shift(t, tx, at, 1)
		exec(t, tx, `INSERT INTO audit_entry (org_id, id, at, account_id, actor, action, target_kind, target_id, target_words, changes, search, seq, sealed_at, hash)
			SELECT org_id, 'forged', at, account_id, actor, action, target_kind, target_id, 'Forged', changes, search, $1, sealed_at, hash
			FROM audit_entry WHERE org_id = 'org-1' AND seq = $2`, at, at+1)
		return ""
	},
	"append": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		exec(t, tx, `INSERT INTO audit_entry (org_id, id, at, account_id, actor, action, target_kind, target_id, target_words, changes, search, seq, sealed_at, hash)
			SELECT org_id, 'forged', at, account_id, actor, action, target_kind, target_id, 'Forged', changes, search, $1, sealed_at, hash
			FROM audit_entry WHERE org_id = 'org-1' AND seq = $2`, n+1+r.Int64N(3), 1+r.Int64N(n))
		return ""
	},
	"swap": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		a := 1 + r.Int64N(n-1)
		b := a + 1 + r.Int64N(n-a)
		for _, step := range [][2]int64{{a, 1 << 30}, {b, a}, {1 << 30, b}} {
			exec(t, tx, `UPDATE audit_entry SET seq = $1 WHERE org_id = 'org-1' AND seq = $2`, step[1], step[0])
		}
		return ""
	},
	"take back a seal": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		exec(t, tx, `UPDATE audit_entry SET seq = NULL, hash = NULL, sealed_at = NULL WHERE org_id = 'org-1' AND seq = $1`, 1+r.Int64N(n))
		return ""
	},
	"end of the chain": func(t testing.TB, tx *db.DB, r *rand.Rand, n int64) string {
		change := []string{"hash = hash || '0'", "seq = seq + 1", "seq = seq - 1", "seq = 0, hash = ''"}[r.IntN(4)]
		exec(t, tx, `UPDATE audit_head SET `+change+` WHERE org_id = 'org-1'`)
		return change
	},
	"no end": func(t testing.TB, tx *db.DB, _ *rand.Rand, _ int64) string {
		exec(t, tx, `DELETE FROM audit_head WHERE org_id = 'org-1'`)
		return ""
	},
}

// shift moves the entries from a number on, in two steps so that no two meet.
func shift(t testing.TB, tx *db.DB, from, by int64) {
	exec(t, tx, `UPDATE audit_entry SET seq = seq + 1000000 WHERE org_id = 'org-1' AND seq >= $1`, from)
	exec(t, tx, `UPDATE audit_entry SET seq = seq - 1000000 + $1 WHERE org_id = 'org-1' AND seq > 1000000`, by)
}

// A thousand random edits, deletions, insertions and reorderings: all are found.
func TestTampering(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		const entries, rounds = 30, 1000
		l := chain(t, d, "org-1", entries)
		if p, err := l.Verify(t.Context(), "org-1"); err != nil || len(p) != 0 {
			t.Fatalf("an honest chain: %v, %v", p, err)
		}
		names := []string{}
		for name := range tamperings {
			names = append(names, name)
		}
		r := rand.New(rand.NewPCG(1, 2))
		for range rounds {
			name, detail := names[r.IntN(len(names))], ""
			problems := found(t, d, "org-1", func(tx *db.DB) { detail = tamperings[name](t, tx, r, entries) })
			if len(problems) == 0 {
				t.Errorf("not found: %s %s", name, detail)
			}
		}
		if p, err := l.Verify(t.Context(), "org-1"); err != nil || len(p) != 0 {
			t.Errorf("afterwards: %v, %v", p, err)
		}
	})
}

// A problem says where: one edit is one problem, at the entry that was edited.
func TestProblemsSayWhere(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		chain(t, d, "org-1", 9)
		edited := found(t, d, "org-1", func(tx *db.DB) {
			exec(t, tx, `UPDATE audit_entry SET actor = 'nobody' WHERE org_id = 'org-1' AND seq = 4`)
		})
		if len(edited) != 1 || edited[0].Seq != 4 || edited[0].EntryID == "" {
			t.Errorf("edited: %v", edited)
		}
		deleted := found(t, d, "org-1", func(tx *db.DB) {
			exec(t, tx, `DELETE FROM audit_entry WHERE org_id = 'org-1' AND seq IN (4, 5)`)
		})
		if len(deleted) != 1 || deleted[0].String() != "entry 4: the entries from here to 5 are missing" {
			t.Errorf("deleted: %v", deleted)
		}
	})
}

// Entries left unsealed for over a minute are told of; younger ones are not.
func TestUnsealed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := noon
		l := New(d, func() time.Time { return now })
		write(t, d, "org-1", noon, 3)
		for after, want := range map[time.Duration]int{time.Minute: 0, 61 * time.Second: 1} {
			now = noon.Add(after)
			if p, err := l.Verify(t.Context(), "org-1"); err != nil || len(p) != want {
				t.Errorf("after %s: %v, %v", after, p, err)
			}
		}
	})
}

// An organisation has its own chain; damage in one does not show in another, and
// does not keep the others from being sealed.
func TestChainsApart(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l := chain(t, d, "org-1", 6)
		chain(t, d, "org-2", 6)
		exec(t, d, `DELETE FROM audit_head WHERE org_id = 'org-1'`)
		write(t, d, "org-1", noon, 1)
		write(t, d, "org-2", noon, 2)
		n, err := l.Seal(t.Context())
		if n != 2 || err == nil || !strings.Contains(err.Error(), "org-1") {
			t.Errorf("sealed %d, %v", n, err)
		}
		if p, err := l.Verify(t.Context(), "org-2"); err != nil || len(p) != 0 {
			t.Errorf("org-2: %v, %v", p, err)
		}
		if p, err := l.Verify(t.Context(), "org-1"); err != nil || len(p) == 0 {
			t.Errorf("org-1: %v, %v", p, err)
		}
	})
}

// Many writers and several sealers at once make one unbroken chain.
func TestSealersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l := New(d, time.Now)
		const writers, each = 8, 25
		done, ended := make(chan bool), make(chan bool)
		for range 3 {
			go func() {
				for {
					if _, err := l.Seal(context.Background()); err != nil {
						t.Error(err)
					}
					select {
					case <-done:
						ended <- true
						return
					default:
					}
				}
			}()
		}
		wrote := make(chan bool)
		for range writers {
			go func() {
				for range each {
					write(t, d, "org-1", time.Now(), 2)
				}
				wrote <- true
			}()
		}
		for range writers {
			<-wrote
		}
		if p, err := l.Verify(t.Context(), "org-1"); err != nil || len(p) != 0 {
			t.Errorf("while sealing: %v, %v", p, err)
		}
		close(done)
		for range 3 {
			<-ended
		}
		if _, err := l.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		seq, err := db.One[int](t.Context(), d, `SELECT seq FROM audit_head WHERE org_id = 'org-1'`)
		if p, err2 := l.Verify(t.Context(), "org-1"); err != nil || seq != 2*writers*each || err2 != nil || len(p) != 0 {
			t.Errorf("%d sealed, %v; %v, %v", seq, err, p, err2)
		}
	})
}

// The sealer seals once more when it is told to end.
func TestRunSealsAtTheEnd(t *testing.T) {
	d := lite(t)
	write(t, d, "org-1", noon, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := New(d, func() time.Time { return noon })
	l.Run(ctx)
	if s, err := l.State(t.Context(), "org-1"); err != nil || s.Seq != 3 || s.Waiting != 0 {
		t.Errorf("state = %+v, %v", s, err)
	}
}

// A kept export finds what Verify cannot: the whole chain written anew.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := noon
		l := New(d, func() time.Time { return now })
		for range 3 {
			write(t, d, "org-1", now, 5)
			if _, err := l.Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
			now = now.Add(24 * time.Hour)
		}
		var kept strings.Builder
		if err := l.Export(t.Context(), "org-1", &kept); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(kept.String()), "\n")
		if len(lines) != 4 || !strings.HasPrefix(lines[1], "2027-05-03,5,") || !strings.HasPrefix(lines[3], "2027-05-05,15,") {
			t.Fatalf("export:\n%s", kept.String())
		}
		check := func(org, text string, want int) {
			t.Helper()
			if p, err := l.CheckExport(t.Context(), org, strings.NewReader(text)); err != nil || len(p) != want {
				t.Errorf("%d problems, want %d: %v, %v", len(p), want, p, err)
			}
		}
		check("org-1", kept.String(), 0)
		check("org-2", kept.String(), 1)
		check("org-1", strings.Replace(kept.String(), "2027-05-04,10,", "2027-05-04,ten,", 1), 1)
		check("org-1", strings.Join(lines[:2], "\n")+"\n2027-05-04,99,"+strings.Repeat("0", 64), 1)

		// Somebody removes an entry of the second day and seals everything again.
		exec(t, d, `DELETE FROM audit_entry WHERE org_id = 'org-1' AND seq = 8`)
		exec(t, d, `UPDATE audit_entry SET seq = NULL, hash = NULL, sealed_at = NULL WHERE org_id = 'org-1'`)
		exec(t, d, `DELETE FROM audit_head WHERE org_id = 'org-1'`)
		if _, err := l.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p, err := l.Verify(t.Context(), "org-1"); err != nil || len(p) != 0 {
			t.Fatalf("the chain written anew: %v, %v", p, err)
		}
		check("org-1", kept.String(), 3)
	})
}

// BenchmarkSeal is the sealing of 2,000 entries.
func BenchmarkSeal(b *testing.B) {
	d := lite(b)
	l := New(d, time.Now)
	for b.Loop() {
		b.StopTimer()
		write(b, d, "org-1", noon, 2000)
		b.StartTimer()
		if _, err := l.Seal(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(2000*b.N)/b.Elapsed().Seconds(), "entries/s")
}

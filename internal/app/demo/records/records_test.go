package records

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"footbridge/internal/when"
)

var until = when.Month{Year: 2026, Month: time.October}

func made(t testing.TB, o Options) (string, Manifest) {
	t.Helper()
	dir := t.TempDir()
	if o.Months == 0 {
		o.Months = 30
	}
	o.Until = until
	m, err := Write(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// hashes of every file, the workbook apart, which holds the hour it was made.
func hashes(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".xlsx") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		out[f.Name()] = hex.EncodeToString(sum[:8])
	}
	return out
}

func TestSameSeedSameFiles(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{Rowan, MHSDS} {
		o := Options{Shape: shape, People: 150, Contacts: 1500, Seed: 5}
		one, _ := made(t, o)
		two, _ := made(t, o)
		if diff := cmp.Diff(hashes(t, one), hashes(t, two)); diff != "" {
			t.Errorf("%s: the same seed made other files:\n%s", shape, diff)
		}
		o.Seed = 6
		other, _ := made(t, o)
		for name, h := range hashes(t, other) {
			if h == hashes(t, one)[name] && name != "manifest.json" {
				t.Errorf("%s: %s is the same with another seed", shape, name)
			}
		}
	}
}

// lines reads a file as a careful reader would, header first.
func lines(t testing.TB, path string) [][]string {
	t.Helper()
	if strings.HasSuffix(path, ".xlsx") {
		book, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if bytes.IndexByte(b, 0x92) >= 0 && !bytes.Contains(b, []byte("’")) {
		if b, err = charmap.Windows1252.NewDecoder().Bytes(b); err != nil {
			t.Fatal(err)
		}
	}
	out, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(path, err)
	}
	return out
}

// What a second reading finds is what the manifest says: rows, copies, headers,
// totals, empty lines.
func TestManifestSaysWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{Rowan, MHSDS} {
		dir, m := made(t, Options{Shape: shape, People: 1500, Contacts: 60_000, Seed: 3})
		for _, f := range m.Files {
			all := lines(t, filepath.Join(dir, f.Name))
			head, rows, copies := strings.Join(all[0], "|"), 0, 0
			skipped, seen := map[string]int{}, map[string]bool{}
			for _, cells := range all[1:] {
				line := strings.Join(cells, "|")
				switch {
				case line == head:
					skipped["header"]++
				case strings.Trim(line, "|") == "":
					skipped["empty"]++
				case cells[0] == "Total":
					skipped["total"]++
				default:
					rows++
					if seen[line] {
						copies++
					}
					seen[line] = true
				}
			}
			if rows != f.Rows {
				t.Errorf("%s %s: got %d rows, want %d", shape, f.Name, rows, f.Rows)
			}
			if copies != f.Copies {
				t.Errorf("%s %s: got %d copies, want %d", shape, f.Name, copies, f.Copies)
			}
			want := map[string]int{}
			for k, n := range f.Skipped {
				want[k] = n
			}
			if shape == Rowan && f.Kind == "carers" {
				delete(want, "empty") // a workbook read at once does not show its last ones
				delete(skipped, "empty")
			}
			if diff := cmp.Diff(want, skipped); diff != "" {
				t.Errorf("%s %s: lines that are no data:\n%s", shape, f.Name, diff)
			}
		}
		contacts := m.Kind("contacts")
		if lost := contacts.Bad(); contacts.Things()+lost != 60_000 || lost < 20 {
			t.Errorf("%s: %d contacts and %d that cannot be read", shape, contacts.Things(), lost)
		}
		for _, w := range wrongs[1:] {
			if w == "number" && shape == MHSDS {
				continue
			}
			if contacts.Rejected[w] == 0 {
				t.Errorf("%s: nothing is wrong with a %s", shape, w)
			}
		}
	}
}

// Numbers are of the range for tests, and right: the digits of 999 000 0018 to
// the rule of the NHS Data Dictionary.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for six, want := range map[uint32]uint32{1: 8, 0: 10, 123_456: 10} {
		if got := checkDigit(six); got != want {
			t.Errorf("%d: got %d, want %d", six, got, want)
		}
	}
	seen := map[uint32]bool{}
	for _, p := range newTrust(Options{Shape: Rowan, People: 50_000, Contacts: 1, Months: 3, Until: until, Seed: 9}).people {
		text := string(appendNumber(nil, p.number, checkDigit(p.number), false))
		sum := 0
		for i, d := range text[:9] {
			sum += int(d-'0') * (10 - i)
		}
		if want := (11 - sum%11) % 11; len(text) != 10 || !strings.HasPrefix(text, "999") || int(text[9]-'0') != want {
			t.Fatalf("%s: the check digit is %d", text, want)
		}
		if seen[p.number] {
			t.Fatalf("%s is there twice", text)
		}
		seen[p.number] = true
	}
}

func TestDaysAreWritten(t *testing.T) {
	t.Parallel()
	for d := (when.Date{Year: 1899, Month: 12, Day: 30}); d.Year < 2101; d = d.AddDays(17) {
		if got, want := string(iso(nil, days(d))), fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day); got != want && days(d) != 0 {
			t.Fatalf("got %s, want %s", got, want)
		}
		if got, want := string(slashed(nil, days(d))), fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year); got != want && days(d) != 0 {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

// What is meant to be found in the figures is in the facts: one team's rise, more
// work, less recorded of homes, and peers.
func TestStory(t *testing.T) {
	t.Parallel()
	tr := newTrust(Options{Shape: Rowan, People: 4000, Contacts: 150_000, Months: 30, Until: until, Seed: 1})
	before, after := make([]float64, len(teams)), make([]float64, len(teams))
	var peers, all [30]float64
	err := tr.contacts(func(r *row) error {
		if r.version != 0 {
			return nil
		}
		m := tr.month(r.day)
		for k := range teams {
			if r.team == teams[k].name && m >= 10 && m < 20 {
				before[k]++
			} else if r.team == teams[k].name && m >= 20 {
				after[k]++
			}
		}
		if all[m]++; r.how == 0 {
			peers[m]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for k := range teams[:firstHome] {
		if rise := after[k]/before[k] > 1.25; rise != (k == changed) {
			t.Errorf("%s: %.0f contacts, then %.0f", teams[k].name, before[k], after[k])
		}
	}
	if peers[0]/all[0] > 0.06 || peers[29]/all[29] < 0.13 {
		t.Errorf("peers have %.3f of the contacts at first, %.3f in the end", peers[0]/all[0], peers[29]/all[29])
	}
	homes, work := [30]float64{}, [30][2]float64{}
	count := func(fn func(m int, r *row)) put {
		return func(r *row) error {
			if m := tr.month(r.day); m >= 0 {
				fn(m, r)
			}
			return nil
		}
	}
	if err := tr.homes(count(func(m int, _ *row) { homes[m]++ })); err != nil {
		t.Fatal(err)
	}
	if ratio := homes[tr.homesChange+2] / homes[tr.homesChange-2]; ratio > 0.75 {
		t.Errorf("where people live is recorded %.2f times as often after the change", ratio)
	}
	if err := tr.work(count(func(m int, r *row) {
		if work[m][0]++; r.code == 0 {
			work[m][1]++
		}
	})); err != nil {
		t.Fatal(err)
	}
	share := func(from, to int) float64 {
		n, of := 0.0, 0.0
		for _, w := range work[from:to] {
			n, of = n+w[1], of+w[0]
		}
		return n / of
	}
	if share(20, 30) < 1.15*share(0, 10) {
		t.Errorf("%.3f are in work at first, %.3f in the end", share(0, 10), share(20, 30))
	}
}

func TestWhatCannotBeMade(t *testing.T) {
	t.Parallel()
	good := Options{Shape: Rowan, People: 3, Contacts: 9, Months: 1, Until: until}
	for name, change := range map[string]func(*Options){
		"shape": func(o *Options) { o.Shape = "x" }, "no people": func(o *Options) { o.People = 0 }, "too many": func(o *Options) { o.People = MaxPeople + 1 },
		"contacts": func(o *Options) { o.Contacts = -1 }, "months": func(o *Options) { o.Months = 0 }, "until": func(o *Options) { o.Until = when.Month{} },
	} {
		o := good
		change(&o)
		if _, err := Write(t.TempDir(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	dir := t.TempDir()
	if _, err := Write(dir, good); err != nil {
		t.Error(err)
	}
	if _, err := Write(dir, good); err == nil {
		t.Error("a folder that is not empty: no error")
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, shape := range []string{Rowan, MHSDS} {
		b.Run(shape, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				_, m := made(b, Options{Shape: shape, People: 10_000, Contacts: 500_000, Seed: 1})
				rows += m.Rows()
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

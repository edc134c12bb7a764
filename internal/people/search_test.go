package people_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/people"
)

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		for _, p := range []people.Person{
			{Name: "Shaun O'Neil"}, {Name: "Tess O Neil"}, {Name: "Ursula ONeil"}, {Name: "Vic ONEIL"}, {Name: "Oliver Stone"},
			{Name: "José Núñez", PreferredName: "Pepe"}, {Name: "Anne-Marie McDonald", Email: "am.mcd@example.org", Phone: "01234 567 890"},
			{Name: "Rutger van der Berg"}, {Name: "Nguyễn Thị Minh"},
		} {
			tr.add(t, p)
		}
		neils := "Shaun O'Neil, Tess O Neil, Ursula ONeil, Vic ONEIL"
		for q, want := range map[string]string{
			"O'Neil": neils, "o neil": neils, "ONeil": neils, "oneil": neils, "O’NEIL": neils, "onei": neils, "o' neil": neils,
			"neil":             "Shaun O'Neil, Tess O Neil, Ursula ONeil",
			"o'neil shaun":     "Shaun O'Neil",
			"ursula o neil":    "Ursula ONeil",
			"sha on":           "Shaun O'Neil",
			"eil":              neils, // inside
			"nunez":            "José Núñez",
			"NÚÑEZ jose":       "José Núñez",
			"pepe":             "José Núñez",
			"anne marie":       "Anne-Marie McDonald",
			"annemarie":        "Anne-Marie McDonald",
			"mc donald":        "Anne-Marie McDonald",
			"donald":           "Anne-Marie McDonald",
			"am.mcd@":          "Anne-Marie McDonald",
			"AM.MCD@example.o": "Anne-Marie McDonald",
			"01234 567":        "Anne-Marie McDonald",
			"(01234) 567890":   "Anne-Marie McDonald",
			"vanderberg":       "Rutger van der Berg",
			"van der berg":     "Rutger van der Berg",
			"minh nguyen":      "Nguyễn Thị Minh",
			"nobody":           "",
			"%":                "",
			"_":                "",
			"example":          "",
		} {
			found, total, err := tr.people.Search(t.Context(), tr.by, q, 1)
			var names []string
			for _, p := range found {
				names = append(names, p.Name)
			}
			slices.Sort(names)
			if got := strings.Join(names, ", "); err != nil || got != want || total != len(found) {
				t.Errorf("Search(%q) = %q (%d), %v, want %q", q, got, total, err, want)
			}
		}
		if _, total, err := tr.people.Search(t.Context(), tr.by, "", 1); err != nil || total != 9 {
			t.Errorf("Search of nothing finds %d, %v, want everyone", total, err)
		}
		tr.sound(t)
	})
}

func TestSearchPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		for i := range people.PerPage + 3 {
			tr.add(t, people.Person{Name: fmt.Sprintf("Ann %c%c", 'A'+i/26, 'a'+i%26)})
		}
		for _, q := range []string{"", "ann", "nn"} {
			seen := map[string]bool{}
			for page, want := range map[int]int{1: people.PerPage, 2: 3, 3: 0} {
				found, total, err := tr.people.Search(t.Context(), tr.by, q, page)
				if err != nil || len(found) != want || total != people.PerPage+3 {
					t.Errorf("Search(%q, page %d) = %d of %d, %v, want %d", q, page, len(found), total, err, want)
				}
				for _, p := range found {
					seen[p.ID] = true
				}
			}
			if len(seen) != people.PerPage+3 {
				t.Errorf("Search(%q): the pages hold %d different people", q, len(seen))
			}
		}
	})
}

// BenchmarkSearch reports what a search costs among 1,000 and 100,000 people.
func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		tr := newTrust(b, dbtest.SQLite(b))
		fill(b, tr, n)
		for _, q := range []string{"", "oneil", "o neil", "sha on", "s", "mar", "eil", "zzz"} {
			b.Run(fmt.Sprintf("people=%d/q=%q", n, q), func(b *testing.B) {
				for b.Loop() {
					if _, _, err := tr.people.Search(b.Context(), tr.by, q, 1); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// fill adds n people with made-up names.
func fill(b testing.TB, tr trust, n int) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	parts := []string{"ma", "ri", "sha", "on", "to", "ne", "li", "da", "ro", "be", "ka", "su", "jo", "an", "el", "vi", "ce", "no", "ha", "me"}
	name := func() string {
		var s strings.Builder
		for range 2 + r.IntN(2) {
			s.WriteString(parts[r.IntN(len(parts))])
		}
		return strings.ToUpper(s.String()[:1]) + s.String()[1:]
	}
	for from := 0; from < n; from += 5000 {
		var list []people.Person
		for i := from; i < min(from+5000, n); i++ {
			p := people.Person{Name: name() + " " + name()}
			if i%500 == 0 {
				p.Name = "Shaun O'Neil"
			}
			list = append(list, p)
		}
		if err := people.Fill(b.Context(), tr.db, tr.by.OrgID, clock(), list); err != nil {
			b.Fatal(err)
		}
	}
}

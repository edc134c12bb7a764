package funders

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Component is one part of the RECOLLECT fidelity measure, by its name alone:
// the measure's words belong to their authors.
type Component struct {
	Slug, Name string
	Types      bool // type 1 or type 2, which are not added up; else 0 to 2
}

// Components are the seven that every college should have, and the five in
// which colleges may differ.
var Components = []Component{
	{"equality", "Valuing equality", false}, {"learning", "Learning", false}, {"tailored", "Tailored to the student", false},
	{"co-production", "Co-production of the college", false}, {"social", "Social connectedness", false}, {"community", "Community focus", false},
	{"commitment", "Commitment to recovery", false},
	{"available", "Available to all", true}, {"location", "Location", true}, {"distinct", "Distinctiveness of course content", true},
	{"strengths", "Strengths based", true}, {"progressive", "Progressive", true},
}

// Perspectives from which a college looks at itself.
var Perspectives = []string{"student", "peer trainer", "manager"}

// Score is how one component is seen from one perspective in one year.
type Score struct {
	OrgID, YearID, Perspective, Component string
	Score                                 *int // nil: not scored
	Note, ByName                          string
	SetAt                                 time.Time
}

// Sheets are the scores of a year, by perspective and component.
type Sheets map[string]map[string]Score

// Total is the sum of the seven from one perspective; none when one is missing.
func (s Sheets) Total(perspective string) (total int, found bool) {
	for _, c := range Components {
		if c.Types {
			continue
		}
		score := s[perspective][c.Slug].Score
		if score == nil {
			return 0, false
		}
		total += *score
	}
	return total, true
}

// Asked reports whether a perspective is asked about a component: the five are
// the manager's alone.
func (c Component) Asked(perspective string) bool { return !c.Types || perspective == "manager" }

// bounds are the lowest and the highest score that the component can have.
func (c Component) bounds() (lowest, highest int) {
	if c.Types {
		return 1, 2
	}
	return 0, 2
}

// Fidelity returns how a college saw itself in a year.
func (f *Funders) Fidelity(ctx context.Context, by actor.Actor, yearID string) (college.Year, Sheets, error) {
	year, err := f.college.YearByID(ctx, f.db, by.OrgID, yearID)
	if err != nil {
		return year, nil, err
	}
	if err := f.reach(ctx, f.db, by, Read, year.UnitID, errNoReport); err != nil {
		return year, nil, err
	}
	rows, err := scoresOf(ctx, f.db, by.OrgID, yearID)
	out := Sheets{}
	for _, p := range Perspectives {
		out[p] = map[string]Score{}
	}
	for _, r := range rows {
		out[r.Perspective][r.Component] = r
	}
	return year, out, err
}

// SetFidelity replaces how a college sees itself in a year from one perspective.
// Scores of other components than those it is asked about are passed over.
func (f *Funders) SetFidelity(ctx context.Context, by actor.Actor, yearID, perspective string, scores []Score) error {
	if !slices.Contains(Perspectives, perspective) {
		return fault.Field("perspective", "Choose whose perspective it is.")
	}
	var keep []Score
	for _, c := range Components {
		at := slices.IndexFunc(scores, func(s Score) bool { return s.Component == c.Slug })
		if at < 0 || !c.Asked(perspective) {
			continue
		}
		s := scores[at]
		low, high := c.bounds()
		s.Note = strings.TrimSpace(s.Note)
		switch {
		case s.Score != nil && (*s.Score < low || *s.Score > high):
			return fault.Field(c.Slug, "Choose one of the answers.")
		case utf8.RuneCountInString(s.Note) > 1000:
			return fault.Field(c.Slug+"-note", "Use 1,000 characters or fewer.")
		case s.Score == nil && s.Note == "":
			continue
		}
		keep = append(keep, s)
	}
	return f.db.Tx(ctx, func(tx *db.DB) error {
		year, err := f.college.YearByID(ctx, tx, by.OrgID, yearID)
		if err != nil {
			return err
		}
		if err := f.reach(ctx, tx, by, Costs, year.UnitID, fault.New(fault.Forbidden, "Your role does not include scoring this college.")); err != nil {
			return err
		}
		old, err := scoresOf(ctx, tx, by.OrgID, yearID)
		if err != nil {
			return err
		}
		if err := deleteScores(ctx, tx, by.OrgID, yearID, perspective); err != nil {
			return err
		}
		for _, s := range keep {
			s.OrgID, s.YearID, s.Perspective, s.ByName, s.SetAt = by.OrgID, yearID, perspective, cmp.Or(by.Name, "somebody"), f.now().UTC()
			if err := insertScore(ctx, tx, s); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{At: f.now(), By: by, Action: "funders.fidelity.scored", Changes: scoreChanges(old, keep, perspective),
			Target: audit.Target{Kind: "academic year", ID: yearID, Words: "Fidelity, " + year.Name + ", " + perspective}})
	})
}

// scoreChanges are the scores that changed: the trail keeps the old ones.
func scoreChanges(old, now []Score, perspective string) []audit.Change {
	words := func(rows []Score, slug string) string {
		for _, r := range rows {
			if r.Component == slug && (r.Perspective == perspective || r.Perspective == "") && r.Score != nil {
				return fmt.Sprint(*r.Score)
			}
		}
		return ""
	}
	var out []audit.Change
	for _, c := range Components {
		if from, to := words(old, c.Slug), words(now, c.Slug); from != to {
			out = append(out, audit.Change{Field: c.Name, From: from, To: to})
		}
	}
	return out
}

// Evidence is what the college's own records say that bears on a component.
type Evidence struct {
	Component string
	Lines     []string
	Overrides []courses.Version // published without both perspectives, and why
}

// Evidence gathers, by component, what the records of a year say.
func (f *Funders) Evidence(ctx context.Context, by actor.Actor, year college.Year) (map[string]Evidence, error) {
	if err := f.reach(ctx, f.db, by, Read, year.UnitID, errNoReport); err != nil {
		return nil, err
	}
	terms, err := f.termsOf(ctx, f.db, year)
	if err != nil {
		return nil, err
	}
	t, hidden, err := f.protected(ctx, f.db, year, terms)
	if err != nil {
		return nil, err
	}
	w := writer{t: t, hidden: hidden, show: []int{t.last()}}
	runs := t.runs[t.last()]
	agreed, err := f.courses.CoProduced(ctx, f.db, by.OrgID, runs.versions)
	if err != nil {
		return nil, err
	}
	both := 0
	for _, v := range runs.versions {
		if agreed[v] {
			both++
		}
	}
	overrides, err := f.courses.Overrides(ctx, f.db, by.OrgID, year.StartsOn, year.EndsOn)
	if err != nil {
		return nil, err
	}
	out := map[string]Evidence{}
	say := func(slug, format string, args ...any) {
		e := out[slug]
		e.Component, e.Lines = slug, append(e.Lines, fmt.Sprintf(format, args...))
		out[slug] = e
	}
	if runs.Runs > 0 {
		say("co-production", "%s of %s runs are of a course that somebody with lived experience and a practitioner had both agreed.", thousands(both), thousands(runs.Runs))
		say("available", "%s of %s runs that went ahead are open to everybody.", thousands(runs.OpenToAll), thousands(runs.Runs-runs.RunsCancelled))
	}
	if runs.Held > 0 {
		say("equality", "A peer trainer and a practitioner taught together at %s of %s sessions.", thousands(runs.BothPresent), thousands(runs.Held))
	}
	return f.moreEvidence(ctx, by, t, w, out, overrides)
}

// moreEvidence adds where sessions were held, what came next, and what was
// published without both perspectives.
func (f *Funders) moreEvidence(ctx context.Context, by actor.Actor, t *tally, w writer, out map[string]Evidence, overrides []courses.Version) (map[string]Evidence, error) {
	if ids := t.periods[t.last()].terms; len(ids) > 0 {
		venues, err := f.college.VenueFigures(ctx, f.db, by.OrgID, ids)
		if err != nil {
			return nil, err
		}
		e := Evidence{Component: "community"}
		for _, v := range venues {
			e.Lines = append(e.Lines, fmt.Sprintf("%s: %s sessions held.", v.Name, thousands(v.Sessions)))
		}
		out["community"] = e
	}
	e := Evidence{Component: "progressive"}
	for _, g := range t.steps {
		e.Lines = append(e.Lines, fmt.Sprintf("Next step, %s: %s.", strings.ToLower(g.Label), w.count(key{nextStep, g.Key, t.last()})))
	}
	out["progressive"] = e
	if len(overrides) > 0 {
		e := out["co-production"]
		e.Component, e.Overrides = "co-production", overrides
		out["co-production"] = e
	}
	return out, nil
}

package funders

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// measure is something that is counted.
type measure string

// What is counted of people, in total and by group.
const (
	placesBooked measure = "places booked"
	placesCame   measure = "places attended"
	peopleBooked measure = "people booked"
	peopleCame   measure = "students"
	peopleNew    measure = "new students"
	peopleBack   measure = "returning students"
)

// What is counted of people in total only.
const (
	marked    measure = "times expected"
	came      measure = "times attended"
	finished  measure = "places on finished courses"
	completed measure = "places completed"
	waiting   measure = "people waiting"
	offers    measure = "offers"
	answers   measure = "answers"
	satisfied measure = "satisfied"
	nextStep  measure = "next step" // by kind
)

// byGroup are the measures that are shown by group, in the order of columns.
var byGroup = []measure{placesBooked, placesCame, peopleBooked, peopleCame, peopleNew, peopleBack}

// key names one count: what of, of which group ("" is everybody), and in which
// period.
type key struct {
	of     measure
	group  string
	period int
}

// counts are the counts of a year. A count that is not there is zero.
type counts map[key]int

// period is a term, or, last, the year.
type period struct {
	ID, Name string
	From, To when.Date
	terms    []string // their ids
}

// group is a part of a dimension.
type group struct{ Key, Label string }

// dimension is a way to group students.
type dimension struct {
	Key, Title, About string
	Overlaps          bool // somebody may be in several groups
	Sensitive         bool // that all gave one answer is hidden too
	Groups            []group
}

// tally is one year, counted.
type tally struct {
	year       college.Year
	periods    []period // the terms in their order, then the year
	counts     counts
	dimensions []dimension
	runs       []runTally // by period
	steps      []group    // kinds of next step that occur
	days       [][]int    // by period: from joining the list to an offer
	completion int        // per cent
}

// runTally is what the runs of a period come to. Nobody is counted here.
type runTally struct {
	Offered, OpenToAll                             int
	Courses, RunsHeld, RunsCancelled, Runs         int
	Held, Cancelled, Unrecorded, BothPresent, Over int
	runIDs, versions                               []string
}

// last is the period that is the whole year.
func (t *tally) last() int { return len(t.periods) - 1 }

// count reads a year of the college and counts it.
func (f *Funders) count(ctx context.Context, tx *db.DB, year college.Year, terms []college.Term) (*tally, error) {
	t := &tally{year: year, counts: counts{}}
	var ids []string
	for _, term := range terms {
		ids = append(ids, term.ID)
		t.periods = append(t.periods, period{ID: term.ID, Name: term.Name, From: term.StartsOn, To: term.EndsOn, terms: []string{term.ID}})
	}
	t.periods = append(t.periods, period{ID: year.ID, Name: "Year " + year.Name, From: year.StartsOn, To: year.EndsOn, terms: ids})
	t.runs, t.days = make([]runTally, len(t.periods)), make([][]int, len(t.periods))
	setting, err := f.college.Setting(ctx, tx, year.OrgID, year.UnitID)
	if err != nil {
		return nil, err
	}
	t.completion = setting.Completion
	if len(ids) == 0 {
		return t, nil
	}
	runs, err := f.countRuns(ctx, tx, t, ids)
	if err != nil {
		return nil, err
	}
	students, err := f.college.StudentFigures(ctx, tx, year.OrgID, ids)
	if err != nil {
		return nil, err
	}
	took, err := f.countPlaces(ctx, tx, t, ids, runs)
	if err != nil {
		return nil, err
	}
	if err := f.countGroups(ctx, tx, t, students, took); err != nil {
		return nil, err
	}
	return t, f.countHeard(ctx, tx, t)
}

// add counts n in a term and in the year.
func (t *tally) add(of measure, groupKey string, term, n int) {
	if n != 0 {
		t.counts[key{of, groupKey, term}] += n
		t.counts[key{of, groupKey, t.last()}] += n
	}
}

// countRuns counts runs and sessions, and returns the runs by id with the number
// of their term.
func (f *Funders) countRuns(ctx context.Context, tx *db.DB, t *tally, ids []string) (map[string]termRun, error) {
	rows, err := f.college.RunFigures(ctx, tx, t.year.OrgID, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]termRun, len(rows))
	courses := make([]map[string]bool, len(t.periods))
	for p := range courses {
		courses[p] = map[string]bool{}
	}
	now := f.now()
	for _, r := range rows {
		at := slices.Index(ids, r.TermID)
		out[r.ID] = termRun{r, at, r.Over(now) && r.Format != "drop-in" && r.Format != "self-paced"}
		for _, p := range []int{at, t.last()} {
			x := &t.runs[p]
			x.Runs++
			x.runIDs, x.versions = append(x.runIDs, r.ID), append(x.versions, r.VersionID)
			x.Held, x.Cancelled, x.Unrecorded, x.BothPresent = x.Held+r.Held, x.Cancelled+r.Cancelled, x.Unrecorded+r.Unrecorded, x.BothPresent+r.BothPresent
			if r.State == "cancelled" {
				x.RunsCancelled++
				continue
			}
			x.Offered += r.Capacity
			if r.Audience == "" {
				x.OpenToAll++
			}
			if r.Held > 0 {
				x.RunsHeld++
				courses[p][r.CourseID] = true
			}
			if r.Over(now) {
				x.Over++
			}
		}
	}
	for p := range courses {
		t.runs[p].Courses = len(courses[p])
	}
	return out, nil
}

// termRun is a run, the number of its term, and whether whoever has a place on
// it has finished it, or not.
type termRun struct {
	college.RunFigure
	term     int
	finished bool
}

// part is what one student took part in during one term.
type part struct{ booked, came int }

// countPlaces counts bookings, and returns what each student took part in, by
// term.
func (f *Funders) countPlaces(ctx context.Context, tx *db.DB, t *tally, ids []string, runs map[string]termRun) ([]map[string]part, error) {
	took := make([]map[string]part, len(ids))
	waits := make([]map[string]bool, len(t.periods))
	for i := range t.periods {
		waits[i] = map[string]bool{}
		if i < len(ids) {
			took[i] = map[string]part{}
		}
	}
	err := f.college.EachPlace(ctx, tx, t.year.OrgID, ids, func(p college.PlaceFigure) error {
		run := runs[p.RunID]
		if p.State == college.Waiting || p.State == college.Offered {
			waits[run.term][p.StudentID], waits[t.last()][p.StudentID] = true, true
		}
		if !p.OfferedAt.IsZero() {
			t.add(offers, "", run.term, 1)
			days := int(p.OfferedAt.Sub(p.QueuedAt) / (24 * time.Hour))
			t.days[run.term], t.days[t.last()] = append(t.days[run.term], days), append(t.days[t.last()], days)
		}
		if !p.Booked() {
			return nil
		}
		x := took[run.term][p.StudentID]
		x.booked++
		if p.Came > 0 {
			x.came++
		}
		took[run.term][p.StudentID] = x
		t.add(marked, "", run.term, p.Marked)
		t.add(came, "", run.term, p.Came)
		if run.finished && run.Held > 0 {
			t.add(finished, "", run.term, 1)
			if p.Came*100 >= run.Held*t.completion {
				t.add(completed, "", run.term, 1)
			}
		}
		return nil
	})
	for i, who := range waits {
		t.counts[key{waiting, "", i}] = len(who)
	}
	return took, err
}

// countGroups counts what students took part in, for everybody and by group.
func (f *Funders) countGroups(ctx context.Context, tx *db.DB, t *tally, students map[string]college.StudentFigure, took []map[string]part) error {
	groupsOf, err := f.groups(ctx, tx, t, students)
	if err != nil {
		return err
	}
	booked, back := map[string]bool{}, map[string]bool{} // this year, so far
	for term, of := range took {
		for id, x := range of {
			first := x.came > 0 && !back[id] && !students[id].Before
			for _, g := range append([]string{""}, groupsOf(students[id])...) {
				t.add(placesBooked, g, term, x.booked)
				t.add(placesCame, g, term, x.came)
				t.counts[key{peopleBooked, g, term}]++
				if !booked[id] {
					t.counts[key{peopleBooked, g, t.last()}]++
				}
				if x.came == 0 {
					continue
				}
				t.counts[key{peopleCame, g, term}]++
				if !back[id] {
					t.counts[key{peopleCame, g, t.last()}]++
				}
				switch {
				case first:
					t.add(peopleNew, g, term, 1)
				default:
					t.counts[key{peopleBack, g, term}]++
					if !back[id] {
						t.counts[key{peopleBack, g, t.last()}]++
					}
				}
			}
			booked[id] = true
			if x.came > 0 {
				back[id] = true
			}
		}
	}
	return nil
}

// groups fills the dimensions, and returns which groups a student is in.
func (f *Funders) groups(ctx context.Context, tx *db.DB, t *tally, students map[string]college.StudentFigure) (func(college.StudentFigure) []string, error) {
	tree, err := f.units.In(tx).Tree(ctx, t.year.OrgID)
	if err != nil {
		return nil, err
	}
	boroughs, known := dimension{Key: "borough", Title: "Borough", About: "Where students live, as they said when they enrolled."}, map[string]bool{}
	for _, u := range tree {
		if u.Kind == "borough" {
			boroughs.Groups, known[u.ID] = append(boroughs.Groups, group{"borough:" + u.ID, u.Name}), true
		}
	}
	boroughs.Groups = append(boroughs.Groups, group{"borough:", "Elsewhere or not said"})
	relations := dimension{Key: "relation", Title: "Relation to the services", Overlaps: true,
		About: "As students said when they enrolled. Somebody can be in several of these groups, so they do not add up to everybody."}
	for _, r := range college.Relations {
		relations.Groups = append(relations.Groups, group{"relation:" + r.Code, relationLabels[r.Code]})
	}
	t.dimensions = []dimension{boroughs, relations}
	for _, c := range people.Characteristics {
		t.dimensions = append(t.dimensions, equalityDimension(c))
	}
	persons := make([]string, 0, len(students))
	for _, s := range students {
		persons = append(persons, s.PersonID)
	}
	said, err := f.people.EqualityOf(ctx, tx, t.year.OrgID, persons)
	return func(s college.StudentFigure) []string {
		at := "borough:"
		if known[s.BoroughID] {
			at += s.BoroughID
		}
		out := []string{at}
		for _, r := range college.Relations {
			if s.Has(r.Code) {
				out = append(out, "relation:"+r.Code)
			}
		}
		for _, c := range people.Characteristics {
			out = append(out, equalityKey(c, said[c.Code][s.PersonID]))
		}
		return out
	}, err
}

// relationLabels are the relations as a report names them.
var relationLabels = map[string]string{
	"uses services": "Uses, or has used, mental health services", "carer": "Supports a family member or friend",
	"staff": "Works or volunteers in health or care", "public": "Lives, works or studies nearby",
}

// equalityKey is the group of an answer: ethnic groups are put together by the
// word before the colon, since the finer ones are mostly of a few people.
func equalityKey(c people.Characteristic, answer string) string {
	for _, choice := range c.Answers {
		if choice.Code == answer {
			if wide, _, several := strings.Cut(choice.Label, ":"); several {
				return c.Code + ":" + wide
			}
			return c.Code + ":" + choice.Code
		}
	}
	return c.Code + ":"
}

func equalityDimension(c people.Characteristic) dimension {
	d := dimension{Key: c.Code, Title: c.Label, Sensitive: true, About: "What students chose to say. Every question is optional, and asked apart from enrolment."}
	for _, choice := range c.Answers {
		label, _, _ := strings.Cut(choice.Label, ":")
		g := group{equalityKey(c, choice.Code), label}
		if !slices.Contains(d.Groups, g) {
			d.Groups = append(d.Groups, g)
		}
	}
	d.Groups = append(d.Groups, group{c.Code + ":", "Has not answered"})
	return d
}

// countHeard counts what students said and what came next.
func (f *Funders) countHeard(ctx context.Context, tx *db.DB, t *tally) error {
	for p, at := range t.periods {
		n, good, err := f.learning.Satisfaction(ctx, tx, t.year.OrgID, t.runs[p].runIDs)
		if err != nil {
			return err
		}
		t.counts[key{answers, "", p}], t.counts[key{satisfied, "", p}] = n, good
		steps, err := f.learning.NextSteps(ctx, tx, t.year.OrgID, at.From, at.To)
		if err != nil {
			return err
		}
		for _, s := range steps {
			t.counts[key{nextStep, s.Kind, p}] = s.Students
			if year := (key{nextStep, s.Kind, t.last()}); t.counts[year] < s.Students {
				t.counts[year] = s.Students // a term that reaches beyond its year
			}
			if g := (group{s.Kind, s.Label()}); !slices.Contains(t.steps, g) {
				t.steps = append(t.steps, g)
			}
		}
	}
	return nil
}

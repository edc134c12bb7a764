package learning

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// PlanCounts is all that anybody but its owner, and whoever it is lent to, learns
// of plans.
type PlanCounts struct{ Plans, Due int }

// CertificateFilter chooses certificates: words of the name, title or number,
// and "stands" or "withdrawn".
type CertificateFilter struct{ Q, State string }

// StepFilter chooses next steps.
type StepFilter struct {
	Kind     string
	From, To when.Date
	Students []string // nil: of everybody
}

// Overview is how the colleges of the actor's stand with what students make of
// them.
type Overview struct {
	Colleges     []units.Unit
	Plans        PlanCounts
	Certificates int // that stand
	Steps        []StepCount
	From         when.Date // of the steps
	Feedback     RunFigures
	Heard        int // runs that ended lately and have answers enough
	Few          int // runs that ended lately and have not
}

// Overview counts what is at the colleges where by may read.
func (l *Learning) Overview(ctx context.Context, by actor.Actor) (Overview, error) {
	var out Overview
	var err error
	if out.Colleges, err = l.colleges(ctx, l.db, by, Read); err != nil {
		return out, err
	}
	ids, today := unitIDs(out.Colleges), l.today()
	out.From = today.AddDays(-365)
	if out.Plans, err = planCounts(ctx, l.db, by.OrgID, ids, today); err != nil {
		return out, err
	}
	if out.Certificates, err = countCertificates(ctx, l.db, by.OrgID, ids, CertificateFilter{State: "stands"}); err != nil {
		return out, err
	}
	if out.Steps, err = stepCounts(ctx, l.db, by.OrgID, ids, out.From, today); err != nil {
		return out, err
	}
	rows, err := l.heardLately(ctx, by, ids)
	if err != nil {
		return out, err
	}
	var figures []RunFigures
	for _, r := range rows {
		figures = append(figures, r.Figures)
		if r.Figures.Enough() {
			out.Heard++
		} else {
			out.Few++
		}
	}
	out.Feedback = summed(figures)
	return out, nil
}

// RunHeard is a run with the figures of its answers.
type RunHeard struct {
	Run     college.Run
	Figures RunFigures
}

// lately is how far back the list of runs goes when no term is chosen.
const lately = 365 * 24 * time.Hour

// heardLately lists the runs of some colleges that ended in the last year.
func (l *Learning) heardLately(ctx context.Context, by actor.Actor, unitIDs []string) ([]RunHeard, error) {
	runs, err := l.college.RunsEnded(ctx, l.db, by.OrgID, l.now().Add(-lately), l.now())
	if err != nil {
		return nil, err
	}
	return l.withFigures(ctx, by, runs, unitIDs)
}

func (l *Learning) withFigures(ctx context.Context, by actor.Actor, runs []college.Run, units []string) ([]RunHeard, error) {
	here := map[string]bool{}
	for _, id := range units {
		here[id] = true
	}
	var out []RunHeard
	var ids []string
	for _, r := range runs {
		if here[r.UnitID] {
			out = append(out, RunHeard{r, RunFigures{RunID: r.ID}})
			ids = append(ids, r.ID)
		}
	}
	rows, err := figuresOf(ctx, l.db, by.OrgID, ids)
	byRun := map[string]RunFigures{}
	for _, f := range rows {
		byRun[f.RunID] = f
	}
	for i := range out {
		if f, ok := byRun[out[i].Run.ID]; ok {
			out[i].Figures = f
		}
	}
	return out, err
}

// HeardInTerm lists the runs of a term, or, with no term, those that ended in
// the last year, with what was answered; and the sum of those with answers
// enough.
func (l *Learning) HeardInTerm(ctx context.Context, by actor.Actor, termID string) ([]RunHeard, RunFigures, error) {
	mine, err := l.colleges(ctx, l.db, by, Read)
	if err != nil {
		return nil, RunFigures{}, err
	}
	var rows []RunHeard
	if termID == "" {
		rows, err = l.heardLately(ctx, by, unitIDs(mine))
	} else {
		var runs []college.Run
		if runs, err = l.college.RunsOfTerms(ctx, l.db, by.OrgID, []string{termID}); err == nil {
			rows, err = l.withFigures(ctx, by, ended(runs, l.now()), unitIDs(mine))
		}
	}
	var figures []RunFigures
	for _, r := range rows {
		figures = append(figures, r.Figures)
	}
	return rows, summed(figures), err
}

// ended leaves out the runs that nobody can say anything about yet.
func ended(runs []college.Run, now time.Time) []college.Run {
	var out []college.Run
	for _, r := range runs {
		if r.State != "draft" && r.State != "cancelled" && !r.StartsAt.IsZero() && r.StartsAt.Before(now) {
			out = append(out, r)
		}
	}
	return out
}

// TermsHere lists the terms of the colleges where by may read, the newest first.
func (l *Learning) TermsHere(ctx context.Context, by actor.Actor) ([]college.Term, error) {
	mine, err := l.colleges(ctx, l.db, by, Read)
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, u := range mine {
		here[u.ID] = true
	}
	all, err := l.college.Terms(ctx, l.db, by.OrgID)
	var out []college.Term
	for _, t := range all {
		if here[t.UnitID] {
			out = append(out, t)
		}
	}
	return out, err
}

// Issued lists certificates of the colleges where by may read, and how many.
func (l *Learning) Issued(ctx context.Context, by actor.Actor, f CertificateFilter, limit, offset int) ([]Certificate, int, error) {
	mine, err := l.colleges(ctx, l.db, by, Read)
	if err != nil {
		return nil, 0, err
	}
	total, err := countCertificates(ctx, l.db, by.OrgID, unitIDs(mine), f)
	if err != nil {
		return nil, 0, err
	}
	rows, err := listCertificates(ctx, l.db, by.OrgID, unitIDs(mine), f, limit, offset)
	return rows, total, err
}

// NamedStep is a next step with the name of whose it is.
type NamedStep struct {
	Step
	Name string
}

// Steps lists next steps of the colleges where by may read, and how many. q is
// looked for in the students' names.
func (l *Learning) Steps(ctx context.Context, by actor.Actor, q string, f StepFilter, limit, offset int) ([]NamedStep, int, error) {
	mine, err := l.colleges(ctx, l.db, by, Read)
	if err != nil {
		return nil, 0, err
	}
	if q != "" {
		f.Students = []string{}
		found, err := l.StudentsNamed(ctx, by, q)
		if err != nil {
			return nil, 0, err
		}
		for _, s := range found {
			f.Students = append(f.Students, s.StudentID)
		}
	}
	total, err := countSteps(ctx, l.db, by.OrgID, unitIDs(mine), f)
	if err != nil {
		return nil, 0, err
	}
	rows, err := listSteps(ctx, l.db, by.OrgID, unitIDs(mine), f, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]string, 0, len(rows))
	for _, s := range rows {
		ids = append(ids, s.StudentID)
	}
	names, err := l.college.StudentNames(ctx, l.db, by.OrgID, ids)
	out := make([]NamedStep, 0, len(rows))
	for _, s := range rows {
		out = append(out, NamedStep{s, names[s.StudentID]})
	}
	return out, total, err
}

// NamedStudent is a student with their name.
type NamedStudent struct{ StudentID, Name string }

// StudentsNamed finds students by name at the colleges where by may read.
func (l *Learning) StudentsNamed(ctx context.Context, by actor.Actor, q string) ([]NamedStudent, error) {
	mine, err := l.colleges(ctx, l.db, by, Read)
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, u := range mine {
		here[u.ID] = true
	}
	found, _, err := l.people.Search(ctx, by, q, 1)
	if err != nil {
		return nil, err
	}
	var out []NamedStudent
	for _, p := range found {
		s, is, err := l.college.StudentOf(ctx, l.db, by.OrgID, p.ID)
		if err != nil {
			return nil, err
		}
		if is && here[s.UnitID] {
			out = append(out, NamedStudent{s.ID, p.Name})
		}
	}
	return out, nil
}

// Hit is something that the search of the whole site found.
type Hit struct{ Label, Kind, Href, Note string }

// Find looks for q among the certificates of the colleges where by may read:
// in their numbers, names and titles. Plans are never found.
func (l *Learning) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	rows, _, err := l.Issued(ctx, by, CertificateFilter{Q: q}, limit, 0)
	var out []Hit
	for _, c := range rows {
		out = append(out, Hit{Label: c.Number() + ", " + c.Name, Kind: "Certificate", Href: "/learning/certificates/" + c.ID, Note: c.Title})
	}
	return out, err
}

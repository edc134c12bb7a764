package learning

import (
	"context"
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
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Plan is a student's learning plan.
type Plan struct {
	OrgID, ID, StudentID, UnitID    string
	Hopes, Strengths, Helps, Wishes string
	Steps                           string
	ReviewOn, RemindedOn            when.Date
	Version                         int
	CreatedAt, UpdatedAt            time.Time

	CourseIDs []string // courses they would like
}

// Section is one part of a plan, by which it is lent.
type Section struct{ Code, Label, Hint string }

// Sections are the parts of a plan, in the order in which they are read.
var Sections = []Section{
	{"hopes", "My hopes", "What would you like to be different in a year? Big or small."},
	{"strengths", "My strengths", "What are you good at? What have you come through? What would a friend say?"},
	{"helps", "What helps me learn", "How you learn best, and any support you would like from us."},
	{"courses", "Courses I would like", ""},
	{"steps", "My first steps", "One or two things you could do soon."},
	{"reviews", "Looking back and ahead", "What you wrote when you looked at your plan again."},
}

func sectionLabels(codes []string) []string {
	var out []string
	for _, s := range Sections {
		if slices.Contains(codes, s.Code) {
			out = append(out, s.Label)
		}
	}
	return out
}

// mostWords is how long a section may be.
const mostWords = 4000

// Empty reports whether nothing is written in the plan yet.
func (p Plan) Empty() bool {
	return p.Hopes+p.Strengths+p.Helps+p.Wishes+p.Steps == "" && len(p.CourseIDs) == 0
}

func (p *Plan) tidy() error {
	for _, f := range []struct {
		text        *string
		name, label string
	}{
		{&p.Hopes, "hopes", "My hopes"}, {&p.Strengths, "strengths", "My strengths"}, {&p.Helps, "helps", "What helps me learn"},
		{&p.Wishes, "wishes", "Courses in my own words"}, {&p.Steps, "steps", "My first steps"},
	} {
		*f.text = strings.TrimSpace(*f.text)
		if utf8.RuneCountInString(*f.text) > mostWords {
			return fault.Field(f.name, "%s must have %d characters or fewer.", f.label, mostWords)
		}
	}
	slices.Sort(p.CourseIDs)
	p.CourseIDs = slices.Compact(p.CourseIDs)
	return nil
}

// owner is how the trail names a student who works on their own plan: an
// administrator who reads the trail must not learn who has one.
func owner(by actor.Actor) actor.Actor {
	return actor.Actor{OrgID: by.OrgID, Name: "The student whose plan it is"}
}

func planTarget(planID string) audit.Target {
	return audit.Target{Kind: "learning plan", ID: planID, Words: "A learning plan"}
}

// Own is a plan as its owner sees it.
type Own struct {
	Student college.Student
	Plan    Plan
	Found   bool             // there is a plan
	Courses []courses.Titled // that the plan names
	Reviews []Review         // the newest first
	Shares  []Share          // those that work now first
}

// Own returns the actor's own plan, empty when they have none yet.
func (l *Learning) Own(ctx context.Context, by actor.Actor) (Own, error) {
	return l.own(ctx, l.db, by)
}

func (l *Learning) own(ctx context.Context, tx *db.DB, by actor.Actor) (Own, error) {
	var out Own
	var err error
	if out.Student, err = l.me(ctx, tx, by); err != nil {
		return out, err
	}
	if out.Plan, out.Found, err = planOf(ctx, tx, by.OrgID, out.Student.ID); err != nil || !out.Found {
		return out, err
	}
	if out.Courses, err = l.courses.TitlesOf(ctx, tx, by.OrgID, out.Plan.CourseIDs); err != nil {
		return out, err
	}
	if out.Reviews, err = reviewsOf(ctx, tx, by.OrgID, out.Plan.ID); err != nil {
		return out, err
	}
	out.Shares, err = l.sharesOf(ctx, tx, out.Plan)
	return out, err
}

// Choices are the courses that a student of a college may choose from.
func (l *Learning) Choices(ctx context.Context, orgID, unitID string) ([]courses.Titled, error) {
	return l.courses.PublishedTitles(ctx, l.db, orgID, unitID)
}

// Save writes the actor's own plan. It is a conflict when it was saved since
// p.Version was read: by them at another place, or by somebody who may write
// for them.
func (l *Learning) Save(ctx context.Context, by actor.Actor, p Plan) (Plan, error) {
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		s, err := l.me(ctx, tx, by)
		if err != nil {
			return err
		}
		old, err := l.ensurePlan(ctx, tx, by, s)
		if err != nil {
			return err
		}
		if p.Version == 0 && old.Empty() {
			p.Version = old.Version
		}
		p, err = l.save(ctx, tx, old, p)
		if err != nil {
			return err
		}
		return l.record(ctx, tx, owner(by), "learning.plan.saved", planTarget(p.ID))
	})
	return p, err
}

// ensurePlan is the student's plan, begun now if there is none.
func (l *Learning) ensurePlan(ctx context.Context, tx *db.DB, by actor.Actor, s college.Student) (Plan, error) {
	p, found, err := planOf(ctx, tx, by.OrgID, s.ID)
	if err != nil || found {
		return p, err
	}
	now := l.now().UTC().Truncate(time.Microsecond)
	p = Plan{OrgID: by.OrgID, ID: id.New(), StudentID: s.ID, UnitID: s.UnitID, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := insertPlan(ctx, tx, p); err != nil {
		return p, err
	}
	return p, l.record(ctx, tx, owner(by), "learning.plan.begun", planTarget(p.ID))
}

var errPlanChanged = fault.New(fault.Conflict, "This plan was changed while you were writing. Open it again to see what is different.")

// save writes p over old.
func (l *Learning) save(ctx context.Context, tx *db.DB, old, p Plan) (Plan, error) {
	if err := p.tidy(); err != nil {
		return p, err
	}
	if p.ReviewOn != old.ReviewOn && !p.ReviewOn.IsZero() {
		if p.ReviewOn.Before(l.today()) || p.ReviewOn.Days(l.today()) > 3*366 {
			return p, fault.Field("review_on", "The day to look again must be from today to three years from now.")
		}
	}
	known, err := l.courses.TitlesOf(ctx, tx, old.OrgID, p.CourseIDs)
	if err != nil {
		return p, err
	}
	if len(known) != len(p.CourseIDs) {
		return p, fault.Field("courses", "Choose courses from the list.")
	}
	p.OrgID, p.ID, p.StudentID, p.UnitID, p.CreatedAt = old.OrgID, old.ID, old.StudentID, old.UnitID, old.CreatedAt
	p.UpdatedAt = l.now().UTC().Truncate(time.Microsecond)
	p.RemindedOn = old.RemindedOn
	if p.ReviewOn != old.ReviewOn {
		p.RemindedOn = when.Date{}
	}
	ok, err := updatePlan(ctx, tx, p)
	if err == nil && !ok {
		err = errPlanChanged
	}
	p.Version++
	return p, err
}

// Text is a plan as plain text, for its owner to keep.
func (o Own) Text() string {
	var b strings.Builder
	b.WriteString("MY LEARNING PLAN\n")
	part := func(title, words string) {
		if words != "" {
			b.WriteString("\n" + strings.ToUpper(title) + "\n\n" + words + "\n")
		}
	}
	part(Sections[0].Label, o.Plan.Hopes)
	part(Sections[1].Label, o.Plan.Strengths)
	part(Sections[2].Label, o.Plan.Helps)
	part(Sections[3].Label, courseWords(titles(o.Courses), o.Plan.Wishes))
	part(Sections[4].Label, o.Plan.Steps)
	part("I will look at it again on", o.Plan.ReviewOn.String())
	for _, r := range o.Reviews {
		part("Looking back and ahead, "+r.OnDate.String(), strings.TrimSpace(r.Back+"\n\n"+r.Ahead))
		for _, k := range r.Kept.V.Parts() {
			part("What my plan said then: "+k.Label, k.Words)
		}
	}
	return b.String()
}

func titles(list []courses.Titled) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Title)
	}
	return out
}

// courseWords are the courses somebody would like, a line each.
func courseWords(titles []string, wishes string) string {
	var lines []string
	for _, t := range titles {
		lines = append(lines, "– "+t)
	}
	return strings.TrimSpace(strings.Join(lines, "\n") + "\n" + wishes)
}

package learning

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// Lent is as much of a plan as a share shows.
type Lent struct {
	Share   Share
	Name    string // whose plan it is
	Parts   []Part
	Reviews []Review
	Plan    Plan // only the sections that are lent
}

// errNotLent is the one answer to whoever may not read: that there is a plan is
// nobody else's to know.
var errNotLent = fault.New(fault.NotFound, "This plan is not lent to you. It may have been taken back, or its time may be over.")

// Loan is a line in the list of plans that are lent to somebody.
type Loan struct {
	Share
	Of string // whose plan it is
}

// Loans lists the plans that are lent to the actor today.
func (l *Learning) Loans(ctx context.Context, by actor.Actor) ([]Loan, error) {
	mine, err := l.mine(ctx, l.db, by)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	shares, err := sharesForTrainers(ctx, l.db, by.OrgID, mine, l.today())
	if err != nil {
		return nil, err
	}
	var out []Loan
	for _, s := range shares {
		name, err := l.nameOf(ctx, l.db, s)
		if err != nil {
			return nil, err
		}
		out = append(out, Loan{s, name})
	}
	return out, nil
}

// mine are the trainers that the actor is today, at each college.
func (l *Learning) mine(ctx context.Context, tx *db.DB, by actor.Actor) ([]string, error) {
	if by.PersonID == "" {
		return nil, nil
	}
	all, err := l.trainers.OfPerson(ctx, tx, by.OrgID, by.PersonID)
	var out []string
	for _, t := range all {
		if l.active(t) {
			out = append(out, t.ID)
		}
	}
	return out, err
}

func (l *Learning) nameOf(ctx context.Context, tx *db.DB, s Share) (string, error) {
	p, err := onePlan(ctx, tx, s.OrgID, s.PlanID)
	if err != nil {
		return "", err
	}
	return l.studentName(ctx, tx, s.OrgID, p.StudentID)
}

func (l *Learning) studentName(ctx context.Context, tx *db.DB, orgID, studentID string) (string, error) {
	s, err := l.college.Student(ctx, tx, orgID, studentID)
	if err != nil {
		return "", err
	}
	names, err := l.people.Names(ctx, tx, orgID, []string{s.PersonID})
	return names[s.PersonID], err
}

// ReadLent opens a plan that is lent to the actor. That it was opened is written
// down with it, or it is not shown.
func (l *Learning) ReadLent(ctx context.Context, by actor.Actor, shareID string, print bool) (Lent, error) {
	var out Lent
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		share, err := l.lentTo(ctx, tx, by, shareID)
		if err != nil {
			return err
		}
		out, err = l.open(ctx, tx, by, share, how(print))
		return err
	})
	return out, err
}

func how(print bool) string {
	if print {
		return forPrinting
	}
	return forReading
}

// lentTo is a share by which the actor may read today.
func (l *Learning) lentTo(ctx context.Context, tx *db.DB, by actor.Actor, shareID string) (Share, error) {
	mine, err := l.mine(ctx, tx, by)
	if err != nil {
		return Share{}, err
	}
	share, found, err := shareByID(ctx, tx, by.OrgID, shareID)
	if err == nil && (!found || share.TrainerID == "" || !slices.Contains(mine, share.TrainerID) || !share.Works(l.today())) {
		err = errNotLent
	}
	return share, err
}

// ReadByLink opens a plan for whoever holds its link.
func (l *Learning) ReadByLink(ctx context.Context, token string, print bool) (Lent, error) {
	orgID, word, ok := split(token)
	if !ok {
		return Lent{}, errNotLent
	}
	var out Lent
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		share, found, err := shareByHash(ctx, tx, orgID, id.Hash(word))
		if err != nil {
			return err
		}
		if !found || !share.Works(l.today()) {
			return errNotLent
		}
		out, err = l.open(ctx, tx, actor.Actor{OrgID: orgID, Name: "Somebody with a link"}, share, how(print))
		return err
	})
	return out, err
}

// open gathers what a share shows and writes down that it was opened.
func (l *Learning) open(ctx context.Context, tx *db.DB, by actor.Actor, share Share, how string) (Lent, error) {
	p, err := onePlan(ctx, tx, share.OrgID, share.PlanID)
	if err != nil {
		return Lent{}, err
	}
	out := Lent{Share: share, Plan: p.only(share.Codes())}
	if out.Name, err = l.studentName(ctx, tx, share.OrgID, p.StudentID); err != nil {
		return out, err
	}
	named, err := l.courses.TitlesOf(ctx, tx, share.OrgID, out.Plan.CourseIDs)
	if err != nil {
		return out, err
	}
	out.Parts = kept(out.Plan, titles(named)).Parts()
	if slices.Contains(share.Codes(), "reviews") {
		if out.Reviews, err = reviewsOf(ctx, tx, share.OrgID, p.ID); err != nil {
			return out, err
		}
		for i := range out.Reviews {
			out.Reviews[i].Kept.V = out.Reviews[i].Kept.V.only(share.Codes())
		}
	}
	return out, l.noteReading(ctx, tx, by, share, how)
}

// noteReading writes down that somebody opened a plan: for its owner, and in
// the trail.
func (l *Learning) noteReading(ctx context.Context, tx *db.DB, by actor.Actor, share Share, how string) error {
	r := Reading{OrgID: share.OrgID, ID: id.New(), ShareID: share.ID, PersonID: by.PersonID, ByName: by.Name, Sections: share.Sections, How: how, At: l.now().UTC().Truncate(time.Microsecond)}
	if share.TrainerID == "" {
		r.ByName = share.ToName + " (by the link)"
	}
	if err := insertReading(ctx, tx, r); err != nil {
		return err
	}
	action := map[string]string{forReading: "learning.plan.read", forPrinting: "learning.plan.printed", forWriting: "learning.plan.written for its owner"}[how]
	return l.record(ctx, tx, by, action, planTarget(share.PlanID))
}

// only is the plan with the sections of those codes.
func (p Plan) only(codes []string) Plan {
	for code, text := range map[string]*string{"hopes": &p.Hopes, "strengths": &p.Strengths, "helps": &p.Helps, "courses": &p.Wishes, "steps": &p.Steps} {
		if !slices.Contains(codes, code) {
			*text = ""
		}
	}
	if !slices.Contains(codes, "courses") {
		p.CourseIDs = nil
	}
	return p
}

func (k Kept) only(codes []string) Kept {
	for code, text := range map[string]*string{"hopes": &k.Hopes, "strengths": &k.Strengths, "helps": &k.Helps, "courses": &k.Wishes, "steps": &k.Steps} {
		if !slices.Contains(codes, code) {
			*text = ""
		}
	}
	if !slices.Contains(codes, "courses") {
		k.Courses = nil
	}
	return k
}

// WriteFor changes the sections of a plan that its owner lent to the actor with
// leave to write for them, on the phone or side by side.
func (l *Learning) WriteFor(ctx context.Context, by actor.Actor, shareID string, in Plan) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		share, err := l.lentTo(ctx, tx, by, shareID)
		if err != nil {
			return err
		}
		if !share.MayWrite {
			return fault.New(fault.Forbidden, "You may read this plan, but its owner has not asked you to write for them.")
		}
		old, err := onePlan(ctx, tx, by.OrgID, share.PlanID)
		if err != nil {
			return err
		}
		p, codes := old, share.Codes()
		p.Version = in.Version
		for code, f := range map[string]struct{ to, from *string }{
			"hopes": {&p.Hopes, &in.Hopes}, "strengths": {&p.Strengths, &in.Strengths}, "helps": {&p.Helps, &in.Helps}, "courses": {&p.Wishes, &in.Wishes}, "steps": {&p.Steps, &in.Steps},
		} {
			if slices.Contains(codes, code) {
				*f.to = strings.TrimSpace(*f.from)
			}
		}
		if slices.Contains(codes, "courses") {
			p.CourseIDs = in.CourseIDs
		}
		if _, err := l.save(ctx, tx, old, p); err != nil {
			return err
		}
		return l.noteReading(ctx, tx, by, share, forWriting)
	})
}

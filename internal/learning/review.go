package learning

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Kept is what a plan said on the day of a review.
type Kept struct {
	Hopes     string   `json:"hopes,omitempty"`
	Strengths string   `json:"strengths,omitempty"`
	Helps     string   `json:"helps,omitempty"`
	Courses   []string `json:"courses,omitempty"` // titles
	Wishes    string   `json:"wishes,omitempty"`
	Steps     string   `json:"steps,omitempty"`
}

// Part is one section of a plan with its words.
type Part struct{ Code, Label, Words string }

// Parts are the sections that something is written in.
func (k Kept) Parts() []Part {
	words := map[string]string{
		"hopes": k.Hopes, "strengths": k.Strengths, "helps": k.Helps, "courses": courseWords(k.Courses, k.Wishes), "steps": k.Steps,
	}
	var out []Part
	for _, s := range Sections {
		if words[s.Code] != "" {
			out = append(out, Part{s.Code, s.Label, words[s.Code]})
		}
	}
	return out
}

func kept(p Plan, courseTitles []string) Kept {
	return Kept{Hopes: p.Hopes, Strengths: p.Strengths, Helps: p.Helps, Courses: courseTitles, Wishes: p.Wishes, Steps: p.Steps}
}

// Review is a look back and ahead. It keeps what the plan said that day and is
// never rewritten.
type Review struct {
	OrgID, ID, PlanID string
	OnDate            when.Date
	Back, Ahead       string
	NextOn            when.Date
	Kept              db.JSON[Kept]
	CreatedAt         time.Time
}

// ReviewInput is what a student writes when they look at their plan again.
type ReviewInput struct {
	Back, Ahead string
	NextOn      when.Date // when to look again; none is fine
}

func (in *ReviewInput) tidy(today when.Date) error {
	in.Back, in.Ahead = strings.TrimSpace(in.Back), strings.TrimSpace(in.Ahead)
	switch {
	case in.Back == "" && in.Ahead == "":
		return fault.Field("back", "Write something in one of the two boxes. A line is enough.")
	case utf8.RuneCountInString(in.Back) > mostWords:
		return fault.Field("back", "Looking back must have %d characters or fewer.", mostWords)
	case utf8.RuneCountInString(in.Ahead) > mostWords:
		return fault.Field("ahead", "Looking ahead must have %d characters or fewer.", mostWords)
	case !in.NextOn.IsZero() && (!in.NextOn.After(today) || in.NextOn.Days(today) > 3*366):
		return fault.Field("next_on", "The day to look again must be after today and within three years.")
	}
	return nil
}

// AddReview keeps a review of the actor's own plan.
func (l *Learning) AddReview(ctx context.Context, by actor.Actor, in ReviewInput) (Review, error) {
	if err := in.tidy(l.today()); err != nil {
		return Review{}, err
	}
	var r Review
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		s, err := l.me(ctx, tx, by)
		if err != nil {
			return err
		}
		p, err := l.ensurePlan(ctx, tx, by, s)
		if err != nil {
			return err
		}
		named, err := l.courses.TitlesOf(ctx, tx, by.OrgID, p.CourseIDs)
		if err != nil {
			return err
		}
		r = Review{
			OrgID: by.OrgID, ID: id.New(), PlanID: p.ID, OnDate: l.today(), Back: in.Back, Ahead: in.Ahead, NextOn: in.NextOn,
			Kept: db.JSON[Kept]{V: kept(p, titles(named))}, CreatedAt: l.now().UTC().Truncate(time.Microsecond),
		}
		if err := insertReview(ctx, tx, r); err != nil {
			return err
		}
		if err := setReviewDate(ctx, tx, by.OrgID, p.ID, in.NextOn, r.CreatedAt); err != nil {
			return err
		}
		return l.record(ctx, tx, owner(by), "learning.plan.reviewed", planTarget(p.ID))
	})
	return r, err
}

// Review returns one review of the actor's own plan.
func (l *Learning) Review(ctx context.Context, by actor.Actor, reviewID string) (Review, error) {
	own, err := l.Own(ctx, by)
	if err != nil {
		return Review{}, err
	}
	for _, r := range own.Reviews {
		if r.ID == reviewID {
			return r, nil
		}
	}
	return Review{}, fault.New(fault.NotFound, "We could not find that review.")
}

package courses

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/strategy"
)

// Words are what a version says about itself.
type Words struct {
	Title, Summary, ForWhom     string
	Audience                    []string // codes of [Audiences]; none is everybody
	Strand, Level, Format       string
	Sessions, Minutes, Capacity int
	CertificateBy               string
}

func (w *Words) check() error {
	w.Title, w.Summary, w.ForWhom = strings.Join(strings.Fields(w.Title), " "), strings.TrimSpace(w.Summary), strings.TrimSpace(w.ForWhom)
	switch {
	case fold.Text(w.Title) == "":
		return fault.Field("title", "Enter a title.")
	case utf8.RuneCountInString(w.Title) > 120:
		return fault.Field("title", "The title must have 120 characters or fewer.")
	case utf8.RuneCountInString(w.Summary) > 2000:
		return fault.Field("summary", "The summary must have 2,000 characters or fewer.")
	case utf8.RuneCountInString(w.ForWhom) > 1000:
		return fault.Field("for_whom", "For whom it is must have 1,000 characters or fewer.")
	case !known(Strands, w.Strand):
		return fault.Field("strand", "Choose a strand.")
	case !known(Levels, w.Level):
		return fault.Field("level", "Choose a level.")
	case !known(Formats, w.Format):
		return fault.Field("format", "Choose a format.")
	case w.Sessions < 1 || w.Sessions > 60:
		return fault.Field("sessions", "Sessions must be a whole number from 1 to 60.")
	case w.Minutes < 15 || w.Minutes > 600:
		return fault.Field("minutes", "Minutes must be a whole number from 15 to 600.")
	case w.Capacity < 1 || w.Capacity > 1000:
		return fault.Field("capacity", "Places must be a whole number from 1 to 1,000.")
	case !known(Certificates, w.CertificateBy):
		return fault.Field("certificate_by", "Choose what a certificate is given for.")
	}
	return w.checkAudience()
}

// checkAudience puts the codes into their order. All of them is everybody.
func (w *Words) checkAudience() error {
	var out []string
	for _, a := range Audiences {
		if slices.Contains(w.Audience, a.Code) {
			out = append(out, a.Code)
		}
	}
	for _, code := range w.Audience {
		if !known(Audiences, code) {
			return fault.Field("audience", "Choose for whom the course is.")
		}
	}
	if len(out) == len(Audiences) {
		out = nil
	}
	w.Audience = out
	return nil
}

func (w Words) onto(v Version) Version {
	v.Title, v.Summary, v.ForWhom, v.Audience = w.Title, w.Summary, w.ForWhom, strings.Join(w.Audience, ",")
	v.Strand, v.Level, v.Format, v.CertificateBy = w.Strand, w.Level, w.Format, w.CertificateBy
	v.Sessions, v.Minutes, v.Capacity = w.Sessions, w.Minutes, w.Capacity
	return v
}

// NewCourse is what begins a course.
type NewCourse struct {
	UnitID string // the college
	Code   string // "": the next one of its strand
	Words
}

// Add begins a course of a college with the idea of a first version.
func (c *Courses) Add(ctx context.Context, by actor.Actor, in NewCourse) (Course, error) {
	if err := in.check(); err != nil {
		return Course{}, err
	}
	in.Code = strings.ToUpper(strings.Join(strings.Fields(in.Code), ""))
	if utf8.RuneCountInString(in.Code) > 20 {
		return Course{}, fault.Field("code", "The code must have 20 characters or fewer.")
	}
	var course Course
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if err := c.mayDesignAt(ctx, tx, by, in.UnitID); err != nil {
			return err
		}
		course = Course{OrgID: by.OrgID, ID: id.New(), UnitID: in.UnitID, Code: in.Code, Version: 1, CreatedAt: c.now()}
		if err := nameCourse(ctx, tx, &course, in.Words); err != nil {
			return err
		}
		if err := insertCourse(ctx, tx, course); err != nil {
			return err
		}
		v := in.onto(Version{OrgID: by.OrgID, ID: id.New(), CourseID: course.ID, Number: 1, State: Idea, Version: 1, CreatedAt: c.now()})
		if v.ContentHash = hashOf(v, nil, nil); v.ContentHash == "" {
			return fmt.Errorf("no hash of course %s", course.ID)
		}
		if err := insertVersion(ctx, tx, v); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "course.added", v, audit.Change{Field: "code", To: course.Code})
	})
	return course, err
}

// mayDesignAt makes sure that the unit is an open college where by designs.
func (c *Courses) mayDesignAt(ctx context.Context, tx *db.DB, by actor.Actor, unitID string) error {
	unit, err := c.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if fault.KindOf(err) == fault.NotFound || err == nil && (unit.Kind != "college" || !unit.Open() || !by.CanAt(Edit, unit.Path)) {
		return fault.Field("unit", "Choose the college.")
	}
	return err
}

// nameCourse gives a course its address and, if it has none, its code.
func nameCourse(ctx context.Context, tx *db.DB, course *Course, w Words) error {
	slug := strings.ReplaceAll(fold.Text(w.Title), " ", "-")
	if runes := []rune(slug); len(runes) > 60 {
		slug = strings.Trim(string(runes[:60]), "-")
	}
	taken, err := namesTaken(ctx, tx, course.OrgID)
	if err != nil {
		return err
	}
	course.Slug = slug
	for n := 2; taken[course.Slug]; n++ {
		course.Slug = fmt.Sprintf("%s-%d", slug, n)
	}
	if course.Code != "" {
		if taken[course.Code] {
			return fault.Field("code", "Another course has this code.")
		}
		return nil
	}
	prefix := strings.ToUpper(w.Strand[:1])
	for n := 1; course.Code == "" || taken[course.Code]; n++ {
		course.Code = fmt.Sprintf("%s%02d", prefix, n)
	}
	return nil
}

// ChangeWords rewrites what the draft of a course says, if it is still as it was
// at version. Agreements to other words end.
func (c *Courses) ChangeWords(ctx context.Context, by actor.Actor, courseID string, version int, w Words) error {
	if err := w.check(); err != nil {
		return err
	}
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		changed := w.onto(v)
		changes := differences(v, changed)
		if len(changes) == 0 {
			return nil
		}
		if err := updateWords(ctx, tx, changed); err != nil {
			return err
		}
		if err := c.record(ctx, tx, by, "version.changed", changed, changes...); err != nil {
			return err
		}
		return c.settle(ctx, tx, by, changed)
	})
}

// settle works out anew what is agreed to, after a change of content. Agreements
// to what it was end, and a version that stood as agreed is a draft again.
func (c *Courses) settle(ctx context.Context, tx *db.DB, by actor.Actor, v Version) error {
	hash, err := c.contentHash(ctx, tx, v)
	if err != nil || hash == v.ContentHash {
		return err
	}
	if err := setHash(ctx, tx, v, hash); err != nil {
		return err
	}
	n, err := endAgreements(ctx, tx, v, "changed", c.now())
	if err != nil {
		return err
	}
	if n > 0 {
		err := c.record(ctx, tx, by, "agreements.ended", v, audit.Change{Field: "agreements ended by the change", To: fmt.Sprint(n)})
		if err != nil {
			return err
		}
	}
	return c.backToDrafting(ctx, tx, by, v)
}

// backToDrafting takes a version that is not agreed any more back to being
// written.
func (c *Courses) backToDrafting(ctx context.Context, tx *db.DB, by actor.Actor, v Version) error {
	if v.State != Agreed && v.State != Piloted {
		return nil
	}
	return c.setState(ctx, tx, by, v, Drafting)
}

// OutcomeInput is something that a student will learn, with the ids of the aims
// that it carries.
type OutcomeInput struct {
	Words string
	Aims  []string
}

// tidy trims the words and makes sure that the aims are ones to choose, or were
// chosen before they were retired.
func (in *OutcomeInput) tidy(all map[string]strategy.Aim, had []string) error {
	in.Words = strings.TrimSpace(in.Words)
	if in.Words == "" || utf8.RuneCountInString(in.Words) > 300 {
		return fault.Field("words", "Say in 300 characters or fewer what students will know or be able to do.")
	}
	slices.Sort(in.Aims)
	in.Aims = slices.Compact(in.Aims)
	for _, aim := range in.Aims {
		if a, ok := all[aim]; !ok || !a.RetiredOn.IsZero() && !slices.Contains(had, aim) {
			return fault.Field("aims", "Choose aims from the list.")
		}
	}
	return nil
}

// mostOutcomes is how many a version may have: people remember few.
const mostOutcomes = 12

// AddOutcome adds something that students of the draft will learn.
func (c *Courses) AddOutcome(ctx context.Context, by actor.Actor, courseID string, version int, in OutcomeInput) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		aims, err := c.strategy.AimsByID(ctx, tx, by.OrgID)
		if err != nil {
			return err
		}
		if err := in.tidy(aims, nil); err != nil {
			return err
		}
		have, err := outcomesOf(ctx, tx, by.OrgID, []string{v.ID})
		if err != nil {
			return err
		}
		if len(have) >= mostOutcomes {
			return fault.Field("words", "A course has at most %d outcomes. Change one, or remove one first.", mostOutcomes)
		}
		o := Outcome{OrgID: by.OrgID, ID: id.New(), VersionID: v.ID, Position: 1, Words: in.Words, CreatedAt: c.now()}
		if len(have) > 0 {
			o.Position = have[len(have)-1].Position + 1
		}
		if err := insertOutcome(ctx, tx, o, in.Aims); err != nil {
			return err
		}
		if err := c.record(ctx, tx, by, "outcome.added", v, audit.Change{Field: "outcome", To: o.Words}); err != nil {
			return err
		}
		return c.settle(ctx, tx, by, v)
	})
}

// outcomeIn is an outcome of the version.
func outcomeIn(ctx context.Context, tx *db.DB, v Version, outcomeID string) (Outcome, []string, error) {
	all, err := outcomesOf(ctx, tx, v.OrgID, []string{v.ID})
	if err != nil {
		return Outcome{}, nil, err
	}
	links, err := aimsOfOutcomes(ctx, tx, v.OrgID, []string{v.ID})
	for _, o := range all {
		if o.ID != outcomeID {
			continue
		}
		var aims []string
		for _, l := range links {
			if l.OutcomeID == o.ID {
				aims = append(aims, l.AimID)
			}
		}
		return o, aims, err
	}
	return Outcome{}, nil, fault.New(fault.NotFound, "We could not find that outcome in the draft.")
}

// ChangeOutcome rewrites an outcome of the draft.
func (c *Courses) ChangeOutcome(ctx context.Context, by actor.Actor, courseID string, version int, outcomeID string, in OutcomeInput) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		old, had, err := outcomeIn(ctx, tx, v, outcomeID)
		if err != nil {
			return err
		}
		aims, err := c.strategy.AimsByID(ctx, tx, by.OrgID)
		if err != nil {
			return err
		}
		if err := in.tidy(aims, had); err != nil {
			return err
		}
		if err := updateOutcome(ctx, tx, old, in.Words, in.Aims); err != nil {
			return err
		}
		if err := c.record(ctx, tx, by, "outcome.changed", v, audit.Change{Field: "outcome", From: old.Words, To: in.Words}); err != nil {
			return err
		}
		return c.settle(ctx, tx, by, v)
	})
}

// RemoveOutcome takes an outcome out of the draft; the history keeps its words.
func (c *Courses) RemoveOutcome(ctx context.Context, by actor.Actor, courseID string, version int, outcomeID string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		old, _, err := outcomeIn(ctx, tx, v, outcomeID)
		if err != nil {
			return err
		}
		if err := deleteOutcome(ctx, tx, old); err != nil {
			return err
		}
		if err := c.record(ctx, tx, by, "outcome.removed", v, audit.Change{Field: "outcome", From: old.Words}); err != nil {
			return err
		}
		return c.settle(ctx, tx, by, v)
	})
}

// RaiseOutcome moves an outcome of the draft before the one above it.
func (c *Courses) RaiseOutcome(ctx context.Context, by actor.Actor, courseID string, version int, outcomeID string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		all, err := outcomesOf(ctx, tx, by.OrgID, []string{v.ID})
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o Outcome) bool { return o.ID == outcomeID })
		switch {
		case i < 0:
			return fault.New(fault.NotFound, "We could not find that outcome in the draft.")
		case i == 0:
			return fault.New(fault.Conflict, "It is the first one already.")
		}
		if err := swapOutcomes(ctx, tx, all[i-1], all[i]); err != nil {
			return err
		}
		if err := c.record(ctx, tx, by, "outcome.moved", v, audit.Change{Field: "outcome moved up", To: all[i].Words}); err != nil {
			return err
		}
		return c.settle(ctx, tx, by, v)
	})
}

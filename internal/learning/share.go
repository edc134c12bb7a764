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
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

// Share says to whom a plan is lent, what of it, what for, and until when.
type Share struct {
	OrgID, ID, PlanID string
	TrainerID         string // "" for a link
	ToName            string // for whom the link is
	Sections          string // codes joined by commas
	Purpose           string
	MayWrite          bool
	FromOn, UntilOn   when.Date
	EndedAt           time.Time // taken back
	CreatedAt         time.Time

	Name     string // of the trainer, or ToName
	Readings []Reading
	Now      bool // it works today
}

// Codes are the sections that are lent.
func (s Share) Codes() []string { return strings.Split(s.Sections, ",") }

// Labels are the sections that are lent, as people read them.
func (s Share) Labels() []string { return sectionLabels(s.Codes()) }

// Works reports whether the plan is lent by it on a day.
func (s Share) Works(today when.Date) bool { return s.EndedAt.IsZero() && !today.After(s.UntilOn) }

// Reading is one time that somebody else opened a lent plan.
type Reading struct {
	OrgID, ID, ShareID, PersonID string
	ByName, Sections, How        string
	At                           time.Time
}

// Labels are the sections that were open, as people read them.
func (r Reading) Labels() []string { return sectionLabels(strings.Split(r.Sections, ",")) }

// Words say what they did, to the owner.
func (r Reading) Words() string {
	switch r.How {
	case forPrinting:
		return "opened it to print"
	case forWriting:
		return "wrote in it for you"
	}
	return "read it"
}

// How somebody opened a lent plan.
const (
	forReading  = "read"
	forPrinting = "opened to print"
	forWriting  = "wrote"
)

// sharesOf lists to whom a plan is and was lent, those that work first, with who
// read it.
func (l *Learning) sharesOf(ctx context.Context, tx *db.DB, p Plan) ([]Share, error) {
	shares, err := sharesOfPlan(ctx, tx, p.OrgID, p.ID)
	if err != nil || len(shares) == 0 {
		return nil, err
	}
	readings, err := readingsOfPlan(ctx, tx, p.OrgID, p.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range shares {
		if s.TrainerID != "" {
			ids = append(ids, s.TrainerID)
		}
	}
	names, err := l.trainers.ByID(ctx, tx, p.OrgID, ids)
	if err != nil {
		return nil, err
	}
	for i := range shares {
		s := &shares[i]
		s.Name, s.Now = s.ToName, s.Works(l.today())
		if s.TrainerID != "" {
			s.Name = names[s.TrainerID].Name
		}
		for _, r := range readings {
			if r.ShareID == s.ID {
				s.Readings = append(s.Readings, r)
			}
		}
	}
	slices.SortStableFunc(shares, func(a, b Share) int {
		switch {
		case a.Now == b.Now:
			return b.CreatedAt.Compare(a.CreatedAt)
		case a.Now:
			return -1
		}
		return 1
	})
	return shares, nil
}

// Reader is somebody to whom a student may lend their plan.
type Reader struct {
	TrainerID, Name string
	Teaches         bool // a course of theirs
}

// Readers lists to whom the actor may lend their plan: who teaches their courses
// first, then the others who work with the college.
func (l *Learning) Readers(ctx context.Context, by actor.Actor) ([]Reader, error) {
	s, err := l.me(ctx, l.db, by)
	if err != nil {
		return nil, err
	}
	return l.readers(ctx, l.db, s)
}

func (l *Learning) readers(ctx context.Context, tx *db.DB, s college.Student) ([]Reader, error) {
	teach, err := l.teachersOf(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	known, err := l.trainers.ByID(ctx, tx, s.OrgID, teach)
	if err != nil {
		return nil, err
	}
	var out []Reader
	for _, t := range known {
		if l.active(t) && t.PersonID != s.PersonID {
			out = append(out, Reader{t.ID, t.Name, true})
		}
	}
	slices.SortFunc(out, func(a, b Reader) int { return strings.Compare(a.Name+a.TrainerID, b.Name+b.TrainerID) })
	others, err := l.trainers.Teaching(ctx, tx, s.OrgID, s.UnitID)
	for _, t := range others {
		if !slices.Contains(teach, t.ID) && t.PersonID != s.PersonID {
			out = append(out, Reader{t.ID, t.Name, false})
		}
	}
	return out, err
}

// active reports whether somebody still works with a college.
func (l *Learning) active(t trainers.Trainer) bool {
	return t.EndedOn.IsZero() || !t.EndedOn.Before(l.today())
}

// teachersOf are the trainers of the courses that a student is booked on.
func (l *Learning) teachersOf(ctx context.Context, tx *db.DB, s college.Student) ([]string, error) {
	bookings, err := l.college.Bookings(ctx, tx, s.OrgID, s.ID)
	if err != nil {
		return nil, err
	}
	var runs []string
	for _, b := range bookings {
		if b.State == college.Confirmed {
			runs = append(runs, b.RunID)
		}
	}
	if len(runs) == 0 {
		return nil, nil
	}
	sessions, err := l.college.Sessions(ctx, tx, s.OrgID, runs)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, list := range sessions {
		for _, session := range list {
			ids = append(ids, session.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	who, err := l.college.TrainersOf(ctx, tx, s.OrgID, ids)
	var out []string
	for _, list := range who {
		for _, t := range list {
			out = append(out, t.TrainerID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// LendInput says how a plan is to be lent.
type LendInput struct {
	TrainerID string // "" for a link
	ToName    string // for whom the link is
	Sections  []string
	Purpose   string
	MayWrite  bool
	UntilOn   when.Date
}

func (in *LendInput) tidy(today when.Date) error {
	in.Purpose, in.ToName = strings.TrimSpace(in.Purpose), strings.TrimSpace(in.ToName)
	var sections []string
	for _, s := range Sections {
		if slices.Contains(in.Sections, s.Code) {
			sections = append(sections, s.Code)
		}
	}
	in.Sections = sections
	switch {
	case in.TrainerID == "" && in.ToName == "":
		return fault.Field("to_name", "Enter for whom the link is.")
	case in.TrainerID == "" && in.MayWrite:
		return fault.Field("may_write", "Only somebody at the college can write for you, not the holder of a link.")
	case utf8.RuneCountInString(in.ToName) > 200:
		return fault.Field("to_name", "For whom the link is must have 200 characters or fewer.")
	case len(sections) == 0:
		return fault.Field("sections", "Choose which parts they may see.")
	case in.Purpose == "" || utf8.RuneCountInString(in.Purpose) > 500:
		return fault.Field("purpose", "Say what it is for, in up to 500 characters.")
	case in.UntilOn.Before(today):
		return fault.Field("until_on", "The last day must be today or later.")
	case in.UntilOn.Days(today) > 366:
		return fault.Field("until_on", "You can lend your plan for up to a year at a time.")
	}
	return nil
}

// Lend lends the actor's own plan. For somebody outside it returns the address
// of a link, which is shown once and of which only a hash is kept.
func (l *Learning) Lend(ctx context.Context, by actor.Actor, in LendInput) (Share, string, error) {
	if err := in.tidy(l.today()); err != nil {
		return Share{}, "", err
	}
	var share Share
	word := ""
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		s, err := l.me(ctx, tx, by)
		if err != nil {
			return err
		}
		p, err := l.ensurePlan(ctx, tx, by, s)
		if err != nil {
			return err
		}
		share = Share{
			OrgID: by.OrgID, ID: id.New(), PlanID: p.ID, TrainerID: in.TrainerID, Sections: strings.Join(in.Sections, ","), Purpose: in.Purpose,
			MayWrite: in.MayWrite, FromOn: l.today(), UntilOn: in.UntilOn, CreatedAt: l.now().UTC().Truncate(time.Microsecond),
		}
		if in.TrainerID == "" {
			share.ToName, word = in.ToName, id.Secret()
			return l.lend(ctx, tx, by, share, id.Hash(word))
		}
		may, err := l.readers(ctx, tx, s)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(may, func(r Reader) bool { return r.TrainerID == in.TrainerID }) {
			return fault.Field("trainer", "Choose somebody from the list.")
		}
		return l.lend(ctx, tx, by, share, "")
	})
	if err != nil || word == "" {
		return share, "", err
	}
	return share, l.baseURL + "/learning/shared/" + by.OrgID + "." + word, nil
}

func (l *Learning) lend(ctx context.Context, tx *db.DB, by actor.Actor, s Share, hash string) error {
	if err := insertShare(ctx, tx, s, hash); err != nil {
		return err
	}
	return l.record(ctx, tx, owner(by), "learning.plan.lent", planTarget(s.PlanID), audit.Change{Field: "until", To: s.UntilOn.String()})
}

// Withdraw takes back a share of the actor's own plan: from the next request on
// nobody reads by it.
func (l *Learning) Withdraw(ctx context.Context, by actor.Actor, shareID string) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		s, err := l.me(ctx, tx, by)
		if err != nil {
			return err
		}
		p, found, err := planOf(ctx, tx, by.OrgID, s.ID)
		if err != nil {
			return err
		}
		share, known, err := shareByID(ctx, tx, by.OrgID, shareID)
		if err != nil {
			return err
		}
		if !found || !known || share.PlanID != p.ID {
			return errNotLent
		}
		if !share.EndedAt.IsZero() {
			return nil
		}
		if err := endShare(ctx, tx, by.OrgID, shareID, l.now()); err != nil {
			return err
		}
		return l.record(ctx, tx, owner(by), "learning.plan.taken back", planTarget(p.ID))
	})
}

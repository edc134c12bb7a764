package college

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// aroundSession is how long before a session its register opens, and before and
// after it the code on the wall counts.
const aroundSession = 30 * time.Minute

// sitting is a session with what decides who may see its register.
type sitting struct {
	session  Session
	run      Run
	unit     units.Unit
	trainers []SessionTrainer
	staff    bool // by works with the college's students, not only teaches here
}

// sittingInReach is a session whose register by may take: one they teach, or any
// for whoever works with the college's students. For others it is not there.
func (c *College) sittingInReach(ctx context.Context, tx *db.DB, by actor.Actor, sessionID string) (sitting, error) {
	var s sitting
	var err error
	if s.session, err = oneSession(ctx, tx, by.OrgID, sessionID); err != nil {
		return s, err
	}
	if s.run, err = oneRun(ctx, tx, by.OrgID, s.session.RunID); err != nil {
		return s, err
	}
	if s.unit, err = c.units.In(tx).Unit(ctx, by.OrgID, s.run.UnitID); err != nil {
		return s, err
	}
	if s.trainers, err = trainersOfSessions(ctx, tx, by.OrgID, []string{sessionID}); err != nil {
		return s, err
	}
	s.staff = by.CanAt(Students, s.unit.Path)
	if s.staff {
		return s, nil
	}
	mine, err := c.asTrainer(ctx, tx, by)
	if err != nil {
		return s, err
	}
	if !slices.ContainsFunc(s.trainers, func(t SessionTrainer) bool { return mine[t.TrainerID] }) {
		return s, errNobody
	}
	return s, nil
}

// asTrainer is who by is as a trainer, at each college.
func (c *College) asTrainer(ctx context.Context, tx *db.DB, by actor.Actor) (map[string]bool, error) {
	out := map[string]bool{}
	if by.PersonID == "" || !by.Can(Teach) {
		return out, nil
	}
	all, err := c.trainers.OfPerson(ctx, tx, by.OrgID, by.PersonID)
	for _, t := range all {
		out[t.ID] = true
	}
	return out, err
}

// staffUnits are the ids of the colleges at which by holds the permission.
func (c *College) staffUnits(ctx context.Context, tx *db.DB, by actor.Actor, permission string) ([]string, error) {
	all, err := c.units.In(tx).Tree(ctx, by.OrgID)
	var out []string
	for _, u := range all {
		if u.Kind == "college" && by.CanAt(permission, u.Path) {
			out = append(out, u.ID)
		}
	}
	return out, err
}

// RegisterLine is somebody expected at a session, and what the register says.
type RegisterLine struct {
	BookingID, StudentID, PersonID string
	BookingState                   State
	Mark                           Answer // "" until marked
	How, ByName                    string
	RecordedAt                     time.Time
	Name                           string   // with the one they prefer
	Needs                          []string // in short words, of those who want them flagged
}

// RegisterTrainer is a trainer of a session.
type RegisterTrainer struct {
	SessionTrainer
	Name string
}

// Register is who is expected at a session and what is known of them so far.
type Register struct {
	Session  Session
	Run      Run
	Place    string
	Lines    []RegisterLine // by name, as on the printed sheet
	Trainers []RegisterTrainer
	Lacks    []string // perspectives that no trainer brings
	Staff    bool     // the reader works with the college's students
	Open     bool     // it is not too early to say who came
	Missed   []MissedFirst
}

// MissedFirst is somebody who was not at a first session that one must not miss,
// whose place a person is to decide about.
type MissedFirst struct{ CallID, Name string }

// Title is what the session is called: the course, and which session of it.
func (r Register) Title() string { return sittingTitle(r.Run, r.Session) }

// Times are the day and the hours of the session.
func (r Register) Times() string {
	return when.DateOf(r.Session.StartsAt).String() + ", " + sittingHours(r.Session)
}

// First reports whether it is the first session of the course.
func (r Register) First() bool { return isFirst(r.Run, r.Session) }

func isFirst(run Run, s Session) bool { return s.StartsAt.Equal(run.StartsAt) }

func sittingTitle(run Run, s Session) string {
	switch {
	case s.Title != "":
		return run.Title + ": " + s.Title
	case run.Format == "course":
		return run.Title + ", session " + strconv.Itoa(s.Number)
	}
	return run.Title
}

func sittingHours(s Session) string { return when.Clock(s.StartsAt) + " to " + when.Clock(s.EndsAt) }

// Register reads the register of a session that by teaches or looks after.
func (c *College) Register(ctx context.Context, by actor.Actor, sessionID string) (Register, error) {
	s, err := c.sittingInReach(ctx, c.db, by, sessionID)
	if err != nil {
		return Register{}, err
	}
	return c.register(ctx, c.db, s)
}

func (c *College) register(ctx context.Context, tx *db.DB, s sitting) (Register, error) {
	out := Register{Session: s.session, Run: s.run, Staff: s.staff, Open: !c.now().Before(s.session.StartsAt.Add(-aroundSession)), Lacks: lacking(s.trainers)}
	rooms, err := c.Rooms(ctx, tx, s.run.OrgID)
	if err != nil {
		return out, err
	}
	out.Place = placeOf(s.session, rooms)
	if out.Lines, err = expectedAt(ctx, tx, s.session); err != nil {
		return out, err
	}
	if err := c.nameLines(ctx, tx, s.run.OrgID, out.Lines); err != nil {
		return out, err
	}
	if out.Trainers, err = c.nameTrainers(ctx, tx, s.run.OrgID, s.trainers); err != nil {
		return out, err
	}
	if s.run.FirstMandatory && out.First() {
		out.Missed, err = c.missedFirst(ctx, tx, s.session, out.Lines)
	}
	return out, err
}

// nameLines puts names and flagged needs to lines, and sorts them by name.
func (c *College) nameLines(ctx context.Context, tx *db.DB, orgID string, lines []RegisterLine) error {
	ids := make([]string, len(lines))
	for i, line := range lines {
		ids[i] = line.PersonID
	}
	records, err := c.people.In(tx).ByID(ctx, orgID, ids)
	if err != nil {
		return err
	}
	flags, err := c.people.Flags(ctx, tx, orgID, ids)
	if err != nil {
		return err
	}
	for i, line := range lines {
		lines[i].Name, lines[i].Needs = nameOf(records[line.PersonID]), flags[line.PersonID]
	}
	slices.SortFunc(lines, func(a, b RegisterLine) int {
		return cmp.Or(strings.Compare(fold.Text(a.Name), fold.Text(b.Name)), strings.Compare(a.BookingID, b.BookingID))
	})
	return nil
}

// nameOf is a person's name, with the one they prefer.
func nameOf(p people.Person) string {
	if p.PreferredName != "" && p.PreferredName != p.Name {
		return p.Name + " (" + p.PreferredName + ")"
	}
	return p.Name
}

func (c *College) nameTrainers(ctx context.Context, tx *db.DB, orgID string, list []SessionTrainer) ([]RegisterTrainer, error) {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.TrainerID
	}
	known, err := c.trainers.ByID(ctx, tx, orgID, ids)
	out := make([]RegisterTrainer, len(list))
	for i, t := range list {
		out[i] = RegisterTrainer{t, known[t.TrainerID].Name}
	}
	slices.SortFunc(out, func(a, b RegisterTrainer) int {
		return cmp.Or(strings.Compare(fold.Text(a.Name), fold.Text(b.Name)), strings.Compare(a.TrainerID, b.TrainerID))
	})
	return out, err
}

// lacking are the two perspectives that a session needs and nobody brings.
func lacking(list []SessionTrainer) []string {
	var out []string
	for _, need := range []struct{ perspective, words string }{{trainers.Lived, "No peer trainer yet"}, {trainers.Practitioner, "No practitioner yet"}} {
		if !slices.ContainsFunc(list, func(t SessionTrainer) bool { return t.Perspective == need.perspective }) {
			out = append(out, need.words)
		}
	}
	return out
}

// placeOf is where a session meets, in words.
func placeOf(s Session, rooms map[string]Room) string {
	room, ok := rooms[s.RoomID]
	switch {
	case ok:
		return room.Name + ", " + room.Venue
	case s.OnlineURL != "":
		return "Online"
	}
	return "No room yet"
}

// missedFirst are those marked as not there, without word, whose place nobody
// has decided about.
func (c *College) missedFirst(ctx context.Context, tx *db.DB, s Session, lines []RegisterLine) ([]MissedFirst, error) {
	calls, err := undecided(ctx, tx, s.OrgID, s.ID)
	byStudent := map[string]string{}
	for _, call := range calls {
		byStudent[call.StudentID] = call.ID
	}
	var out []MissedFirst
	for _, line := range lines {
		if id := byStudent[line.StudentID]; id != "" && line.Mark == NotAble && line.BookingState == Confirmed {
			out = append(out, MissedFirst{id, line.Name})
		}
	}
	return out, err
}

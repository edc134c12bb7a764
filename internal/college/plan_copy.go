package college

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

// Copy is one copying of a term into another.
type Copy struct {
	OrgID, ID, FromID, ToID string
	Runs                    int    // how many were made
	LeftOut                 string // what could not be taken along, a line each
	ByName                  string
	CreatedAt, UndoneAt     time.Time
}

// Left are the lines of what could not be taken along.
func (p Copy) Left() []string {
	if p.LeftOut == "" {
		return nil
	}
	return strings.Split(p.LeftOut, "\n")
}

// copier carries one copying: what it found, and what it fills as it goes.
type copier struct {
	c        *College
	tx       *db.DB
	from, to Term
	days     int // from a day of one term to that of the other, whole weeks
	copy     Copy
	rooms    map[string]Room
	teachers map[string]trainers.Trainer
	inRooms  map[string][]busy // by room
	teaching map[string][]busy // by trainer
	left     []string
}

func (k *copier) leave(format string, args ...any) {
	k.left = append(k.left, fmt.Sprintf(format, args...))
}

// CopyTerm copies the runs of a term into another as drafts: each session on the
// same weekday at the same time, in the same week counted from the start, with
// its room and its trainers where they are free. What could not be taken along
// is listed in the copy that it returns.
func (c *College) CopyTerm(ctx context.Context, by actor.Actor, fromID, toID string) (Copy, error) {
	var made Copy
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		from, err := c.termInReach(ctx, tx, by, Manage, fromID)
		if err != nil {
			return err
		}
		to, err := c.termInReach(ctx, tx, by, Manage, toID)
		if fault.KindOf(err) == fault.NotFound || err == nil && (to.ID == from.ID || to.UnitID != from.UnitID) {
			return fault.Field("to", "Choose another term of this college.")
		}
		if err != nil {
			return err
		}
		if c.today().After(to.EndsOn) {
			return fault.Field("to", "The term %s is over.", to.Name)
		}
		k := &copier{c: c, tx: tx, from: from, to: to, days: monday(to.StartsOn).Days(monday(from.StartsOn)), inRooms: map[string][]busy{}, teaching: map[string][]busy{}}
		k.copy = Copy{OrgID: by.OrgID, ID: id.New(), FromID: from.ID, ToID: to.ID, ByName: by.Name, CreatedAt: c.instant()}
		if err := insertCopy(ctx, tx, k.copy); err != nil {
			return err
		}
		if err := k.runs(ctx); err != nil {
			return err
		}
		k.copy.LeftOut = strings.Join(k.left, "\n")
		made = k.copy
		if err := finishCopy(ctx, tx, k.copy); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "term.copied", to.target(), audit.Change{Field: "from", To: from.Name}, audit.Change{Field: "runs", To: strconv.Itoa(made.Runs)},
			audit.Change{Field: "not taken along", To: strconv.Itoa(len(k.left))})
	})
	return made, err
}

// runs copies every run that was not cancelled and has not been copied before.
func (k *copier) runs(ctx context.Context) error {
	all, err := runsOfTerm(ctx, k.tx, k.from.OrgID, k.from.ID)
	if err != nil {
		return err
	}
	before, err := copiedInto(ctx, k.tx, k.to)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range all {
		ids = append(ids, r.ID)
	}
	sessions, err := k.c.Sessions(ctx, k.tx, k.from.OrgID, ids)
	if err != nil {
		return err
	}
	taught, err := k.hold(ctx, sessions)
	if err != nil {
		return err
	}
	for _, r := range all {
		if slices.Contains(before, r.ID) {
			k.leave("%s: it has been copied into this term already.", r.Title)
			continue
		}
		if err := k.run(ctx, r, sessions[r.ID], taught); err != nil {
			return err
		}
	}
	return nil
}

// hold keeps the rooms and trainers of the sessions for this transaction, and
// reads what takes them up during the new term.
func (k *copier) hold(ctx context.Context, sessions map[string][]Session) (map[string][]SessionTrainer, error) {
	var every []Session
	roomIDs := map[string]bool{}
	for _, some := range sessions {
		for _, s := range some {
			every = append(every, s)
			if s.RoomID != "" {
				roomIDs[s.RoomID] = true
			}
		}
	}
	ids := slices.Sorted(maps.Keys(roomIDs))
	for _, id := range ids {
		if err := lockRoom(ctx, k.tx, k.to.OrgID, id); err != nil {
			return nil, err
		}
	}
	taught, err := k.c.TrainersOf(ctx, k.tx, k.to.OrgID, sessionIDs(every))
	if err != nil {
		return nil, err
	}
	who := map[string]bool{}
	for _, some := range taught {
		for _, t := range some {
			who[t.TrainerID] = true
		}
	}
	k.teachers = map[string]trainers.Trainer{}
	for _, id := range slices.Sorted(maps.Keys(who)) {
		if k.teachers[id], err = k.c.trainers.Lock(ctx, k.tx, k.to.OrgID, id); err != nil {
			return nil, err
		}
	}
	if k.rooms, err = k.c.Rooms(ctx, k.tx, k.to.OrgID); err != nil {
		return nil, err
	}
	start, end := k.to.StartsOn.Start(), k.to.EndsOn.AddDays(1).Start()
	rows, err := busyRooms(ctx, k.tx, k.to.OrgID, ids, start, end)
	if err != nil {
		return nil, err
	}
	for _, b := range rows {
		k.inRooms[b.What] = append(k.inRooms[b.What], b)
	}
	rows, err = busyTrainers(ctx, k.tx, k.to.OrgID, slices.Sorted(maps.Keys(who)), start, end)
	for _, b := range rows {
		k.teaching[b.What] = append(k.teaching[b.What], b)
	}
	return taught, err
}

// run copies one run with its sessions.
func (k *copier) run(ctx context.Context, old Run, sessions []Session, taught map[string][]SessionTrainer) error {
	v, err := k.c.courseToRun(ctx, k.tx, old.OrgID, old.UnitID, old.CourseID)
	if fault.KindOf(err) == fault.Invalid {
		k.leave("%s: the course is not in the prospectus any more.", old.Title)
		return nil
	}
	if err != nil {
		return err
	}
	r := Run{
		OrgID: old.OrgID, ID: id.New(), UnitID: old.UnitID, TermID: k.to.ID, CourseID: old.CourseID, VersionID: v.ID, Title: v.Title, Format: v.Format, Strand: v.Strand,
		State: "draft", Capacity: old.Capacity, Minimum: old.Minimum, Audience: old.Audience, Who: old.Who, Approval: old.Approval, Counts: old.Counts,
		FirstMandatory: old.FirstMandatory, Words: old.Words, CopiedFrom: old.ID, CreatedAt: k.copy.CreatedAt,
	}
	var slots []slot
	for _, s := range sessions {
		if s.State == "cancelled" {
			continue
		}
		next, ok, err := k.session(ctx, r, s, taught[s.ID])
		if err != nil {
			return err
		}
		if ok {
			next.Number = len(slots) + 1
			slots = append(slots, next)
		}
	}
	if len(slots) > 0 {
		r.StartsAt, r.EndsAt = spanOf(slots)
	}
	if err := insertRun(ctx, k.tx, r, k.copy.ID); err != nil {
		return err
	}
	for _, s := range slots {
		if err := k.c.saveSlot(ctx, k.tx, s, true); err != nil {
			return err
		}
	}
	k.copy.Runs++
	return nil
}

// session moves one session into the new term; false when it cannot lie there.
func (k *copier) session(ctx context.Context, r Run, old Session, taught []SessionTrainer) (slot, bool, error) {
	s := slot{Session{OrgID: r.OrgID, ID: id.New(), RunID: r.ID, Title: old.Title, StartsAt: shift(old.StartsAt, k.days), EndsAt: shift(old.EndsAt, k.days),
		OnlineURL: old.OnlineURL, State: "planned", CreatedAt: k.copy.CreatedAt}, nil}
	switch {
	case when.DateOf(s.StartsAt).Before(k.to.StartsOn) || when.DateOf(s.EndsAt).After(k.to.EndsOn):
		k.leave("%s: the session on %s would be outside the term.", r.Title, s.words())
		return s, false, nil
	case !s.StartsAt.After(k.c.now()):
		k.leave("%s: the session on %s would be in the past.", r.Title, s.words())
		return s, false, nil
	}
	if room := k.rooms[old.RoomID]; old.RoomID != "" {
		b, found := firstBusy(k.inRooms[room.ID], s)
		switch {
		case !room.Open():
			k.leave("%s, %s: %s is closed.", r.Title, s.words(), room.Label())
		case found:
			k.leave("%s, %s: %s is in use by %s.", r.Title, s.words(), room.Label(), b.Title)
		default:
			s.RoomID = room.ID
			k.inRooms[room.ID] = append(k.inRooms[room.ID], busy{ID: s.ID, Title: r.Title, StartsAt: s.StartsAt, EndsAt: s.EndsAt})
		}
	}
	for _, t := range taught {
		why, err := k.keeps(ctx, t.TrainerID, s)
		if err != nil {
			return s, false, err
		}
		if why != "" {
			k.leave("%s, %s: %s.", r.Title, s.words(), strings.TrimSuffix(why, "."))
			continue
		}
		s.trainers = append(s.trainers, t.TrainerID)
		k.teaching[t.TrainerID] = append(k.teaching[t.TrainerID], busy{ID: s.ID, Title: r.Title, StartsAt: s.StartsAt, EndsAt: s.EndsAt})
	}
	return s, true, nil
}

// keeps says why a trainer cannot teach the session, or "".
func (k *copier) keeps(ctx context.Context, trainerID string, s slot) (string, error) {
	t, day := k.teachers[trainerID], when.DateOf(s.StartsAt)
	if t.ReadyOn.IsZero() || t.ReadyOn.After(day) || !t.EndedOn.IsZero() && t.EndedOn.Before(day) {
		return t.Name + " may not teach on that day.", nil
	}
	if b, found := firstBusy(k.teaching[trainerID], s); found {
		return t.Name + " teaches " + b.Title + ".", nil
	}
	return k.c.trainers.Unavailable(ctx, k.tx, k.to.OrgID, trainerID, s.StartsAt, s.EndsAt)
}

func firstBusy(rows []busy, s slot) (busy, bool) {
	for _, b := range rows {
		if overlaps(s.StartsAt, s.EndsAt, b.StartsAt, b.EndsAt) {
			return b, true
		}
	}
	return busy{}, false
}

func (c *College) copyInReach(ctx context.Context, tx *db.DB, by actor.Actor, permission, copyID string) (Copy, Term, error) {
	p, err := oneCopy(ctx, tx, by.OrgID, copyID)
	if err != nil {
		return Copy{}, Term{}, err
	}
	to, err := c.termInReach(ctx, tx, by, permission, p.ToID)
	return p, to, err
}

// UndoCopy takes the drafts of a copy away that nobody has touched since. It
// returns how many it took and how many stay.
func (c *College) UndoCopy(ctx context.Context, by actor.Actor, copyID string) (removed, kept int, err error) {
	p, to, err := c.copyInReach(ctx, c.db, by, Manage, copyID)
	if err != nil {
		return 0, 0, err
	}
	if !p.UndoneAt.IsZero() {
		return 0, 0, errPlanChanged
	}
	all, err := runsOfCopy(ctx, c.db, p)
	if err != nil {
		return 0, 0, err
	}
	for _, r := range all {
		gone := false
		err := c.db.Tx(ctx, func(tx *db.DB) (err error) {
			gone, err = removeUntouched(ctx, tx, r)
			return err
		})
		if err != nil && !db.Dangling(err) { // something is kept about it: it was touched
			return removed, kept, err
		}
		if gone && err == nil {
			removed++
		} else {
			kept++
		}
	}
	return removed, kept, c.db.Tx(ctx, func(tx *db.DB) error {
		if err := setCopyUndone(ctx, tx, p, c.instant()); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "term.copy undone", to.target(), audit.Change{Field: "drafts removed", To: strconv.Itoa(removed)}, audit.Change{Field: "kept", To: strconv.Itoa(kept)})
	})
}

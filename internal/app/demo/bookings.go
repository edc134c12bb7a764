package demo

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// bookFrom is how many days back the first booking of the demonstration is.
const bookFrom = 160

// bookers lets the students book. It has its own chance, so that the rest of the
// trust does not change with it.
type bookers struct {
	m        *maker
	r        *rand.Rand
	students []college.Student
	made     map[string]int // bookings and waiting, by run
	waiting  []college.Booking
	placed   []college.Booking
	requests []college.Booking
}

// makeBookings plans that students book, wait, answer offers and change their
// minds, day by day, and that the college looks at requests.
func (m *maker) makeBookings() error {
	b := &bookers{m: m, r: rand.New(rand.NewPCG(78, 2027)), made: map[string]int{}}
	for ago := bookFrom; ago >= 0; ago-- {
		m.on(m.today.AddDays(-ago), b.day)
	}
	m.on(m.today, b.crowd)
	return nil
}

// crowd fills the run that is nearly full, lets some wait for it, and lets one
// place come free: the demonstration's student has an offer to answer.
func (b *bookers) crowd() error {
	m := b.m
	var wanted college.Run
	for _, planned := range m.runs {
		run, err := m.College.Run(m.ctx, m.DB, m.by.OrgID, planned.ID)
		if err != nil {
			return err
		}
		soon := run.StartsAt.Before(m.Clock.Now().AddDate(0, 0, 4))
		if run.State == "open" && run.Lists() && !soon && !run.StartsAt.IsZero() && !run.Approval && (wanted.ID == "" || run.Free() < wanted.Free()) {
			wanted = run
		}
	}
	if wanted.ID == "" || len(b.students) == 0 {
		return nil
	}
	before := len(b.placed)
	run := wanted
	for tries := 0; run.Free() > 0 && tries < 60; tries++ {
		err := b.place(run, 1)
		if err == nil {
			run, err = m.College.Run(m.ctx, m.DB, m.by.OrgID, wanted.ID)
		}
		if err != nil {
			return err
		}
	}
	if run.Free() > 0 || len(b.placed) == 0 {
		return nil
	}
	_, err := m.College.JoinList(m.ctx, m.by, run.ID, b.students[0].ID, "online")
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	if err := b.place(run, 4); err != nil {
		return err
	}
	for _, booking := range slices.Concat(b.placed[before:], b.placed[:before]) {
		if booking.RunID == run.ID {
			err := m.College.Cancel(m.ctx, m.by, booking.ID, "")
			if fault.KindOf(err) == fault.Conflict {
				continue
			}
			return err
		}
	}
	return nil
}

// place lets some more students book or wait, whoever can.
func (b *bookers) place(run college.Run, n int) error {
	for range n {
		if _, err := b.try(run); err != nil {
			return err
		}
	}
	return nil
}

// day is one day of bookings.
func (b *bookers) day() error {
	m := b.m
	if b.students = m.students; len(b.students) == 0 {
		return nil
	}
	if err := m.College.Turn(m.ctx); err != nil {
		return err
	}
	terms, err := m.College.Terms(m.ctx, m.DB, m.by.OrgID)
	if err != nil {
		return err
	}
	today := when.DateOf(m.Clock.Now())
	for _, t := range terms {
		if t.PublishedAt.IsZero() || today.Before(t.OpensOn) || today.After(t.ClosesOn) {
			continue
		}
		runs, err := m.College.RunsOfTerms(m.ctx, m.DB, m.by.OrgID, []string{t.ID})
		if err != nil {
			return err
		}
		slices.SortStableFunc(runs, func(x, y college.Run) int { return strings.Compare(x.Title, y.Title) })
		for i, run := range runs {
			if err := b.fill(t, run, i, today); err != nil {
				return err
			}
		}
	}
	return errors.Join(b.answer(), b.decide(), b.cancel())
}

// wanted is how many want a run in the end: some are wanted by more than there
// are places.
func wanted(run college.Run, i int) int {
	switch i % 5 {
	case 0:
		return run.Capacity + 2 + i%4
	case 1:
		return run.Capacity
	case 2:
		return run.Capacity / 2
	case 3:
		return max(2, run.Capacity/4)
	}
	return run.Capacity * 4 / 5
}

// fill lets as many book as have by this day of three weeks.
func (b *bookers) fill(t college.Term, run college.Run, i int, today when.Date) error {
	if run.State != "open" || !run.StartsAt.IsZero() && !today.Before(when.DateOf(run.StartsAt)) {
		return nil
	}
	days := min(21, today.Days(t.OpensOn)+1)
	for b.made[run.ID] < wanted(run, i)*days/21 {
		b.made[run.ID]++ // also when nobody can: there is always another day
		if err := b.book(run); err != nil {
			return err
		}
	}
	return nil
}

// book lets one student book, or join the list when it is full. Where one has
// something else at that time, another one does.
func (b *bookers) book(run college.Run) error {
	for range 8 {
		if done, err := b.try(run); done || err != nil {
			return err
		}
	}
	return nil
}

// try reports whether the student who was asked could book or wait.
func (b *bookers) try(run college.Run) (bool, error) {
	m, s := b.m, b.students[b.r.IntN(len(b.students))]
	by, how := actor.Actor{OrgID: s.OrgID, AccountID: "demonstration", PersonID: s.PersonID, Name: "The student"}, "online"
	if b.r.IntN(5) == 0 {
		by, how = m.by, "phone"
	}
	booking, err := m.College.Book(m.ctx, by, run.ID, s.ID, college.BookInput{How: how})
	if errors.Is(err, college.ErrFull) {
		booking, err = m.College.JoinList(m.ctx, by, run.ID, s.ID, how)
	}
	if fault.KindOf(err) == fault.Conflict {
		return false, nil // booked already, another course at that time, or as many as one can have
	}
	if err != nil {
		return false, err
	}
	switch booking.State {
	case college.Waiting:
		b.waiting = append(b.waiting, booking)
	case college.Requested:
		b.requests = append(b.requests, booking)
	default:
		b.placed = append(b.placed, booking)
	}
	return true, nil
}

// answer lets most of those who have an offer say yes; some say no, and some let
// it run out.
func (b *bookers) answer() error {
	m := b.m
	for _, w := range b.waiting {
		all, err := m.College.Bookings(m.ctx, m.DB, m.by.OrgID, w.StudentID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(x college.Booking) bool { return x.ID == w.ID })
		if at < 0 || all[at].State != college.Offered {
			continue
		}
		switch b.r.IntN(5) {
		case 0, 1:
			_, err = m.College.Accept(m.ctx, m.by, w.ID)
		case 2:
			_, err = m.College.Decline(m.ctx, m.by, w.ID)
		}
		if err != nil && fault.KindOf(err) != fault.Conflict {
			return err
		}
	}
	return nil
}

// decide answers requests after a while; the newest wait.
func (b *bookers) decide() error {
	m := b.m
	for len(b.requests) > 2 {
		first := b.requests[0]
		b.requests = b.requests[1:]
		var err error
		if b.r.IntN(4) == 0 {
			_, err = m.College.Refuse(m.ctx, m.by, first.ID, "This one builds on the introduction. Come to that first: it runs twice this term.")
		} else {
			_, err = m.College.Approve(m.ctx, m.by, first.ID)
		}
		if err != nil && fault.KindOf(err) != fault.Conflict {
			return err
		}
	}
	return nil
}

// cancel lets somebody who has a place change their mind, on one day of three.
func (b *bookers) cancel() error {
	m := b.m
	if len(b.placed) == 0 || b.r.IntN(3) != 0 {
		return nil
	}
	at := max(0, len(b.placed)-1-b.r.IntN(30))
	booking := b.placed[at]
	b.placed = slices.Delete(b.placed, at, at+1)
	err := m.College.Cancel(m.ctx, m.by, booking.ID, "")
	if fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

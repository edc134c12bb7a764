package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/when"
)

// registersFrom is for how many days back registers are taken.
const registersFrom = 240

// makeRegisters plans that on every day until today the registers of that day's
// sessions are taken, and that those who were missed are called. One register is
// forgotten, and the calls of the last days are still to be made.
func (m *maker) makeRegisters() error {
	d := &desk{m: m, r: rand.New(rand.NewPCG(78, 2027))}
	for n := registersFrom; n >= 0; n-- {
		day := m.today.AddDays(-n)
		m.on(day, func() error { return d.work(day) })
	}
	return nil
}

// desk is the college's office, day by day.
type desk struct {
	m      *maker
	r      *rand.Rand
	forgot bool
}

// work takes the registers of a day and makes the calls that are due.
func (d *desk) work(day when.Date) error {
	if err := d.call(day); err != nil {
		return err
	}
	sessions, err := d.m.College.SessionsOn(d.m.ctx, d.m.DB, d.m.by.OrgID, day)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if ago := d.m.today.Days(day); ago > 3 && ago < 15 && !d.forgot {
			d.forgot = true
			continue
		}
		d.m.Clock.set(s.EndsAt.Add(10 * time.Minute))
		if err := d.register(s); err != nil {
			return fmt.Errorf("the register of %s: %w", s.ID, err)
		}
	}
	return nil
}

// register takes one register as one of the trainers would.
func (d *desk) register(s college.Session) error {
	reg, err := d.m.College.Register(d.m.ctx, d.m.by, s.ID)
	if err != nil || !reg.Session.RegisterAt.IsZero() {
		return err
	}
	in := college.RegisterInput{How: "screen", Marks: map[string]college.MarkInput{}, AskTrainers: true}
	if d.r.IntN(4) == 0 {
		in.How = "paper"
	}
	by := d.m.by
	for i, t := range reg.Trainers {
		if i == 0 {
			by = actor.System(by.OrgID, t.Name)
		}
		if i == 0 || d.r.IntN(20) > 0 {
			in.TrainersHere = append(in.TrainersHere, t.TrainerID)
		}
	}
	for _, line := range reg.Lines {
		if line.BookingState == college.Confirmed {
			in.Marks[line.BookingID] = college.MarkInput{Was: line.Mark, Now: d.answer()}
		}
	}
	return d.m.College.TakeRegister(d.m.ctx, by, s.ID, in)
}

// answer is what a register says: about 78 in a hundred were there.
func (d *desk) answer() college.Answer {
	switch n := d.r.IntN(100); {
	case n < 68:
		return college.Came
	case n < 74:
		return college.Late
	case n < 78:
		return college.LeftEarly
	case n < 91:
		return college.ToldUs
	}
	return college.NotAble
}

// openDays is for how many of the last days most calls are still open.
const openDays = 4

// call makes the calls that are due on a day.
func (d *desk) call(day when.Date) error {
	list, _, err := d.m.College.Followups(d.m.ctx, d.m.by, college.FollowupFilter{View: "open", Limit: 100})
	if err != nil {
		return err
	}
	for _, f := range list {
		late := d.m.today.Days(day) < openDays
		if f.DueOn.After(day) || late && d.r.IntN(4) > 0 {
			continue
		}
		if f.AsksPlace() {
			if err := d.m.College.DecidePlace(d.m.ctx, d.m.by, f.ID, d.r.IntN(3) == 0); err != nil {
				return err
			}
		}
		if err := d.m.College.NoteCall(d.m.ctx, d.m.by, f.ID, d.outcome()); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) outcome() college.CallInput {
	switch n := d.r.IntN(10); {
	case n < 5:
		return college.CallInput{Outcome: "well", Words: "Was away for a few days. Comes again next time."}
	case n < 7:
		return college.CallInput{Outcome: "support", Words: "The bus was the trouble. Told them about the travel fund."}
	case n < 8:
		return college.CallInput{Outcome: "passed on", Words: "Passed on to the learning adviser, with their agreement."}
	}
	return college.CallInput{Outcome: college.NoAnswer, AgainOn: when.DateOf(d.m.Clock.Now()).NextWorkingDay()}
}

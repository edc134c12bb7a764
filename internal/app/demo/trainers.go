package demo

import (
	"fmt"

	"footbridge/internal/trainers"
	"footbridge/internal/units"
)

// collegeName is the name of the trust's Recovery College.
const collegeName = "Bridgewater and Vale Recovery College"

// faculty is who teaches at the college: how many days ago they became ready,
// or, for those on the way, how many steps they have done.
var faculty = []struct {
	post        string // of whom it is, in place of somebody new
	perspective string
	ready, done int
	days        string // of the week, as digits; "" has not told
	band        string
}{
	{"Lead for Peer Support", trainers.Lived, 900, 0, "12345", "T3"},
	{"Clinical Lead for Community Teams", trainers.Practitioner, 820, 0, "24", ""},
	{"", trainers.Lived, 700, 0, "23", "T2"},
	{"", trainers.Practitioner, 690, 0, "", ""},
	{"", trainers.Lived, 0, 7, "135", "T1"}, // with a mentor, and away soon
	{"", trainers.Practitioner, 600, 0, "1234", ""},
	{"", trainers.Lived, 560, 0, "", "T2"},
	{"", trainers.Practitioner, 540, 0, "35", ""},
	{"", trainers.Lived, 500, 0, "12345", "T2"},
	{"", trainers.Carer, 480, 0, "24", "T2"},
	{"", trainers.Lived, 430, 0, "2346", "T2"},
	{"", trainers.Practitioner, 400, 0, "", ""},
	{"", trainers.Lived, 380, 0, "45", "T2"},
	{"", trainers.Partner, 350, 0, "3", ""},
	{"", trainers.Lived, 300, 0, "", "T2"},
	{"", trainers.Practitioner, 260, 0, "12345", ""},
	{"", trainers.Lived, 200, 0, "1256", "T2"},
	{"", trainers.Practitioner, 190, 0, "2", ""},
	{"", trainers.Carer, 685, 0, "4", "T2"},   // safeguarding runs out within weeks
	{"", trainers.Lived, 745, 0, "123", "T2"}, // it ran out a month ago
	{"", trainers.Lived, 0, 8, "35", "T1"},
	{"", trainers.Practitioner, 0, 4, "", ""},
	{"", trainers.Lived, 0, 3, "", "T1"},
	{"", trainers.Carer, 0, 2, "6", "T1"},
	{"", trainers.Partner, 0, 1, "", ""},
	{"", trainers.Lived, 650, 0, "", "T2"}, // stopped
}

// lines are what trainers write about themselves; some write nothing.
var lines = []string{
	"I run an allotment, and half of what I teach I learnt there.",
	"I have taught adults for eleven years and still get nervous before the first hour.",
	"", "I came as a student, stayed for the biscuits, and now teach on Thursdays.",
	"I like short sentences, long walks and a good question.", "",
	"I look after my brother, and know the inside of every waiting room in Valeside.",
	"I play the cello badly and talk about sleep rather well.",
	"", "I work in the housing office and bring the forms with me.",
}

var stepOrder = []string{
	trainers.Talk, trainers.Reference, trainers.SecondReference, trainers.Checks, trainers.TrainTheTrainer,
	trainers.Introduction, trainers.Safeguarding, trainers.FirstCourse, trainers.Mentored,
}

// makeTrainers makes the college's trainers, at every stage of the way.
func (m *maker) makeTrainers() error {
	college := m.units[collegeName]
	bands := map[string]trainers.Band{}
	for _, b := range []struct {
		code, label string
		pence       int
	}{{"T1", "Trainer on the way", 1260}, {"T2", "Trainer", 1480}, {"T3", "Lead trainer", 1890}} {
		band, err := m.Trainers.AddBand(m.ctx, m.by, college.ID, b.code, b.label, b.pence, m.today.AddDays(-900))
		if err != nil {
			return err
		}
		if err := m.Trainers.SetRate(m.ctx, m.by, band.ID, b.pence+45, m.today.AddDays(-150)); err != nil {
			return err
		}
		bands[b.code] = band
	}
	for i, f := range faculty {
		person, known := m.staff[f.post]
		if !known {
			var err error
			if person, err = m.person(""); err != nil {
				return err
			}
			if f.post != "" {
				m.staff[f.post] = person
			}
		}
		t, err := m.Trainers.Add(m.ctx, m.by, college.ID, person.ID, f.perspective, lines[i%len(lines)])
		if err != nil {
			return fmt.Errorf("%s: %w", person.Name, err)
		}
		if err := m.trainerSteps(t, f.ready, f.done); err != nil {
			return err
		}
		if err := m.trainerTimes(t, f.days); err != nil {
			return err
		}
		if err := m.Trainers.SetPay(m.ctx, m.by, t.ID, bands[f.band].ID, m.today.AddDays(-max(f.ready, 120))); err != nil {
			return err
		}
		m.trainers = append(m.trainers, t)
	}
	if err := m.trainersTogether(); err != nil {
		return err
	}
	return m.readTrainers(college)
}

// trainerSteps records the way of somebody who has been ready for some days, or
// has done some steps.
func (m *maker) trainerSteps(t trainers.Trainer, ready, done int) error {
	way, err := m.Trainers.Rules(m.ctx, m.DB, m.by.OrgID, t.UnitID)
	if err != nil {
		return err
	}
	if ready > 0 {
		done, ready = len(way), ready-1
	} else {
		ready = 190 // begun then; some steps came since
	}
	for i, step := range stepOrder[:done] {
		if t.Perspective != trainers.Lived && t.Perspective != trainers.Carer && (step == trainers.Reference || step == trainers.SecondReference) {
			continue
		}
		on := m.today.AddDays(-ready - 8*(len(stepOrder)-i))
		in := trainers.StepInput{Step: step, DoneOn: on, SeenBy: m.staff["Recovery College Manager"].Name}
		if err := m.Trainers.RecordStep(m.ctx, m.by, t.ID, in); err != nil {
			return fmt.Errorf("%s, %s: %w", t.Name, step, err)
		}
	}
	// Safeguarding lasts two years: most who have been here longer have renewed.
	if ready > 600 && ready != 684 && ready != 744 {
		return m.Trainers.RecordStep(m.ctx, m.by, t.ID, trainers.StepInput{Step: trainers.Safeguarding, DoneOn: m.today.AddDays(-200), SeenBy: m.staff["Recovery College Manager"].Name})
	}
	return nil
}

// trainerTimes records on which days somebody can teach.
func (m *maker) trainerTimes(t trainers.Trainer, days string) error {
	var week []trainers.Hours
	for _, d := range days {
		h := trainers.Hours{Weekday: int(d - '0'), FromMinute: 9 * 60, ToMinute: 21 * 60}
		if m.r.IntN(4) == 0 {
			h.FromMinute = 10 * 60
		}
		week = append(week, h)
	}
	if week == nil {
		return nil
	}
	return m.Trainers.SetWeek(m.ctx, m.by, t.ID, week)
}

// trainersTogether arranges mentors and supervision, days away, and a farewell.
func (m *maker) trainersTogether() error {
	lead, clinical := m.trainers[0], m.trainers[1]
	for _, pair := range [][2]int{{0, 4}, {2, 20}, {1, 21}, {8, 22}} {
		if err := m.Trainers.Mentor(m.ctx, m.by, m.trainers[pair[1]].ID, m.trainers[pair[0]].ID, m.today.AddDays(-100)); err != nil {
			return err
		}
	}
	for i, away := range []int{4, 10, 5} {
		from := m.today.AddDays(20 + 15*i)
		if err := m.Trainers.GoAway(m.ctx, m.by, m.trainers[away].ID, from, from.AddDays(4+3*i)); err != nil {
			return err
		}
	}
	for i, t := range m.trainers {
		supervisor := lead.PersonID
		switch {
		case t.Perspective == trainers.Practitioner || t.Perspective == trainers.Partner:
			continue
		case i == 0:
			supervisor = clinical.PersonID
		}
		if err := m.Trainers.ArrangeSupervision(m.ctx, m.by, t.ID, 6, supervisor); err != nil {
			return err
		}
		for _, ago := range []int{130, 89, 46, 5 * (i % 9)} {
			if ago < 40 && i%3 == 0 {
				continue // due now
			}
			on := m.today.AddDays(-ago - i%4)
			m.on(on, func() error { return m.Trainers.Supervised(m.ctx, m.by, t.ID, on) })
		}
	}
	last := m.today.AddDays(-60)
	m.on(last, func() error { return m.Trainers.End(m.ctx, m.by, m.trainers[len(m.trainers)-1].ID, last) })
	return nil
}

// readTrainers reads them again, as they stand now.
func (m *maker) readTrainers(college units.Unit) error {
	ids := make([]string, len(m.trainers))
	for i, t := range m.trainers {
		ids[i] = t.ID
	}
	now, err := m.Trainers.ByID(m.ctx, m.DB, college.OrgID, ids)
	for i, id := range ids {
		m.trainers[i] = now[id]
	}
	return err
}

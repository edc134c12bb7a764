package demo

import (
	"fmt"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

// designers are the ids of the people who make the college's courses, from each
// perspective: those who teach them.
type designers struct{ lived, practitioners, carers []string }

// makeDesigners asks the college's trainers to design as well.
func (m *maker) makeDesigners() {
	for _, t := range m.trainers {
		switch t.Perspective {
		case trainers.Lived:
			m.made.lived = append(m.made.lived, t.PersonID)
		case trainers.Practitioner:
			m.made.practitioners = append(m.made.practitioners, t.PersonID)
		case trainers.Carer:
			m.made.carers = append(m.made.carers, t.PersonID)
		}
	}
}

// makeCourses designs the college's courses. Most were in the prospectus half a
// year ago; what has happened to the others since is planned.
func (m *maker) makeCourses() error {
	m.makeDesigners()
	aims, err := m.Strategy.Aims(m.ctx, m.by.OrgID, true)
	if err != nil {
		return err
	}
	for _, a := range aims {
		m.aims[a.Slug] = a.ID
	}
	from := m.today.AddDays(-178)
	for i, c := range collegeCourses {
		w := &workshop{m: m, course: c, i: i}
		switch c.state {
		case "", "retired":
			m.Clock.day(from.AddDays(i * 2 / 3))
			if err := w.publish(m.today.AddDays(30 + 11*i)); err != nil {
				return fmt.Errorf("%s: %w", c.title, err)
			}
		default:
			m.on(m.today.AddDays(-100+2*i), w.until)
		}
		m.later = append(m.later, w.later()...)
	}
	return nil
}

// workshop is where one course is made.
type workshop struct {
	m *maker
	course
	i  int // its place in the list: chooses designers
	id string
}

// draft is the version that is being worked on.
func (w *workshop) draft() (courses.Version, error) {
	v, found, err := w.m.Courses.Draft(w.m.ctx, w.m.DB, w.m.by.OrgID, w.id)
	if err == nil && !found {
		err = fmt.Errorf("%s has no draft", w.title)
	}
	return v, err
}

// on does something to the draft as it is.
func (w *workshop) on(do func(v courses.Version) error) error {
	v, err := w.draft()
	if err != nil {
		return err
	}
	return do(v)
}

func (w *workshop) words() courses.Words {
	return courses.Words{Title: w.title, Summary: w.summary, ForWhom: w.whom, Audience: w.audience, Strand: w.strand, Level: w.level, Format: w.format,
		Sessions: w.sessions, Minutes: w.minutes, Capacity: w.capacity, CertificateBy: w.certificate}
}

func (w *workshop) move(to string) error {
	return w.on(func(v courses.Version) error { return w.m.Courses.Move(w.m.ctx, w.m.by, w.id, v.Version, to) })
}

func (w *workshop) begin() error {
	made, err := w.m.Courses.Add(w.m.ctx, w.m.by, courses.NewCourse{UnitID: w.m.units[collegeName].ID, Words: w.words()})
	w.id, w.m.courses[w.title] = made.ID, made
	return err
}

// pair finds the designers: two, and of some courses a third.
func (w *workshop) pair(practitionerOnly bool) error {
	if err := w.move(courses.Pairing); err != nil {
		return err
	}
	d := w.m.made
	var who []courses.DesignerInput
	if !practitionerOnly {
		who = append(who, courses.DesignerInput{PersonID: d.lived[w.i%len(d.lived)], Perspective: "lived experience"})
	}
	who = append(who, courses.DesignerInput{PersonID: d.practitioners[w.i%len(d.practitioners)], Perspective: "practitioner"})
	switch {
	case w.strand == "carers":
		who = append(who, courses.DesignerInput{PersonID: d.carers[w.i%len(d.carers)], Perspective: "carer"})
	case strings.Contains(w.title, "home"):
		who = append(who, courses.DesignerInput{Name: "Tom Reddy, Threshold Homes", Perspective: "partner"})
	case strings.Contains(w.title, "work"):
		who = append(who, courses.DesignerInput{Name: "Meral Aksoy, Oldbridge Adult College", Perspective: "partner"})
	}
	for _, in := range who {
		if err := w.on(func(v courses.Version) error { return w.m.Courses.AddDesigner(w.m.ctx, w.m.by, w.id, v.Version, in) }); err != nil {
			return err
		}
	}
	return nil
}

// diary is a file that students can keep.
const diary = "Sleep diary\n\nDay | To bed | Awake at | Up at | One word for the night\nMon |\nTue |\nWed |\nThu |\nFri |\nSat |\nSun |\n"

// write gives the draft its outcomes and material, and says what came of it.
func (w *workshop) write() error {
	if err := w.move(courses.Drafting); err != nil {
		return err
	}
	for _, l := range w.learns {
		in := courses.OutcomeInput{Words: l.words}
		for _, slug := range l.aims {
			if w.m.aims[slug] == "" {
				return fmt.Errorf("there is no aim %q", slug)
			}
			in.Aims = append(in.Aims, w.m.aims[slug])
		}
		if err := w.on(func(v courses.Version) error { return w.m.Courses.AddOutcome(w.m.ctx, w.m.by, w.id, v.Version, in) }); err != nil {
			return err
		}
	}
	for _, in := range []courses.MaterialInput{
		{Kind: "words", Title: "Before you come", Words: w.handout, Visible: "booked"},
		{Kind: "words", Title: "Notes for the two trainers", Words: "Open together, close together. Whoever is not speaking watches the room. " + w.practice, Visible: "trainers"},
		{Kind: "file", Title: "A sleep diary to print", FileName: "sleep-diary.txt", Content: []byte(diary), Visible: "booked"},
		{Kind: "link", Title: "Where to find help at any hour", URL: "https://www.example.org/help-now", Visible: "everybody"},
	} {
		if in.Kind == "words" && (w.handout == "" || w.practice == "") || in.Kind == "file" && !strings.Contains(w.title, "Sleep") {
			continue
		}
		if err := w.on(func(v courses.Version) error { return w.m.Courses.AddMaterial(w.m.ctx, w.m.by, w.id, v.Version, in) }); err != nil {
			return err
		}
	}
	return w.note()
}

// note writes into the log what each of the two changed.
func (w *workshop) note() error {
	v, err := w.draft()
	if err != nil {
		return err
	}
	all, err := w.m.Courses.Designers(w.m.ctx, w.m.DB, w.m.by.OrgID, v.ID)
	if err != nil {
		return err
	}
	day := when.DateOf(w.m.Clock.Now())
	for _, d := range all {
		said := map[string]string{"lived experience": w.lived, "practitioner": w.practice, "carer": "Read it with two people from the carers' group and asked for plainer words on the second page."}[d.Perspective]
		if said == "" {
			continue
		}
		if err := w.m.Courses.Note(w.m.ctx, w.m.by, w.id, courses.EntryInput{DesignerID: d.ID, OnDate: day.AddDays(-3 - w.i%9), Words: said}); err != nil {
			return err
		}
	}
	return nil
}

var howTheySaidSo = []string{
	"On the phone, after reading it aloud with a friend.", "In the design meeting, with the pages on the table.", "By letter, with one comma moved.",
	"At the end of the pilot, in front of the group.", "By text: \"Yes. This is it.\"",
}

// agree lets the designers agree: some by themselves, for some it is recorded.
func (w *workshop) agree(only string) error {
	v, err := w.draft()
	if err != nil {
		return err
	}
	all, err := w.m.Courses.Designers(w.m.ctx, w.m.DB, w.m.by.OrgID, v.ID)
	if err != nil {
		return err
	}
	for k, d := range all {
		switch {
		case only != "" && d.Perspective != only || d.Agrees():
		case d.PersonID != "" && (w.i+k)%2 == 0:
			err = w.m.Courses.Agree(w.m.ctx, actor.Actor{OrgID: w.m.by.OrgID, AccountID: "demonstration", PersonID: d.PersonID, Name: d.Name}, v.ID, v.ContentHash)
		default:
			err = w.m.Courses.RecordAgreement(w.m.ctx, w.m.by, w.id, d.ID, v.ContentHash, howTheySaidSo[(w.i+k)%len(howTheySaidSo)])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settle lets every designer agree, and says so.
func (w *workshop) settle() error {
	if err := w.agree(""); err != nil {
		return err
	}
	return w.move(courses.Agreed)
}

// override is published by a practitioner alone.
const override, overrideWhy = "Mindfulness for people who cannot sit still",
	"The designer with lived experience has moved away, and fourteen people had asked for it before the term began. We look for somebody to read and teach it with us, and bring a second version to her or him by the summer."

// publish brings a course from the idea into the prospectus.
func (w *workshop) publish(review when.Date) error {
	alone := w.title == override
	for _, step := range []func() error{w.begin, func() error { return w.pair(alone) }, w.write, func() error { return w.agree("") }} {
		if err := step(); err != nil {
			return err
		}
	}
	in := courses.PublishInput{ReviewOn: review}
	if alone {
		in.Override = overrideWhy
	} else if err := w.move(courses.Agreed); err != nil {
		return err
	}
	if w.title == "Food and mood" || w.title == "Money worries" {
		in.ReviewOn = w.m.today.AddDays(-12 - w.i) // looked at again by now, or so it was meant
	}
	return w.on(func(v courses.Version) error { return w.m.Courses.Publish(w.m.ctx, w.m.by, w.id, v.Version, in) })
}

// until takes a course as far as it has come.
func (w *workshop) until() error {
	steps := []struct {
		state string
		do    func() error
	}{
		{courses.Idea, w.begin}, {courses.Pairing, func() error { return w.pair(w.summary == "") }}, {courses.Drafting, w.write},
		{courses.Agreed, w.settle}, {courses.Piloted, func() error { return w.move(courses.Piloted) }},
	}
	for _, s := range steps {
		if err := s.do(); err != nil {
			return err
		}
		if s.state == w.state {
			break
		}
	}
	if w.state == courses.Drafting {
		return w.agree("practitioner")
	}
	return nil
}

// later is what happens to a published course in the months after.
func (w *workshop) later() []event {
	m := w.m
	again := func(summary string) func() error {
		return func() error {
			if _, err := m.Courses.NewVersion(m.ctx, m.by, w.id); err != nil {
				return err
			}
			words := w.words()
			words.Summary = summary
			if err := w.on(func(v courses.Version) error { return m.Courses.ChangeWords(m.ctx, m.by, w.id, v.Version, words) }); err != nil {
				return err
			}
			return w.note()
		}
	}
	switch w.title {
	case "Growing things: the allotment course":
		return []event{{m.today.AddDays(-70), func() error {
			c, err := m.Courses.Course(m.ctx, m.DB, m.by.OrgID, w.id)
			if err != nil {
				return err
			}
			return m.Courses.Retire(m.ctx, m.by, w.id, c.Version, "The council took the plots back. We bring it back when there is land.")
		}}}
	case "Sleep well again": // its second version is a draft
		return []event{{m.today.AddDays(-20), again("Four evenings on a screen, cameras off if you like, and a fifth for those who work at night. What sleep is, what steals it, and a fortnight's trial of the two things that help most people.")},
			{m.today.AddDays(-9), func() error { return w.agree("lived experience") }}}
	case "Talking so that people listen": // its second version took the place of the first
		return []event{{m.today.AddDays(-95), again("Saying no, asking for something, disagreeing with a professional and staying friends. With small scenes that we play, badly and then better. Since the spring with a session for those who would rather write.")},
			{m.today.AddDays(-80), func() error {
				if err := w.settle(); err != nil {
					return err
				}
				return w.on(func(v courses.Version) error {
					return m.Courses.Publish(m.ctx, m.by, w.id, v.Version, courses.PublishInput{ReviewOn: m.today.AddDays(285)})
				})
			}}}
	}
	return nil
}

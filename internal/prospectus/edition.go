package prospectus

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Edition is the prospectus of one organisation as it stood when it was made.
// Nothing in it changes afterwards, so that everybody may read it at once.
type Edition struct {
	Org      units.Organisation
	Terms    []college.Term // the earliest first
	Colleges []College
	Courses  []*Course // by title; those that do not run just now too
	Places   []Place   // boroughs, then venues, that runs meet at

	bySlug  map[string]*Course
	courses map[string]*Course // by id
	runs    map[string]*Run
	stamp   string
	day     when.Date
}

// College is one college of the organisation, with its own words.
type College struct {
	UnitID, Name  string
	Setting       college.Setting
	Words         Words
	HowParagraphs []string
}

// Place is a borough or a venue, to filter by.
type Place struct{ Code, Label string }

// Course is a course as anybody may see it.
type Course struct {
	ID, Slug, Code, UnitID, College    string
	Title, Summary, ForWhom            string
	Audience                           []string
	Strand, Level, Format, Certificate string // as people read them
	StrandCode, LevelCode, FormatCode  string
	Sessions, Minutes                  int
	Outcomes                           []courses.Outcome
	Materials                          []courses.Material
	CoProduced                         bool
	Runs                               []*Run
	Makers                             []Teacher // who designed it
	version                            string
	search                             string
}

// Run is a run of a course as anybody may see it.
type Run struct {
	college.PublicRun
	Course   *Course
	Term     college.Term
	Venues   []college.PublicVenue
	Boroughs []string // names
	Teachers []Teacher
	Online   bool

	borough []string // ids
	days    []time.Weekday
	parts   []string // of the day: codes of [DayParts]
}

// Teacher is who teaches a run: a name only where they have written a line about
// themselves for the prospectus.
type Teacher struct{ Name, Perspective, About string }

// build makes the edition of an organisation.
func (p *Prospectus) build(ctx context.Context, tx *db.DB, org units.Organisation, stamp string) (*Edition, error) {
	e := &Edition{Org: org, bySlug: map[string]*Course{}, courses: map[string]*Course{}, runs: map[string]*Run{}, stamp: stamp, day: p.today()}
	published, err := p.college.Published(ctx, tx, org.OrgID, e.day)
	if err != nil {
		return nil, err
	}
	e.Terms = published.Terms
	listed, err := p.courses.Published(ctx, tx, org.OrgID)
	if err != nil {
		return nil, err
	}
	for _, l := range listed {
		e.add(l)
	}
	if err := p.addFormer(ctx, tx, e, published.Runs); err != nil {
		return nil, err
	}
	if err := p.addMakers(ctx, tx, e); err != nil {
		return nil, err
	}
	names, err := p.addColleges(ctx, tx, e)
	if err != nil {
		return nil, err
	}
	if err := p.addRuns(ctx, tx, e, published, names); err != nil {
		return nil, err
	}
	e.finish()
	return e, nil
}

// add puts a course into the edition.
func (e *Edition) add(l courses.Listing) *Course {
	v := l.Version
	c := &Course{
		ID: l.Course.ID, Slug: l.Course.Slug, Code: l.Course.Code, UnitID: l.Course.UnitID, Title: v.Title, Summary: v.Summary, ForWhom: v.ForWhom,
		Audience: v.AudienceLabels(), Strand: v.StrandLabel(), Level: v.LevelLabel(), Format: v.FormatLabel(),
		StrandCode: v.Strand, LevelCode: v.Level, FormatCode: v.Format, Sessions: v.Sessions, Minutes: v.Minutes,
		Outcomes: l.Outcomes, Materials: l.Materials, CoProduced: l.CoProduced, version: v.ID,
	}
	if v.CertificateBy != "none" {
		c.Certificate = v.CertificateLabel()
	}
	e.Courses = append(e.Courses, c)
	e.courses[c.ID], e.bySlug[c.Slug] = c, c
	return c
}

// addFormer adds courses that are in the prospectus no more, whose runs go on.
func (p *Prospectus) addFormer(ctx context.Context, tx *db.DB, e *Edition, runs []college.PublicRun) error {
	var versions []string
	for _, r := range runs {
		if e.courses[r.CourseID] == nil && !slices.Contains(versions, r.VersionID) {
			versions = append(versions, r.VersionID)
		}
	}
	if len(versions) == 0 {
		return nil
	}
	former, err := p.courses.Listings(ctx, tx, e.Org.OrgID, versions)
	for _, id := range versions {
		if l, ok := former[id]; ok && e.courses[l.Course.ID] == nil {
			e.add(l)
		}
	}
	return err
}

// addMakers says who designed each course: first names of those who wrote a line
// about themselves, and only the perspective of others.
func (p *Prospectus) addMakers(ctx context.Context, tx *db.DB, e *Edition) error {
	ids := make([]string, len(e.Courses))
	for i, c := range e.Courses {
		ids[i] = c.version
	}
	designers, err := p.courses.DesignersOf(ctx, tx, e.Org.OrgID, ids)
	if err != nil {
		return err
	}
	var people []string
	for _, list := range designers {
		for _, d := range list {
			if d.PersonID != "" {
				people = append(people, d.PersonID)
			}
		}
	}
	slices.Sort(people)
	known, err := p.trainers.Introduced(ctx, tx, e.Org.OrgID, slices.Compact(people))
	if err != nil {
		return err
	}
	for _, c := range e.Courses {
		for _, d := range designers[c.version] {
			c.Makers = append(c.Makers, introduce(d.Perspective, known[d.PersonID]))
		}
	}
	return nil
}

// introduce is somebody as the prospectus shows them.
func introduce(perspective string, t trainers.Trainer) Teacher {
	out := Teacher{Perspective: perspective}
	if about := strings.TrimSpace(t.About); about != "" {
		out.Name, out.About = firstName(t.Name), about
	}
	return out
}

// addColleges adds the colleges with their words, and returns the names of all
// units.
func (p *Prospectus) addColleges(ctx context.Context, tx *db.DB, e *Edition) (map[string]string, error) {
	tree, err := p.units.In(tx).Tree(ctx, e.Org.OrgID)
	if err != nil {
		return nil, err
	}
	words, err := wordsOf(ctx, tx, e.Org.OrgID)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(tree))
	for _, u := range tree {
		names[u.ID] = u.Name
		if u.Kind != "college" || !u.Open() {
			continue
		}
		c := College{UnitID: u.ID, Name: u.Name, Words: words[u.ID]}
		if c.Setting, err = p.college.Setting(ctx, tx, e.Org.OrgID, u.ID); err != nil {
			return nil, err
		}
		if c.Words.How == "" {
			c.Words.How = usualHow(c.Setting)
		}
		c.HowParagraphs = paragraphs(c.Words.How)
		e.Colleges = append(e.Colleges, c)
	}
	for _, c := range e.Courses {
		c.College = names[c.UnitID]
	}
	return names, nil
}

// addRuns puts every run to its course, with its places and who teaches it.
func (p *Prospectus) addRuns(ctx context.Context, tx *db.DB, e *Edition, pub college.Publication, names map[string]string) error {
	terms := map[string]college.Term{}
	for _, t := range pub.Terms {
		terms[t.ID] = t
	}
	var ids []string
	seen := map[string]bool{}
	for _, r := range pub.Runs {
		for _, s := range r.Sessions {
			for _, x := range s.Trainers {
				if !seen[x.TrainerID] {
					seen[x.TrainerID] = true
					ids = append(ids, x.TrainerID)
				}
			}
		}
	}
	who, err := p.trainers.ByID(ctx, tx, e.Org.OrgID, ids)
	if err != nil {
		return err
	}
	for _, r := range pub.Runs {
		c := e.courses[r.CourseID]
		if c == nil {
			continue
		}
		run := &Run{PublicRun: r, Course: c, Term: terms[r.TermID], Teachers: teachersOf(r, who)}
		if strings.TrimSpace(run.Who) == strings.TrimSpace(c.ForWhom) {
			run.Who = "" // the course says so
		}
		run.place(pub.Venues, names)
		c.Runs = append(c.Runs, run)
		e.runs[run.ID] = run
	}
	return nil
}

// place says where and at what times of the week the run meets.
func (r *Run) place(venues map[string]college.PublicVenue, names map[string]string) {
	for _, s := range r.Sessions {
		if s.State == "cancelled" && r.State != "cancelled" {
			continue
		}
		start := s.StartsAt.In(when.London)
		r.days = addOnce(r.days, start.Weekday())
		r.parts = addOnce(r.parts, partOf(start.Hour()))
		v, ok := venues[s.VenueID]
		switch {
		case !ok:
			r.Online = r.Online || s.Online
			continue
		case slices.ContainsFunc(r.Venues, func(o college.PublicVenue) bool { return o.ID == v.ID }):
			continue
		}
		r.Venues = append(r.Venues, v)
		if v.BoroughID != "" && !slices.Contains(r.borough, v.BoroughID) {
			r.borough = append(r.borough, v.BoroughID)
			r.Boroughs = append(r.Boroughs, names[v.BoroughID])
		}
	}
	r.Online = r.Online || r.Format == "online" && len(r.Venues) == 0
}

func addOnce[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// teachersOf lists who teaches a run: first names of those who wrote a line about
// themselves, and only the perspective of others.
func teachersOf(r college.PublicRun, who map[string]trainers.Trainer) []Teacher {
	var out []Teacher
	seen := map[string]bool{}
	for _, s := range r.Sessions {
		for _, x := range s.Trainers {
			if seen[x.TrainerID] {
				continue
			}
			seen[x.TrainerID] = true
			out = append(out, introduce(x.Perspective, who[x.TrainerID]))
		}
	}
	slices.SortStableFunc(out, func(a, b Teacher) int {
		return cmp.Or(strings.Compare(a.Perspective, b.Perspective), strings.Compare(a.Name, b.Name))
	})
	return out
}

func firstName(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// finish sorts, and gathers what there is to search and to filter by.
func (e *Edition) finish() {
	slices.SortStableFunc(e.Courses, func(a, b *Course) int {
		return cmp.Or(strings.Compare(fold.Text(a.Title), fold.Text(b.Title)), strings.Compare(a.ID, b.ID))
	})
	boroughs, venues := map[string]string{}, map[string]string{}
	for _, c := range e.Courses {
		words := []string{c.Title, c.Summary, c.ForWhom, c.Strand, c.Format, c.Code}
		for _, o := range c.Outcomes {
			words = append(words, o.Words)
		}
		for _, r := range c.Runs {
			for _, v := range r.Venues {
				venues[v.ID] = v.Name
				words = append(words, v.Name)
			}
			for i, id := range r.borough {
				boroughs[id] = r.Boroughs[i]
				words = append(words, r.Boroughs[i])
			}
		}
		c.search = fold.Text(strings.Join(words, " "))
	}
	e.Places = append(places(boroughs), places(venues)...)
}

func places(names map[string]string) []Place {
	var out []Place
	for id, name := range names {
		out = append(out, Place{id, name})
	}
	slices.SortFunc(out, func(a, b Place) int {
		return cmp.Or(strings.Compare(a.Label, b.Label), strings.Compare(a.Code, b.Code))
	})
	return out
}

// Course returns the course at an address of its own.
func (e *Edition) Course(slug string) (*Course, bool) {
	c, ok := e.bySlug[slug]
	return c, ok
}

// college returns the college with that id.
func (e *Edition) college(unitID string) College {
	for _, c := range e.Colleges {
		if c.UnitID == unitID {
			return c
		}
	}
	return College{}
}

package prospectus

import (
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"footbridge/internal/courses"
	"footbridge/internal/web"
)

// listPage is the list of courses.
type listPage struct {
	web.Page
	Edition                                      *Edition
	Home                                         string
	Filter                                       Filter
	Filtered                                     bool // something was asked for
	Staff                                        bool // the visitor writes its words
	Terms, Strands, Places, Days, Parts, Formats []web.Marked
	CollegeChoice                                []web.Marked
	Cards                                        template.HTML
	Resting                                      []*Course
	Pager                                        web.Pager
}

// footData is the lower end of a card.
type footData struct {
	More       int // runs that the card does not show
	Href, Name string
}

// runsShown is how many runs of a course a card shows.
const runsShown = 4

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	f := readFilter(r)
	m, err := h.p.Find(r.Context(), e, f)
	if err != nil {
		return err
	}
	number, total := web.PageNumber(r), len(m.Running)
	shown := m.Running[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)]
	data := listPage{
		Page: web.NewPage(w, r, "Courses at "+collegeName(e)), Edition: e, Home: home(e), Filter: f, Filtered: f != Filter{},
		Pager: web.NewPager(r, number, total),
	}
	if by := data.Page.Actor; by.OrgID == e.Org.OrgID {
		data.Staff = by.Can(Manage)
	}
	if number >= data.Pager.Pages {
		data.Resting = m.Resting
	}
	if data.Cards, err = h.cards(r, e, shown); err != nil {
		return err
	}
	data.choices()
	return web.Render(w, http.StatusOK, pages["list.html"], data)
}

// collegeName is the college's name, or the organisation's where it has several.
func collegeName(e *Edition) string {
	if len(e.Colleges) == 1 {
		return e.Colleges[0].Name
	}
	return e.Org.Name
}

// readFilter reads what the address asks for; what means nothing is left out.
func readFilter(r *http.Request) Filter {
	q := r.URL.Query()
	get := func(name string) string {
		v := strings.TrimSpace(strings.ToValidUTF8(q.Get(name), ""))
		if len(v) > 200 {
			return ""
		}
		return v
	}
	f := Filter{Words: get("q"), Term: get("term"), College: get("college"), Strand: get("strand"), Format: get("format"), Place: get("place"), Part: get("time"), Places: get("places") == "left"}
	if n, err := strconv.Atoi(get("day")); err == nil && n >= 1 && n <= 7 {
		f.Day = n
	}
	return f
}

var weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// choices fills the form's lists.
func (p *listPage) choices() {
	f := p.Filter
	p.Terms = []web.Marked{choice("", "Any term", f.Term)}
	for _, t := range p.Edition.Terms {
		p.Terms = append(p.Terms, choice(t.ID, t.Name, f.Term))
	}
	if len(p.Edition.Colleges) > 1 {
		p.CollegeChoice = []web.Marked{choice("", "Any college", f.College)}
		for _, c := range p.Edition.Colleges {
			p.CollegeChoice = append(p.CollegeChoice, choice(c.UnitID, c.Name, f.College))
		}
	}
	p.Strands = choicesOf("Anything", courses.Strands, f.Strand)
	p.Formats = choicesOf("Any way", courses.Formats, f.Format)
	p.Places = []web.Marked{choice("", "Anywhere", f.Place), choice("online", "On line", f.Place)}
	for _, x := range p.Edition.Places {
		p.Places = append(p.Places, choice(x.Code, x.Label, f.Place))
	}
	p.Days = []web.Marked{choice("", "Any day", "")}
	for i, d := range weekdays {
		p.Days = append(p.Days, choice(strconv.Itoa(i+1), d, strconv.Itoa(f.Day)))
	}
	p.Parts = []web.Marked{choice("", "Any time", f.Part)}
	for _, x := range DayParts {
		p.Parts = append(p.Parts, choice(x.Code, x.Label, f.Part))
	}
}

func choice(value, label, chosen string) web.Marked {
	return web.Marked{Option: web.Option{Value: value, Label: label}, Chosen: value == chosen}
}

func choicesOf(first string, list []courses.Choice, chosen string) []web.Marked {
	out := []web.Marked{choice("", first, chosen)}
	for _, c := range list {
		out = append(out, choice(c.Code, c.Label, chosen))
	}
	return out
}

// cards puts together what was drawn once and how full the runs are now.
func (h *handlers) cards(r *http.Request, e *Edition, found []Found) (template.HTML, error) {
	face, err := h.faces.of(e)
	if err != nil {
		return "", err
	}
	var runs []*Run
	for _, f := range found {
		runs = append(runs, f.Runs[:min(len(f.Runs), runsShown)]...)
	}
	standings, err := h.p.standings(r.Context(), e, runs)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.Grow(1200 * len(found))
	for _, f := range found {
		b.WriteString(face.heads[f.Course.ID])
		for _, run := range f.Runs[:min(len(f.Runs), runsShown)] {
			b.WriteString(face.runs[run.ID])
			if err := face.standing(&b, standings[run.ID]); err != nil {
				return "", err
			}
		}
		if len(f.Runs) <= runsShown {
			b.WriteString(face.foot)
		} else if err := draw(&b, "cardfoot", footData{len(f.Runs) - runsShown, home(e) + "/courses/" + f.Course.Slug, f.Course.Title}); err != nil {
			return "", err
		}
	}
	return template.HTML(b.String()), nil // every part was escaped by its template
}

// draw writes a part of the list's page.
func draw(w io.Writer, part string, data any) error {
	return pages["list.html"].ExecuteTemplate(w, part, data)
}

// faces keeps the drawn parts of each organisation's edition: drawing them takes
// longer than all the rest of the page.
type faces struct {
	mu   sync.Mutex
	kept map[string]*face
}

type face struct {
	edition     *Edition
	heads, runs map[string]string // by course, by run
	foot        string            // of a card that shows every run
	words       sync.Map          // how full a run is, drawn, by its words
}

// standing writes how full a run is. There are few ways to say it.
func (f *face) standing(b *strings.Builder, s Standing) error {
	if drawn, ok := f.words.Load(s.Words); ok {
		b.WriteString(drawn.(string))
		return nil
	}
	var drawn strings.Builder
	if err := draw(&drawn, "cardstanding", s); err != nil {
		return err
	}
	f.words.Store(s.Words, drawn.String())
	b.WriteString(drawn.String())
	return nil
}

// headData is the upper part of a card.
type headData struct {
	*Course
	Href string
}

func (s *faces) of(e *Edition) (*face, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.kept[e.Org.OrgID]; f != nil && f.edition == e {
		return f, nil
	}
	f := &face{edition: e, heads: make(map[string]string, len(e.Courses)), runs: make(map[string]string, len(e.runs))}
	keep := func(into map[string]string, id, part string, data any) error {
		var b strings.Builder
		err := draw(&b, part, data)
		into[id] = b.String()
		return err
	}
	var foot strings.Builder
	if err := draw(&foot, "cardfoot", footData{}); err != nil {
		return nil, err
	}
	f.foot = foot.String()
	for _, c := range e.Courses {
		if err := keep(f.heads, c.ID, "cardhead", headData{c, home(e) + "/courses/" + c.Slug}); err != nil {
			return nil, err
		}
		for _, r := range c.Runs {
			if err := keep(f.runs, r.ID, "cardrun", r); err != nil {
				return nil, err
			}
		}
	}
	if s.kept == nil {
		s.kept = map[string]*face{}
	}
	s.kept[e.Org.OrgID] = f
	return f, nil
}

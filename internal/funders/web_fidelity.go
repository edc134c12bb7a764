package funders

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// componentView is one component with its scores and what the records say.
type componentView struct {
	Component
	Scores   []string // by perspective, in words
	Notes    []noteView
	Evidence Evidence
}

type noteView struct{ Perspective, Text string }

type fidelityPage struct {
	web.Page
	Year         yearView
	Years        []web.Option
	Perspectives []string
	Totals       []string // by perspective
	Seven, Five  []componentView
	Median       Published
	Source, Link string
	MayScore     bool
}

func (c Component) words(score *int) string {
	switch {
	case score == nil:
		return "Not scored"
	case c.Types:
		return "Type " + strconv.Itoa(*score)
	}
	return strconv.Itoa(*score)
}

// yearOfAddress is the year that is asked for, in the path or by ?year=.
func (h handlers) yearOfAddress(r *http.Request, permission string) (yearView, []yearView, error) {
	years, err := h.years(r, permission)
	if err != nil {
		return yearView{}, nil, err
	}
	year, err := h.chosen(years, cmp.Or(r.PathValue("year"), r.URL.Query().Get("year")))
	return year, years, err
}

func (h handlers) fidelity(w http.ResponseWriter, r *http.Request) error {
	year, years, err := h.yearOfAddress(r, Read)
	if err != nil {
		return err
	}
	p := fidelityPage{Page: web.NewPage(w, r, "Fidelity", funderCrumb), Year: year, Years: yearOptions(years), Perspectives: Perspectives, Median: Fidelity, Source: Source, Link: SourceLink,
		MayScore: actor.From(r.Context()).Can(Costs)}
	if year.ID != "" {
		if err := h.fillFidelity(r, year.Year, &p); err != nil {
			return err
		}
	}
	return web.Render(w, http.StatusOK, pages["fidelity.html"], p)
}

func (h handlers) fillFidelity(r *http.Request, year college.Year, p *fidelityPage) error {
	by := actor.From(r.Context())
	_, sheets, err := h.f.Fidelity(r.Context(), by, year.ID)
	if err != nil {
		return err
	}
	evidence, err := h.f.Evidence(r.Context(), by, year)
	if err != nil {
		return err
	}
	for _, perspective := range Perspectives {
		words := "No total: not all seven are scored"
		if total, found := sheets.Total(perspective); found {
			words = strconv.Itoa(total) + " of 14"
		}
		p.Totals = append(p.Totals, words)
	}
	for _, c := range Components {
		v := componentView{Component: c, Evidence: evidence[c.Slug]}
		for _, perspective := range Perspectives {
			s := sheets[perspective][c.Slug]
			if c.Asked(perspective) {
				v.Scores = append(v.Scores, c.words(s.Score))
			}
			if s.Note != "" {
				v.Notes = append(v.Notes, noteView{perspective, s.Note})
			}
		}
		if c.Types {
			p.Five = append(p.Five, v)
		} else {
			p.Seven = append(p.Seven, v)
		}
	}
	return nil
}

type scorePage struct {
	web.Page
	Year        college.Year
	Perspective string
	Tabs        []web.Tab
	Components  []scoreField
}

type scoreField struct {
	Component
	Options []web.Option
}

func (c Component) options() []web.Option {
	out := []web.Option{{Value: "", Label: "Not scored"}}
	low, high := c.bounds()
	for n := low; n <= high; n++ {
		out = append(out, web.Option{Value: strconv.Itoa(n), Label: c.words(&n)})
	}
	return out
}

func (h handlers) showScore(w http.ResponseWriter, r *http.Request, form *web.Form, year college.Year, perspective string) error {
	p := scorePage{Page: web.NewPage(w, r, "Score "+year.Name, funderCrumb, web.Crumb{Label: "Fidelity", Href: "/funders/fidelity/" + year.ID}).WithForm(form), Year: year, Perspective: perspective}
	for _, x := range Perspectives {
		p.Tabs = append(p.Tabs, web.Tab{Label: strings.ToUpper(x[:1]) + x[1:], Href: "/funders/fidelity/" + year.ID + "/score?perspective=" + strings.ReplaceAll(x, " ", "+"), Current: x == perspective})
	}
	for _, c := range Components {
		if c.Asked(perspective) {
			p.Components = append(p.Components, scoreField{c, c.options()})
		}
	}
	return web.Render(w, web.FormStatus(form), pages["fidelity_score.html"], p)
}

func (h handlers) askScore(w http.ResponseWriter, r *http.Request) error {
	year, _, err := h.yearOfAddress(r, Costs)
	if err != nil {
		return err
	}
	perspective := r.URL.Query().Get("perspective")
	if !slices.Contains(Perspectives, perspective) {
		perspective = "manager"
	}
	_, sheets, err := h.f.Fidelity(r.Context(), actor.From(r.Context()), year.ID)
	if err != nil {
		return err
	}
	values := map[string]string{"perspective": perspective}
	for slug, s := range sheets[perspective] {
		if s.Score != nil {
			values[slug] = strconv.Itoa(*s.Score)
		}
		values[slug+"-note"] = s.Note
	}
	return h.showScore(w, r, web.NewForm(values), year.Year, perspective)
}

func (h handlers) score(w http.ResponseWriter, r *http.Request) error {
	year, _, err := h.yearOfAddress(r, Costs)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	perspective := form.Value("perspective")
	if !slices.Contains(Perspectives, perspective) {
		form.Fail("", "Choose whose perspective it is.")
		perspective = "manager"
	}
	var scores []Score
	for _, c := range Components {
		if !c.Asked(perspective) {
			continue
		}
		s := Score{Component: c.Slug, Note: form.Text(c.Slug+"-note", "The note", 0, 1000)}
		if v := form.OneOf(c.Slug, c.Name, c.options(), false); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil {
				return fault.Field(c.Slug, "Choose one of the answers.")
			}
			s.Score = &n
		}
		scores = append(scores, s)
	}
	return saved(w, r, form, func() (string, error) {
		return "/funders/fidelity/" + year.ID, h.f.SetFidelity(r.Context(), actor.From(r.Context()), year.ID, perspective, scores)
	}, "Saved.", func() error { return h.showScore(w, r, form, year.Year, perspective) })
}

package surveys

import (
	"io"
	"net/http"
	"slices"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

func figureRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/waves/{wave}/figures", Permission: Read, Handler: h.figures},
		{Pattern: "GET /surveys/waves/{closedwave}/figures.csv", Permission: Read, Handler: h.figuresAs(export.TypeCSV, "figures.csv", func(w io.Writer, t *Table) error { return export.CSV(w, t.sheet()) })},
		{Pattern: "GET /surveys/waves/{closedwave}/figures.xlsx", Permission: Read, Handler: h.figuresAs(export.TypeXLSX, "figures.xlsx", func(w io.Writer, t *Table) error { return t.book().Write(w) })},
		{Pattern: "GET /surveys/waves/{closedwave}/chart.png", Permission: Read, Handler: h.waveChart(true)},
		{Pattern: "GET /surveys/waves/{closedwave}/chart.csv", Permission: Read, Handler: h.waveChart(false)},
		{Pattern: "GET /surveys/waves/{wave}/units", Permission: Read, Handler: h.compareUnits},
		{Pattern: "GET /surveys/waves/{wave}/beside", Permission: Read, Handler: h.beside},
		{Pattern: "GET /surveys/waves/{wave}/over-time", Permission: Read, Handler: h.overTime},
		{Pattern: "GET /surveys/waves/{closedwave}/publish", Permission: Manage, Handler: h.askPublish},
		{Pattern: "POST /surveys/waves/{closedwave}/publish", Permission: Manage, Handler: h.publish},
		{Pattern: "POST /surveys/waves/{closedwave}/withdraw", Permission: Manage, Handler: h.withdraw},
	}
}

// figureSet is some figures that stand together.
type figureSet struct {
	Key, Title, Note string
	Chart            *charts.Figure // where there are several figures to draw
	Questions        []figureQuestion
}

// figureQuestion is one question with its figures.
type figureQuestion struct {
	ID, Words, Better string
	Rows              []figureRow
	Cuts              []figureRow // of its first figure, where there is one figure
	Published         string      // the percentage of 2007
}

// figureRow is one figure as it is drawn: all numbers are in percent.
type figureRow struct {
	Label, Of string
	Depth     int
	Cell      Cell
	N, Rate   string // of the cut
}

// Drawn reports whether there is a bar.
func (r figureRow) Drawn() bool { return r.Cell.Percent != nil }

// Span is how wide the interval is.
func (r figureRow) Span() int { return max(1, *r.Cell.High-*r.Cell.Low) }

// Rating is the share of those asked who answered: "45%", or "not known".
func (c Cut) Rating() string {
	if c.Rate == nil {
		return "not known"
	}
	return strconv.Itoa(*c.Rate) + "%"
}

// Answered is how many answered, in words.
func (c Cut) Answered() string {
	switch {
	case c.N == nil:
		return "Not shown"
	case c.Asked == nil:
		return strconv.Itoa(*c.N)
	}
	return strconv.Itoa(*c.N) + " of " + strconv.Itoa(*c.Asked)
}

// sets are the figures of a table in the order of the questionnaire, those of a
// figure of the strategy together.
func (t *Table) sets() []figureSet {
	var out []figureSet
	at := map[string]int{}
	for _, l := range t.Lines {
		key := l.Set
		if key == "" {
			key = "more"
		}
		n, found := at[key]
		if !found {
			n, at[key] = len(out), len(out)
			title := setTitles[l.Set]
			if title == "" {
				title = "Other questions"
			} else if l.Set != "pulse" {
				title += " (figure " + l.Set + ")"
			}
			out = append(out, figureSet{Key: key, Title: title, Note: setNote(l.Set)})
		}
		s := &out[n]
		if last := len(s.Questions) - 1; last < 0 || s.Questions[last].ID != l.LinkID {
			s.Questions = append(s.Questions, figureQuestion{ID: l.LinkID, Words: l.Question, Better: l.Better})
		}
		q := &s.Questions[len(s.Questions)-1]
		q.Rows = append(q.Rows, figureRow{Label: l.Label, Of: l.Of, Cell: l.Cells[0]})
		if then, is := asPublished[l.LinkID]; is && l.Set == "3" {
			q.Published = strconv.Itoa(then) + "%"
		}
		if l.Option == "" {
			for i, c := range t.Cuts {
				q.Cuts = append(q.Cuts, figureRow{Label: c.Label, Depth: c.Depth, Cell: l.Cells[i], N: c.Answered(), Rate: c.Rating()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b figureSet) int { return btoi(a.Key == "more") - btoi(b.Key == "more") })
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

type figuresPage struct {
	web.Page
	Wave      Wave
	Table     *Table // nil while the wave is open
	Sets      []figureSet
	Small     string
	Editions  []Edition
	MayManage bool
}

func waveCrumbs(w Wave) []web.Crumb {
	return []web.Crumb{listCrumb, {Label: w.Title, Href: "/surveys/waves/" + w.ID}}
}

func (h handlers) figures(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	wave, t, err := h.s.Figures(r.Context(), by, r.PathValue("wave"))
	if err != nil {
		return err
	}
	data := figuresPage{Page: web.NewPage(w, r, "Figures: "+wave.Title, waveCrumbs(wave)...), Wave: wave, Table: t, MayManage: by.Can(Manage)}
	if data.Editions, err = h.s.Editions(r.Context(), by, wave.ID); err != nil {
		return err
	}
	if t != nil {
		data.Sets, data.Small = t.draw(t.sets(), "/surveys/waves/"+wave.ID), smallNumbers(t)
	}
	return web.Render(w, http.StatusOK, pages["figures.html"], data)
}

func (h handlers) figuresAs(kind, name string, write func(io.Writer, *Table) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, t, err := h.s.Figures(r.Context(), actor.From(r.Context()), r.PathValue("closedwave"))
		if err == nil && t == nil {
			err = errNotClosed
		}
		if err != nil {
			return err
		}
		return web.Download(w, kind, name, func(w io.Writer) error { return write(w, t) })
	}
}

type unitsPage struct {
	web.Page
	Wave    Wave
	Table   *Table
	Choices []cutChoice
	Chosen  []Cut
	Lines   []Line // of the chosen
}

type cutChoice struct {
	Cut
	Chosen bool
}

// compareUnits sets the units that the visitor picks beside each other, in the
// order of the tree: never by their figures.
func (h handlers) compareUnits(w http.ResponseWriter, r *http.Request) error {
	wave, t, err := h.s.Figures(r.Context(), actor.From(r.Context()), r.PathValue("wave"))
	if err != nil {
		return err
	}
	data := unitsPage{Page: web.NewPage(w, r, "Units side by side", waveCrumbs(wave)...), Wave: wave, Table: t}
	if t != nil {
		picked := r.URL.Query()["unit"]
		which := []int{}
		for i, c := range t.Cuts {
			if c.Channel() {
				continue
			}
			is := slices.Contains(picked, c.Key)
			data.Choices = append(data.Choices, cutChoice{c, is})
			if is && len(which) < 6 {
				which = append(which, i)
			}
		}
		some := t.only(which)
		data.Chosen = some.Cuts
		for _, l := range some.Lines {
			if l.Kind == Share || l.Kind == Several {
				data.Lines = append(data.Lines, l)
			}
		}
	}
	return web.Render(w, http.StatusOK, pages["units.html"], data)
}

type besidePage struct {
	web.Page
	Wave, Other Wave
	Waves       []web.Option
	With        string
	Rows        []Beside
	Gaps        []gapView
	Closed      bool
}

// gapView is one figure, team by team.
type gapView struct {
	Label string
	Rows  []Beside
	Chart charts.Figure
}

// beside sets a wave beside another one: of the other setting, or of those on the
// other side.
func (h handlers) beside(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	wave, t, err := h.s.Figures(ctx, by, r.PathValue("wave"))
	if err != nil {
		return err
	}
	data := besidePage{Page: web.NewPage(w, r, "Beside another wave", waveCrumbs(wave)...), Wave: wave, With: r.URL.Query().Get("with"), Closed: t != nil}
	if data.Waves, err = h.otherWaves(r, wave); err != nil {
		return err
	}
	if data.With != "" && t != nil {
		var other *Table
		if data.Other, other, err = h.s.Figures(ctx, by, data.With); err != nil {
			return err
		}
		if other == nil {
			return errNotClosed
		}
		data.Rows = sideBySide(t, other, true)
		if wave.Perspective != data.Other.Perspective {
			for _, l := range t.Lines {
				if rows := gaps(t, other, l.LinkID); l.Option == "" && len(rows) > 0 {
					g := gapView{Label: l.Label, Rows: rows}
					g.Chart = gapChart(g, wave.PerspectiveLabel(), data.Other.PerspectiveLabel())
					data.Gaps = append(data.Gaps, g)
				}
			}
		}
	}
	return web.Render(w, http.StatusOK, pages["beside.html"], data)
}

// otherWaves are the waves that have closed, of any survey, that the visitor may
// see.
func (h handlers) otherWaves(r *http.Request, not Wave) ([]web.Option, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	out := []web.Option{{Label: "Choose a wave"}}
	all, err := closedWaves(ctx, h.s.db, by.OrgID, h.s.today())
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		_, _, err := h.s.Wave(ctx, by, w.ID)
		switch {
		case w.ID == not.ID || fault.KindOf(err) == fault.NotFound && err != nil:
		case err != nil:
			return nil, err
		default:
			out = append(out, web.Option{Value: w.ID, Label: w.Survey + ", " + w.Title + " (" + label(Settings, w.Setting) + ", " + label(Perspectives, w.Perspective) + ")"})
		}
	}
	return out, nil
}

type timePage struct {
	web.Page
	Wave   Wave
	Points []Point
	Rows   []timeRow
}

// timeRow is one figure from wave to wave.
type timeRow struct {
	Line  Line
	Steps []timeStep
	Chart charts.Figure
}

type timeStep struct {
	Title string
	Cell  Cell
	Break bool
	Since *Between // the wave before
}

func (h handlers) overTime(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	wave, _, err := h.s.Wave(ctx, by, r.PathValue("wave"))
	if err != nil {
		return err
	}
	data := timePage{Page: web.NewPage(w, r, "From wave to wave", waveCrumbs(wave)...), Wave: wave}
	if data.Points, err = h.s.OverTime(ctx, by, wave.SurveyID); err != nil {
		return err
	}
	data.Rows = timeRows(data.Points)
	return web.Render(w, http.StatusOK, pages["overtime.html"], data)
}

// timeRows are the figures of the newest wave, back through the others. Across a
// break no difference is worked out.
func timeRows(points []Point) []timeRow {
	var out []timeRow
	if len(points) == 0 {
		return nil
	}
	for _, l := range points[len(points)-1].Table.Lines {
		if l.Kind != Share && l.Kind != Several {
			continue
		}
		row := timeRow{Line: l}
		for i, p := range points {
			have, found := p.Table.Find(l.LinkID, l.Option)
			if !found {
				continue
			}
			step := timeStep{Title: p.Wave.Title, Cell: have.Cells[0], Break: p.Break}
			if n := len(row.Steps); n > 0 && i > 0 && !p.Break {
				step.Since = step.Cell.less(row.Steps[n-1].Cell)
			}
			row.Steps = append(row.Steps, step)
		}
		row.Chart = timeChart(row)
		out = append(out, row)
	}
	return out
}

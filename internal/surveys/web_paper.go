package surveys

import (
	"encoding/json"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func paperRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/waves/{wave}/sheets", Permission: Enter, Handler: h.sheets},
		{Pattern: "GET /surveys/waves/{wave}/paper", Permission: Enter, Handler: h.printPaper},
		{Pattern: "GET /surveys/waves/{wave}/enter", Permission: Enter, Handler: h.askEntry},
		{Pattern: "POST /surveys/waves/{wave}/enter", Permission: Enter, Handler: h.entry},
		{Pattern: "GET /surveys/sheets/{papersheet}", Permission: Enter, Handler: h.sheet},
		{Pattern: "POST /surveys/sheets/{papersheet}", Permission: Enter, Handler: h.sheetPost},
		{Pattern: "GET /surveys/sheets/{papersheet}/compare", Permission: Enter, Handler: h.compare},
		{Pattern: "POST /surveys/sheets/{papersheet}/compare", Permission: Enter, Button: true, Handler: h.settle},
	}
}

type sheetsPage struct {
	web.Page
	Wave     Wave
	Units    []web.Option
	Sheets   []PaperSheet
	Standing PaperStanding
	Me       string
}

func sheetsPath(waveID string) string { return wavePath(waveID) + "/sheets" }

func (h handlers) sheets(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	wave, units, list, err := h.s.Sheets(ctx, by, r.PathValue("wave"))
	if err != nil {
		return err
	}
	standing, err := h.s.paperStanding(ctx, wave)
	if err != nil {
		return err
	}
	data := sheetsPage{Page: web.NewPage(w, r, "Paper", listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}), Wave: wave, Units: unitOptions(units), Sheets: list, Standing: standing, Me: by.AccountID}
	data.Page = data.Page.WithForm(web.NewForm(nil))
	return web.Render(w, http.StatusOK, pages["sheets.html"], data)
}

type printPage struct {
	web.Page
	Wave  Wave
	Unit  string
	Paper forms.Paper
}

// printPaper is the form on paper, for one unit.
func (h handlers) printPaper(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	wave, unit, form, err := h.entryOf(r, q.Get("unit"))
	if err != nil {
		return err
	}
	if _, err := h.s.shown(r.Context(), h.s.db, wave); err != nil {
		return err
	}
	size, _ := strconv.Atoi(q.Get("size"))
	page := web.NewPage(w, r, "Paper for "+unit.Name, listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}, web.Crumb{Label: "Paper", Href: sheetsPath(wave.ID)})
	return web.Render(w, http.StatusOK, pages["paper.html"], printPage{page, wave, unit.Name, forms.Paper{
		Form: form, Edition: forms.Edition{Size: size, Language: plainLanguage(form, q.Get("language"))}, By: unit.Name,
		Why:    "Your answers are kept without your name. Leave out whatever you do not want to answer. Please write no names.\nWhether you answer changes nothing about the support you get.",
		Return: "Please put this into the box on the ward or hand it to anybody of the team, folded. Open until " + wave.ClosesOn.String() + ".",
	}})
}

type entryPage struct {
	web.Page
	Wave          Wave
	Unit          string // its name
	UnitID        string
	Action        string
	Sheet         forms.Sheet
	Second, Fresh bool
}

// paperSheet is a form as the entry screen shows it: like the paper.
func paperSheet(form *forms.Form, buttons ...string) forms.Sheet {
	return forms.Sheet{Form: form, Numbered: true, Paper: true, Buttons: buttons}
}

// entryOf is the wave of the address, the unit that is meant and the form.
func (h handlers) entryOf(r *http.Request, unitID string) (Wave, WaveUnit, *forms.Form, error) {
	by := actor.From(r.Context())
	wave, units, err := h.s.waveAt(r.Context(), h.s.db, by, Enter, r.PathValue("wave"))
	if err != nil {
		return wave, WaveUnit{}, nil, err
	}
	unit := units[0]
	for _, u := range units {
		if u.UnitID == unitID {
			unit = u
		}
	}
	form, err := h.s.form(r.Context(), h.s.db, wave)
	return wave, unit, form, err
}

func (h handlers) showEntry(w http.ResponseWriter, r *http.Request, form *web.Form, data entryPage) error {
	data.Page = web.NewPage(w, r, "Enter paper from "+data.Unit, listCrumb, web.Crumb{Label: data.Wave.Title, Href: wavePath(data.Wave.ID)}, web.Crumb{Label: "Paper", Href: sheetsPath(data.Wave.ID)}).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["entry.html"], data)
}

func (h handlers) askEntry(w http.ResponseWriter, r *http.Request) error {
	wave, unit, form, err := h.entryOf(r, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	sheet, start := paperSheet(form, forms.Send, forms.Save), form.Start("")
	sheet.Response = &start
	return h.showEntry(w, r, web.NewForm(nil), entryPage{Wave: wave, Unit: unit.Name, UnitID: unit.UnitID, Action: wavePath(wave.ID) + "/enter", Sheet: sheet, Fresh: true})
}

func (h handlers) entry(w http.ResponseWriter, r *http.Request) error {
	posted := web.ReadForm(r)
	wave, unit, form, err := h.entryOf(r, posted.Value("_unit"))
	if err != nil {
		return err
	}
	return h.takeEntry(w, r, posted, entryPage{Wave: wave, Unit: unit.Name, UnitID: unit.UnitID, Action: wavePath(wave.ID) + "/enter", Sheet: paperSheet(form, forms.Send, forms.Save), Fresh: true}, "")
}

// takeEntry takes a first entry: held when it is to be finished later.
func (h handlers) takeEntry(w http.ResponseWriter, r *http.Request, posted *web.Form, data entryPage, sheetID string) error {
	form, by := data.Sheet.Form, actor.From(r.Context())
	answers, problems := form.FromFields(posted.Values, "")
	data.Sheet.Values = posted.Values
	answers.Status = "stopped" // on paper nothing can be required
	batch := posted.Text("_batch", "The batch", 0, 60)
	switch forms.Pressed(posted.Values).Do {
	case forms.Add:
		return h.showEntry(w, r, posted, data)
	case forms.Save:
		return finish(w, r, posted, func() (string, error) {
			_, err := h.s.HoldEntry(r.Context(), by, data.Wave.ID, data.UnitID, sheetID, batch, answers)
			return sheetsPath(data.Wave.ID), err
		}, "Kept. Go on with it from this list.", func() error { return h.showEntry(w, r, posted, data) })
	}
	if data.Sheet.Problems = append(problems, form.Validate(&answers)...); len(data.Sheet.Problems) > 0 {
		data.Sheet.Mark(posted)
	} else if len(form.Tidy(answers).Items) == 0 {
		posted.Fail("_batch", "There is no answer yet. Put an empty sheet aside: it is not entered.")
	}
	again := wavePath(data.Wave.ID) + "/enter?unit=" + data.UnitID
	return finish(w, r, posted, func() (string, error) {
		_, err := h.s.EnterPaper(r.Context(), by, data.Wave.ID, data.UnitID, sheetID, batch, answers)
		return again, err
	}, "Entered. Here is the next one.", func() error { return h.showEntry(w, r, posted, data) })
}

// sheetPage is the entry screen of an unfinished paper form.
func (h handlers) sheetPage(r *http.Request) (PaperSheet, entryPage, error) {
	by := actor.From(r.Context())
	p, wave, err := h.s.sheetAt(r.Context(), h.s.db, by, r.PathValue("papersheet"))
	if err != nil {
		return p, entryPage{}, err
	}
	if p.State != "begun" && p.State != "once" && p.State != "differs" {
		return p, entryPage{}, errNoSheet
	}
	form, err := h.s.form(r.Context(), h.s.db, wave)
	data := entryPage{Wave: wave, Unit: p.Unit, UnitID: p.UnitID, Action: "/surveys/sheets/" + p.ID, Second: p.State == "once", Sheet: paperSheet(form, forms.Send)}
	if p.State == "begun" {
		data.Sheet.Buttons = []string{forms.Send, forms.Save}
	}
	return p, data, err
}

func (h handlers) sheet(w http.ResponseWriter, r *http.Request) error {
	p, data, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	if p.State == "differs" {
		return web.SeeOther(w, r, data.Action+"/compare", "")
	}
	start := data.Sheet.Form.Start("")
	if p.State == "begun" {
		if err := json.Unmarshal([]byte(p.First), &start); err != nil {
			return err
		}
	}
	data.Sheet.Response = &start
	return h.showEntry(w, r, web.NewForm(map[string]string{"_batch": p.Batch}), data)
}

func (h handlers) sheetPost(w http.ResponseWriter, r *http.Request) error {
	p, data, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	posted := web.ReadForm(r)
	if p.State == "begun" {
		return h.takeEntry(w, r, posted, data, p.ID)
	}
	answers, problems := data.Sheet.Form.FromFields(posted.Values, "")
	answers.Status = "stopped"
	data.Sheet.Values = posted.Values
	if data.Sheet.Problems = append(problems, data.Sheet.Form.Validate(&answers)...); len(data.Sheet.Problems) > 0 {
		data.Sheet.Mark(posted)
	}
	if len(posted.Errors) == 0 && len(data.Sheet.Form.Tidy(answers).Items) == 0 {
		posted.Fail("", "There is no answer yet.")
	}
	to := sheetsPath(data.Wave.ID)
	return finish(w, r, posted, func() (string, error) {
		after, err := h.s.EnterAgain(r.Context(), actor.From(r.Context()), p.ID, answers)
		if after.State == "differs" {
			to = "/surveys/sheets/" + p.ID + "/compare"
		}
		return to, err
	}, "The second entry is in.", func() error { return h.showEntry(w, r, posted, data) })
}

type comparePage struct {
	web.Page
	Wave        Wave
	Sheet       PaperSheet
	Differences []Difference
}

func (h handlers) compare(w http.ResponseWriter, r *http.Request) error {
	p, data, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	if p.State != "differs" {
		return web.SeeOther(w, r, data.Action, "")
	}
	p, wave, list, err := h.s.Compare(r.Context(), actor.From(r.Context()), p.ID)
	if err != nil {
		return err
	}
	page := web.NewPage(w, r, "Where the entries differ", listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}, web.Crumb{Label: "Paper", Href: sheetsPath(wave.ID)})
	return web.Render(w, http.StatusOK, pages["compare.html"], comparePage{page, wave, p, list})
}

func (h handlers) settle(w http.ResponseWriter, r *http.Request) error {
	p, wave, list, err := h.s.Compare(r.Context(), actor.From(r.Context()), r.PathValue("papersheet"))
	if err != nil {
		return err
	}
	posted, second := web.ReadForm(r), map[string]bool{}
	for _, d := range list {
		second[d.Field] = posted.Value("take-"+d.Field) == "second"
	}
	if err := h.s.Settle(r.Context(), actor.From(r.Context()), p.ID, second); err != nil {
		return err
	}
	return web.SeeOther(w, r, sheetsPath(wave.ID), "Settled, and the answer is kept.")
}

package trainers

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// collegePage is a form about how a college works with its trainers.
type collegePage struct {
	web.Page
	College  web.Option
	Colleges []web.Option // to go to another
	Rules    []ruleField
	Bands    []Band
	Options  []web.Option
}

// ruleField is one step in the form about the pathway.
type ruleField struct {
	Rule
	Who   web.Field
	Years web.Field
}

func (h handlers) collegePage(r *http.Request, id string) (collegePage, error) {
	var data collegePage
	var err error
	if data.Colleges, err = h.collegeOptions(r); err != nil {
		return data, err
	}
	data.College, err = chosenCollege(data.Colleges, id)
	return data, err
}

func (h handlers) askRules(w http.ResponseWriter, r *http.Request) error {
	data, err := h.collegePage(r, r.URL.Query().Get("college"))
	if err != nil {
		return err
	}
	rules, err := h.t.Rules(r.Context(), h.t.db, actor.From(r.Context()).OrgID, data.College.Value)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"college": data.College.Value})
	for _, rule := range rules {
		var who []string
		for _, p := range Perspectives {
			if rule.of(p.Code) {
				who = append(who, p.Code)
			}
		}
		form.Set("who-"+slug(rule.Step), who...)
		form.Set("years-"+slug(rule.Step), strconv.Itoa(rule.Years))
	}
	return showRules(w, r, form, data)
}

// slug is a step in the name of a field.
func slug(step string) string { return strings.ReplaceAll(step, " ", "-") }

func showRules(w http.ResponseWriter, r *http.Request, form *web.Form, data collegePage) error {
	for _, s := range steps {
		name := slug(s.usual.Step)
		data.Rules = append(data.Rules, ruleField{
			Rule: s.usual, Who: form.Choice("who-"+name, s.Label, s.About, perspectiveOptions("")[1:]),
			Years: form.Input("years-"+name, "Renewed after how many years?", "0 is never").Wide("2"),
		})
	}
	data.Page = web.NewPage(w, r, "The pathway to teaching", listCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["pathway.html"], data)
}

func (h handlers) saveRules(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	data, err := h.collegePage(r, form.Value("college"))
	if err != nil {
		return err
	}
	var rules []Rule
	for _, s := range steps {
		rule := Rule{Step: s.usual.Step, Years: form.Int("years-"+slug(s.usual.Step), s.Label+", the years", 0, 10)}
		for _, code := range form.Some("who-"+slug(s.usual.Step), perspectiveOptions("")[1:]) {
			switch code {
			case Lived:
				rule.Lived = true
			case Practitioner:
				rule.Practitioner = true
			case Carer:
				rule.Carer = true
			case Partner:
				rule.Partner = true
			}
		}
		rules = append(rules, rule)
	}
	return finish(w, r, form, func() (string, error) {
		return "/trainers/pathway?college=" + data.College.Value, h.t.SetRules(r.Context(), actor.From(r.Context()), data.College.Value, rules)
	}, "Saved. Who is ready follows from it already.", func() error { return showRules(w, r, form, data) })
}

func (h handlers) bands(w http.ResponseWriter, r *http.Request) error {
	data, err := h.collegePage(r, r.URL.Query().Get("college"))
	if err != nil {
		return err
	}
	if data.Bands, err = h.t.Bands(r.Context(), actor.From(r.Context()), data.College.Value); err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "Pay bands", listCrumb)
	return web.Render(w, http.StatusOK, pages["bands.html"], data)
}

// bandsCrumb is the way back to the bands.
var bandsCrumb = web.Crumb{Label: "Pay bands", Href: "/trainers/bands"}

func (h handlers) askBand(w http.ResponseWriter, r *http.Request) error {
	data, err := h.collegePage(r, r.URL.Query().Get("college"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"college": data.College.Value})
	form.SetDate("from", h.t.today())
	return showBand(w, r, form, data)
}

func showBand(w http.ResponseWriter, r *http.Request, form *web.Form, data collegePage) error {
	data.Page = web.NewPage(w, r, "Add a pay band", listCrumb, bandsCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["band_new.html"], data)
}

// readPounds reads an amount of money as pence.
func readPounds(form *web.Form, name string) int {
	text := strings.TrimPrefix(strings.TrimSpace(form.Value(name)), "£")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v <= 1000) {
		form.Fail(name, "Enter an amount in pounds, for example 14.50.")
		return 0
	}
	return int(math.Round(v * 100))
}

func (h handlers) addBand(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	data, err := h.collegePage(r, form.Value("college"))
	if err != nil {
		return err
	}
	code, label := form.Text("code", "A short code", 1, 20), form.Text("label", "What it is called", 1, 100)
	pence, from := readPounds(form, "pounds"), form.Date("from", "The first day", true)
	return finish(w, r, form, func() (string, error) {
		_, err := h.t.AddBand(r.Context(), actor.From(r.Context()), data.College.Value, code, label, pence, from)
		return "/trainers/bands?college=" + data.College.Value, err
	}, "Band added.", func() error { return showBand(w, r, form, data) })
}

// rateForm is the form about what an hour in a band is worth.
func (h handlers) rateForm(r *http.Request, form *web.Form) (collegePage, error) {
	data, err := h.collegePage(r, form.Value("college"))
	if err != nil {
		return data, err
	}
	bands, err := h.t.Bands(r.Context(), actor.From(r.Context()), data.College.Value)
	data.Options = bandOptions("Choose", bands)
	return data, err
}

func bandOptions(first string, bands []Band) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, b := range bands {
		out = append(out, web.Option{Value: b.ID, Label: b.Code + ", " + b.Label + ", " + b.Pounds() + " an hour"})
	}
	return out
}

func showRate(w http.ResponseWriter, r *http.Request, form *web.Form, data collegePage) error {
	data.Page = web.NewPage(w, r, "Change what an hour is worth", listCrumb, bandsCrumb).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["rate.html"], data)
}

func (h handlers) askRate(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(map[string]string{"college": r.URL.Query().Get("college"), "band": r.URL.Query().Get("band")})
	form.SetDate("from", h.t.today())
	data, err := h.rateForm(r, form)
	if err != nil {
		return err
	}
	return showRate(w, r, form, data)
}

func (h handlers) setRate(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	data, err := h.rateForm(r, form)
	if err != nil {
		return err
	}
	band := form.OneOf("band", "A band", data.Options[1:], true)
	pence, from := readPounds(form, "pounds"), form.Date("from", "The first day", true)
	return finish(w, r, form, func() (string, error) {
		return "/trainers/bands?college=" + data.College.Value, h.t.SetRate(r.Context(), actor.From(r.Context()), band, pence, from)
	}, "Saved.", func() error { return showRate(w, r, form, data) })
}

// payOptions are the bands that a trainer may be in.
func (h handlers) payOptions(r *http.Request, trainer Trainer) ([]web.Option, error) {
	bands, err := h.t.Bands(r.Context(), actor.From(r.Context()), trainer.UnitID)
	return append(bandOptions("Choose", bands), web.Option{Value: "none", Label: "Not paid by the college"}), err
}

func (h handlers) askPay(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	options, err := h.payOptions(r, trainer)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("from", h.t.today())
	return show(w, r, form, formPage{Trainer: trainer, Options: options}, "pay.html", "Pay band of "+trainer.Name)
}

func (h handlers) pay(w http.ResponseWriter, r *http.Request) error {
	trainer, err := h.managedTrainer(r)
	if err != nil {
		return err
	}
	options, err := h.payOptions(r, trainer)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	band, from := form.OneOf("band", "A band", options[1:], true), form.Date("from", "The first day", true)
	if band == "none" {
		band = ""
	}
	return finish(w, r, form, func() (string, error) {
		return atTrainer(trainer), h.t.SetPay(r.Context(), actor.From(r.Context()), trainer.ID, band, from)
	}, "Saved.", func() error {
		return show(w, r, form, formPage{Trainer: trainer, Options: options}, "pay.html", "Pay band of "+trainer.Name)
	})
}

package questionnaires

import (
	"net/http"
	"slices"

	"footbridge/internal/forms"
	"footbridge/internal/web"
)

type scorePage struct {
	draftPage
	ID       string // of the score, "" for a new one
	Methods  []web.Option
	Items    []web.Option // questions that may count
	Polarity []web.Option
}

var methodOptions = []web.Option{
	{Value: string(forms.Sum), Label: "Added up"}, {Value: string(forms.Mean), Label: "Their average"}, {Value: string(forms.Count), Label: "How many are not zero"},
}

func (h handlers) askScore(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	id, in := r.URL.Query().Get("score"), ScoreInput{Method: string(forms.Sum), Polarity: forms.Positive}
	if at := slices.IndexFunc(draft.Form.Scores, func(s forms.Score) bool { return s.ID == id }); at >= 0 {
		in = ScoreOf(draft.Form.Scores[at])
	} else if id != "" {
		return errNoItem
	}
	form := web.NewForm(map[string]string{
		"version": number(draft.Version), "score": id, "title": in.Title, "method": in.Method, "multiply": in.Multiply, "decimal": in.Decimal, "lookup": in.Lookup,
		"polarity": string(in.Polarity), "missing": in.Missing, "source": in.Source,
	})
	form.Set("items", in.Items...)
	form.Set("reversed", in.Reversed...)
	if in.MinAnswered > 0 {
		form.Set("min_answered", number(in.MinAnswered))
	}
	if in.Prorate {
		form.Set("prorate", "yes")
	}
	return h.showScore(w, r, draft, of, form)
}

func scoreItems(f *forms.Form) []web.Option {
	var out []web.Option
	for _, i := range Scorable(f) {
		out = append(out, web.Option{Value: i.LinkID, Label: i.Text.For("")})
	}
	return out
}

func (h handlers) showScore(w http.ResponseWriter, r *http.Request, draft Version, of Questionnaire, form *web.Form) error {
	title := "Add a score"
	if form.Value("score") != "" {
		title = "Change a score"
	}
	data := scorePage{newDraftPage(w, r, draft, of, title, form), form.Value("score"), methodOptions, scoreItems(&draft.Form), polarityOptions}
	return web.Render(w, web.FormStatus(form), pages["score.html"], data)
}

func (h handlers) saveScore(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	form, items := web.ReadForm(r), scoreItems(&draft.Form)
	if len(items) == 0 {
		form.Fail("", "No question has a number yet.")
		return h.showScore(w, r, draft, of, form)
	}
	in := ScoreInput{
		Title: form.Text("title", "A name for the score", 1, 200), Method: form.OneOf("method", "How the answers come together", methodOptions, true),
		Items: form.Some("items", items), Reversed: form.Some("reversed", items), Prorate: form.Bool("prorate"), Multiply: form.Value("multiply"), Decimal: form.Value("decimal"),
		Lookup: form.Text("lookup", "The table", 0, 20_000), Polarity: forms.Polarity(form.OneOf("polarity", "Which way is good", polarityOptions, false)),
		Missing: form.Text("missing", "The rule for missing answers", 0, 500), Source: form.Text("source", "Where the rule is from", 0, 300),
	}
	if form.Value("min_answered") != "" {
		in.MinAnswered = form.Int("min_answered", "The least answers", 0, 1000)
	}
	return finish(w, r, form, func() (string, error) {
		return h.change(r, draft.ID, form, "", func(f *forms.Form) (string, error) { return SetScore(f, form.Value("score"), in) })
	}, "Saved.", func() error { return h.showScore(w, r, draft, of, form) })
}

func (h handlers) removeScore(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	path, err := h.change(r, r.PathValue("qdraft"), form, "", func(f *forms.Form) (string, error) { return RemoveScore(f, form.Value("score")) })
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, path, "The score is out. You can put it back.")
}

type figurePage struct {
	draftPage
	Item    *forms.Item // nil: choose one
	Items   []figureRow
	Options []web.Option
	Domains []web.Option
}

type figureRow struct{ LinkID, Words, Figure string }

var domainOptions = []web.Option{{Value: "", Label: "None of them"}, {Value: "hope", Label: "Hope"}, {Value: "control", Label: "Control"}, {Value: "opportunity", Label: "Opportunity"}}

func (h handlers) askFigure(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	item, err := itemOf(&draft.Form, r.URL.Query().Get("item"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"version": number(draft.Version)})
	if item != nil {
		form.Set("item", item.LinkID)
		if f := item.Figure; f != nil {
			form.Set("label", f.Label.Plain)
			form.Set("set", f.Set)
			form.Set("domain", f.Domain)
			form.Set("count", f.Count...)
			form.Set("of", f.Of...)
		}
	}
	return h.showFigure(w, r, draft, of, form, item)
}

func (h handlers) showFigure(w http.ResponseWriter, r *http.Request, draft Version, of Questionnaire, form *web.Form, item *forms.Item) error {
	data := figurePage{draftPage: newDraftPage(w, r, draft, of, "What is published", form), Item: item, Domains: domainOptions}
	if item != nil {
		data.Options = answerOptions(&draft.Form, item)
	}
	draft.Form.Walk(func(_ []*forms.Item, i *forms.Item) {
		if i.Kind != forms.Choice && i.Kind != forms.OpenChoice {
			return
		}
		row := figureRow{LinkID: i.LinkID, Words: i.Text.Plain}
		if i.Figure != nil {
			row.Figure = i.Figure.Label.Plain
		}
		data.Items = append(data.Items, row)
	})
	return web.Render(w, web.FormStatus(form), pages["figure.html"], data)
}

func answerOptions(f *forms.Form, i *forms.Item) []web.Option {
	var out []web.Option
	for _, o := range f.OptionsOf(i) {
		out = append(out, web.Option{Value: o.Key(), Label: OptionWords(o)})
	}
	return out
}

func (h handlers) saveFigure(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	item, err := itemOf(&draft.Form, form.Value("item"))
	if err != nil {
		return err
	}
	in := FigureInput{Label: form.Text("label", "The label", 0, 200), Set: form.Text("set", "The number of the figure", 0, 20), Domain: form.OneOf("domain", "What it is about", domainOptions, false)}
	if item == nil {
		form.Fail("", "Choose the question first.")
	} else {
		options := answerOptions(&draft.Form, item)
		in.Count, in.Of = form.Some("count", options), form.Some("of", options)
	}
	return finish(w, r, form, func() (string, error) {
		return h.change(r, draft.ID, form, item.LinkID, func(f *forms.Form) (string, error) { return SetFigure(f, item.LinkID, in) })
	}, "Saved.", func() error { return h.showFigure(w, r, draft, of, form, item) })
}

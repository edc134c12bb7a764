package surveys

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func groupRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/waves/{wave}/groups", Permission: Manage, Handler: h.askGroups},
		{Pattern: "POST /surveys/waves/{wave}/groups", Permission: Manage, Button: true, Handler: h.setGroups},
	}
}

type groupsPage struct {
	web.Page
	Wave      Wave
	Questions []groupQuestion
}

// groupQuestion is a question about a group, with a box for each of its answers.
type groupQuestion struct {
	LinkID, Words string
	Fields        []web.Field
}

// groupQuestions are the questions of a form that make groups: one answer from a
// list, and no figure is made of it.
func groupQuestions(form *forms.Form) []*forms.Item {
	var out []*forms.Item
	form.Walk(func(_ []*forms.Item, i *forms.Item) {
		if i.Kind == forms.Choice && !i.Repeats && i.Figure == nil {
			out = append(out, i)
		}
	})
	return out
}

// groupField is the name of the box of the n-th answer to the q-th question.
func groupField(q, n int) string { return "group-" + strconv.Itoa(q) + "-" + strconv.Itoa(n) }

func (h handlers) groupsForm(r *http.Request) (Wave, *forms.Form, error) {
	wave, err := h.managedWave(r)
	if err != nil {
		return wave, nil, err
	}
	form, err := h.s.form(r.Context(), h.s.db, wave)
	return wave, form, err
}

func (h handlers) showGroups(w http.ResponseWriter, r *http.Request, form *web.Form, wave Wave, asked *forms.Form) error {
	data := groupsPage{Page: web.NewPage(w, r, "Who there was to ask", waveCrumbs(wave)...).WithForm(form), Wave: wave}
	for q, item := range groupQuestions(asked) {
		view := groupQuestion{LinkID: item.LinkID, Words: item.Text.Plain}
		for n, o := range asked.OptionsOf(item) {
			view.Fields = append(view.Fields, form.Input(groupField(q, n), o.Text.Plain, "").OfType("number").Wide("5"))
		}
		data.Questions = append(data.Questions, view)
	}
	return web.Render(w, web.FormStatus(form), pages["groups.html"], data)
}

func (h handlers) askGroups(w http.ResponseWriter, r *http.Request) error {
	wave, asked, err := h.groupsForm(r)
	if err != nil {
		return err
	}
	known, err := groupsAsked(r.Context(), h.s.db, wave.OrgID, wave.ID)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	for q, item := range groupQuestions(asked) {
		for n, o := range asked.OptionsOf(item) {
			for _, g := range known {
				if g.Question == item.LinkID && g.Answer == o.Key() {
					form.Set(groupField(q, n), strconv.Itoa(g.Asked))
				}
			}
		}
	}
	return h.showGroups(w, r, form, wave, asked)
}

func (h handlers) setGroups(w http.ResponseWriter, r *http.Request) error {
	wave, asked, err := h.groupsForm(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	var groups []Asked
	for q, item := range groupQuestions(asked) {
		for n, o := range asked.OptionsOf(item) {
			if name := groupField(q, n); form.Value(name) != "" {
				groups = append(groups, Asked{item.LinkID, o.Key(), form.Int(name, "How many there were", 0, 1_000_000)})
			}
		}
	}
	if form.OK() {
		err := h.s.SetGroups(r.Context(), actor.From(r.Context()), wave.ID, groups)
		if err == nil {
			return web.SeeOther(w, r, "/surveys/waves/"+wave.ID, "Saved. Who is missing is shown beside the figures.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showGroups(w, r, form, wave, asked)
}

package surveys

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type themesPage struct {
	web.Page
	Wave       Wave
	Themes     []themeView
	Name, Said web.Field
	Moderates  bool
	Strategy   bool // the visitor may open its actions
}

// themeView is a theme with what is done about it and some of the words under
// it.
type themeView struct {
	Answered
	Words []string
}

func themeFields(form *web.Form) (name, said web.Field) {
	return form.Input("title", "Theme", "A few words: “Knowing what happens next”."), form.Area("said", "What people said, in short (optional)", "For everybody to read.", 3)
}

func (h handlers) showThemes(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	wave, list, err := h.s.Themes(r.Context(), by, r.PathValue("wave"))
	if err != nil {
		return err
	}
	data := themesPage{Page: web.NewPage(w, r, "You said, we did", waveCrumbs(wave)...).WithForm(form), Wave: wave, Moderates: by.Can(Moderate), Strategy: web.MayOpen(r, "/strategy")}
	for _, t := range list {
		words, err := shownIn(r.Context(), h.s.db, by.OrgID, t.Theme.ID, 5)
		if err != nil {
			return err
		}
		data.Themes = append(data.Themes, themeView{t, words})
	}
	data.Name, data.Said = themeFields(form)
	return web.Render(w, web.FormStatus(form), pages["said_themes.html"], data)
}

func (h handlers) themes(w http.ResponseWriter, r *http.Request) error {
	return h.showThemes(w, r, web.NewForm(nil))
}

func (h handlers) addTheme(w http.ResponseWriter, r *http.Request) error {
	form, waveID := web.ReadForm(r), r.PathValue("wave")
	t := Theme{WaveID: waveID, Title: form.Text("title", "Theme", 1, 200), Said: form.Text("said", "What people said", 0, 1000)}
	if form.OK() {
		_, err := h.s.AddTheme(r.Context(), actor.From(r.Context()), t)
		if err == nil {
			return web.SeeOther(w, r, "/surveys/waves/"+waveID+"/themes", "The theme is there. Now say what is done about it.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showThemes(w, r, form)
}

type themePage struct {
	web.Page
	Wave       Wave
	Theme      Theme
	Name, Said web.Field
	Others     web.Field
	Q          string
	Actions    web.Field
	Words      web.Field
	State      web.Field
	Found      bool // the search found actions
}

// themeOf is the theme of the address, which the visitor keeps, as the data of
// its pages.
func (h handlers) themeOf(w http.ResponseWriter, r *http.Request, form *web.Form, title string) (themePage, error) {
	t, wave, err := h.s.theme(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("theme"))
	if err != nil {
		return themePage{}, err
	}
	crumbs := append(waveCrumbs(wave), web.Crumb{Label: "You said, we did", Href: themesHref(t)})
	return themePage{Page: web.NewPage(w, r, title+": "+t.Title, crumbs...).WithForm(form), Wave: wave, Theme: t}, nil
}

func themesHref(t Theme) string { return "/surveys/waves/" + t.WaveID + "/themes" }

func (h handlers) showTheme(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data, err := h.themeOf(w, r, form, "Change a theme")
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		form.Set("title", data.Theme.Title)
		form.Set("said", data.Theme.Said)
	}
	data.Name, data.Said = themeFields(form)
	return web.Render(w, web.FormStatus(form), pages["said_theme_edit.html"], data)
}

func (h handlers) askTheme(w http.ResponseWriter, r *http.Request) error {
	return h.showTheme(w, r, web.NewForm(nil))
}

func (h handlers) editTheme(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	t := Theme{ID: r.PathValue("theme"), Title: form.Text("title", "Theme", 1, 200), Said: form.Text("said", "What people said", 0, 1000), Version: version(form)}
	return h.afterTheme(w, r, form, "Saved.", func() error { return h.s.ChangeTheme(r.Context(), actor.From(r.Context()), t) }, h.showTheme)
}

// afterTheme does something to a theme and leads to all of them.
func (h handlers) afterTheme(w http.ResponseWriter, r *http.Request, form *web.Form, message string, do func() error, show func(http.ResponseWriter, *http.Request, *web.Form) error) error {
	t, _, err := h.s.theme(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("theme"))
	if err != nil {
		return err
	}
	if form.OK() {
		err := do()
		if err == nil {
			return web.SeeOther(w, r, themesHref(t), message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show(w, r, form)
}

func (h handlers) showMerge(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data, err := h.themeOf(w, r, form, "Put two themes together")
	if err != nil {
		return err
	}
	all, err := themesOf(r.Context(), h.s.db, data.Theme.OrgID, data.Wave.ID)
	if err != nil {
		return err
	}
	var others []web.Option
	for _, t := range all {
		if t.ID != data.Theme.ID {
			others = append(others, web.Option{Value: t.ID, Label: t.Title})
		}
	}
	data.Others = form.Choice("into", "Which theme takes it in?", "", others)
	return web.Render(w, web.FormStatus(form), pages["said_theme_merge.html"], data)
}

func (h handlers) askMerge(w http.ResponseWriter, r *http.Request) error {
	return h.showMerge(w, r, web.NewForm(nil))
}

func (h handlers) mergeTheme(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	into := form.Value("into")
	if into == "" {
		form.Fail("into", "Choose the theme that takes it in.")
	}
	return h.afterTheme(w, r, form, "The two are one theme now.", func() error {
		return h.s.MergeTheme(r.Context(), actor.From(r.Context()), r.PathValue("theme"), into)
	}, h.showMerge)
}

// ChangeStates are the states of a change.
var ChangeStates = []Choice{{"planned", "Planned"}, {"made", "Done"}}

func (h handlers) showChange(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data, err := h.themeOf(w, r, form, "What is done about it")
	if err != nil {
		return err
	}
	data.Q = form.Value("q")
	rows, err := h.s.doable(r.Context(), actor.From(r.Context()), data.Q)
	if err != nil {
		return err
	}
	var found []web.Option
	for _, row := range rows {
		found = append(found, web.Option{Value: row.ActionID, Label: row.Action.Title, Hint: row.Action.Due().String()})
	}
	data.Found = len(found) > 0
	data.Actions = form.Choice("action", "Which action of the strategy makes it happen?", "", found)
	data.Words = form.Area("words", "We did, or will do", "In words for everybody.", 3)
	data.State = form.Choice("state", "Is it planned or done?", "", options("", ChangeStates)[1:])
	return web.Render(w, web.FormStatus(form), pages["said_answer.html"], data)
}

func (h handlers) askChange(w http.ResponseWriter, r *http.Request) error {
	return h.showChange(w, r, web.NewForm(map[string]string{"q": r.URL.Query().Get("q")}))
}

func (h handlers) addChange(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	c := Change{
		ThemeID: r.PathValue("theme"), ActionID: form.Value("action"), Words: form.Text("words", "What you do", 1, 1000),
		State: form.OneOf("state", "Whether it is planned or done", options("", ChangeStates)[1:], true), OnDate: form.Date("on", "The day", true),
	}
	if c.ActionID == "" {
		found, err := h.s.doable(r.Context(), actor.From(r.Context()), form.Value("q"))
		if err != nil {
			return err
		}
		if len(found) > 0 {
			form.Fail("action", "Choose the action that makes it happen.")
		} else {
			form.Fail("q", "Find the action that makes it happen, and choose it.")
		}
	}
	return h.afterTheme(w, r, form, "Saved. Everybody sees it beside what people said.", func() error {
		_, err := h.s.AddChange(r.Context(), actor.From(r.Context()), c)
		return err
	}, h.showChange)
}

func (h handlers) makeChange(w http.ResponseWriter, r *http.Request) error {
	c, err := h.s.MakeChange(r.Context(), actor.From(r.Context()), r.PathValue("change"))
	return h.afterChange(w, r, c, err, "Done, as of today.")
}

func (h handlers) removeChange(w http.ResponseWriter, r *http.Request) error {
	c, err := h.s.RemoveChange(r.Context(), actor.From(r.Context()), r.PathValue("change"))
	return h.afterChange(w, r, c, err, "Taken out.")
}

func (h handlers) afterChange(w http.ResponseWriter, r *http.Request, c Change, err error, message string) error {
	if err != nil {
		return err
	}
	t, _, err := h.s.theme(r.Context(), h.s.db, actor.From(r.Context()), c.ThemeID)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, themesHref(t), message)
}

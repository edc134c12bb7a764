package surveys

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

func saidRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/waves/{wave}/words", Permission: Moderate, Handler: h.words},
		{Pattern: "GET /surveys/words/{remark}", Permission: Moderate, Handler: h.remark},
		{Pattern: "POST /surveys/words/{remark}/show", Permission: Moderate, Handler: h.showRemark},
		{Pattern: "POST /surveys/words/{remark}/keep-back", Permission: Moderate, Handler: h.keepBack},
		{Pattern: "POST /surveys/words/{remark}/hold", Permission: Moderate, Button: true, Handler: h.holdAgain},
		{Pattern: "POST /surveys/words/{remark}/themes", Permission: Moderate, Button: true, Handler: h.assign},
		{Pattern: "GET /surveys/waves/{wave}/themes", Permission: Read, Handler: h.themes},
		{Pattern: "POST /surveys/waves/{wave}/themes", Permission: Moderate, Handler: h.addTheme},
		{Pattern: "GET /surveys/themes/{theme}/edit", Permission: Moderate, Handler: h.askTheme},
		{Pattern: "POST /surveys/themes/{theme}/edit", Permission: Moderate, Handler: h.editTheme},
		{Pattern: "GET /surveys/themes/{theme}/merge", Permission: Moderate, Handler: h.askMerge},
		{Pattern: "POST /surveys/themes/{theme}/merge", Permission: Moderate, Handler: h.mergeTheme},
		{Pattern: "GET /surveys/themes/{theme}/answer", Permission: Moderate, Handler: h.askChange},
		{Pattern: "POST /surveys/themes/{theme}/answer", Permission: Moderate, Handler: h.addChange},
		{Pattern: "POST /surveys/changes/{change}/made", Permission: Moderate, Button: true, Handler: h.makeChange},
		{Pattern: "POST /surveys/changes/{change}/remove", Permission: Moderate, Button: true, Handler: h.removeChange},
	}
}

// RemarkStates are the states of a comment, in the order of the work.
var RemarkStates = []Choice{{"held", "To be read"}, {"shown", "May be shown"}, {"kept back", "Kept back"}}

// StateLabel is the state as people read it.
func (r Remark) StateLabel() string { return label(RemarkStates, r.State) }

type wordsPage struct {
	web.Page
	Wave     Wave
	State    web.Field
	Remarks  []remarkView
	Pager    web.Pager
	Filtered bool
}

// remarkView is a comment with the question that it answers.
type remarkView struct {
	Remark
	Asked string
}

// asked are the words of the questions of a wave, by link ID.
func (h handlers) asked(r *http.Request, wave Wave) (map[string]string, error) {
	form, err := h.s.form(r.Context(), h.s.db, wave)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, i := range form.Items {
		out[i.LinkID] = i.Text.Plain
		for _, below := range i.Items {
			out[below.LinkID] = below.Text.Plain
		}
	}
	return out, nil
}

func (h handlers) words(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	state := q.Get("state")
	if !q.Has("state") {
		state = "held"
	}
	number := web.PageNumber(r)
	wave, list, total, err := h.s.Remarks(r.Context(), actor.From(r.Context()), r.PathValue("wave"), state, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	asked, err := h.asked(r, wave)
	if err != nil {
		return err
	}
	data := wordsPage{
		Page: web.NewPage(w, r, "What people wrote", waveCrumbs(wave)...), Wave: wave, Pager: web.NewPager(r, number, total), Filtered: q.Has("state"),
		State: web.NewForm(map[string]string{"state": state}).Choice("state", "Show", "", options("Everything", RemarkStates)),
	}
	for _, x := range list {
		data.Remarks = append(data.Remarks, remarkView{x, asked[x.Question]})
	}
	return web.Render(w, http.StatusOK, pages["said_words.html"], data)
}

type remarkPage struct {
	web.Page
	Wave       Wave
	Remark     Remark
	Asked      string
	Suspects   []Suspect
	Words, Why web.Field
	Themes     web.Field
	Locked     bool
}

// certain are the suspects that are masked before anybody has looked: all but
// plain words with a capital letter.
func certain(list []Suspect) []string {
	var out []string
	for _, s := range list {
		if s.Why != "a word with a capital letter" {
			out = append(out, s.Words)
		}
	}
	return out
}

func (h handlers) showsRemark(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	remark, wave, err := h.s.Remark(ctx, by, r.PathValue("remark"))
	if err != nil {
		return err
	}
	asked, err := h.asked(r, wave)
	if err != nil {
		return err
	}
	themes, err := themesOf(ctx, h.s.db, wave.OrgID, wave.ID)
	if err != nil {
		return err
	}
	chosen, err := themesOfRemark(ctx, h.s.db, remark.OrgID, remark.ID)
	if err != nil {
		return err
	}
	form.Set("themes", chosen...)
	data := remarkPage{Page: web.NewPage(w, r, "Words to read", append(waveCrumbs(wave), wordsCrumb(wave))...).WithForm(form), Wave: wave, Remark: remark, Asked: asked[remark.Question], Locked: wave.State == "published"}
	data.Suspects = Suspects(remark.Said)
	if r.Method == http.MethodGet {
		form.Set("words", MaskWords(remark.Said, certain(data.Suspects)))
	}
	data.Words = form.Area("words", "The words that everybody may read", "Write "+Mask+" for a name. Take out whatever says who wrote this, or about whom.", 8)
	data.Why = form.Area("why", "Why is it kept back?", "Only those who read these words see it.", 2)
	var list []web.Option
	for _, t := range themes {
		list = append(list, web.Option{Value: t.ID, Label: t.Title})
	}
	data.Themes = form.Choice("themes", "Which themes does it belong to?", "", list)
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, web.FormStatus(form), pages["said_remark.html"], data)
}

func wordsCrumb(w Wave) web.Crumb {
	return web.Crumb{Label: "What people wrote", Href: "/surveys/waves/" + w.ID + "/words"}
}

// version is how often a thing had been changed when its page was made.
func version(form *web.Form) int { n, _ := strconv.Atoi(form.Value("version")); return n }

func (h handlers) remark(w http.ResponseWriter, r *http.Request) error {
	return h.showsRemark(w, r, web.NewForm(nil))
}

func (h handlers) showRemark(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	words := form.Text("words", "The words", 1, 5000)
	return h.decide(w, r, form, "These words may be shown now.", func() error {
		return h.s.Show(r.Context(), actor.From(r.Context()), r.PathValue("remark"), words, version(form))
	})
}

func (h handlers) keepBack(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	why := form.Text("why", "The reason", 1, 500)
	return h.decide(w, r, form, "These words are kept back.", func() error {
		return h.s.KeepBack(r.Context(), actor.From(r.Context()), r.PathValue("remark"), why, version(form))
	})
}

// decide does what was decided of a comment and leads to its page, where it can
// be undone and put under themes.
func (h handlers) decide(w http.ResponseWriter, r *http.Request, form *web.Form, message string, do func() error) error {
	if form.OK() {
		err := do()
		if err == nil {
			return web.SeeOther(w, r, "/surveys/words/"+r.PathValue("remark"), message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showsRemark(w, r, form)
}

func (h handlers) holdAgain(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, web.ReadForm(r), "These words are back among those to be read.", func() error {
		return h.s.Hold(r.Context(), actor.From(r.Context()), r.PathValue("remark"))
	})
}

func (h handlers) assign(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	return h.decide(w, r, form, "Saved.", func() error {
		return h.s.Assign(r.Context(), actor.From(r.Context()), r.PathValue("remark"), form.Values["themes"])
	})
}

package questionnaires

import (
	"net/http"
	"net/url"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func tryRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /questionnaires/version/{qversion}/try", Permission: Read, Handler: h.askTry},
		{Pattern: "POST /questionnaires/version/{qversion}/try", Permission: Read, Button: true, Handler: h.try},
		{Pattern: "GET /questionnaires/version/{qversion}/paper", Permission: Read, Handler: h.paper},
	}
}

type tryPage struct {
	web.Page
	Version       Version
	Questionnaire Questionnaire
	Sheet         forms.Sheet
	Action        string
	View          string // "", phone or frame
	Phone, Wide   string // addresses of the other views
	Frame         string // of what the phone shows
	Edits         bool   // it is a draft, and the visitor may edit it
	Done          bool   // the answers below were given
	Kept          []keptAnswer
	NotAsked      []string
	Scores        []scoreView
}

// keptAnswer is what would be kept of an answer.
type keptAnswer struct{ Question, Answer string }

type scoreView struct{ Title, Value, About string }

// shown is the version of the address, which a licence lets us show.
func (h handlers) shown(r *http.Request) (Version, Questionnaire, error) {
	v, of, err := h.version(r, "qversion")
	if err == nil {
		err = h.q.Licensed(r.Context(), h.q.db, actor.From(r.Context()).OrgID, of.ID)
	}
	return v, of, err
}

func (h handlers) newTryPage(w http.ResponseWriter, r *http.Request, v Version, of Questionnaire, language string) tryPage {
	data := tryPage{Version: v, Questionnaire: of, View: r.URL.Query().Get("view"), Edits: v.Draft() && actor.From(r.Context()).Can(Edit)}
	address := func(view string) string {
		query := url.Values{}
		if language != "" {
			query.Set("language", language)
		}
		if view != "" {
			query.Set("view", view)
		}
		return "/questionnaires/version/" + v.ID + "/try?" + query.Encode()
	}
	data.Phone, data.Wide, data.Frame, data.Action = address("phone"), address(""), address("frame"), address(data.View)
	data.Page = web.NewPage(w, r, "Try it out", listCrumb, crumbOf(of), web.Crumb{Label: "Version " + number(v.Number), Href: "/questionnaires/version/" + v.ID + "/see"})
	data.allowFrame(w.Header())
	return data
}

// allowFrame lets the page of a phone show its own frame, and the frame be shown
// by it: no other page may do either.
func (p tryPage) allowFrame(h http.Header) {
	const policy = "Content-Security-Policy"
	switch p.View {
	case "phone":
		h.Set(policy, h.Get(policy)+"; frame-src 'self'")
	case "frame":
		h.Set(policy, strings.Replace(h.Get(policy), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	}
}

func (h handlers) askTry(w http.ResponseWriter, r *http.Request) error {
	v, of, err := h.shown(r)
	if err != nil {
		return err
	}
	language := r.URL.Query().Get("language")
	start := v.Form.Start(language)
	data := h.newTryPage(w, r, v, of, language)
	data.Sheet = forms.Sheet{Form: &v.Form, Response: &start, Language: language, Buttons: []string{forms.Check}}
	return web.Render(w, http.StatusOK, pages["try.html"], data)
}

func (h handlers) try(w http.ResponseWriter, r *http.Request) error {
	v, of, err := h.shown(r)
	if err != nil {
		return err
	}
	posted := web.ReadForm(r)
	press := forms.Pressed(posted.Values)
	language := press.Language(r.URL.Query().Get("language"))
	data := h.newTryPage(w, r, v, of, language)
	data.Sheet = forms.Sheet{Form: &v.Form, Values: posted.Values, Language: language, Buttons: []string{forms.Check}}
	if press.Do == forms.Add || press.Do == forms.Speak {
		return web.Render(w, http.StatusOK, pages["try.html"], data)
	}
	answers, problems := v.Form.FromFields(posted.Values, language)
	if len(problems) == 0 {
		problems = v.Form.Validate(&answers)
	}
	data.Sheet.Problems = problems
	data.Sheet.Mark(posted)
	data.Page = data.Page.WithForm(posted)
	data.report(&answers)
	return web.Render(w, web.FormStatus(posted), pages["try.html"], data)
}

// report says what would become of the answers.
func (p *tryPage) report(answers *forms.Response) {
	f := &p.Version.Form
	tidy := f.Tidy(*answers)
	p.Done = true
	p.Kept = keptAnswers(f, tidy.Items)
	enabled := f.Enabled(answers)
	f.Walk(func(parents []*forms.Item, i *forms.Item) {
		path := i.LinkID
		for n := len(parents) - 1; n >= 0; n-- {
			if parents[n].Repeats {
				return // once for each time that the group was given
			}
			path = parents[n].LinkID + "/" + path
		}
		if len(i.EnableWhen) > 0 && !enabled(path) {
			p.NotAsked = append(p.NotAsked, brief(i))
		}
	})
	for n, s := range f.Score(&tidy) {
		view := scoreView{Title: s.ID, About: s.Why}
		if n < len(f.Scores) && f.Scores[n].Title.Plain != "" {
			view.Title = f.Scores[n].Title.Plain
		}
		if s.Value != nil {
			view.Value = numberText(s.Value)
			view.About = number(s.Answered) + " of " + number(s.Of) + " answered"
			if s.Prorated {
				view.About += ", the missing ones counted as the average of the others"
			}
		}
		p.Scores = append(p.Scores, view)
	}
}

func keptAnswers(f *forms.Form, items []forms.ResponseItem) []keptAnswer {
	var out []keptAnswer
	for _, item := range items {
		asked := f.Find(item.LinkID)
		if asked == nil {
			continue
		}
		var words []string
		for _, a := range item.Answers {
			words = append(words, strings.Trim(valueWords(f, asked, a.Value), "“”"))
		}
		if len(words) > 0 {
			question := asked.Text.Plain
			if question == "" {
				question = asked.LinkID
			}
			out = append(out, keptAnswer{question, strings.Join(words, "; ")})
		}
		out = append(out, keptAnswers(f, item.Items)...)
		for _, a := range item.Answers {
			out = append(out, keptAnswers(f, a.Items)...)
		}
	}
	return out
}

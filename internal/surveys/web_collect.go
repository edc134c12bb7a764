package surveys

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func collectRoutes(h handlers) []web.Route {
	link := desk{h, "/surveys/answer/", "answerlink", h.s.Enter}
	invited := desk{h, "/surveys/invited/", "invitelink", h.s.EnterInvited}
	return slices.Concat(link.routes(), invited.routes(), kioskRoutes(h), wayRoutes(h), inviteRoutes(h), interviewRoutes(h), []web.Route{
		{Pattern: "GET /surveys/thanks/{thankslink}", Permission: web.Anyone, Handler: h.thanks},
	})
}

// desk serves the pages on which somebody answers: the same behind a link
// that many have and behind one of somebody's own.
type desk struct {
	handlers
	prefix, parameter string
	enter             func(ctx context.Context, address string) (Door, error)
}

func (a desk) routes() []web.Route {
	at := a.prefix + "{" + a.parameter + "}"
	return []web.Route{
		{Pattern: "GET " + at, Permission: web.Anyone, Handler: a.show},
		{Pattern: "POST " + at, Permission: web.Anyone, Button: true, Handler: a.post},
		{Pattern: "GET " + at + "/return", Permission: web.Anyone, Handler: a.askCode},
		{Pattern: "POST " + at + "/return", Permission: web.Anyone, Handler: a.fetch},
	}
}

// door is what stands behind the address.
func (a desk) door(r *http.Request) (Door, error) {
	return a.enter(r.Context(), r.PathValue(a.parameter))
}

func (a desk) here(r *http.Request) string {
	return a.prefix + url.PathEscape(r.PathValue(a.parameter))
}

type answerPage struct {
	web.Page
	Door    Door
	Sheet   forms.Sheet
	Here    string
	Begin   bool // the page before the first question
	Last    bool // nothing is left to ask
	Anybody bool // more than one person may use this link
}

// carryCookie names what the browser carries from page to page: a random word,
// for this address alone, until the browser closes or two hours have passed.
const carryCookie = "fb_answers"

func (a desk) cookie(w http.ResponseWriter, r *http.Request, word string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: carryCookie, Value: word, Path: a.here(r), MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil || a.s.secure()})
}

// soFar is what the visitor has answered, and under which word it is carried; ""
// when they have not begun.
func (a desk) soFar(r *http.Request, d Door) (word, language string, answers forms.Response, err error) {
	c, err := r.Cookie(carryCookie)
	if err != nil || len(c.Value) > 64 {
		return "", "", forms.Response{}, nil
	}
	answers, language, found, err := a.s.carried(r.Context(), d, c.Value)
	if err != nil || !found {
		return "", "", forms.Response{}, err
	}
	return c.Value, language, answers, nil
}

func (a desk) show(w http.ResponseWriter, r *http.Request) error {
	d, err := a.door(r)
	if err != nil {
		return err
	}
	word, language, answers, err := a.soFar(r, d)
	if err != nil {
		return err
	}
	if word == "" {
		return a.render(w, r, d, answerPage{Begin: true, Sheet: forms.Sheet{Form: d.Form, Language: plainLanguage(d.Form, r.URL.Query().Get("language"))}}, nil)
	}
	return a.ask(w, r, d, language, answers, r.URL.Query().Get("step"))
}

// ask shows the whole form, or the step.
func (a desk) ask(w http.ResponseWriter, r *http.Request, d Door, language string, answers forms.Response, id string) error {
	sheet := forms.Sheet{Form: d.Form, Response: &answers, Language: language, Buttons: []string{forms.Send, forms.Save}}
	if !d.Wave.AllAtOnce {
		if sheet.Step = id; id == endStep {
			sheet.Buttons = []string{forms.Send, forms.Back, forms.Save}
		} else {
			step, ok := d.Form.Step(&answers, id)
			if !ok {
				step, _ = d.Form.Step(&answers, "")
			}
			sheet.Step, sheet.Buttons = step.ID, []string{forms.Continue, forms.Back, forms.Save}
			if _, before := d.Form.Before(&answers, step.ID); !before {
				sheet.Buttons = []string{forms.Continue, forms.Save}
			}
		}
	}
	return a.render(w, r, d, answerPage{Sheet: sheet, Last: sheet.Step == endStep}, nil)
}

// endStep is the page after the last question, from which everything is sent.
const endStep = "_end"

func (a desk) render(w http.ResponseWriter, r *http.Request, d Door, data answerPage, form *web.Form) error {
	title := d.Form.In(d.Form.Title, data.Sheet.Language).Text
	data.Page, data.Door, data.Here, data.Anybody = web.NewPage(w, r, title).WithForm(form), d, a.here(r), d.hash == ""
	return web.Render(w, web.FormStatus(form), pages["answer.html"], data)
}

func (a desk) post(w http.ResponseWriter, r *http.Request) error {
	d, err := a.door(r)
	if err != nil {
		return err
	}
	posted := web.ReadForm(r)
	word, language, answers, err := a.soFar(r, d)
	if err != nil {
		return err
	}
	if word == "" {
		return a.begin(w, r, d, posted)
	}
	press := forms.Pressed(posted.Values)
	if press.Do == forms.Speak {
		language = plainLanguage(d.Form, press.Language(language))
	}
	id := posted.Value("_step")
	if d.Wave.AllAtOnce {
		return a.postAll(w, r, d, posted, press, carriedState{word, language, answers})
	}
	return a.postStep(w, r, d, posted, press, carriedState{word, language, answers}, id)
}

// carriedState is what was carried to this page.
type carriedState struct {
	word, language string
	answers        forms.Response
}

// begin gives the browser a word of its own and asks the first question.
func (a desk) begin(w http.ResponseWriter, r *http.Request, d Door, posted *web.Form) error {
	press := forms.Pressed(posted.Values)
	if press.Do == forms.Speak {
		return web.SeeOther(w, r, a.here(r)+"?language="+url.QueryEscape(press.Path), "")
	}
	language, word := plainLanguage(d.Form, posted.Value("language")), randomID()
	start := d.Form.Start(language)
	start.Status = "completed" // so that every step asks for what it needs
	if err := a.s.carry(r.Context(), d, word, language, start, draftDays); err != nil {
		return err
	}
	a.cookie(w, r, word, 2*60*60)
	return web.SeeOther(w, r, a.here(r), "")
}

// postAll takes the one long page.
func (a desk) postAll(w http.ResponseWriter, r *http.Request, d Door, posted *web.Form, press forms.Press, c carriedState) error {
	answers, problems := d.Form.FromFields(posted.Values, c.language)
	sheet := forms.Sheet{Form: d.Form, Values: posted.Values, Language: c.language, Buttons: []string{forms.Send, forms.Save}}
	switch press.Do {
	case forms.Save:
		return a.later(w, r, d, c.word, c.language, answers)
	case forms.Add, forms.Speak:
		if err := a.s.carry(r.Context(), d, c.word, c.language, answers, draftDays); err != nil {
			return err
		}
		return a.render(w, r, d, answerPage{Sheet: sheet}, web.NewForm(nil))
	}
	if problems = append(problems, d.Form.Validate(&answers)...); len(problems) > 0 {
		sheet.Problems = problems
		sheet.Mark(posted)
		return a.render(w, r, d, answerPage{Sheet: sheet}, posted)
	}
	return a.send(w, r, d, c.word, c.language, answers)
}

// postStep takes one step and leads to the next.
func (a desk) postStep(w http.ResponseWriter, r *http.Request, d Door, posted *web.Form, press forms.Press, c carriedState, id string) error {
	if id == endStep {
		switch press.Do {
		case forms.Back:
			steps := d.Form.Steps(&c.answers)
			if len(steps) > 0 {
				id = steps[len(steps)-1].ID
			}
			return web.SeeOther(w, r, a.here(r)+"?step="+url.QueryEscape(id), "")
		case forms.Save:
			return a.later(w, r, d, c.word, c.language, c.answers)
		}
		if wrong := d.Form.Validate(&c.answers); len(wrong) > 0 {
			return a.firstWrong(w, r, d, c, wrong[0].Path)
		}
		return a.send(w, r, d, c.word, c.language, c.answers)
	}
	step, ok := d.Form.Step(&c.answers, id)
	if !ok {
		step, _ = d.Form.Step(&c.answers, "")
	}
	answers, problems := d.Form.ReadStep(&c.answers, step, posted.Values, c.language)
	forward := press.Do != forms.Back && press.Do != forms.Save && press.Do != forms.Speak && press.Do != forms.Add
	if forward && len(problems) > 0 {
		sheet := forms.Sheet{Form: d.Form, Response: &c.answers, Values: posted.Values, Problems: problems, Language: c.language, Step: step.ID, Buttons: []string{forms.Continue, forms.Back, forms.Save}}
		sheet.Mark(posted)
		return a.render(w, r, d, answerPage{Sheet: sheet}, posted)
	}
	if err := a.s.carry(r.Context(), d, c.word, c.language, answers, draftDays); err != nil {
		return err
	}
	to := step.ID
	switch press.Do {
	case forms.Save:
		return a.later(w, r, d, c.word, c.language, answers)
	case forms.Back:
		if before, ok := d.Form.Before(&answers, step.ID); ok {
			to = before.ID
		}
	case forms.Speak, forms.Add:
	default:
		to = endStep
		if next, more := d.Form.Next(&answers, step.ID); more {
			to = next.ID
		}
	}
	return web.SeeOther(w, r, a.here(r)+"?step="+url.QueryEscape(to), "")
}

// firstWrong leads to the step with what is wrong: somebody changed an answer
// that opened a question.
func (a desk) firstWrong(w http.ResponseWriter, r *http.Request, d Door, c carriedState, path string) error {
	to := ""
	for _, step := range d.Form.Steps(&c.answers) {
		if slices.ContainsFunc(step.Paths, func(p string) bool { return p == path || len(path) > len(p) && path[:len(p)] == p }) {
			to = step.ID
		}
	}
	return web.SeeOther(w, r, a.here(r)+"?step="+url.QueryEscape(to), "")
}

// send keeps the answers, and forgets what was carried. Nothing of them is left
// in the browser.
func (a desk) send(w http.ResponseWriter, r *http.Request, d Door, word, language string, answers forms.Response) error {
	if err := a.s.Answer(r.Context(), d, language, word, "", answers); err != nil {
		return err
	}
	return a.gone(w, r, d)
}

func (a desk) gone(w http.ResponseWriter, r *http.Request, d Door) error {
	a.cookie(w, r, "", -1)
	to, err := a.s.thanksPath(r.Context(), d)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, to, "")
}

type codePage struct {
	web.Page
	Here, Code string
	Days       int
}

// later keeps the answers under a code, and shows it once.
func (a desk) later(w http.ResponseWriter, r *http.Request, d Door, word, language string, answers forms.Response) error {
	code, err := a.s.park(r.Context(), d, word, language, answers)
	if err != nil {
		return err
	}
	a.cookie(w, r, "", -1)
	return web.Render(w, http.StatusOK, pages["answer_code.html"], codePage{Page: web.NewPage(w, r, "Your answers are kept for later"), Here: a.here(r), Code: code, Days: laterDays})
}

func (a desk) showCode(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data := codePage{Page: web.NewPage(w, r, "Go on where you stopped").WithForm(form), Here: a.here(r), Days: laterDays}
	return web.Render(w, web.FormStatus(form), pages["answer_return.html"], data)
}

func (a desk) askCode(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.door(r); err != nil {
		return err
	}
	return a.showCode(w, r, web.NewForm(nil))
}

func (a desk) fetch(w http.ResponseWriter, r *http.Request) error {
	d, err := a.door(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	code := form.Text("code", "Your code", 1, 40)
	return finish(w, r, form, func() (string, error) {
		_, _, err := a.s.fetch(r.Context(), d, code, a.client(r))
		if err == nil {
			a.cookie(w, r, plainCode(code), 2*60*60)
		}
		return a.here(r), err
	}, "", func() error { return a.showCode(w, r, form) })
}

type thanksPage struct {
	web.Page
	Survey Survey
	Said   []SaidAndDone
}

func (h handlers) thanks(w http.ResponseWriter, r *http.Request) error {
	survey, err := h.s.thanked(r.Context(), r.PathValue("thankslink"))
	if err != nil {
		return err
	}
	said, err := h.s.lastTime(r.Context(), survey)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["thanks.html"], thanksPage{web.NewPage(w, r, "Thank you"), survey, said})
}

// client says from where a request comes, to slow down whoever tries codes. It
// is kept nowhere.
func (h handlers) client(r *http.Request) string {
	if h.from == nil {
		return r.RemoteAddr
	}
	return h.from(r)
}

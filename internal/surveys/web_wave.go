package surveys

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

func waveRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys", Permission: Read, Handler: h.list},
		{Pattern: "GET /surveys/new", Permission: Manage, Handler: h.askNew},
		{Pattern: "POST /surveys", Permission: Manage, Handler: h.add},
		{Pattern: "GET /surveys/survey/{survey}", Permission: Read, Handler: h.survey},
		{Pattern: "GET /surveys/survey/{survey}/edit", Permission: Manage, Handler: h.askEdit},
		{Pattern: "POST /surveys/survey/{survey}/edit", Permission: Manage, Handler: h.edit},
		{Pattern: "GET /surveys/survey/{survey}/wave", Permission: Manage, Handler: h.askWave},
		{Pattern: "POST /surveys/survey/{survey}/wave", Permission: Manage, Handler: h.addWave},
		{Pattern: "GET /surveys/waves/{wave}", Permission: Read, Handler: h.wave},
		{Pattern: "GET /surveys/waves/{wave}/edit", Permission: Manage, Handler: h.askEditWave},
		{Pattern: "POST /surveys/waves/{wave}/edit", Permission: Manage, Handler: h.editWave},
		{Pattern: "POST /surveys/waves/{wave}/open", Permission: Manage, Button: true, Handler: h.openWave},
		{Pattern: "POST /surveys/waves/{wave}/close", Permission: Manage, Button: true, Handler: h.closeWave},
		{Pattern: "GET /surveys/waves/{wave}/again", Permission: Manage, Handler: h.askAgain},
		{Pattern: "POST /surveys/waves/{wave}/reopen", Permission: Manage, Handler: h.reopenWave},
		{Pattern: "POST /surveys/waves/{wave}/copy", Permission: Manage, Handler: h.copyWave},
	}
}

type listPage struct {
	web.Page
	Filter    SurveyFilter
	States    []web.Option
	Surveys   []Listed
	Pager     web.Pager
	MayManage bool
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, q, number := actor.From(r.Context()), r.URL.Query(), web.PageNumber(r)
	f := SurveyFilter{Q: q.Get("q"), State: q.Get("state")}
	list, total, err := h.s.List(r.Context(), by, f, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := listPage{
		Page: web.NewPage(w, r, "Surveys"), Filter: f, Surveys: list, Pager: web.NewPager(r, number, total), MayManage: by.Can(Manage),
		States: append(options("Every survey", States), web.Option{Value: "none", Label: "No wave yet"}),
	}
	return web.Render(w, http.StatusOK, pages["surveys.html"], data)
}

// options are the choices of a list, after one that chooses none.
func options(first string, list []Choice) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, c := range list {
		out = append(out, web.Option{Value: c.Code, Label: c.Label})
	}
	return out
}

// choices are the choices of a list alone.
func choices(list []Choice) []web.Option { return options("", list)[1:] }

// finish answers a form: on success the visitor goes to path, otherwise show
// shows the form again.
func finish(w http.ResponseWriter, r *http.Request, form *web.Form, save func() (string, error), message string, show func() error) error {
	if form.OK() {
		path, err := save()
		if err == nil {
			return web.SeeOther(w, r, path, message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show()
}

func surveyPath(id string) string { return "/surveys/survey/" + id }

func wavePath(id string) string { return "/surveys/waves/" + id }

type surveyForm struct {
	web.Page
	Action, Back   string
	New            bool
	Kinds          []web.Option
	Questionnaires []web.Option
}

func (h handlers) showSurvey(w http.ResponseWriter, r *http.Request, form *web.Form, x Survey) error {
	by := actor.From(r.Context())
	data := surveyForm{Page: web.NewPage(w, r, "New survey", listCrumb), Action: "/surveys", Back: "/surveys", New: x.ID == "", Kinds: choices(Kinds)}
	if !data.New {
		data.Action, data.Back = surveyPath(x.ID)+"/edit", surveyPath(x.ID)
		data.Page = web.NewPage(w, r, "Change "+x.Title, listCrumb, web.Crumb{Label: x.Title, Href: data.Back})
	}
	list, err := h.s.questionnaires.List(r.Context(), h.s.db, by.OrgID)
	if err != nil {
		return err
	}
	data.Questionnaires = []web.Option{{Value: "", Label: "Choose"}}
	for _, q := range list {
		if !q.Retired() {
			data.Questionnaires = append(data.Questionnaires, web.Option{Value: q.ID, Label: q.Title})
		}
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["survey_form.html"], data)
}

func readSurvey(r *http.Request) (*web.Form, Survey) {
	form := web.ReadForm(r)
	return form, Survey{
		Title: form.Text("title", "A title", 1, 200), About: form.Text("about", "What it is for", 0, 2000), Kind: form.OneOf("kind", "What kind of survey it is", choices(Kinds), true),
		QuestionnaireID: form.Text("questionnaire", "The questionnaire", 0, 100), MadeWith: form.Text("made_with", "How it was made together", 0, 2000), PeerLed: form.Bool("peer_led"),
		Version: formVersion(form),
	}
}

func formVersion(form *web.Form) int {
	n, _ := strconv.Atoi(form.Value("version"))
	return min(max(n, 0), 1<<30)
}

func (h handlers) askNew(w http.ResponseWriter, r *http.Request) error {
	return h.showSurvey(w, r, web.NewForm(map[string]string{"kind": "experience"}), Survey{})
}

func (h handlers) add(w http.ResponseWriter, r *http.Request) error {
	form, x := readSurvey(r)
	return finish(w, r, form, func() (string, error) {
		added, err := h.s.AddSurvey(r.Context(), actor.From(r.Context()), x)
		return surveyPath(added.ID), err
	}, "Survey added. Next: prepare its first wave.", func() error { return h.showSurvey(w, r, form, Survey{}) })
}

func (h handlers) askEdit(w http.ResponseWriter, r *http.Request) error {
	x, err := h.s.Survey(r.Context(), actor.From(r.Context()), r.PathValue("survey"))
	if err != nil {
		return err
	}
	values := map[string]string{"title": x.Title, "about": x.About, "kind": x.Kind, "questionnaire": x.QuestionnaireID, "made_with": x.MadeWith, "version": strconv.Itoa(x.Version)}
	if x.PeerLed {
		values["peer_led"] = "yes"
	}
	return h.showSurvey(w, r, web.NewForm(values), x)
}

func (h handlers) edit(w http.ResponseWriter, r *http.Request) error {
	old, err := h.s.Survey(r.Context(), actor.From(r.Context()), r.PathValue("survey"))
	if err != nil {
		return err
	}
	form, x := readSurvey(r)
	x.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return surveyPath(x.ID), h.s.ChangeSurvey(r.Context(), actor.From(r.Context()), x)
	}, "Saved.", func() error { return h.showSurvey(w, r, form, old) })
}

type surveyPage struct {
	web.Page
	Survey        Survey
	Questionnaire string
	Waves         []Wave
	MayManage     bool
}

func (h handlers) survey(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	x, err := h.s.Survey(ctx, by, r.PathValue("survey"))
	if err != nil {
		return err
	}
	waves, err := h.s.Waves(ctx, by, x.ID)
	if err != nil {
		return err
	}
	for i := range waves {
		waves[i].State = waves[i].Stands(h.s.today())
	}
	q, err := h.s.questionnaires.One(ctx, h.s.db, by.OrgID, x.QuestionnaireID)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["survey.html"], surveyPage{
		Page: web.NewPage(w, r, x.Title, listCrumb), Survey: x, Questionnaire: q.Title, Waves: waves, MayManage: by.Can(Manage)})
}

type wavePage struct {
	web.Page
	Survey      Survey
	Wave        Wave
	Units       []WaveUnit
	Counts      []ChannelCount
	Answers     int
	Asked       int // people there are to ask, -1 when one unit does not know
	Paper       PaperStanding
	MayManage   bool
	MayEnter    bool
	MayModerate bool
}

func (h handlers) wave(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	wave, units, err := h.s.Wave(ctx, by, r.PathValue("wave"))
	if err != nil {
		return err
	}
	survey, err := h.s.Survey(ctx, by, wave.SurveyID)
	if err != nil {
		return err
	}
	wave.State = wave.Stands(h.s.today())
	data := wavePage{Page: web.NewPage(w, r, survey.Title+": "+wave.Title, listCrumb, web.Crumb{Label: survey.Title, Href: surveyPath(survey.ID)}),
		Survey: survey, Wave: wave, Units: units, MayManage: h.manages(r, wave.ID), MayEnter: by.Can(Enter), MayModerate: by.Can(Moderate)}
	if data.Counts, err = h.s.counts(ctx, wave, units); err != nil {
		return err
	}
	for _, c := range data.Counts {
		data.Answers += c.Answers
	}
	for _, u := range units {
		if data.Asked += u.Asked; u.Asked < 0 {
			data.Asked = -1
			break
		}
	}
	if data.Paper, err = h.s.paperStanding(ctx, wave); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["wave.html"], data)
}

// manages reports whether the visitor manages every unit of a wave.
func (h handlers) manages(r *http.Request, waveID string) bool {
	_, err := h.s.managed(r.Context(), h.s.db, actor.From(r.Context()), waveID)
	return err == nil
}

// managedWave is the wave of the address, which the visitor manages.
func (h handlers) managedWave(r *http.Request) (Wave, error) {
	return h.s.managed(r.Context(), h.s.db, actor.From(r.Context()), r.PathValue("wave"))
}

// press does what a button of a wave's page says. What stands in its way is
// shown on a page of its own.
func (h handlers) press(w http.ResponseWriter, r *http.Request, message string, do func(waveID string) error) error {
	wave, err := h.managedWave(r)
	if err != nil {
		return err
	}
	if err := do(wave.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, wavePath(wave.ID), message)
}

func (h handlers) openWave(w http.ResponseWriter, r *http.Request) error {
	return h.press(w, r, "The wave is open.", func(id string) error { return h.s.OpenWave(r.Context(), actor.From(r.Context()), id) })
}

func (h handlers) closeWave(w http.ResponseWriter, r *http.Request) error {
	return h.press(w, r, "The wave is closed: no more answers are taken.", func(id string) error { return h.s.CloseWave(r.Context(), actor.From(r.Context()), id) })
}

type againPage struct {
	web.Page
	Wave Wave
}

func (h handlers) showAgain(w http.ResponseWriter, r *http.Request, form *web.Form, wave Wave) error {
	if wave.State = wave.Stands(h.s.today()); form.Error("closes") != "" {
		wave.State = "closed" // so that the form that was sent is on the page
	}
	data := againPage{Page: web.NewPage(w, r, "Ask again: "+wave.Title, listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}).WithForm(form), Wave: wave}
	return web.Render(w, web.FormStatus(form), pages["wave_again.html"], data)
}

func (h handlers) askAgain(w http.ResponseWriter, r *http.Request) error {
	wave, err := h.managedWave(r)
	if err != nil {
		return err
	}
	return h.showAgain(w, r, web.NewForm(nil), wave)
}

func (h handlers) reopenWave(w http.ResponseWriter, r *http.Request) error {
	wave, err := h.managedWave(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	until := form.Date("closes", "The new last day", true)
	return finish(w, r, form, func() (string, error) {
		return wavePath(wave.ID), h.s.ReopenWave(r.Context(), actor.From(r.Context()), wave.ID, until)
	}, "The wave is open again.", func() error { return h.showAgain(w, r, form, wave) })
}

func (h handlers) copyWave(w http.ResponseWriter, r *http.Request) error {
	wave, err := h.managedWave(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	title, opens := form.Text("title", "A title", 1, 200), form.Date("opens", "The first day", true)
	return finish(w, r, form, func() (string, error) {
		next, err := h.s.CopyWave(r.Context(), actor.From(r.Context()), wave.ID, title, opens)
		return wavePath(next.ID), err
	}, "The next wave is prepared. Look it through before you open it.", func() error { return h.showAgain(w, r, form, wave) })
}

var errNoUnits = fault.New(fault.NotFound, "There is no unit where you run surveys.")

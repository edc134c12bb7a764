package surveys

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

type waveForm struct {
	web.Page
	Action, Back                     string
	New, Opened                      bool
	Versions, Settings, Perspectives []web.Option
	Profiles                         []web.Option
	Units                            []unitRow
}

// unitRow is a unit in the list of those that may be asked.
type unitRow struct {
	units.Unit
	Chosen bool
	Asked  string
}

func (h handlers) showWave(w http.ResponseWriter, r *http.Request, form *web.Form, survey Survey, wave Wave) error {
	ctx, by := r.Context(), actor.From(r.Context())
	crumbs := []web.Crumb{listCrumb, {Label: survey.Title, Href: surveyPath(survey.ID)}}
	data := waveForm{Page: web.NewPage(w, r, "New wave of "+survey.Title, crumbs...), Action: surveyPath(survey.ID) + "/wave", Back: surveyPath(survey.ID), New: wave.ID == "",
		Settings: choices(Settings), Perspectives: choices(Perspectives), Profiles: choices(Profiles)}
	if !data.New {
		data.Page = web.NewPage(w, r, "Change "+wave.Title, append(crumbs, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)})...)
		data.Action, data.Back, data.Opened = wavePath(wave.ID)+"/edit", wavePath(wave.ID), wave.State != "draft"
	}
	versions, err := h.s.questionnaires.Versions(ctx, by.OrgID, survey.QuestionnaireID)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.State == "published" {
			data.Versions = append(data.Versions, web.Option{Value: v.ID, Label: "Version " + strconv.Itoa(v.Number)})
		}
	}
	if len(data.Versions) == 0 {
		data.Versions = []web.Option{{Value: "", Label: "No version is published yet"}}
	}
	reach, err := h.s.Reach(ctx, by, Manage)
	if err == nil && len(reach) == 0 {
		err = errNoUnits
	}
	if err != nil {
		return err
	}
	chosen := form.Choice("units", "", "", nil)
	for _, u := range reach {
		data.Units = append(data.Units, unitRow{u, chosen.Chosen(u.ID), form.Value("asked-" + u.ID)})
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["wave_form.html"], data)
}

// readWave reads a wave and the units that it asks.
func readWave(r *http.Request) (*web.Form, Wave, []WaveUnit) {
	form := web.ReadForm(r)
	wave := Wave{
		Title: form.Text("title", "A title", 1, 200), VersionID: form.Text("version_id", "The version", 0, 100),
		Setting: form.Value("setting"), Perspective: form.Value("perspective"), Audience: form.Text("audience", "Who is asked", 0, 500), Sample: form.Text("sample", "How they are reached", 0, 1000),
		OpensOn: form.Date("opens", "The first day", false), ClosesOn: form.Date("closes", "The last day", true),
		Minimum: form.Int("minimum", "The fewest answers for a percentage", 5, 1000), DoubleShare: form.Int("double_share", "The share of paper that is entered twice", 0, 100),
		Profile: form.Value("profile"), AllAtOnce: form.Bool("all_at_once"), Version: formVersion(form),
	}
	var asked []WaveUnit
	for _, id := range form.Values["units"] {
		u := WaveUnit{UnitID: id, Asked: -1}
		if typed := form.Value("asked-" + id); typed != "" {
			n, err := strconv.Atoi(typed)
			if u.Asked = n; err != nil || n < 0 || n > 1_000_000 {
				form.Fail("units", "How many people there are must be a whole number up to 1,000,000.")
			}
		}
		asked = append(asked, u)
	}
	if len(asked) == 0 {
		form.Fail("units", "Choose at least one unit.")
	}
	return form, wave, asked
}

func (h handlers) askWave(w http.ResponseWriter, r *http.Request) error {
	survey, err := h.s.Survey(r.Context(), actor.From(r.Context()), r.PathValue("survey"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"setting": "inpatient", "perspective": "people", "minimum": "10", "double_share": "10", "profile": "exact"})
	form.SetDate("opens", h.s.today())
	return h.showWave(w, r, form, survey, Wave{})
}

func (h handlers) addWave(w http.ResponseWriter, r *http.Request) error {
	survey, err := h.s.Survey(r.Context(), actor.From(r.Context()), r.PathValue("survey"))
	if err != nil {
		return err
	}
	form, wave, asked := readWave(r)
	wave.SurveyID = survey.ID
	return finish(w, r, form, func() (string, error) {
		added, err := h.s.AddWave(r.Context(), actor.From(r.Context()), wave, asked)
		return wavePath(added.ID), err
	}, "The wave is prepared. Open it when you are ready.", func() error { return h.showWave(w, r, form, survey, Wave{}) })
}

// waveToEdit is the wave of the address, its survey and its units.
func (h handlers) waveToEdit(r *http.Request) (Wave, Survey, error) {
	wave, err := h.managedWave(r)
	if err != nil {
		return wave, Survey{}, err
	}
	survey, err := h.s.Survey(r.Context(), actor.From(r.Context()), wave.SurveyID)
	return wave, survey, err
}

func (h handlers) askEditWave(w http.ResponseWriter, r *http.Request) error {
	wave, survey, err := h.waveToEdit(r)
	if err != nil {
		return err
	}
	asked, err := h.s.unitsOf(r.Context(), h.s.db, wave)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"title": wave.Title, "version_id": wave.VersionID, "setting": wave.Setting, "perspective": wave.Perspective, "audience": wave.Audience, "sample": wave.Sample,
		"minimum": strconv.Itoa(wave.Minimum), "double_share": strconv.Itoa(wave.DoubleShare), "profile": wave.Profile, "version": strconv.Itoa(wave.Version),
	})
	if wave.AllAtOnce {
		form.Set("all_at_once", "yes")
	}
	form.SetDate("opens", wave.OpensOn)
	form.SetDate("closes", wave.ClosesOn)
	for _, u := range asked {
		form.Values["units"] = append(form.Values["units"], u.UnitID)
		if u.Asked >= 0 {
			form.Set("asked-"+u.UnitID, strconv.Itoa(u.Asked))
		}
	}
	return h.showWave(w, r, form, survey, wave)
}

func (h handlers) editWave(w http.ResponseWriter, r *http.Request) error {
	old, survey, err := h.waveToEdit(r)
	if err != nil {
		return err
	}
	form, wave, asked := readWave(r)
	wave.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return wavePath(wave.ID), h.s.ChangeWave(r.Context(), actor.From(r.Context()), wave, asked)
	}, "Saved.", func() error { return h.showWave(w, r, form, survey, old) })
}

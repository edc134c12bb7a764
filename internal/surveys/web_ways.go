package surveys

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

func wayRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/waves/{wave}/ways", Permission: Manage, Handler: h.ways},
		{Pattern: "POST /surveys/waves/{wave}/ways", Permission: Manage, Handler: h.addWay},
		{Pattern: "POST /surveys/ways/{wayin}/close", Permission: Manage, Button: true, Handler: h.closeWay},
		{Pattern: "GET /surveys/ways/{wayin}/poster", Permission: Manage, Handler: h.poster},
	}
}

type waysPage struct {
	web.Page
	Wave            Wave
	Links           []Link
	Units, Channels []web.Option
}

// manageableWave is the wave of the address and those of its units where the
// visitor manages surveys.
func (h handlers) manageableWave(r *http.Request) (Wave, []web.Option, error) {
	wave, units, err := h.s.waveAt(r.Context(), h.s.db, actor.From(r.Context()), Manage, r.PathValue("wave"))
	wave.State = wave.Stands(h.s.today())
	return wave, unitOptions(units), err
}

func unitOptions(units []WaveUnit) []web.Option {
	var out []web.Option
	for _, u := range units {
		out = append(out, web.Option{Value: u.UnitID, Label: u.Name})
	}
	return out
}

func (h handlers) showWays(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	wave, units, err := h.manageableWave(r)
	if err != nil {
		return err
	}
	links, err := h.s.Links(r.Context(), actor.From(r.Context()), wave.ID)
	if err != nil {
		return err
	}
	data := waysPage{Page: web.NewPage(w, r, "Links, posters and tablets", listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}).WithForm(form), Wave: wave, Links: links, Units: units, Channels: choices(LinkChannels)}
	return web.Render(w, web.FormStatus(form), pages["ways.html"], data)
}

func (h handlers) ways(w http.ResponseWriter, r *http.Request) error {
	return h.showWays(w, r, web.NewForm(map[string]string{"channel": "link"}))
}

func (h handlers) addWay(w http.ResponseWriter, r *http.Request) error {
	wave, units, err := h.manageableWave(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	unit, channel, words := form.OneOf("unit", "The unit", units, true), form.OneOf("channel", "What kind of way in it is", choices(LinkChannels), true), form.Text("label", "The note", 0, 100)
	return finish(w, r, form, func() (string, error) {
		_, err := h.s.AddLink(r.Context(), actor.From(r.Context()), wave.ID, unit, channel, words)
		return wavePath(wave.ID) + "/ways", err
	}, "The way in is made.", func() error { return h.showWays(w, r, form) })
}

func (h handlers) closeWay(w http.ResponseWriter, r *http.Request) error {
	l, err := h.s.CloseLink(r.Context(), actor.From(r.Context()), r.PathValue("wayin"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, wavePath(l.WaveID)+"/ways", "Closed: nobody can answer that way any more.")
}

type posterPage struct {
	web.Page
	Survey Survey
	Wave   Wave
	Link   Link
	Short  string // the address without what need not be typed
	Code   export.Code
}

func (h handlers) poster(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	l, err := h.s.Link(ctx, by, r.PathValue("wayin"))
	if err != nil {
		return err
	}
	wave, err := oneWave(ctx, h.s.db, by.OrgID, l.WaveID)
	if err != nil {
		return err
	}
	survey, err := h.s.Survey(ctx, by, wave.SurveyID)
	if err != nil {
		return err
	}
	code, err := export.QR(l.Address)
	if err != nil {
		return err
	}
	_, short, _ := strings.Cut(l.Address, "://")
	page := web.NewPage(w, r, survey.Title, listCrumb, web.Crumb{Label: wave.Title, Href: wavePath(wave.ID)}, web.Crumb{Label: "Links, posters and tablets", Href: wavePath(wave.ID) + "/ways"})
	return web.Render(w, http.StatusOK, pages["poster.html"], posterPage{page, survey, wave, l, short, code})
}

package questionnaires

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

type licencePage struct {
	web.Page
	Questionnaire Questionnaire
	Kinds         []web.Option
}

func licenceKindOptions() []web.Option {
	var out []web.Option
	for _, k := range LicenceKinds {
		out = append(out, web.Option{Value: k.Code, Label: k.Label, Hint: k.About})
	}
	return out
}

func (h handlers) askLicence(w http.ResponseWriter, r *http.Request) error {
	of, err := h.asked(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("from", h.q.today())
	return h.showLicence(w, r, of, form)
}

func (h handlers) showLicence(w http.ResponseWriter, r *http.Request, of Questionnaire, form *web.Form) error {
	data := licencePage{web.NewPage(w, r, "Record a licence", listCrumb, crumbOf(of)).WithForm(form), of, licenceKindOptions()}
	return web.Render(w, web.FormStatus(form), pages["licence.html"], data)
}

func (h handlers) addLicence(w http.ResponseWriter, r *http.Request) error {
	of, err := h.asked(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	l := Licence{
		QuestionnaireID: of.ID, Kind: form.OneOf("kind", "What allows its use", licenceKindOptions(), true),
		Holder: form.Text("holder", "Who owns the words", 0, 200), Terms: form.Text("terms", "The terms", 0, 2000), Reference: form.Text("reference", "The reference", 0, 300),
		FromDate: form.Date("from", "The first day", true), ToDate: form.Date("to", "The last day", false),
	}
	return finish(w, r, form, func() (string, error) {
		return "/questionnaires/" + of.ID, h.q.AddLicence(r.Context(), actor.From(r.Context()), l)
	}, "Licence recorded.", func() error { return h.showLicence(w, r, of, form) })
}

func (h handlers) endLicence(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	l, err := oneLicenceOf(r, h, by)
	if err != nil {
		return err
	}
	if err := h.q.EndLicence(r.Context(), by, l.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/"+l.QuestionnaireID, "Licence taken back from today.")
}

func oneLicenceOf(r *http.Request, h handlers, by actor.Actor) (Licence, error) {
	return oneLicence(r.Context(), h.q.db, by.OrgID, r.PathValue("licence"))
}

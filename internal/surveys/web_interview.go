package surveys

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

func interviewRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/interviews/{interviewlink}", Permission: Interview, Handler: h.askInterview},
		{Pattern: "POST /surveys/interviews/{interviewlink}", Permission: Interview, Handler: h.interview},
	}
}

type interviewPage struct {
	web.Page
	Link  Link
	Unit  string
	Sheet forms.Sheet
}

// interviewDoor is the door of an interviewer's link, at a unit where the
// visitor asks people.
func (h handlers) interviewDoor(r *http.Request) (Door, Link, string, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	l, err := oneLink(ctx, h.s.db, by.OrgID, r.PathValue("interviewlink"))
	if err != nil {
		return Door{}, l, "", err
	}
	unit, err := h.s.units.Unit(ctx, by.OrgID, l.UnitID)
	if err == nil && (l.Channel != "interview" || !l.Open() || !by.CanAt(Interview, unit.Path)) {
		err = fault.New(fault.NotFound, "We could not find that way in.")
	}
	if err != nil {
		return Door{}, l, "", err
	}
	d := Door{UnitID: l.UnitID, Channel: "interview"}
	return d, l, unit.Name, h.s.furnish(ctx, &d, by.OrgID, l.WaveID)
}

func (h handlers) showInterview(w http.ResponseWriter, r *http.Request, form *web.Form, l Link, unit string, sheet forms.Sheet) error {
	title := "Ask somebody: " + sheet.Form.Title.For("")
	return web.Render(w, web.FormStatus(form), pages["interview.html"], interviewPage{web.NewPage(w, r, title, listCrumb).WithForm(form), l, unit, sheet})
}

func (h handlers) askInterview(w http.ResponseWriter, r *http.Request) error {
	d, l, unit, err := h.interviewDoor(r)
	if err != nil {
		return err
	}
	start := d.Form.Start("")
	return h.showInterview(w, r, web.NewForm(nil), l, unit, forms.Sheet{Form: d.Form, Response: &start, Numbered: true, Buttons: []string{forms.Send}})
}

func (h handlers) interview(w http.ResponseWriter, r *http.Request) error {
	d, l, unit, err := h.interviewDoor(r)
	if err != nil {
		return err
	}
	posted := web.ReadForm(r)
	sheet := forms.Sheet{Form: d.Form, Values: posted.Values, Numbered: true, Buttons: []string{forms.Send}}
	answers, problems := d.Form.FromFields(posted.Values, "")
	if forms.Pressed(posted.Values).Do == forms.Add {
		return h.showInterview(w, r, web.NewForm(nil), l, unit, sheet)
	}
	if posted.Value("_agreed") == "" {
		posted.Fail("_agreed", "Ask first whether they agree. Without a yes, keep nothing.")
	}
	if sheet.Problems = append(problems, d.Form.Validate(&answers)...); len(sheet.Problems) > 0 {
		sheet.Mark(posted)
	}
	return finish(w, r, posted, func() (string, error) {
		return "/surveys/interviews/" + l.ID, h.s.AnswerAsked(r.Context(), d, posted.Bool("_peer"), answers)
	}, "Kept. Please thank them.", func() error { return h.showInterview(w, r, posted, l, unit, sheet) })
}

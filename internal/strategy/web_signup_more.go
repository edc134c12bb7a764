package strategy

import (
	"io"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

type pledgePage struct {
	web.Page
	Tabs    []web.Tab
	Pledges []Pledge
	Keeps   bool
}

func (h *handlers) pledge(w http.ResponseWriter, r *http.Request) error {
	return h.showPledge(w, r, nil)
}

func (h *handlers) showPledge(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	p := pledgePage{Page: web.NewPage(w, r, "The pledge", strategyCrumb, signupCrumb), Tabs: signupTabs("The pledge"), Keeps: h.s.trustWide(r.Context(), by, permSignup) == nil}
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err == nil && found {
		p.Pledges, err = pledgesOf(r.Context(), h.s.db, by.OrgID, e.ID)
	}
	if err != nil {
		return err
	}
	if form == nil {
		form = &web.Form{}
		if len(p.Pledges) > 0 {
			form.Set("words", p.Pledges[0].Words)
		}
	}
	p.Page = p.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["pledge.html"], p)
}

func (h *handlers) addPledge(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	words := form.Text("words", "The pledge", 1, 10_000)
	if form.OK() {
		e, err := h.chosenEdition(r, "")
		if err != nil {
			return err
		}
		_, err = h.s.NewPledge(r.Context(), actor.From(r.Context()), e.ID, words)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/signup/pledge", "The new version is saved. What was signed has not changed.")
		}
	}
	return h.showPledge(w, r, form)
}

// signupCSV is the list of everybody who signed, is due or has ended.
func (h *handlers) signupCSV(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	names, err := h.signupNames(r)
	if err != nil {
		return err
	}
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	var rows []Signup
	for _, ended := range []bool{false, true} {
		if !found {
			break
		}
		list, _, err := listSignups(r.Context(), h.s.db, by.OrgID, e.ID, signupFilter{Ended: ended}, 0, 0)
		if err != nil {
			return err
		}
		rows = append(rows, list...)
	}
	return web.Download(w, export.TypeCSV, "sign-up.csv", func(w io.Writer) error { return export.CSV(w, signupSheet(rows, names)) })
}

func signupSheet(rows []Signup, names signupNames) export.Sheet {
	return export.Sheet{
		Name: "Sign-up",
		Columns: []export.Column{
			{Name: "Partner", About: "Who signed"}, {Name: "Kind", About: "Kind of partner"}, {Name: "Level", About: "Trust-wide, or local"}, {Name: "Place", About: "The borough or unit of a local one"},
			{Name: "Pledge version", About: "Which text was signed"}, {Name: "Signatory", About: "The post of who signed"}, {Name: "Contact", About: "Named contact, if any"},
			{Name: "Signed on", About: "Year-month-day"}, {Name: "Renewal due", About: "Year-month-day"}, {Name: "Standing", About: "signed, renewal due, renewal overdue, ended"},
			{Name: "Ended on", About: "Year-month-day"}, {Name: "Why it ended", About: "In words"},
		},
		Rows: func(yield func([]string) error) error {
			for _, s := range rows {
				n := names.row(s)
				err := yield([]string{n.Partner, names.partners[s.PartnerID].KindLabel(), levelWords(s.Level), n.Place, strconv.Itoa(s.PledgeNumber), s.Signatory, s.Contact,
					s.SignedOn.ISO(), s.RenewOn.ISO(), s.Standing(names.today), s.EndedOn.ISO(), s.EndedWhy})
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

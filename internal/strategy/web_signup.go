package strategy

import (
	"net/http"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func signupRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /strategy/signup", Permission: permRead, Handler: h.signups},
		{Pattern: "GET /strategy/signup/missing", Permission: permRead, Handler: h.unsigned},
		{Pattern: "GET /strategy/signup.csv", Permission: permRead, Handler: h.signupCSV},
		{Pattern: "GET /strategy/signup/pledge", Permission: permRead, Handler: h.pledge},
		{Pattern: "POST /strategy/signup/pledge", Permission: permSignup, Handler: h.addPledge},
		{Pattern: "GET /strategy/signup/new", Permission: permSignup, Handler: h.newSignup},
		{Pattern: "POST /strategy/signup", Permission: permSignup, Handler: h.addSignup},
		{Pattern: "GET /strategy/signup/{signup}", Permission: permRead, Handler: h.signup},
		{Pattern: "POST /strategy/signup/{signup}/renew", Permission: permSignup, Handler: h.renewSignup},
		{Pattern: "POST /strategy/signup/{signup}/end", Permission: permSignup, Handler: h.endSignup},
	}
}

var signupCrumb = web.Crumb{Label: "Sign-up", Href: "/strategy/signup"}

// signupRow is a sign-up as a page shows it.
type signupRow struct {
	Signup
	Partner, Place string
	Tag            web.Tag
}

var signupColours = map[string]string{"signed": "green", "renewal due": "yellow", "renewal overdue": "red", "ended": "grey"}

// signupNames turns ids into words on the sign-up pages.
type signupNames struct {
	partners map[string]units.Partner
	units    map[string]units.Unit
	today    when.Date
}

func (h *handlers) signupNames(r *http.Request) (signupNames, error) {
	orgID := actor.From(r.Context()).OrgID
	out := signupNames{units: map[string]units.Unit{}, today: h.s.today()}
	var err error
	if out.partners, err = h.s.partnersByID(r.Context(), orgID); err != nil {
		return out, err
	}
	tree, err := h.s.units.Tree(r.Context(), orgID)
	for _, u := range tree {
		out.units[u.ID] = u
	}
	return out, err
}

func (n signupNames) row(s Signup) signupRow {
	out := signupRow{Signup: s, Partner: n.partners[s.PartnerID].Name, Place: "Trust-wide"}
	if s.UnitID != "" {
		out.Place = n.units[s.UnitID].Name
	}
	word := s.Standing(n.today)
	out.Tag = web.Tag{Text: fold.Capital(word), Colour: signupColours[word]}
	return out
}

type signupsPage struct {
	web.Page
	Found   bool
	Tabs    []web.Tab
	Counts  []signupCount
	Rows    []signupRow
	Pager   web.Pager
	Keeps   bool
	Places  []web.Option
	Pledged bool
	Show    string
}

func signupTabs(current string) []web.Tab {
	var out []web.Tab
	for _, t := range []web.Tab{{Label: "Signed", Href: "/strategy/signup"}, {Label: "Renewal due", Href: "/strategy/signup?show=due"}, {Label: "Not signed", Href: "/strategy/signup/missing"}, {Label: "Ended", Href: "/strategy/signup?show=ended"}, {Label: "The pledge", Href: "/strategy/signup/pledge"}} {
		t.Current = t.Label == current
		out = append(out, t)
	}
	return out
}

// signupChoice reads the filter in the address.
func (h *handlers) signupChoice(r *http.Request) (signupFilter, string) {
	q := r.URL.Query()
	f, tab := signupFilter{}, "Signed"
	switch q.Get("show") {
	case "due":
		f.RenewBefore, tab = renewalWindow(h.s.today()), "Renewal due"
	case "ended":
		f.Ended, tab = true, "Ended"
	}
	switch place := q.Get("place"); place {
	case "":
	case levelTrust:
		f.Level = levelTrust
	default:
		f.UnitID = place
	}
	return f, tab
}

func (h *handlers) signups(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	f, tab := h.signupChoice(r)
	p := signupsPage{Page: web.NewPage(w, r, "Sign-up", strategyCrumb), Tabs: signupTabs(tab), Keeps: by.Can(permSignup), Show: r.URL.Query().Get("show")}
	p.Page = p.Page.WithForm(web.NewForm(map[string]string{"place": r.URL.Query().Get("place")}))
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	if !found {
		return web.Render(w, http.StatusOK, pages["signup.html"], p)
	}
	p.Found = true
	page := web.PageNumber(r)
	list, total, err := listSignups(r.Context(), h.s.db, by.OrgID, e.ID, f, web.PerPage, web.Offset(page))
	if err != nil {
		return err
	}
	names, err := h.signupNames(r)
	if err != nil {
		return err
	}
	for _, s := range list {
		p.Rows = append(p.Rows, names.row(s))
	}
	p.Pager = web.NewPager(r, page, total)
	if p.Counts, p.Places, err = h.signupCounts(r, e.ID); err != nil {
		return err
	}
	pledges, err := pledgesOf(r.Context(), h.s.db, by.OrgID, e.ID)
	p.Pledged = len(pledges) > 0
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["signup.html"], p)
}

func (h *handlers) signupCounts(r *http.Request, strategyID string) ([]signupCount, []web.Option, error) {
	orgID := actor.From(r.Context()).OrgID
	partners, places, err := h.s.signupPlaces(r.Context(), h.s.db, orgID)
	if err != nil {
		return nil, nil, err
	}
	now, err := signupsNow(r.Context(), h.s.db, orgID, strategyID)
	options := []web.Option{{Value: "", Label: "Everywhere"}, {Value: levelTrust, Label: "Trust-wide"}}
	for _, p := range byName(places) {
		options = append(options, web.Option{Value: p.ID, Label: p.Name})
	}
	return countSignups(partners, places, now, h.s.today()), options, err
}

type unsignedPage struct {
	web.Page
	Tabs  []web.Tab
	Rows  []unsigned
	Pager web.Pager
	Keeps bool
}

func (h *handlers) unsigned(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	p := unsignedPage{Page: web.NewPage(w, r, "Who has not signed", strategyCrumb, signupCrumb), Tabs: signupTabs("Not signed"), Keeps: by.Can(permSignup)}
	e, found, err := h.s.Current(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	var all []unsigned
	if found {
		partners, places, err := h.s.signupPlaces(r.Context(), h.s.db, by.OrgID)
		if err != nil {
			return err
		}
		now, err := signupsNow(r.Context(), h.s.db, by.OrgID, e.ID)
		if err != nil {
			return err
		}
		all = whoHasNot(partners, places, now)
	}
	page := web.PageNumber(r)
	p.Pager = web.NewPager(r, page, len(all))
	p.Rows = all[min(len(all), web.Offset(page)):min(len(all), page*web.PerPage)]
	return web.Render(w, http.StatusOK, pages["signup_missing.html"], p)
}

type signupFormPage struct {
	web.Page
	Partners, Levels, Units []web.Option
	Pledge                  Pledge
}

func (h *handlers) newSignup(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	form := web.NewForm(map[string]string{"partner": q.Get("partner"), "unit": q.Get("unit"), "level": q.Get("level")})
	form.SetDate("signed", h.s.today())
	form.SetDate("renew", h.s.today().AddDays(365))
	return h.showNewSignup(w, r, form)
}

var levelOptions = []web.Option{{Value: levelTrust, Label: "Trust-wide"}, {Value: levelLocal, Label: "Local: for one borough or unit"}}

func (h *handlers) showNewSignup(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	e, err := h.chosenEdition(r, "")
	if err != nil {
		return err
	}
	pledges, err := pledgesOf(r.Context(), h.s.db, by.OrgID, e.ID)
	if err != nil {
		return err
	}
	if len(pledges) == 0 && form.OK() {
		return web.SeeOther(w, r, "/strategy/signup/pledge", "Write the pledge first: there is nothing to sign yet.")
	}
	p := signupFormPage{Page: web.NewPage(w, r, "Record a sign-up", strategyCrumb, signupCrumb).WithForm(form), Levels: levelOptions, Units: []web.Option{{Value: "", Label: "None: trust-wide"}}}
	if len(pledges) > 0 {
		p.Pledge = pledges[0]
	}
	if p.Partners, err = h.partnerOptions(r, "Choose a partner"); err != nil {
		return err
	}
	tree, err := h.s.units.Tree(r.Context(), by.OrgID)
	for _, u := range tree {
		if u.ParentID != "" && u.Open() && by.CanAt(permSignup, u.Path) {
			p.Units = append(p.Units, web.Option{Value: u.ID, Label: u.Name + " (" + strings.ToLower(u.KindLabel()) + ")"})
		}
	}
	if err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["signup_new.html"], p)
}

// readSignup reads what is written down when somebody signs.
func readSignup(form *web.Form) SignupInput {
	return SignupInput{
		Signatory: form.Text("signatory", "The post of who signed", 1, 200), Contact: form.Text("contact", "The contact", 0, 200),
		SignedOn: form.Date("signed", "The day of signing", true), RenewOn: form.Date("renew", "The renewal", true),
	}
}

func (h *handlers) addSignup(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := readSignup(form)
	in.PartnerID, in.Level, in.UnitID = form.Text("partner", "A partner", 1, 100), form.OneOf("level", "A level", levelOptions, true), form.Value("unit")
	if form.OK() {
		e, err := h.chosenEdition(r, "")
		if err != nil {
			return err
		}
		_, err = h.s.SignUp(r.Context(), actor.From(r.Context()), e.ID, in)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/signup", "The sign-up is recorded.")
		}
	}
	return h.showNewSignup(w, r, form)
}

type signupPage struct {
	web.Page
	Signup  signupRow
	History []signupRow
	Keeps   bool
}

func (h *handlers) signup(w http.ResponseWriter, r *http.Request) error {
	return h.showSignup(w, r, nil)
}

func (h *handlers) showSignup(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	s, err := signupByID(r.Context(), h.s.db, by.OrgID, r.PathValue("signup"))
	if err != nil {
		return err
	}
	names, err := h.signupNames(r)
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{"signatory": s.Signatory, "contact": s.Contact})
		form.SetDate("signed", h.s.today())
		form.SetDate("renew", h.s.today().AddDays(365))
		form.SetDate("ended", h.s.today())
	}
	row := names.row(s)
	p := signupPage{Page: web.NewPage(w, r, row.Partner, strategyCrumb, signupCrumb).WithForm(form), Signup: row}
	may := h.s.maySignUp(r.Context(), by, s.UnitID)
	if p.Keeps = may == nil && s.EndedOn.IsZero(); !p.Keeps {
		lead(form)
	}
	if may != nil && fault.KindOf(may) != fault.Forbidden && fault.KindOf(may) != fault.Invalid {
		return may
	}
	history, err := signupsOfPartner(r.Context(), h.s.db, by.OrgID, s.StrategyID, s.PartnerID)
	for _, old := range slices.Backward(history) {
		if old.ID != s.ID {
			p.History = append(p.History, names.row(old))
		}
	}
	if err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["signup_one.html"], p)
}

func (h *handlers) renewSignup(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	in := readSignup(form)
	if form.OK() {
		out, err := h.s.Renew(r.Context(), actor.From(r.Context()), r.PathValue("signup"), versionOf(form), in)
		if err := form.Take(err); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/signup/"+out.ID, "Renewed, under the newest pledge.")
		}
	}
	return h.showSignup(w, r, form)
}

func (h *handlers) endSignup(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	on, why := form.Date("ended", "The day on which it ended", true), form.Text("why", "A reason", 1, 2000)
	if form.OK() {
		if err := form.Take(h.s.EndSignup(r.Context(), actor.From(r.Context()), r.PathValue("signup"), versionOf(form), on, why)); err != nil {
			return err
		}
		if form.OK() {
			return web.SeeOther(w, r, "/strategy/signup", "Recorded. The signature stays in the history.")
		}
	}
	return h.showSignup(w, r, form)
}

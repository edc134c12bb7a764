package units

import (
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

// listedPartner is one row of the list: the partner, and whose it is.
type listedPartner struct {
	Partner
	UnitName string
}

type partnersPage struct {
	web.Page
	Q, Kind  string
	Kinds    []web.Option
	Closed   bool
	Partners []listedPartner
	Pager    web.Pager
	MayAdd   bool
}

func partnerKindOptions(first string) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, kind := range PartnerKinds {
		out = append(out, web.Option{Value: kind, Label: partnerLabels[kind]})
	}
	return out
}

func (h handlers) partners(w http.ResponseWriter, r *http.Request) error {
	by, query := actor.From(r.Context()), r.URL.Query()
	all, err := h.u.AllPartners(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	tree, err := h.u.Tree(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, unit := range tree {
		names[unit.ID] = unit.Name
	}
	data := partnersPage{Page: web.NewPage(w, r, "Partners"), Q: query.Get("q"), Kind: query.Get("kind"), Closed: query.Get("closed") == "yes", Kinds: partnerKindOptions("Any kind"), MayAdd: by.Can(Manage)}
	parts := strings.Fields(fold.Text(data.Q))
	for _, p := range all {
		fits := (data.Closed || p.Open()) && (data.Kind == "" || data.Kind == p.Kind)
		for _, part := range parts {
			fits = fits && strings.Contains(fold.Text(p.Name), part)
		}
		if fits {
			data.Partners = append(data.Partners, listedPartner{p, names[p.UnitID]})
		}
	}
	number, total := web.PageNumber(r), len(data.Partners)
	data.Pager = web.NewPager(r, number, total)
	data.Partners = data.Partners[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)]
	return web.Render(w, http.StatusOK, pages["partners.html"], data)
}

type partnerPage struct {
	web.Page
	Partner Partner
	Unit    Unit // whose it is
	Manage  bool
}

// partnerCrumbs is the way back to the list.
var partnerCrumbs = web.Crumb{Label: "Partners", Href: "/partners"}

func (h handlers) partner(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	p, err := h.u.Partner(r.Context(), by.OrgID, r.PathValue("partner"))
	if err != nil {
		return err
	}
	data := partnerPage{Page: web.NewPage(w, r, p.Name, partnerCrumbs), Partner: p}
	if p.UnitID == "" {
		data.Unit, err = h.u.Root(r.Context(), by.OrgID)
	} else {
		data.Unit, err = h.u.Unit(r.Context(), by.OrgID, p.UnitID)
	}
	if err != nil {
		return err
	}
	data.Manage = by.CanAt(Manage, data.Unit.Path)
	return web.Render(w, http.StatusOK, pages["partner.html"], data)
}

type partnerFormPage struct {
	web.Page
	Action, Submit, Back string
	Partner              Partner
	Kinds, Places        []web.Option
}

// partnerPlaces are the parts of the organisation whose partners by manages.
func (h handlers) partnerPlaces(r *http.Request) ([]web.Option, error) {
	by := actor.From(r.Context())
	tree, err := h.u.Tree(r.Context(), by.OrgID)
	if err != nil || len(tree) == 0 {
		return nil, err
	}
	var out []web.Option
	if reach(by, tree[0]) == nil {
		out = append(out, web.Option{Value: "", Label: "The whole organisation"})
	}
	return append(out, placeOptions(tree[1:], func(u Unit) bool { return u.Open() && reach(by, u) == nil })...), nil
}

func (h handlers) showPartnerForm(w http.ResponseWriter, r *http.Request, form *web.Form, p Partner) error {
	places, err := h.partnerPlaces(r)
	if err != nil {
		return err
	}
	data := partnerFormPage{Action: "/partners", Submit: "Add partner", Back: "/partners", Partner: p, Kinds: partnerKindOptions("Choose"), Places: places}
	data.Page = web.NewPage(w, r, "Add a partner", partnerCrumbs)
	if p.ID != "" {
		data.Action, data.Submit, data.Back = "/partners/"+p.ID, "Save", "/partners/"+p.ID
		data.Page = web.NewPage(w, r, "Change "+p.Name, partnerCrumbs, web.Crumb{Label: p.Name, Href: data.Back})
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["partner_form.html"], data)
}

func readPartner(form *web.Form) Partner {
	p := Partner{
		Name:         form.Text("name", "A name", 1, 200),
		Kind:         form.OneOf("kind", "What kind of partner it is", partnerKindOptions("")[1:], true),
		ContactName:  form.Text("contact_name", "The contact's name", 0, 200),
		ContactPost:  form.Text("contact_post", "The contact's post", 0, 200),
		ContactEmail: form.Email("contact_email", "An e-mail address", false),
		ContactPhone: form.Text("contact_phone", "Phone", 0, 50),
		UnitID:       form.Text("unit", "The part of the organisation", 0, 100),
	}
	p.Version, _ = strconv.Atoi(form.Value("version"))
	p.Version = min(max(p.Version, 0), 1<<30)
	return p
}

func (h handlers) newPartner(w http.ResponseWriter, r *http.Request) error {
	return h.showPartnerForm(w, r, web.NewForm(map[string]string{"unit": r.URL.Query().Get("unit")}), Partner{})
}

func (h handlers) addPartner(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	p := readPartner(form)
	return finish(w, r, form, func() (string, error) {
		added, err := h.u.AddPartner(r.Context(), actor.From(r.Context()), p)
		return "/partners/" + added.ID, err
	}, "Partner added.", func() error { return h.showPartnerForm(w, r, form, Partner{}) })
}

// managedPartner is the partner of the address, whose unit the visitor manages.
func (h handlers) managedPartner(r *http.Request) (Partner, error) {
	return h.u.partnerInReach(r.Context(), h.u.db, actor.From(r.Context()), r.PathValue("partner"))
}

func (h handlers) editPartner(w http.ResponseWriter, r *http.Request) error {
	p, err := h.managedPartner(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"name": p.Name, "kind": p.Kind, "contact_name": p.ContactName, "contact_post": p.ContactPost, "contact_email": p.ContactEmail,
		"contact_phone": p.ContactPhone, "unit": p.UnitID, "version": strconv.Itoa(p.Version),
	})
	return h.showPartnerForm(w, r, form, p)
}

func (h handlers) savePartner(w http.ResponseWriter, r *http.Request) error {
	old, err := h.managedPartner(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	p := readPartner(form)
	p.ID = old.ID
	return finish(w, r, form, func() (string, error) {
		return "/partners/" + p.ID, h.u.ChangePartner(r.Context(), actor.From(r.Context()), p)
	}, "Saved.", func() error { return h.showPartnerForm(w, r, form, old) })
}

func showClosePartner(w http.ResponseWriter, r *http.Request, form *web.Form, p Partner) error {
	page := web.NewPage(w, r, "Close "+p.Name, partnerCrumbs, web.Crumb{Label: p.Name, Href: "/partners/" + p.ID})
	return web.Render(w, web.FormStatus(form), pages["partner_close.html"], partnerPage{Page: page.WithForm(form), Partner: p})
}

func (h handlers) askClosePartner(w http.ResponseWriter, r *http.Request) error {
	p, err := h.managedPartner(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("closed_on", h.u.today())
	return showClosePartner(w, r, form, p)
}

func (h handlers) closePartner(w http.ResponseWriter, r *http.Request) error {
	p, err := h.managedPartner(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("closed_on", "The last day", true)
	return finish(w, r, form, func() (string, error) {
		return "/partners/" + p.ID, h.u.ClosePartner(r.Context(), actor.From(r.Context()), p.ID, on)
	}, "Closed.", func() error { return showClosePartner(w, r, form, p) })
}

func (h handlers) reopenPartner(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("partner")
	if err := h.u.ReopenPartner(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/partners/"+id, "Reopened.")
}

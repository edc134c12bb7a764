package access

import (
	"net/http"
	"net/url"

	"footbridge/internal/web"
	"footbridge/internal/when"
)

var listCrumb = web.Crumb{Label: "Accounts", Href: "/accounts"}

type listPage struct {
	web.Page
	Filter    *web.Form
	States    []web.Option
	Rows      []listRow
	Pager     web.Pager
	CanInvite bool
}

type listRow struct {
	Account
	Roles []string
	Tag   web.Tag
}

var states = []web.Option{{Value: "active", Label: "Open"}, {Value: "closed", Label: "Closed"}, {Value: "all", Label: "All"}}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	q, state := r.URL.Query().Get("q"), r.URL.Query().Get("state")
	if state != "closed" && state != "all" {
		state = "active"
	}
	number := web.PageNumber(r)
	asked := state
	if state == "all" {
		asked = ""
	}
	accounts, total, err := h.a.Accounts(r.Context(), by(r), q, asked, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := listPage{
		Page: web.NewPage(w, r, "Accounts"), States: states, Pager: web.NewPager(r, number, total),
		Filter: web.NewForm(map[string]string{"q": q, "state": state}), CanInvite: by(r).Can("access.manage"),
	}
	ids := make([]string, len(accounts))
	for i, acc := range accounts {
		ids[i] = acc.ID
	}
	held, err := rolesOfMany(r.Context(), h.a.db, by(r).OrgID, ids)
	if err != nil {
		return err
	}
	for _, acc := range accounts {
		row := listRow{Account: acc, Tag: accountTag(acc)}
		for _, o := range held {
			if o.AccountID == acc.ID && o.Current(h.a.today()) {
				row.Roles = append(row.Roles, h.a.roleLabel(o.Role))
			}
		}
		data.Rows = append(data.Rows, row)
	}
	return web.Render(w, http.StatusOK, pages["accounts.html"], data)
}

func accountTag(acc Account) web.Tag {
	switch {
	case !acc.Active():
		return web.Tag{Text: "Closed", Colour: "grey"}
	case acc.Invited():
		return web.Tag{Text: "Invited", Colour: "blue"}
	}
	return web.Tag{Text: "Open", Colour: "green"}
}

// roleRow is a role as a page shows it.
type roleRow struct {
	Held
	Label, Unit string
	State       web.Tag
	CanEnd      bool
}

func (h handlers) roleRows(r *http.Request, held []Held) ([]roleRow, error) {
	units, err := h.a.units(r.Context(), by(r).OrgID)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	var out []roleRow
	for _, o := range held {
		row := roleRow{Held: o, Label: h.a.roleLabel(o.Role), Unit: names[o.UnitID], State: roleTag(o, h.a.today())}
		if row.Unit == "" {
			row.Unit = "a closed unit"
		}
		row.CanEnd = o.EndedOn.IsZero() && h.a.mayGive(by(r), o.Role, o.Path) == nil
		out = append(out, row)
	}
	return out, nil
}

func roleTag(o Held, today when.Date) web.Tag {
	switch {
	case !o.EndedOn.IsZero():
		return web.Tag{Text: "Ended", Colour: "grey"}
	case o.Current(today):
		return web.Tag{Text: "Held now", Colour: "green"}
	case o.FromOn.After(today):
		return web.Tag{Text: "Not yet begun", Colour: "blue"}
	}
	return web.Tag{Text: "Past", Colour: "grey"}
}

// choices are the roles and units that the visitor may give.
type choices struct{ Roles, Units []web.Option }

func (h handlers) choices(r *http.Request) (choices, error) {
	c := choices{Roles: []web.Option{{Label: "Choose a role"}}, Units: []web.Option{{Label: "Choose a unit"}}}
	units, err := h.a.units(r.Context(), by(r).OrgID)
	if err != nil {
		return c, err
	}
	for _, role := range h.a.opt.Roles {
		for _, u := range units {
			if h.a.mayGive(by(r), role.Slug, u.Path) == nil {
				c.Roles = append(c.Roles, web.Option{Value: role.Slug, Label: role.Label, Hint: role.About})
				break
			}
		}
	}
	for _, u := range units {
		if by(r).CanAt("access.grant", u.Path) {
			c.Units = append(c.Units, web.Option{Value: u.ID, Label: u.Name})
		}
	}
	return c, nil
}

type newPage struct {
	web.Page
	Choices    choices
	MustChoose bool // a role must be chosen
}

func (h handlers) newPage(w http.ResponseWriter, r *http.Request) error {
	return h.showNew(w, r, web.NewForm(map[string]string{"person": r.URL.Query().Get("person"), "name": r.URL.Query().Get("name"), "email": r.URL.Query().Get("email")}))
}

func (h handlers) showNew(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	c, err := h.choices(r)
	if err != nil {
		return err
	}
	_, all, err := h.a.visible(r.Context(), by(r))
	if err != nil {
		return err
	}
	data := newPage{Page: web.NewPage(w, r, "Invite somebody", listCrumb).WithForm(form), Choices: c, MustChoose: !all}
	return web.Render(w, status(form), pages["account_new.html"], data)
}

func (h handlers) invite(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	n := NewAccount{Name: form.Text("name", "A name", 1, 200), Email: form.Email("email", "An e-mail address", true), PersonID: form.Value("person")}
	role := GrantInput{Role: form.Value("role"), UnitID: form.Value("unit"), Until: form.Date("until", "The last day", false)}
	var acc Account
	if form.OK() {
		var err error
		acc, _, err = h.a.Invite(r.Context(), by(r), n, role)
		if err := form.Take(err); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showNew(w, r, form)
	}
	return web.SeeOther(w, r, "/accounts/"+url.PathEscape(acc.ID), "The invitation is on its way.")
}

type showPage struct {
	web.Page
	Choices   choices
	Account   Account
	Tag       web.Tag
	Factor    string
	Roles     []roleRow
	CanGrant  bool
	CanManage bool
	Self      bool
}

func (h handlers) show(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(nil)
	form.SetDate("from", h.a.today())
	return h.showAccount(w, r, form)
}

func (h handlers) showAccount(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, who := r.Context(), by(r)
	acc, err := h.a.Account(ctx, who, r.PathValue("account"))
	if err != nil {
		return err
	}
	held, err := h.a.HeldBy(ctx, who, acc.ID)
	if err != nil {
		return err
	}
	rows, err := h.roleRows(r, held)
	if err != nil {
		return err
	}
	c, err := h.choices(r)
	if err != nil {
		return err
	}
	data := showPage{
		Page: web.NewPage(w, r, acc.Name, listCrumb).WithForm(form), Choices: c, Account: acc, Tag: accountTag(acc), Roles: rows, Factor: factorWords(acc),
		CanGrant: acc.Active() && len(c.Units) > 1, CanManage: who.Can("access.manage"), Self: acc.ID == who.AccountID,
	}
	return web.Render(w, web.FormStatus(form), pages["account_one.html"], data)
}

func (h handlers) giveRole(w http.ResponseWriter, r *http.Request) error {
	acc, err := h.a.Account(r.Context(), by(r), r.PathValue("account"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := GrantInput{AccountID: acc.ID, Role: form.Value("role"), UnitID: form.Value("unit"), From: form.Date("from", "The first day", false), Until: form.Date("until", "The last day", false)}
	if form.OK() {
		if err := form.Take(h.a.Grant(r.Context(), by(r), in)); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showAccount(w, r, form)
	}
	return web.SeeOther(w, r, "/accounts/"+acc.ID, "The role is given.")
}

// act serves a button on an account's page: a conflict is said on that page.
func (h handlers) act(w http.ResponseWriter, r *http.Request, err error, done string) error {
	form := web.NewForm(nil)
	if err := form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showAccount(w, r, form)
	}
	return web.SeeOther(w, r, "/accounts/"+url.PathEscape(r.PathValue("account")), done)
}

func (h handlers) endRole(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.a.EndRole(r.Context(), by(r), r.PathValue("account"), r.PathValue("role")), "The role has ended.")
}

func (h handlers) close(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.a.Close(r.Context(), by(r), r.PathValue("account")), "The account is closed.")
}

func (h handlers) reopen(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.a.Reopen(r.Context(), by(r), r.PathValue("account")), "The account is open again.")
}

func (h handlers) reinvite(w http.ResponseWriter, r *http.Request) error {
	_, err := h.a.Reinvite(r.Context(), by(r), r.PathValue("account"))
	return h.act(w, r, err, "Another invitation is on its way. Earlier links no longer work.")
}

func (h handlers) resetFactor(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.a.ResetSecondFactor(r.Context(), by(r), r.PathValue("account")), "The second factor is taken away, and the account is signed out everywhere.")
}

type emailPage struct {
	web.Page
	Account Account
}

func (h handlers) emailPage(w http.ResponseWriter, r *http.Request) error {
	acc, err := h.a.Account(r.Context(), by(r), r.PathValue("account"))
	if err != nil {
		return err
	}
	return h.showEmail(w, r, acc, web.NewForm(map[string]string{"email": acc.Email}))
}

func (h handlers) showEmail(w http.ResponseWriter, r *http.Request, acc Account, form *web.Form) error {
	data := emailPage{Page: web.NewPage(w, r, "Change the e-mail address", listCrumb, web.Crumb{Label: acc.Name, Href: "/accounts/" + acc.ID}).WithForm(form), Account: acc}
	return web.Render(w, web.FormStatus(form), pages["account_email.html"], data)
}

func (h handlers) email(w http.ResponseWriter, r *http.Request) error {
	acc, err := h.a.Account(r.Context(), by(r), r.PathValue("account"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	email := form.Email("email", "An e-mail address", true)
	if form.OK() {
		if err := form.Take(h.a.ChangeEmail(r.Context(), by(r), acc.ID, email)); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showEmail(w, r, acc, form)
	}
	return web.SeeOther(w, r, "/accounts/"+acc.ID, "The address is changed.")
}

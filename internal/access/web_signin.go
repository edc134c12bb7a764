package access

import (
	"net/http"
	"net/url"

	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type signInPage struct {
	web.Page
	Next          string
	Organisations []web.Option
	Elsewhere     []elsewhere
}

// elsewhere is one link to an OIDC provider.
type elsewhere struct{ Label, Href string }

func (h handlers) signInPage(w http.ResponseWriter, r *http.Request) error {
	p, err := h.a.presence(r)
	if err != nil {
		return err
	}
	next := local(r.URL.Query().Get("next"))
	if p.who.SignedIn() && !p.half() {
		return web.SeeOther(w, r, next, "")
	}
	if _, _, waiting, err := h.a.halfway(r); err != nil {
		return err
	} else if waiting {
		return web.SeeOther(w, r, "/sign-in/second", "")
	}
	form := web.NewForm(map[string]string{"organisation": r.URL.Query().Get("organisation")})
	return h.showSignIn(w, r, form, next)
}

func (h handlers) showSignIn(w http.ResponseWriter, r *http.Request, form *web.Form, next string) error {
	choices, err := h.a.organisations(r.Context())
	if err != nil {
		return err
	}
	data := signInPage{Page: web.NewPage(w, r, "Sign in").WithForm(form), Next: next}
	if len(choices) > 1 {
		data.Organisations = []web.Option{{Label: "Choose your organisation"}}
	}
	for _, c := range choices {
		if len(choices) > 1 {
			data.Organisations = append(data.Organisations, web.Option{Value: c.Slug, Label: c.Name})
		}
		for _, p := range h.a.providers() {
			q := url.Values{"next": {next}}
			label := "Sign in with " + p.Label
			if len(choices) > 1 {
				q.Set("organisation", c.Slug)
				label += " at " + c.Name
			}
			data.Elsewhere = append(data.Elsewhere, elsewhere{label, "/sign-in/oidc/" + url.PathEscape(p.Slug) + "?" + q.Encode()})
		}
	}
	return web.Render(w, status(form), pages["sign_in.html"], data)
}

func (h handlers) signIn(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	next := local(form.Value("next"))
	email := form.Email("email", "An e-mail address", true)
	password := form.Text("password", "A password", 1, maxPassword)
	if !form.OK() {
		return h.showSignIn(w, r, form, next)
	}
	if err := ready(r); err != nil {
		return err
	}
	org, err := h.a.organisation(r.Context(), form.Value("organisation"))
	if err != nil {
		return err
	}
	acc, err := h.a.checkPassword(r.Context(), org.ID, email, password, h.a.client(r))
	if err != nil {
		if err := take(form, err); err != nil {
			return err
		}
		return h.showSignIn(w, r, form, next)
	}
	return h.goOn(w, r, acc, "a password", next, false)
}

// goOn begins the session after the first step and leads to the next: the
// second factor, its set-up, or the page that was wanted.
func (h handlers) goOn(w http.ResponseWriter, r *http.Request, acc Account, how, next string, second bool) error {
	_, demands, has, err := h.a.identify(r.Context(), acc.OrgID, acc.ID)
	if err != nil {
		return err
	}
	whole := second || !demands && !has
	if whole {
		if err := h.a.signedIn(r.Context(), acc, how); err != nil {
			return err
		}
	}
	if err := h.a.begin(r, acc, how, next, second); err != nil {
		return err
	}
	switch {
	case whole:
		return web.SeeOther(w, r, local(next), "")
	case has:
		return web.SeeOther(w, r, "/sign-in/second", "")
	}
	return web.SeeOther(w, r, "/sign-in/second/setup", "")
}

func (h handlers) signOut(w http.ResponseWriter, r *http.Request) error {
	if r.Context().Value(loadedKey{}) != nil && h.a.sessions.GetString(r.Context(), keyID) != "" {
		if err := h.a.sessions.Destroy(r.Context()); err != nil {
			return err
		}
	}
	return web.SeeOther(w, r, "/sign-in", "You are signed out.")
}

type forgotPage struct {
	web.Page
	Organisations []web.Option
	Sent          bool
}

func (h handlers) forgotPage(w http.ResponseWriter, r *http.Request) error {
	return h.showForgot(w, r, web.NewForm(nil), false)
}

func (h handlers) showForgot(w http.ResponseWriter, r *http.Request, form *web.Form, sent bool) error {
	choices, err := h.a.organisations(r.Context())
	if err != nil {
		return err
	}
	data := forgotPage{Page: web.NewPage(w, r, "Choose a new password", web.Crumb{Label: "Sign in", Href: "/sign-in"}).WithForm(form), Sent: sent}
	if len(choices) > 1 {
		data.Organisations = []web.Option{{Label: "Choose your organisation"}}
		for _, c := range choices {
			data.Organisations = append(data.Organisations, web.Option{Value: c.Slug, Label: c.Name})
		}
	}
	return web.Render(w, status(form), pages["forgot.html"], data)
}

func (h handlers) forgot(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	email := form.Email("email", "An e-mail address", true)
	if form.OK() {
		org, err := h.a.organisation(r.Context(), form.Value("organisation"))
		if err != nil {
			return err
		}
		if err := take(form, h.a.Forgot(r.Context(), org.ID, email, h.a.client(r))); err != nil {
			return err
		}
	}
	return h.showForgot(w, r, form, form.OK())
}

type takeUpPage struct {
	web.Page
	Kind, Name, Email string
	Confirm           bool // the link only confirms the address
}

// takeUpPage shows what a link opens and uses nothing up: mail scanners follow
// links.
func (h handlers) takeUpPage(kind string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.showTakeUp(w, r, kind, web.NewForm(nil))
	}
}

func (h handlers) showTakeUp(w http.ResponseWriter, r *http.Request, kind string, form *web.Form) error {
	l, acc, err := h.a.follow(r.Context(), h.a.db, kind, r.PathValue("token"))
	if err != nil {
		return err
	}
	if l.Email != "" {
		data := takeUpPage{Page: web.NewPage(w, r, "Confirm your e-mail address").WithForm(form), Email: l.Email, Confirm: true}
		return web.Render(w, status(form), pages["take_up.html"], data)
	}
	title := "Choose a new password"
	if kind == invitation {
		title = "Welcome: choose a password"
	}
	data := takeUpPage{Page: web.NewPage(w, r, title).WithForm(form), Kind: kind, Name: acc.Name, Email: acc.Email}
	return web.Render(w, status(form), pages["take_up.html"], data)
}

func (h handlers) takeUp(kind string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form := web.ReadForm(r)
		if l, acc, err := h.a.follow(r.Context(), h.a.db, kind, r.PathValue("token")); err != nil {
			return err
		} else if l.Email != "" {
			return h.confirmed(w, r, l, acc)
		}
		if _, err := h.a.TakeUp(r.Context(), kind, r.PathValue("token"), form.Value("password")); err != nil {
			if err := take(form, err); err != nil {
				return err
			}
			return h.showTakeUp(w, r, kind, form)
		}
		return web.SeeOther(w, r, "/sign-in", "Your new password is saved. Please sign in with it.")
	}
}

type setupPage struct{ web.Page }

func (h handlers) setupPage(w http.ResponseWriter, r *http.Request) error {
	if err := h.a.setupOpen(r.Context()); err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"code": r.URL.Query().Get("code")})
	choices, err := h.a.organisations(r.Context())
	if err != nil {
		return err
	}
	if len(choices) == 1 {
		form.Set("organisation", choices[0].Name) // made before, without an account
	}
	return web.Render(w, http.StatusOK, pages["setup.html"], setupPage{web.NewPage(w, r, "Set up Footbridge").WithForm(form)})
}

func (h handlers) setup(w http.ResponseWriter, r *http.Request) error {
	if err := h.a.setupOpen(r.Context()); err != nil {
		return err
	}
	form := web.ReadForm(r)
	code := form.Text("code", "The code", 1, 100)
	organisation := form.Text("organisation", "The organisation's name", 2, 200)
	n := NewAccount{Name: form.Text("name", "Your name", 1, 200), Email: form.Email("email", "An e-mail address", true), Password: form.Value("password")}
	if n.Password == "" {
		form.Fail("password", "Enter a password.")
	}
	var acc Account
	if form.OK() {
		err := ready(r)
		if err != nil {
			return err
		}
		acc, err = h.a.First(r.Context(), h.a.client(r), code, organisation, n)
		if err := take(form, err); err != nil {
			return err
		}
	}
	if !form.OK() {
		return web.Render(w, status(form), pages["setup.html"], setupPage{web.NewPage(w, r, "Set up Footbridge").WithForm(form)})
	}
	return h.goOn(w, r, acc, "the first-run page", "/", false)
}

// depart sends the visitor to a provider. It is a link, not a form: a form may
// not lead to another site, by the site's own security policy.
func (h handlers) depart(w http.ResponseWriter, r *http.Request) error {
	org, err := h.a.organisation(r.Context(), r.URL.Query().Get("organisation"))
	if err != nil {
		return err
	}
	if _, ok := h.a.oidc[r.PathValue("provider")]; !ok || org.ID == "" {
		return fault.New(fault.NotFound, "There is no such way to sign in.")
	}
	if err := ready(r); err != nil {
		return err
	}
	if !h.a.limits.client.allow(h.a.client(r), h.a.now()) {
		return errTooMany
	}
	to, f, err := h.a.depart(outbound(), r.PathValue("provider"), org.ID)
	if err != nil {
		return err
	}
	h.a.sessions.Put(r.Context(), keyNext, local(r.URL.Query().Get("next")))
	if err := h.a.keep(r, keyOIDC, f); err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (h handlers) arrive(w http.ResponseWriter, r *http.Request) error {
	if _, ok := h.a.oidc[r.PathValue("provider")]; !ok {
		return fault.New(fault.NotFound, "There is no such way to sign in.")
	}
	if err := ready(r); err != nil {
		return err
	}
	var f flow
	h.a.kept(r, keyOIDC, &f)
	next := h.a.sessions.GetString(r.Context(), keyNext)
	q := r.URL.Query()
	if f.Provider != r.PathValue("provider") {
		f = flow{}
	}
	acc, mfa, err := h.a.arrive(outbound(), f, q.Get("state"), q.Get("code"))
	if err != nil {
		form := web.NewForm(nil)
		if err := take(form, err); err != nil {
			return err
		}
		return h.showSignIn(w, r, form, local(next))
	}
	h.a.limits.client.giveBack(h.a.client(r), h.a.now())
	how := h.a.oidc[f.Provider].Label
	if mfa {
		how += ", with several factors"
	}
	return h.goOn(w, r, acc, how, next, mfa)
}

package access

import (
	"net/http"

	"footbridge/internal/web"
	"footbridge/internal/when"
)

var ownCrumb = web.Crumb{Label: "Your account", Href: "/account"}

type ownPage struct {
	web.Page
	Account   Account
	Roles     []roleRow
	Passkeys  []Passkey
	CanKey    bool
	Recovery  int
	Sessions  []Session
	HasOthers bool
}

func (h handlers) own(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), by(r)
	acc, err := accountByID(ctx, h.a.db, who.OrgID, who.AccountID)
	if err != nil {
		return missing(err)
	}
	data := ownPage{Page: web.NewPage(w, r, "Your account"), Account: acc, CanKey: h.a.HasPasskeys()}
	held, err := h.a.HeldBy(ctx, who, who.AccountID)
	if err != nil {
		return err
	}
	if data.Roles, err = h.roleRows(r, held); err != nil {
		return err
	}
	if data.Passkeys, err = h.a.PasskeysOf(ctx, who); err != nil {
		return err
	}
	if data.Recovery, err = recoveryLeft(ctx, h.a.db, who.OrgID, who.AccountID); err != nil {
		return err
	}
	if data.Sessions, err = h.a.SessionsOf(ctx, who, h.sessionOf(r)); err != nil {
		return err
	}
	for _, s := range data.Sessions {
		data.HasOthers = data.HasOthers || !s.Current
	}
	return web.Render(w, http.StatusOK, pages["account.html"], data)
}

// formPage is a page that is nothing but a form.
type formPage struct {
	web.Page
	Email string
}

func (h handlers) showForm(w http.ResponseWriter, r *http.Request, name, title string, form *web.Form) error {
	data := formPage{Page: web.NewPage(w, r, title, ownCrumb).WithForm(form)}
	if acc, err := accountByID(r.Context(), h.a.db, by(r).OrgID, by(r).AccountID); err == nil {
		data.Email = acc.Email
	}
	return web.Render(w, status(form), pages[name], data)
}

func (h handlers) namePage(w http.ResponseWriter, r *http.Request) error {
	return h.showForm(w, r, "name.html", "Change your name", web.NewForm(map[string]string{"name": by(r).Name}))
}

func (h handlers) name(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	name := form.Text("name", "Your name", 1, 200)
	if form.OK() {
		if err := take(form, h.a.Rename(r.Context(), by(r), name)); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showForm(w, r, "name.html", "Change your name", form)
	}
	return web.SeeOther(w, r, "/account", "Your name is saved.")
}

func (h handlers) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return h.showForm(w, r, "password.html", "Change your password", web.NewForm(nil))
}

func (h handlers) password(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	if form.Value("password") == "" {
		form.Fail("password", "Enter a new password.")
	}
	if form.OK() {
		if err := take(form, h.a.ChangePassword(r.Context(), by(r), h.sessionOf(r), form.Value("old"), form.Value("password"))); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showForm(w, r, "password.html", "Change your password", form)
	}
	return web.SeeOther(w, r, "/account", "Your password is changed. Your other sessions have ended.")
}

type authenticatorPage struct {
	web.Page
	enrolment
	Replaces bool
}

func (h handlers) authenticatorPage(w http.ResponseWriter, r *http.Request) error {
	return h.showAuthenticator(w, r, web.NewForm(nil))
}

func (h handlers) showAuthenticator(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	acc, err := accountByID(r.Context(), h.a.db, by(r).OrgID, by(r).AccountID)
	if err != nil {
		return missing(err)
	}
	e, err := h.enrolment(acc, form.Value("secret"))
	if err != nil {
		return err
	}
	data := authenticatorPage{Page: web.NewPage(w, r, "Set up an authenticator app", ownCrumb).WithForm(form), enrolment: e, Replaces: acc.TOTPSecret != ""}
	return web.Render(w, status(form), pages["authenticator.html"], data)
}

func (h handlers) authenticator(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	code := form.Text("code", "The code", 1, 20)
	var codes []string
	if form.OK() {
		_, err := h.a.confirmed(r.Context(), by(r), form.Value("confirm"))
		if err == nil {
			codes, err = h.a.Enrol(r.Context(), by(r), form.Value("secret"), code)
		}
		if err := take(form, err); err != nil {
			return err
		}
	}
	if !form.OK() {
		if form.Value("secret") != "" && form.Error("") != "" {
			form.Set("secret")
		}
		return h.showAuthenticator(w, r, form)
	}
	return h.added(w, r, codes, "Your authenticator app is set up.")
}

// added tells this session that it has a second factor now, and shows the
// recovery codes if there are new ones.
func (h handlers) added(w http.ResponseWriter, r *http.Request, codes []string, message string) error {
	if err := ready(r); err != nil {
		return err
	}
	h.a.sessions.Put(r.Context(), keySecond, true)
	if len(codes) > 0 {
		return showCodes(w, r, codes, "/account")
	}
	return web.SeeOther(w, r, "/account", message)
}

// confirmPage asks for the password before something that matters.
type confirmPage struct {
	web.Page
	Text, Action, Button string
	HasPassword          bool
}

func (h handlers) showConfirm(w http.ResponseWriter, r *http.Request, form *web.Form, title, text, action, button string) error {
	acc, err := accountByID(r.Context(), h.a.db, by(r).OrgID, by(r).AccountID)
	if err != nil {
		return missing(err)
	}
	data := confirmPage{Page: web.NewPage(w, r, title, ownCrumb).WithForm(form), Text: text, Action: action, Button: button, HasPassword: acc.PasswordHash != ""}
	return web.Render(w, status(form), pages["confirm.html"], data)
}

func (h handlers) removeAuthenticatorPage(w http.ResponseWriter, r *http.Request) error {
	return h.showRemoveAuthenticator(w, r, web.NewForm(nil))
}

func (h handlers) showRemoveAuthenticator(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	return h.showConfirm(w, r, form, "Remove the authenticator app", "Its codes will no longer work here.", "/account/authenticator/remove", "Remove")
}

func (h handlers) removeAuthenticator(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	if err := take(form, h.a.RemoveAuthenticator(r.Context(), by(r), form.Value("confirm"))); err != nil {
		return err
	}
	if !form.OK() {
		return h.showRemoveAuthenticator(w, r, form)
	}
	return web.SeeOther(w, r, "/account", "The authenticator app is removed.")
}

type passkeyPage struct {
	web.Page
	Possible, HasPassword bool
}

func (h handlers) passkeyPage(w http.ResponseWriter, r *http.Request) error {
	return h.showPasskey(w, r, web.NewForm(nil))
}

func (h handlers) showPasskey(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	acc, err := accountByID(r.Context(), h.a.db, by(r).OrgID, by(r).AccountID)
	if err != nil {
		return missing(err)
	}
	data := passkeyPage{Page: web.NewPage(w, r, "Add a passkey", ownCrumb).WithForm(form), Possible: h.a.HasPasskeys(), HasPassword: acc.PasswordHash != ""}
	return web.Render(w, status(form), pages["passkey.html"], data)
}

func (h handlers) passkeyOptions(w http.ResponseWriter, r *http.Request) error {
	if err := ready(r); err != nil {
		return err
	}
	acc, err := accountByID(r.Context(), h.a.db, by(r).OrgID, by(r).AccountID)
	if err != nil {
		return missing(err)
	}
	options, keep, err := h.a.beginPasskey(r.Context(), acc)
	return h.options(w, r, options, keep, err)
}

func (h handlers) addPasskey(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	name := form.Text("name", "A name for the passkey", 1, 60)
	var codes []string
	if form.OK() {
		if err := ready(r); err != nil {
			return err
		}
		acc, err := h.a.confirmed(r.Context(), by(r), form.Value("confirm"))
		if err == nil {
			codes, err = h.a.addPasskey(r.Context(), by(r), acc, name, h.a.sessions.PopString(r.Context(), keyPasskey), form.Value("response"))
		}
		if err := take(form, err); err != nil {
			return err
		}
	}
	if !form.OK() {
		return h.showPasskey(w, r, form)
	}
	return h.added(w, r, codes, "The passkey is added.")
}

func (h handlers) removePasskeyPage(w http.ResponseWriter, r *http.Request) error {
	return h.showRemovePasskey(w, r, web.NewForm(nil))
}

func (h handlers) showRemovePasskey(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	keys, err := h.a.PasskeysOf(r.Context(), by(r))
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.ID == r.PathValue("passkey") {
			return h.showConfirm(w, r, form, "Remove a passkey", "“"+k.Name+"”, added on "+when.DateOf(k.CreatedAt).String()+", will no longer work here.", "/account/passkeys/"+k.ID+"/remove", "Remove")
		}
	}
	return errNoPasskey
}

func (h handlers) removePasskey(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	if err := take(form, h.a.RemovePasskey(r.Context(), by(r), r.PathValue("passkey"), form.Value("confirm"))); err != nil {
		return err
	}
	if !form.OK() {
		return h.showRemovePasskey(w, r, form)
	}
	return web.SeeOther(w, r, "/account", "The passkey is removed.")
}

const codesText = "You get ten codes. Each works once, in place of your second factor. Earlier codes stop working."

func (h handlers) codesPage(w http.ResponseWriter, r *http.Request) error {
	return h.showConfirm(w, r, web.NewForm(nil), "Make new recovery codes", codesText, "/account/recovery-codes", "Make new codes")
}

func (h handlers) codes(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	codes, err := h.a.RecoveryCodes(r.Context(), by(r), form.Value("confirm"))
	if err := take(form, err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showConfirm(w, r, form, "Make new recovery codes", codesText, "/account/recovery-codes", "Make new codes")
	}
	return showCodes(w, r, codes, "/account")
}

func (h handlers) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := h.a.EndSession(r.Context(), by(r), r.PathValue("session")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/account", "That session has ended.")
}

func (h handlers) endOthers(w http.ResponseWriter, r *http.Request) error {
	if err := h.a.EndOtherSessions(r.Context(), by(r), h.sessionOf(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/account", "Your other sessions have ended.")
}

package access

import (
	"embed"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// handlers serve the pages of this package.
type handlers struct{ a *Access }

// Routes is the access review of this package. Buttons among the routes for
// anyone act on the visitor's own session, which waits for a second factor:
// without one they lead to the sign-in page.
func Routes(a *Access) []web.Route {
	h := handlers{a}
	return []web.Route{
		{Pattern: "GET /sign-in", Permission: web.Anyone, Handler: h.signInPage},
		{Pattern: "POST /sign-in", Permission: web.Anyone, Handler: h.signIn},
		{Pattern: "GET /sign-in/second", Permission: web.Anyone, Handler: h.secondPage},
		{Pattern: "POST /sign-in/second", Permission: web.Anyone, Button: true, Handler: h.second},
		{Pattern: "POST /sign-in/second/passkey/options", Permission: web.Anyone, Button: true, Handler: h.secondPasskeyOptions},
		{Pattern: "POST /sign-in/second/passkey", Permission: web.Anyone, Button: true, Handler: h.secondPasskey},
		{Pattern: "GET /sign-in/second/setup", Permission: web.Anyone, Handler: h.firstFactorPage},
		{Pattern: "POST /sign-in/second/setup", Permission: web.Anyone, Button: true, Handler: h.firstFactor},
		{Pattern: "POST /sign-in/second/setup/passkey/options", Permission: web.Anyone, Button: true, Handler: h.firstPasskeyOptions},
		{Pattern: "POST /sign-in/second/setup/passkey", Permission: web.Anyone, Button: true, Handler: h.firstPasskey},
		{Pattern: "GET /sign-in/oidc/{provider}", Permission: web.Anyone, Handler: h.depart},
		{Pattern: "GET /sign-in/oidc/{provider}/callback", Permission: web.Anyone, Handler: h.arrive},
		{Pattern: "POST /sign-out", Permission: web.Anyone, Button: true, Handler: h.signOut},
		{Pattern: "GET /forgot", Permission: web.Anyone, Handler: h.forgotPage},
		{Pattern: "POST /forgot", Permission: web.Anyone, Handler: h.forgot},
		{Pattern: "GET /reset/{token}", Permission: web.Anyone, Handler: h.takeUpPage(reset)},
		{Pattern: "POST /reset/{token}", Permission: web.Anyone, Handler: h.takeUp(reset)},
		{Pattern: "GET /invitation/{token}", Permission: web.Anyone, Handler: h.takeUpPage(invitation)},
		{Pattern: "POST /invitation/{token}", Permission: web.Anyone, Handler: h.takeUp(invitation)},
		{Pattern: "GET /setup", Permission: web.Anyone, Handler: h.setupPage},
		{Pattern: "POST /setup", Permission: web.Anyone, Handler: h.setup},

		{Pattern: "GET /account", Permission: web.SignedIn, Handler: h.own},
		{Pattern: "GET /account/name", Permission: web.SignedIn, Handler: h.namePage},
		{Pattern: "POST /account/name", Permission: web.SignedIn, Handler: h.name},
		{Pattern: "GET /account/password", Permission: web.SignedIn, Handler: h.passwordPage},
		{Pattern: "POST /account/password", Permission: web.SignedIn, Handler: h.password},
		{Pattern: "GET /account/authenticator", Permission: web.SignedIn, Handler: h.authenticatorPage},
		{Pattern: "POST /account/authenticator", Permission: web.SignedIn, Handler: h.authenticator},
		{Pattern: "GET /account/authenticator/remove", Permission: web.SignedIn, Handler: h.removeAuthenticatorPage},
		{Pattern: "POST /account/authenticator/remove", Permission: web.SignedIn, Button: true, Handler: h.removeAuthenticator},
		{Pattern: "GET /account/passkeys/new", Permission: web.SignedIn, Handler: h.passkeyPage},
		{Pattern: "POST /account/passkeys/options", Permission: web.SignedIn, Button: true, Handler: h.passkeyOptions},
		{Pattern: "POST /account/passkeys", Permission: web.SignedIn, Handler: h.addPasskey},
		{Pattern: "GET /account/passkeys/{passkey}/remove", Permission: web.SignedIn, Handler: h.removePasskeyPage},
		{Pattern: "POST /account/passkeys/{passkey}/remove", Permission: web.SignedIn, Button: true, Handler: h.removePasskey},
		{Pattern: "GET /account/recovery-codes", Permission: web.SignedIn, Handler: h.codesPage},
		{Pattern: "POST /account/recovery-codes", Permission: web.SignedIn, Button: true, Handler: h.codes},
		{Pattern: "POST /account/sessions/{session}/end", Permission: web.SignedIn, Button: true, Handler: h.endSession},
		{Pattern: "POST /account/sessions/end-others", Permission: web.SignedIn, Button: true, Handler: h.endOthers},

		{Pattern: "GET /accounts", Permission: "access.read", Handler: h.list},
		{Pattern: "GET /accounts/new", Permission: "access.manage", Handler: h.newPage},
		{Pattern: "POST /accounts", Permission: "access.manage", Handler: h.invite},
		{Pattern: "GET /accounts/{account}", Permission: "access.read", Handler: h.show},
		{Pattern: "POST /accounts/{account}/roles", Permission: "access.grant", Handler: h.giveRole},
		{Pattern: "POST /accounts/{account}/roles/{role}/end", Permission: "access.grant", Button: true, Handler: h.endRole},
		{Pattern: "GET /accounts/{account}/email", Permission: "access.manage", Handler: h.emailPage},
		{Pattern: "POST /accounts/{account}/email", Permission: "access.manage", Handler: h.email},
		{Pattern: "POST /accounts/{account}/close", Permission: "access.manage", Button: true, Handler: h.close},
		{Pattern: "POST /accounts/{account}/reopen", Permission: "access.manage", Button: true, Handler: h.reopen},
		{Pattern: "POST /accounts/{account}/invitation", Permission: "access.manage", Button: true, Handler: h.reinvite},
		{Pattern: "POST /accounts/{account}/second-factor/reset", Permission: "access.manage", Button: true, Handler: h.resetFactor},
	}
}

// status is the status of a page that shows form: 429 when there were too many
// tries, whoever asks.
func status(form *web.Form) int {
	if form != nil && form.Error("") == errTooMany.Text {
		return http.StatusTooManyRequests
	}
	return web.FormStatus(form)
}

// take puts err on the form where the visitor can act on it: too many tries too.
func take(form *web.Form, err error) error {
	if err == error(errTooMany) {
		form.Fail("", errTooMany.Text)
		return nil
	}
	return form.Take(err)
}

// by is who asks.
func by(r *http.Request) actor.Actor { return actor.From(r.Context()) }

// sessionOf is the name of the visitor's own session.
func (h handlers) sessionOf(r *http.Request) string {
	if r.Context().Value(loadedKey{}) == nil {
		return ""
	}
	return h.a.sessions.GetString(r.Context(), keyID)
}

// ready refuses what needs a session where none was loaded.
func ready(r *http.Request) error {
	if r.Context().Value(loadedKey{}) == nil {
		return fault.New(fault.Unavailable, "Signing in is not possible just now.")
	}
	return nil
}

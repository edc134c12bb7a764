package access

import (
	"net/http"

	"footbridge/internal/web"
)

// NewcomerAllowed refuses a visitor who has enrolled too many people: a hospital
// may share one address, so it takes many.
func (a *Access) NewcomerAllowed(r *http.Request) error {
	if err := ready(r); err != nil {
		return err
	}
	if !a.limits.newcomer.allow(a.client(r), a.now()) {
		a.counts.limited.Add(1)
		return errTooMany
	}
	return nil
}

// SignInNewcomer starts a session for an account that [Access.AddNewcomer] has
// just made, under a new token.
func (a *Access) SignInNewcomer(r *http.Request, acc Account) error {
	if err := a.signedIn(r.Context(), acc, "enrolling"); err != nil {
		return err
	}
	return a.begin(r, acc, "enrolling", "", false)
}

// SignInAgain starts a session for the account of a person whose form came
// twice.
func (a *Access) SignInAgain(r *http.Request, orgID, personID, password string) error {
	acc, err := a.again(r.Context(), orgID, personID, password)
	if err != nil {
		return err
	}
	return a.SignInNewcomer(r, acc)
}

// confirmed gives the account the address of its link, which a button on the
// page asks for: mail scanners follow links.
func (h handlers) confirmed(w http.ResponseWriter, r *http.Request, l link, acc Account) error {
	if err := h.a.prove(r.Context(), l, acc); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/sign-in", "Thank you. From now on you can sign in with this address and your password.")
}

package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"slices"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// Provider is a place where one may prove who one is, found by discovery.
// Nothing is asked of it until somebody uses its button.
type Provider struct {
	Slug, Label            string
	Issuer                 string
	ClientID, ClientSecret string
	// ACR lists the values of "acr" that stand for several factors. The method
	// "mfa" in "amr" always does.
	ACR []string
	// TrustEmail takes every address of this provider as verified, for one that
	// does not say: only right where the provider belongs to the organisation.
	TrustEmail bool
}

// provider is a Provider with what discovery has found.
type provider struct {
	Provider
	mu    sync.Mutex
	found *oidc.Provider
}

// discover asks the provider for its addresses and keys, once. ctx must carry a
// client and must not end with the request: the keys are fetched with it later.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(ctx, p.Issuer)
		if err != nil {
			return nil, &fault.Error{Kind: fault.Unavailable, Text: p.Label + " does not answer just now. Please try again later, or sign in with your password.", Err: err}
		}
		p.found = found
	}
	return p.found, nil
}

func (p *provider) config(found *oidc.Provider, base string) oauth2.Config {
	return oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: base + "/sign-in/oidc/" + p.Slug + "/callback", Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// flow is what the session keeps between the button and the provider's answer.
type flow struct{ Provider, OrgID, State, Nonce, Verifier string }

// depart returns the provider's address to send the visitor to.
func (a *Access) depart(ctx context.Context, slug, orgID string) (string, flow, error) {
	p, ok := a.oidc[slug]
	if !ok {
		return "", flow{}, fault.New(fault.NotFound, "There is no such way to sign in.")
	}
	found, err := p.discover(ctx)
	if err != nil {
		return "", flow{}, err
	}
	f := flow{Provider: slug, OrgID: orgID, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	config := p.config(found, a.opt.BaseURL)
	return config.AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), f, nil
}

// errElsewhere is the one answer when a sign-in elsewhere does not lead to an account.
var errElsewhere = fault.New(fault.Invalid, "That did not lead to an account here. If you have been invited, use the address that the invitation was sent to, or sign in with your password.")

// claims are what a provider says of somebody.
type claims struct {
	Subject       string   `json:"sub"`
	Email         string   `json:"email"`
	EmailVerified any      `json:"email_verified"` // some write "true"
	AMR           []string `json:"amr"`
	ACR           string   `json:"acr"`
}

// arrive takes the provider's answer. It returns the account and whether the
// provider says that several factors were used.
func (a *Access) arrive(ctx context.Context, f flow, state, code string) (Account, bool, error) {
	p, ok := a.oidc[f.Provider]
	if !ok || f.State == "" || subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) != 1 || code == "" {
		return Account{}, false, errElsewhere
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Account{}, false, err
	}
	config := p.config(found, a.opt.BaseURL)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return Account{}, false, &fault.Error{Kind: fault.Invalid, Text: errElsewhere.Text, Err: err}
	}
	raw, _ := token.Extra("id_token").(string)
	proof, err := found.Verifier(&oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(proof.Nonce), []byte(f.Nonce)) != 1 {
		return Account{}, false, &fault.Error{Kind: fault.Invalid, Text: errElsewhere.Text, Err: err}
	}
	var c claims
	if err := proof.Claims(&c); err != nil {
		return Account{}, false, &fault.Error{Kind: fault.Invalid, Text: errElsewhere.Text, Err: err}
	}
	acc, err := a.link(ctx, p, f.OrgID, c)
	return acc, slices.Contains(c.AMR, "mfa") || slices.Contains(p.ACR, c.ACR) && c.ACR != "", err
}

// link finds the account of what a provider says, by its subject or, the first
// time, by a verified address. It never makes an account.
func (a *Access) link(ctx context.Context, p *provider, orgID string, c claims) (acc Account, err error) {
	if c.Subject == "" || orgID == "" {
		return Account{}, errElsewhere
	}
	known := false
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if acc, known, err = accountByIdentity(ctx, tx, orgID, p.Issuer, c.Subject); err != nil || known {
			return err
		}
		if !p.TrustEmail && c.EmailVerified != true && c.EmailVerified != "true" || !strings.Contains(c.Email, "@") {
			return nil
		}
		if acc, known, err = accountByEmail(ctx, tx, orgID, c.Email); err != nil || !known || !acc.Active() {
			return err
		}
		if _, other, err := identityOf(ctx, tx, orgID, acc.ID, p.Issuer); err != nil || other {
			known = false
			return err
		}
		if err := insertIdentity(ctx, tx, orgID, id.New(), acc.ID, p.Issuer, c.Subject, a.now()); err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, orgID, acc.ID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, self(acc), "access.identity.linked", target(acc), audit.Change{Field: "Provider", To: p.Label})
	})
	if err == nil && (!known || !acc.Active()) {
		if err = a.refuse(ctx, orgID, acc, known, "access.sign-in.refused"); err == errWrong {
			err = errElsewhere
		}
	}
	return acc, err
}

// providers lists the buttons of the sign-in page.
func (a *Access) providers() []Provider { return a.opt.OIDC }

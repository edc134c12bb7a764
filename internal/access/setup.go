package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"
	"sync"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// setup is the one-time code of the first run. Each process has its own, in
// memory only; of several, the first one used wins, by a claim in the database.
type setup struct {
	mu   sync.Mutex
	hash string
}

// setupClaim is the name of the claim, and claimTime how long a crash in the
// middle keeps others out.
const (
	setupClaim = "first run"
	claimTime  = 2 * time.Minute
)

// SetupCode returns a one-time code for the first-run page while no account
// exists. A second call returns another code and ends the first.
func (a *Access) SetupCode(ctx context.Context) (code string, needed bool, err error) {
	exists, err := anyAccount(ctx, a.db)
	if err != nil || exists || a.opt.Found == nil {
		return "", false, err
	}
	code = groups(rand.Text()[:16])
	a.setup.mu.Lock()
	a.setup.hash = id.Hash(plainCode(code))
	a.setup.mu.Unlock()
	return code, true, nil
}

// groups writes a code in fours: "abcd-efgh-…".
func groups(s string) string {
	s = strings.ToLower(s)
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), "-")
}

// plainCode is a code however it was typed.
func plainCode(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' || r == '\n' {
			return -1
		}
		return r
	}, s))
}

var errNoSetup = fault.New(fault.NotFound, "There is no page at this address.")

// setupOpen reports whether the first-run page is to be shown.
func (a *Access) setupOpen(ctx context.Context) error {
	exists, err := anyAccount(ctx, a.db)
	if err == nil && (exists || a.opt.Found == nil) {
		err = errNoSetup
	}
	return err
}

func (a *Access) codeFits(code string) bool {
	a.setup.mu.Lock()
	defer a.setup.mu.Unlock()
	return a.setup.hash != "" && subtle.ConstantTimeCompare([]byte(a.setup.hash), []byte(id.Hash(plainCode(code)))) == 1
}

// First makes the organisation and its first administrator.
func (a *Access) First(ctx context.Context, client, code, organisation string, n NewAccount) (Account, error) {
	if err := a.setupOpen(ctx); err != nil {
		return Account{}, err
	}
	if !a.limits.setup.allow(client, a.now()) {
		a.counts.limited.Add(1)
		return Account{}, errTooMany
	}
	if !a.codeFits(code) {
		return Account{}, fault.Field("code", "This is not the code that the server printed when it started.")
	}
	draft, err := a.prepare(actor.System("-", "first run"), n)
	if err != nil {
		return Account{}, err
	}
	if n.Password == "" {
		return Account{}, fault.Field("password", "Enter a password.")
	}
	mine, err := claim(ctx, a.db, setupClaim, a.now(), a.now().Add(claimTime))
	if err != nil {
		return Account{}, err
	}
	if !mine {
		return Account{}, fault.New(fault.Conflict, "Somebody else is setting this up at this moment.")
	}
	defer unclaim(context.WithoutCancel(ctx), a.db, setupClaim)
	if err := a.setupOpen(ctx); err != nil { // somebody was faster
		return Account{}, err
	}
	acc, err := a.first(ctx, organisation, draft)
	if err == nil {
		a.setup.mu.Lock()
		a.setup.hash = ""
		a.setup.mu.Unlock()
	}
	return acc, err
}

func (a *Access) first(ctx context.Context, organisation string, acc Account) (Account, error) {
	orgID, unitID, err := a.opt.Found(ctx, organisation)
	if err != nil {
		return Account{}, err
	}
	acc.OrgID = orgID
	by := actor.System(orgID, "first run")
	var held []Held
	for _, slug := range a.opt.FirstRoles {
		h, err := a.checkGrant(ctx, by, GrantInput{AccountID: acc.ID, Role: slug, UnitID: unitID})
		if err != nil {
			return Account{}, err
		}
		held = append(held, h)
	}
	if len(held) == 0 {
		return Account{}, errors.New("access: no FirstRoles")
	}
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if err := a.add(ctx, tx, by, acc); err != nil {
			return err
		}
		for _, h := range held {
			if err := a.grant(ctx, tx, by, h); err != nil {
				return err
			}
		}
		return nil
	})
	return acc, err
}

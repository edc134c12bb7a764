package access

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// errWrong is the one answer to a sign-in that fails, whatever the reason.
var errWrong = fault.New(fault.Invalid, "The e-mail address or the password is not right. Please try again.")

// unknown is what the audit trail calls an address that has no account: it never
// keeps the address itself.
var unknown = audit.Target{Kind: "sign-in", Words: "an address without an account"}

// checkPassword finds the account that may go on with this password. Whether or
// not there is one, it takes one slow comparison and, on failure, one entry in
// the audit trail.
func (a *Access) checkPassword(ctx context.Context, orgID, email, password, client string) (Account, error) {
	address := orgID + "|" + fold(email)
	if !a.limits.client.allow(client, a.now()) || !a.limits.pair.allow(client+"|"+address, a.now()) || !a.limits.account.allow(address, a.now()) {
		a.counts.limited.Add(1)
		return Account{}, errTooMany
	}
	acc, found, err := accountByEmail(ctx, a.db, orgID, email)
	if err != nil {
		return Account{}, err
	}
	if !a.matches(password, acc.PasswordHash) || !acc.Active() {
		return Account{}, a.refuse(ctx, orgID, acc, found, "access.sign-in.refused")
	}
	a.limits.pair.forget(client + "|" + address)
	a.limits.account.giveBack(address, a.now())
	a.limits.client.giveBack(client, a.now())
	if a.outdated(acc.PasswordHash) {
		if err := a.rehash(ctx, acc, password); err != nil {
			return Account{}, err
		}
	}
	return acc, nil
}

// refuse notes a failed try and returns the answer to it.
func (a *Access) refuse(ctx context.Context, orgID string, acc Account, found bool, action string) error {
	a.counts.refused.Add(1)
	if orgID == "" {
		return errWrong
	}
	t := unknown
	if found {
		t = target(acc)
	}
	err := a.db.Tx(ctx, func(tx *db.DB) error {
		return a.record(ctx, tx, actor.Actor{OrgID: orgID, Name: "somebody"}, action, t)
	})
	if err != nil {
		return err
	}
	return errWrong
}

func (a *Access) rehash(ctx context.Context, acc Account, password string) error {
	hash, err := a.hash(password)
	if err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error { return setPassword(ctx, tx, acc.OrgID, acc.ID, hash) })
}

// signedIn notes a finished sign-in: by what, and, when a second factor was
// given, which.
func (a *Access) signedIn(ctx context.Context, acc Account, how string) error {
	err := a.db.Tx(ctx, func(tx *db.DB) error {
		if err := setSignedIn(ctx, tx, acc.OrgID, acc.ID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, self(acc), "access.sign-in.done", target(acc), audit.Change{Field: "With", To: how})
	})
	if err == nil {
		a.counts.signedIn.Add(1)
	}
	return err
}

// organisation finds where a visitor signs in: the only organisation there is,
// or the one with that slug. "" means that there is none such.
func (a *Access) organisation(ctx context.Context, slug string) (OrgChoice, error) {
	choices, err := a.organisations(ctx)
	if err != nil {
		return OrgChoice{}, err
	}
	if len(choices) == 1 {
		return choices[0], nil
	}
	for _, c := range choices {
		if c.Slug == slug {
			return c, nil
		}
	}
	return OrgChoice{}, nil
}

func (a *Access) organisations(ctx context.Context) ([]OrgChoice, error) {
	if a.opt.Organisations == nil {
		return nil, nil
	}
	return a.opt.Organisations(ctx)
}

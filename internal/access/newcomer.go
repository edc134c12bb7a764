package access

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// unconfirmed ends the address of an account whose owner has not shown yet that
// they read the mail of the address they gave. Nobody can sign in under it, so
// that a stranger can neither take an address that is not theirs nor find out
// whether somebody has an account.
const unconfirmed = "@unconfirmed.invalid"

// Unconfirmed reports whether the account still waits for its address.
func (a Account) Unconfirmed() bool { return strings.HasSuffix(a.Email, unconfirmed) }

// errUnconfirmed keeps an account that a stranger may have made from getting a
// role or somebody's address.
var errUnconfirmed = fault.New(fault.Conflict, "The owner of this account has not confirmed their e-mail address yet. They do it with the link in the message they got when they enrolled.")

// Newcomer is an account for somebody who makes themselves known on a public
// page, ready to be added in the transaction that writes them down.
type Newcomer struct {
	acc   Account
	email string
}

// Newcomer checks what a newcomer typed and hashes the password, outside any
// transaction. Without an address there is nothing to come back with, so then no
// password is asked for either.
func (a *Access) Newcomer(orgID, name, email, password string) (Newcomer, error) {
	n := Newcomer{acc: Account{OrgID: orgID, ID: id.New(), Name: strings.Join(strings.Fields(name), " "), State: "active"}, email: strings.TrimSpace(email)}
	n.acc.Email = n.acc.ID + unconfirmed
	if n.email == "" {
		return n, nil
	}
	err := weak(password, Account{Name: name, Email: n.email})
	if err == nil {
		n.acc.PasswordHash, err = a.hash(password)
	}
	return n, err
}

// AddNewcomer adds the newcomer's account, without any role, for the person that
// the same transaction has just added. One message goes to the address they gave:
// with a link that makes it theirs, or, when an account has it already, one that
// says so. The visitor sees no difference.
func (a *Access) AddNewcomer(ctx context.Context, tx *db.DB, n Newcomer, personID string) (Account, error) {
	acc := n.acc
	acc.PersonID, acc.CreatedAt = personID, a.now()
	if err := insertAccount(ctx, tx, acc); err != nil {
		return acc, err
	}
	if err := a.record(ctx, tx, self(acc), "access.account.added", target(acc)); err != nil {
		return acc, err
	}
	if n.email == "" || !a.limits.reset.allow("newcomer|"+acc.OrgID+"|"+fold(n.email), a.now()) {
		return acc, nil
	}
	return acc, a.greet(ctx, tx, acc, n.email)
}

// greet sends the message to a newcomer's address.
func (a *Access) greet(ctx context.Context, tx *db.DB, acc Account, email string) error {
	if _, taken, err := accountByEmail(ctx, tx, acc.OrgID, email); err != nil {
		return err
	} else if taken {
		return a.tell(ctx, tx, acc, email, "known."+acc.ID, map[string]string{"Link": a.opt.BaseURL + "/sign-in"})
	}
	word := id.Secret()
	l := link{OrgID: acc.OrgID, ID: id.New(), AccountID: acc.ID, Kind: invitation, Hash: id.Hash(word), Email: email, CreatedAt: a.now(), ExpiresAt: a.now().Add(confirmFor)}
	if err := dropLinks(ctx, tx, acc.OrgID, acc.ID, a.now()); err != nil {
		return err
	}
	if err := insertLink(ctx, tx, l); err != nil {
		return err
	}
	return a.tell(ctx, tx, acc, email, "confirmation."+l.ID, map[string]string{
		"Link": a.opt.BaseURL + "/" + invitation + "/" + acc.OrgID + "." + word, "Until": when.Stamp(l.ExpiresAt),
	})
}

// confirmFor is how long a newcomer has to follow the link.
const confirmFor = 30 * 24 * time.Hour

// tell sends one of the two messages to a newcomer's address. It says no name:
// whoever reads it may be somebody else.
func (a *Access) tell(ctx context.Context, tx *db.DB, acc Account, email, key string, data map[string]string) error {
	if a.opt.Send == nil {
		return nil
	}
	kind, _, _ := strings.Cut(key, ".")
	return a.opt.Send(ctx, tx, Mail{OrgID: acc.OrgID, Key: "access." + key, ToEmail: email, PersonID: acc.PersonID, Template: "access." + kind, Data: data})
}

// GreetAgain sends a newcomer's message once more, to the address on the
// person's record: somebody asked for it on the phone.
func (a *Access) GreetAgain(ctx context.Context, tx *db.DB, by actor.Actor, personID, email string) error {
	acc, found, err := accountOfPerson(ctx, tx, by.OrgID, personID)
	switch {
	case err != nil:
		return err
	case !found || !acc.Active() || !acc.Unconfirmed():
		return fault.New(fault.Conflict, "This person has no account that waits for its address.")
	case !strings.Contains(email, "@"):
		return fault.New(fault.Conflict, "There is no e-mail address on the person's record.")
	}
	if err := a.greet(ctx, tx, acc, email); err != nil {
		return err
	}
	return a.record(ctx, tx, by, "access.account.invited", target(acc))
}

// AccountState says how the person can sign in: "none", "unconfirmed", "closed"
// or "active".
func (a *Access) AccountState(ctx context.Context, tx *db.DB, orgID, personID string) (string, error) {
	acc, found, err := accountOfPerson(ctx, tx, orgID, personID)
	switch {
	case err != nil || !found:
		return "none", err
	case !acc.Active():
		return "closed", nil
	case acc.Unconfirmed():
		return "unconfirmed", nil
	}
	return "active", nil
}

// prove uses a newcomer's link up and gives the account the address that the
// link was sent to.
func (a *Access) prove(ctx context.Context, l link, acc Account) error {
	return a.db.Tx(ctx, func(tx *db.DB) error {
		n, err := useLink(ctx, tx, l.OrgID, l.ID, a.now())
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoLink
		}
		if _, taken, err := accountByEmail(ctx, tx, l.OrgID, l.Email); err != nil {
			return err
		} else if taken { // made meanwhile, for the same reader
			return errNoLink
		}
		if err := rename(ctx, tx, acc, acc.Name, l.Email); err != nil {
			return err
		}
		return a.record(ctx, tx, self(acc), "access.account.readdressed", target(acc), audit.Change{Field: "E-mail", To: "confirmed"})
	})
}

// again finds the account that a form sent twice has made the first time: for a
// few minutes, and with the same password.
func (a *Access) again(ctx context.Context, orgID, personID, password string) (Account, error) {
	acc, found, err := accountOfPerson(ctx, a.db, orgID, personID)
	if err != nil {
		return acc, err
	}
	same := acc.PasswordHash == "" || a.matches(password, acc.PasswordHash)
	if !found || !same || !acc.Active() || a.now().Sub(acc.CreatedAt) > 10*time.Minute {
		return acc, errSentBefore
	}
	return acc, nil
}

var errSentBefore = fault.New(fault.Conflict, "This form was sent before. Please sign in to go on.")

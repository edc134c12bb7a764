package access

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// link is what an e-mail carries: an invitation or a reset. The link itself is
// the organisation's id, a dot and a secret; only the secret's hash is kept.
type link struct {
	OrgID, ID, AccountID, Kind, Hash string
	Email                            string // that the link proves to be the reader's, or ""
	CreatedAt, ExpiresAt, UsedAt     time.Time
}

const (
	invitation = "invitation"
	reset      = "reset"
)

// lasts is how long a link of each kind works.
var lasts = map[string]time.Duration{invitation: 7 * 24 * time.Hour, reset: time.Hour}

// Template is a message that this package sends: text over Data, paragraphs
// apart by a blank line.
type Template struct{ Name, Subject, Body, About string }

// Templates are the messages that this package sends. Data has Name, Link
// and Until; a subject says nothing about anybody.
func Templates() []Template {
	return []Template{
		{
			Name: "access.invitation", About: "Sent to somebody who has been given an account.",
			Subject: "Your account is ready",
			Body: "Hello {{.Name}},\n\nAn account has been made for you. To choose a password and sign in, open this page:\n\n{{.Link}}\n\n" +
				"The link works once, until {{.Until}}. If you did not expect this message, you need not do anything.\n",
		},
		{
			Name: "access.reset", About: "Sent when somebody asks to choose a new password.",
			Subject: "Choose a new password",
			Body: "Hello {{.Name}},\n\nTo choose a new password, open this page:\n\n{{.Link}}\n\n" +
				"The link works once, until {{.Until}}. If you did not ask for it, somebody may have typed your address by mistake: your password stays as it is.\n",
		},
		{
			Name: "access.confirmation", About: "Sent to the address that somebody gave when they enrolled on line.",
			Subject: "Please confirm your address",
			Body: "Hello,\n\nSomebody has just enrolled with this e-mail address. If it was you, open this page, so that you can sign in again another day with your address and the password you chose:\n\n{{.Link}}\n\n" +
				"The link works once, until {{.Until}}. If it was not you, you need not do anything: nobody can sign in with your address.\n",
		},
		{
			Name: "access.known", About: "Sent when somebody enrols on line with an address that has an account.",
			Subject: "About your account",
			Body: "Hello,\n\nSomebody has just enrolled with this e-mail address. You have an account already, so there was no need to enrol again: what you book and change stays in one place when you sign in here:\n\n{{.Link}}\n\n" +
				"If you do not remember your password, you can choose a new one on that page. If you have booked something just now, we will put it together with what you have. If it was not you, you need not do anything: nobody has seen or changed your account.\n",
		},
	}
}

// issue makes a link, ends the account's earlier ones and, if mail is true,
// queues the message. It returns the link's address.
func (a *Access) issue(ctx context.Context, tx *db.DB, acc Account, kind string, mail bool) (string, error) {
	word := id.Secret()
	l := link{OrgID: acc.OrgID, ID: id.New(), AccountID: acc.ID, Kind: kind, Hash: id.Hash(word), CreatedAt: a.now(), ExpiresAt: a.now().Add(lasts[kind])}
	if err := dropLinks(ctx, tx, acc.OrgID, acc.ID, a.now()); err != nil {
		return "", err
	}
	if err := insertLink(ctx, tx, l); err != nil {
		return "", err
	}
	address := a.opt.BaseURL + "/" + kind + "/" + acc.OrgID + "." + word
	if !mail || a.opt.Send == nil {
		return address, nil
	}
	return address, a.opt.Send(ctx, tx, Mail{
		OrgID: acc.OrgID, Key: "access." + l.ID, ToName: acc.Name, ToEmail: acc.Email, PersonID: acc.PersonID, Template: "access." + kind,
		Data: map[string]string{"Name": acc.Name, "Link": address, "Until": when.Stamp(l.ExpiresAt)},
	})
}

// Invite makes an account and sends its owner a link to choose a password. It
// returns the link too, for a command that hands it over. role, if it has one,
// is given at once; who does not look after the whole organisation must give one.
func (a *Access) Invite(ctx context.Context, by actor.Actor, n NewAccount, role GrantInput) (Account, string, error) {
	n.Password = ""
	acc, err := a.prepare(by, n)
	if err != nil {
		return Account{}, "", err
	}
	if err := a.ownAddress(ctx, acc); err != nil {
		return Account{}, "", err
	}
	var held Held
	if role.Role != "" {
		role.AccountID = acc.ID
		if held, err = a.checkGrant(ctx, by, role); err != nil {
			return Account{}, "", err
		}
	} else if _, all, err := a.visible(ctx, by); err != nil {
		return Account{}, "", err
	} else if !all {
		return Account{}, "", fault.Field("role", "Choose a role: without one you could not see the account afterwards.")
	}
	var address string
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if err := a.add(ctx, tx, by, acc); err != nil {
			return err
		}
		if held.ID != "" {
			if err := a.grant(ctx, tx, by, held); err != nil {
				return err
			}
		}
		address, err = a.issue(ctx, tx, acc, invitation, true)
		return err
	})
	return acc, address, err
}

// ownAddress refuses to link an account to a person under another address than
// the person's own.
func (a *Access) ownAddress(ctx context.Context, acc Account) error {
	if acc.PersonID == "" || a.opt.PersonEmail == nil {
		return nil
	}
	email, err := a.opt.PersonEmail(ctx, acc.OrgID, acc.PersonID)
	if err == nil && fold(email) != fold(acc.Email) {
		err = fault.Field("email", "Use the e-mail address on the person's own record, or correct it there first.")
	}
	return err
}

// Reinvite sends another invitation; earlier links no longer work.
func (a *Access) Reinvite(ctx context.Context, by actor.Actor, accountID string) (string, error) {
	acc, _, err := a.mayManage(ctx, by, accountID)
	if err != nil {
		return "", err
	}
	if !acc.Invited() {
		return "", fault.New(fault.Conflict, "This account is in use already, or closed.")
	}
	return a.issueBy(ctx, by, acc, invitation, "access.account.invited", true)
}

// ResetLink makes a link to choose a new password, for a command that hands it
// over; no message is sent.
func (a *Access) ResetLink(ctx context.Context, by actor.Actor, accountID string) (string, error) {
	acc, _, err := a.mayManage(ctx, by, accountID)
	if err != nil {
		return "", err
	}
	if !acc.Active() {
		return "", fault.New(fault.Conflict, "This account is closed.")
	}
	return a.issueBy(ctx, by, acc, reset, "access.account.reset-asked", false)
}

func (a *Access) issueBy(ctx context.Context, by actor.Actor, acc Account, kind, action string, mail bool) (address string, err error) {
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if address, err = a.issue(ctx, tx, acc, kind, mail); err != nil {
			return err
		}
		return a.record(ctx, tx, by, action, target(acc))
	})
	return address, err
}

// Forgot sends a link to choose a new password, if there is an active account
// with that address. The caller learns nothing of it: either way one slow hash
// is made and one transaction written.
func (a *Access) Forgot(ctx context.Context, orgID, email, client string) error {
	if !a.limits.client.allow(client, a.now()) || !a.limits.reset.allow(orgID+"|"+fold(email), a.now()) {
		a.counts.limited.Add(1)
		return errTooMany
	}
	a.matches(email, "")
	if orgID == "" {
		return nil
	}
	acc, found, err := accountByEmail(ctx, a.db, orgID, email)
	if err != nil {
		return err
	}
	somebody := actor.Actor{OrgID: orgID, Name: "somebody"}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if !found || !acc.Active() {
			return a.record(ctx, tx, somebody, "access.account.reset-asked", unknown)
		}
		kind := reset
		if acc.Invited() {
			kind = invitation
		}
		if _, err := a.issue(ctx, tx, acc, kind, true); err != nil {
			return err
		}
		return a.record(ctx, tx, somebody, "access.account.reset-asked", target(acc))
	})
}

// errNoLink is the answer to a link that does not work, whatever the reason.
var errNoLink = fault.New(fault.NotFound, "This link does not work any more. It may have been used, have run out, or have been replaced by a newer one. You can ask for another on the sign-in page.")

// follow finds the account that a link opens, and uses nothing up.
func (a *Access) follow(ctx context.Context, d *db.DB, kind, token string) (link, Account, error) {
	orgID, word, ok := strings.Cut(token, ".")
	if !ok {
		return link{}, Account{}, errNoLink
	}
	l, found, err := linkByHash(ctx, d, orgID, kind, id.Hash(word))
	if err != nil {
		return link{}, Account{}, err
	}
	if !found || !l.UsedAt.IsZero() || !a.now().Before(l.ExpiresAt) {
		return link{}, Account{}, errNoLink
	}
	acc, err := accountByID(ctx, d, l.OrgID, l.AccountID)
	if err != nil || !acc.Active() {
		return link{}, Account{}, errNoLink
	}
	return l, acc, nil
}

// TakeUp uses a link up and gives its account a password. Every session of the
// account ends. The account still needs to sign in, with its second factor.
func (a *Access) TakeUp(ctx context.Context, kind, token, password string) (Account, error) {
	l, acc, err := a.follow(ctx, a.db, kind, token)
	if err != nil {
		return Account{}, err
	}
	if err := weak(password, acc); err != nil {
		return Account{}, err
	}
	hash, err := a.hash(password)
	if err != nil {
		return Account{}, err
	}
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		n, err := useLink(ctx, tx, l.OrgID, l.ID, a.now())
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoLink
		}
		return a.setPassword(ctx, tx, self(acc), acc, hash, "", "access."+kind+".used")
	})
	return acc, err
}

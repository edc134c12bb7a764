package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// Account signs somebody in. Its states are "active" and "closed".
type Account struct {
	OrgID, ID, Name, Email          string
	PersonID                        string // "" when it is nobody's record
	PasswordHash                    string
	TOTPSecret                      string
	TOTPStep                        int64
	State                           string
	ClosedAt, SignedInAt, CreatedAt time.Time
	HasPasskey                      bool
}

// HasFactor reports whether the account has a second factor.
func (a Account) HasFactor() bool { return a.TOTPSecret != "" || a.HasPasskey }

// Active reports whether the account may sign in.
func (a Account) Active() bool { return a.State == "active" }

// Invited reports whether nobody has signed in yet, nor chosen a password.
func (a Account) Invited() bool {
	return a.Active() && a.PasswordHash == "" && a.SignedInAt.IsZero()
}

// NewAccount is what an account begins with. Without a password its owner needs
// an invitation, or signs in at an OIDC provider.
type NewAccount struct{ Name, Email, PersonID, Password string }

// fold makes e-mail addresses and names compare alike however they are typed.
func fold(s string) string {
	return strings.ToLower(norm.NFKC.String(strings.Join(strings.Fields(s), " ")))
}

func target(a Account) audit.Target { return audit.Target{Kind: "account", ID: a.ID, Words: a.Name} }

// self is the account as the one who acts, for the audit trail.
func self(a Account) actor.Actor {
	return actor.Actor{OrgID: a.OrgID, AccountID: a.ID, PersonID: a.PersonID, Name: a.Name}
}

func (a *Access) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, t audit.Target, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: a.now(), By: by, Action: action, Target: t, Changes: changes})
}

// AddAccount makes an account that can sign in at once, when it has a password.
func (a *Access) AddAccount(ctx context.Context, by actor.Actor, n NewAccount) (Account, error) {
	acc, err := a.prepare(by, n)
	if err != nil {
		return Account{}, err
	}
	err = a.db.Tx(ctx, func(tx *db.DB) error { return a.add(ctx, tx, by, acc) })
	return acc, err
}

// prepare checks n and hashes its password, outside any transaction.
func (a *Access) prepare(by actor.Actor, n NewAccount) (Account, error) {
	if !by.Can("access.manage") {
		return Account{}, fault.New(fault.Forbidden, "Your role does not include making accounts.")
	}
	acc := Account{OrgID: by.OrgID, ID: id.New(), Name: strings.Join(strings.Fields(n.Name), " "), Email: strings.TrimSpace(n.Email), PersonID: n.PersonID, State: "active", CreatedAt: a.now()}
	if acc.Name == "" {
		return Account{}, fault.Field("name", "Enter a name.")
	}
	if !strings.Contains(acc.Email, "@") {
		return Account{}, fault.Field("email", "Enter an e-mail address like name@example.org.")
	}
	if n.Password == "" {
		return acc, nil
	}
	if err := weak(n.Password, acc); err != nil {
		return Account{}, err
	}
	var err error
	acc.PasswordHash, err = a.hash(n.Password)
	return acc, err
}

func (a *Access) add(ctx context.Context, tx *db.DB, by actor.Actor, acc Account) error {
	if _, taken, err := accountByEmail(ctx, tx, acc.OrgID, acc.Email); err != nil {
		return err
	} else if taken {
		return fault.Field("email", "There is already an account with this e-mail address.")
	}
	if acc.PersonID != "" {
		if _, taken, err := accountOfPerson(ctx, tx, acc.OrgID, acc.PersonID); err != nil {
			return err
		} else if taken {
			return fault.New(fault.Conflict, "This person already has an account.")
		}
	}
	if err := insertAccount(ctx, tx, acc); err != nil {
		if db.Dangling(err) {
			return fault.New(fault.NotFound, "We could not find that person.")
		}
		return err
	}
	return a.record(ctx, tx, by, "access.account.added", target(acc)) // never the address: the trail cannot be erased
}

// Account returns one account that by may see.
func (a *Access) Account(ctx context.Context, by actor.Actor, accountID string) (Account, error) {
	acc, err := accountByID(ctx, a.db, by.OrgID, accountID)
	if err != nil {
		return Account{}, missing(err)
	}
	units, all, err := a.visible(ctx, by)
	if err != nil || all || accountID == by.AccountID {
		return acc, err
	}
	held, err := rolesOf(ctx, a.db, by.OrgID, accountID)
	if err != nil {
		return Account{}, err
	}
	if !slices.ContainsFunc(held, func(h Held) bool { return h.EndedOn.IsZero() && slices.Contains(units, h.UnitID) }) {
		return Account{}, errNoAccount
	}
	return acc, nil
}

var errNoAccount = fault.New(fault.NotFound, "We could not find that account.")

func missing(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return errNoAccount
	}
	return err
}

// visible lists the units whose accounts by may see; all means every account,
// those without a role included.
func (a *Access) visible(ctx context.Context, by actor.Actor) (unitIDs []string, all bool, err error) {
	if by.CanEverywhere("access.read") {
		return nil, true, nil
	}
	units, err := a.units(ctx, by.OrgID)
	for _, u := range units {
		if by.CanAt("access.read", u.Path) {
			unitIDs = append(unitIDs, u.ID)
		}
	}
	return unitIDs, false, err
}

func (a *Access) units(ctx context.Context, orgID string) ([]Unit, error) {
	if a.opt.Units == nil {
		return nil, nil
	}
	return a.opt.Units(ctx, orgID)
}

// Accounts lists accounts that by may see, by name: those whose name or address
// contains q, in a state ("" for any). It returns one page and how many there are.
func (a *Access) Accounts(ctx context.Context, by actor.Actor, q, state string, limit, offset int) ([]Account, int, error) {
	var w db.Where
	w.And("a.org_id = ?", by.OrgID)
	if q = fold(q); q != "" {
		w.And(`a.search LIKE ? ESCAPE '\'`, "%"+likeEscape.Replace(q)+"%")
	}
	if state != "" {
		w.And("a.state = ?", state)
	}
	units, all, err := a.visible(ctx, by)
	if err != nil {
		return nil, 0, err
	}
	if !all {
		holdersAt(&w, by.OrgID, units)
	}
	return searchAccounts(ctx, a.db, &w, limit, offset)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// mayManage reports why by may not change the account: access.manage is needed
// wherever the account holds a role.
func (a *Access) mayManage(ctx context.Context, by actor.Actor, accountID string) (Account, []Held, error) {
	acc, err := a.Account(ctx, by, accountID)
	if err != nil {
		return Account{}, nil, err
	}
	held, err := rolesOf(ctx, a.db, by.OrgID, accountID)
	if err != nil {
		return Account{}, nil, err
	}
	held = slices.DeleteFunc(held, func(h Held) bool { return !h.EndedOn.IsZero() })
	if err := a.paths(ctx, by.OrgID, held); err != nil {
		return Account{}, nil, err
	}
	for _, h := range held {
		if !by.CanAt("access.manage", h.Path) {
			return Account{}, nil, fault.New(fault.Forbidden, "This account holds a role outside the units you look after.")
		}
	}
	if !by.Can("access.manage") {
		return Account{}, nil, fault.New(fault.Forbidden, "Your role does not include changing accounts.")
	}
	return acc, held, nil
}

// Close ends an account: it is nobody from the next request on. Its history and
// its roles stay as they are.
func (a *Access) Close(ctx context.Context, by actor.Actor, accountID string) error {
	acc, held, err := a.mayManage(ctx, by, accountID)
	if err != nil {
		return err
	}
	roots, err := a.rootIDs(ctx, by.OrgID, held)
	if err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if err := takeTurn(ctx, tx, by.OrgID); err != nil {
			return err
		}
		if err := a.keepsAdministrator(ctx, tx, by.OrgID, roots, func(h Held) bool { return h.AccountID == accountID }); err != nil {
			return err
		}
		n, err := setState(ctx, tx, by.OrgID, accountID, "closed", a.now())
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "This account is closed already.")
		}
		if _, err := endSessionsBut(ctx, tx, by.OrgID, accountID, "", a.now()); err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, by.OrgID, accountID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.account.closed", target(acc), audit.Change{Field: "State", From: "active", To: "closed"})
	})
}

// Reopen lets a closed account sign in again. Its roles count again where they
// have not been ended, so by needs to be able to give each of them.
func (a *Access) Reopen(ctx context.Context, by actor.Actor, accountID string) error {
	acc, held, err := a.mayManage(ctx, by, accountID)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.UntilOn.IsZero() || !h.UntilOn.Before(a.today()) {
			if err := a.mayGive(by, h.Role, h.Path); err != nil {
				return fault.New(fault.Forbidden, "This account holds a role that you cannot give. End that role first, or ask somebody who can give it.")
			}
		}
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		n, err := setState(ctx, tx, by.OrgID, accountID, "active", time.Time{})
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "This account is open already.")
		}
		return a.record(ctx, tx, by, "access.account.reopened", target(acc), audit.Change{Field: "State", From: "closed", To: "active"})
	})
}

// rename writes name and address over those that were read, unless somebody has
// changed them meanwhile: an address that was replaced must not come back.
func rename(ctx context.Context, tx *db.DB, acc Account, name, email string) error {
	n, err := renameAccount(ctx, tx, acc, name, email)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody changed this account at the same time. Please try again.")
	}
	return err
}

// Rename changes the account's own name.
func (a *Access) Rename(ctx context.Context, by actor.Actor, name string) error {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return fault.Field("name", "Enter your name.")
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		acc, err := accountByID(ctx, tx, by.OrgID, by.AccountID)
		if err != nil || acc.Name == name {
			return missing(err)
		}
		if err := rename(ctx, tx, acc, name, acc.Email); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.account.renamed", target(acc), audit.Change{Field: "Name", From: acc.Name, To: name})
	})
}

// ChangeEmail gives an account another address. Since a link sent to an address
// opens the account, by needs to be able to give every role that it holds.
func (a *Access) ChangeEmail(ctx context.Context, by actor.Actor, accountID, email string) error {
	acc, held, err := a.mayManage(ctx, by, accountID)
	if err != nil {
		return err
	}
	for _, h := range held {
		if err := a.mayGive(by, h.Role, h.Path); err != nil {
			return fault.New(fault.Forbidden, "This account holds a role that you cannot give, so you cannot change where its mail goes.")
		}
	}
	if acc.Unconfirmed() {
		return errUnconfirmed
	}
	if email = strings.TrimSpace(email); !strings.Contains(email, "@") {
		return fault.Field("email", "Enter an e-mail address like name@example.org.")
	}
	if err := a.ownAddress(ctx, Account{OrgID: acc.OrgID, PersonID: acc.PersonID, Email: email}); err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if other, taken, err := accountByEmail(ctx, tx, by.OrgID, email); err != nil {
			return err
		} else if taken && other.ID != acc.ID {
			return fault.Field("email", "There is already an account with this e-mail address.")
		}
		if err := rename(ctx, tx, acc, acc.Name, email); err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, by.OrgID, acc.ID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.account.readdressed", target(acc), audit.Change{Field: "E-mail", To: "changed"})
	})
}

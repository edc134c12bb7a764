package access

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
)

// MergePerson moves the account of a person who turned out to be another to that
// other one, in the transaction that merges the two. If both have an account,
// the dropped person's stays without a person. An account whose address nobody
// has confirmed is closed: a stranger may have made it, under somebody's name.
func (a *Access) MergePerson(ctx context.Context, tx *db.DB, by actor.Actor, keepID, dropID string) error {
	orgID := by.OrgID
	acc, found, err := accountOfPerson(ctx, tx, orgID, dropID)
	if err != nil {
		return err
	}
	kept, both, err := accountOfPerson(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	if both && kept.Unconfirmed() {
		both = false
		if err := a.drop(ctx, tx, by, kept); err != nil {
			return err
		}
	}
	if found && acc.Unconfirmed() {
		return a.drop(ctx, tx, by, acc)
	}
	if !found {
		return nil
	}
	to := keepID
	if both {
		to = ""
	}
	if err := setPersonOf(ctx, tx, orgID, acc.ID, to); err != nil {
		return err
	}
	return a.record(ctx, tx, by, "access.account.person-changed", target(acc), audit.Change{Field: "Person", From: dropID, To: to})
}

// drop closes an account and takes it from its person.
func (a *Access) drop(ctx context.Context, tx *db.DB, by actor.Actor, acc Account) error {
	if err := setPersonOf(ctx, tx, acc.OrgID, acc.ID, ""); err != nil {
		return err
	}
	if _, err := setState(ctx, tx, acc.OrgID, acc.ID, "closed", a.now()); err != nil {
		return err
	}
	if _, err := endSessionsBut(ctx, tx, acc.OrgID, acc.ID, "", a.now()); err != nil {
		return err
	}
	if err := dropLinks(ctx, tx, acc.OrgID, acc.ID, a.now()); err != nil {
		return err
	}
	return a.record(ctx, tx, by, "access.account.closed", target(acc), audit.Change{Field: "State", From: acc.State, To: "closed"})
}

// PersonExport is what this package holds about a person.
type PersonExport struct {
	Name, Email, State    string
	CreatedAt, SignedInAt time.Time
	SecondFactor          string
	Roles                 []RoleExport
}

// RoleExport is one role in an export.
type RoleExport struct{ Role, UnitID, From, Until, Ended string }

// ExportPerson returns the person's account and roles, or nil.
func (a *Access) ExportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	acc, found, err := accountOfPerson(ctx, tx, orgID, personID)
	if err != nil || !found {
		return nil, err
	}
	held, err := rolesOf(ctx, tx, orgID, acc.ID)
	if err != nil {
		return nil, err
	}
	out := PersonExport{Name: acc.Name, Email: acc.Email, State: acc.State, CreatedAt: acc.CreatedAt, SignedInAt: acc.SignedInAt, SecondFactor: factorWords(acc)}
	for _, h := range held {
		out.Roles = append(out.Roles, RoleExport{a.roleLabel(h.Role), h.UnitID, h.FromOn.ISO(), h.UntilOn.ISO(), h.EndedOn.ISO()})
	}
	return out, nil
}

// erased is what an account is called after its person was erased.
const erased = "Erased account"

// ErasePerson closes the person's account and removes from it, and from what it
// has done here, everything that tells who it was. The last administrator has to
// be replaced first.
func (a *Access) ErasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	acc, found, err := accountOfPerson(ctx, tx, orgID, personID)
	if err != nil || !found {
		return err
	}
	if err := takeTurn(ctx, tx, orgID); err != nil {
		return err
	}
	held, err := rolesOf(ctx, tx, orgID, acc.ID)
	if err != nil {
		return err
	}
	roots, err := a.rootIDs(ctx, orgID, held)
	if err != nil {
		return err
	}
	if err := a.keepsAdministrator(ctx, tx, orgID, roots, func(h Held) bool { return h.AccountID == acc.ID }); err != nil {
		return err
	}
	if err := eraseAccount(ctx, tx, orgID, acc.ID, erased, acc.ID+"@erased.invalid", a.now()); err != nil {
		return err
	}
	acc.Name = erased
	return a.record(ctx, tx, actor.System(orgID, "erasure"), "access.account.erased", target(acc))
}

package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Held is a role that an account holds, will hold or has held.
type Held struct {
	OrgID, ID, AccountID string
	Role, UnitID         string
	FromOn, UntilOn      when.Date // inclusive; no UntilOn is without end
	GivenByName          string
	GivenAt              time.Time
	EndedOn              when.Date
	EndedByName          string
	Path                 string // of the unit
	unit                 string // its name, for the audit trail
}

// Current reports whether the role counts on the day.
func (h Held) Current(day when.Date) bool {
	return h.EndedOn.IsZero() && !h.FromOn.After(day) && (h.UntilOn.IsZero() || !h.UntilOn.Before(day))
}

// GrantInput is a role to be given. No From is from today; no Until is without end.
type GrantInput struct {
	AccountID, Role, UnitID string
	From, Until             when.Date
}

// mayGive reports why by may not give or end the role at the unit with that path.
func (a *Access) mayGive(by actor.Actor, slug, path string) error {
	if path == "" || !by.CanAt("access.grant", path) {
		return fault.New(fault.Forbidden, "You cannot give or end roles at this unit.")
	}
	for _, p := range a.roles[slug].Permissions {
		if !by.CanAt(p, path) {
			return fault.New(fault.Forbidden, "You can only give or end a role when you hold everything it allows, at this unit or above it.")
		}
	}
	return nil
}

// outlasts refuses a role that would be held longer than by holds, at the unit
// with that path, everything that is needed to give it.
func (a *Access) outlasts(ctx context.Context, by actor.Actor, slug, path string, until when.Date) error {
	if by.AccountID == "" {
		return nil
	}
	held, err := rolesOf(ctx, a.db, by.OrgID, by.AccountID)
	if err != nil {
		return err
	}
	if err := a.paths(ctx, by.OrgID, held); err != nil {
		return err
	}
	for _, p := range append([]string{"access.grant"}, a.roles[slug].Permissions...) {
		end, ends := a.lastDay(held, p, path)
		if ends && (until.IsZero() || until.After(end)) {
			return fault.Field("until", "Your own role ends on %s. What you give must end by then.", end)
		}
	}
	return nil
}

// lastDay is the last day on which one of the roles held today gives the
// permission at the unit with that path, if there is one.
func (a *Access) lastDay(held []Held, permission, path string) (end when.Date, ends bool) {
	for _, h := range held {
		if h.Path == "" || !h.Current(a.today()) || !a.roles[h.Role].set[permission] || !strings.HasPrefix(path, h.Path) {
			continue
		}
		if h.UntilOn.IsZero() {
			return when.Date{}, false
		}
		if !ends || h.UntilOn.After(end) {
			end, ends = h.UntilOn, true
		}
	}
	return end, ends
}

// Grant gives a role at a unit and below.
func (a *Access) Grant(ctx context.Context, by actor.Actor, in GrantInput) error {
	h, err := a.checkGrant(ctx, by, in)
	if err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error { return a.grant(ctx, tx, by, h) })
}

func (a *Access) checkGrant(ctx context.Context, by actor.Actor, in GrantInput) (Held, error) {
	role, ok := a.roles[in.Role]
	if !ok {
		return Held{}, fault.Field("role", "Choose a role.")
	}
	if in.From.IsZero() {
		in.From = a.today()
	}
	if !in.Until.IsZero() && in.Until.Before(in.From) {
		return Held{}, fault.Field("until", "The last day must not be before the first.")
	}
	path, err := a.unitPath(ctx, by.OrgID, in.UnitID)
	if err != nil {
		return Held{}, err
	}
	if path == "" {
		return Held{}, fault.Field("unit", "Choose a unit.")
	}
	if err := a.mayGive(by, role.Slug, path); err != nil {
		return Held{}, err
	}
	if err := a.outlasts(ctx, by, role.Slug, path, in.Until); err != nil {
		return Held{}, err
	}
	return Held{OrgID: by.OrgID, ID: id.New(), AccountID: in.AccountID, Role: in.Role, UnitID: in.UnitID, FromOn: in.From, UntilOn: in.Until, GivenAt: a.now(), Path: path, unit: a.unitName(ctx, by.OrgID, in.UnitID)}, nil
}

func (a *Access) grant(ctx context.Context, tx *db.DB, by actor.Actor, h Held) error {
	if err := takeTurn(ctx, tx, by.OrgID); err != nil {
		return err
	}
	acc, err := accountByID(ctx, tx, by.OrgID, h.AccountID)
	if err != nil {
		return missing(err)
	}
	if !acc.Active() {
		return fault.New(fault.Conflict, "This account is closed.")
	}
	if acc.Unconfirmed() {
		return errUnconfirmed
	}
	held, err := rolesOf(ctx, tx, by.OrgID, h.AccountID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(o Held) bool { return o.Role == h.Role && o.UnitID == h.UnitID && o.overlaps(h) }) {
		return fault.New(fault.Conflict, "This account already holds that role there in that time.")
	}
	if err := insertRole(ctx, tx, h, by.AccountID, by.Name); err != nil {
		return err
	}
	return a.record(ctx, tx, by, "access.role.given", target(acc),
		audit.Change{Field: "Role", To: a.roleLabel(h.Role)}, audit.Change{Field: "Unit", To: h.unit},
		audit.Change{Field: "From", To: h.FromOn.String()}, audit.Change{Field: "Until", To: h.UntilOn.String()})
}

// overlaps reports whether a day is in both, leaving out what was ended.
func (h Held) overlaps(o Held) bool {
	return h.EndedOn.IsZero() && o.EndedOn.IsZero() &&
		(h.UntilOn.IsZero() || !h.UntilOn.Before(o.FromOn)) && (o.UntilOn.IsZero() || !o.UntilOn.Before(h.FromOn))
}

func (a *Access) roleLabel(slug string) string {
	if r, ok := a.roles[slug]; ok {
		return r.Label
	}
	return slug
}

// EndRole ends a role at once, or before it begins.
func (a *Access) EndRole(ctx context.Context, by actor.Actor, accountID, roleID string) error {
	if _, err := a.Account(ctx, by, accountID); err != nil {
		return err
	}
	h, err := roleByID(ctx, a.db, by.OrgID, accountID, roleID)
	if err != nil {
		return fault.New(fault.NotFound, "We could not find that role.")
	}
	one := []Held{h}
	if err := a.paths(ctx, by.OrgID, one); err != nil {
		return err
	}
	if err := a.mayGive(by, h.Role, one[0].Path); err != nil {
		return err
	}
	roots, err := a.rootIDs(ctx, by.OrgID, one)
	if err != nil {
		return err
	}
	unit := a.unitName(ctx, by.OrgID, h.UnitID)
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if err := takeTurn(ctx, tx, by.OrgID); err != nil {
			return err
		}
		if err := a.keepsAdministrator(ctx, tx, by.OrgID, roots, func(o Held) bool { return o.ID == roleID }); err != nil {
			return err
		}
		acc, err := accountByID(ctx, tx, by.OrgID, accountID)
		if err != nil {
			return missing(err)
		}
		n, err := endRole(ctx, tx, by.OrgID, roleID, a.today(), by.AccountID, by.Name)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "This role was ended already.")
		}
		return a.record(ctx, tx, by, "access.role.ended", target(acc),
			audit.Change{Field: "Role", From: a.roleLabel(h.Role)}, audit.Change{Field: "Unit", From: unit})
	})
}

// rootIDs lists the root units among those where the roles are held.
func (a *Access) rootIDs(ctx context.Context, orgID string, held []Held) ([]string, error) {
	var ids []string
	if err := a.paths(ctx, orgID, held); err != nil {
		return nil, err
	}
	for _, h := range held {
		if isRoot(h.Path) && !slices.Contains(ids, h.UnitID) {
			ids = append(ids, h.UnitID)
		}
	}
	return ids, nil
}

// administers reports whether the role makes its holder an administrator of the
// whole organisation, given the root units: they can give roles and look after
// accounts everywhere.
func (a *Access) administers(h Held, roots []string) bool {
	set := a.roles[h.Role].set
	return set["access.grant"] && set["access.manage"] && slices.Contains(roots, h.UnitID) && h.Current(a.today())
}

// keepsAdministrator refuses a change after which nobody could give roles any
// more: gone says which roles would no longer count. roots are the root units
// that the change touches; without one it cannot matter.
func (a *Access) keepsAdministrator(ctx context.Context, tx *db.DB, orgID string, roots []string, gone func(Held) bool) error {
	if len(roots) == 0 {
		return nil
	}
	held, err := openRoles(ctx, tx, orgID)
	if err != nil {
		return err
	}
	lost, left := false, false
	for _, h := range held {
		switch {
		case !a.administers(h, roots):
		case gone(h):
			lost = true
		default:
			left = true
		}
	}
	if lost && !left {
		return fault.New(fault.Conflict, "This is the last administrator of the organisation. Make somebody else an administrator first.")
	}
	return nil
}

// HeldBy lists the roles of an account that by may see: newest first.
func (a *Access) HeldBy(ctx context.Context, by actor.Actor, accountID string) ([]Held, error) {
	if _, err := a.Account(ctx, by, accountID); err != nil {
		return nil, err
	}
	held, err := rolesOf(ctx, a.db, by.OrgID, accountID)
	if err != nil {
		return nil, err
	}
	return held, a.paths(ctx, by.OrgID, held)
}

// identify builds the actor of an account, and says whether one of its roles
// demands a second factor and whether it has one. A closed account is nobody.
func (a *Access) identify(ctx context.Context, orgID, accountID string) (who actor.Actor, demands, has bool, err error) {
	rows, err := presentAccount(ctx, a.db, orgID, accountID)
	if err != nil || len(rows) == 0 || rows[0].State != "active" {
		return actor.Actor{}, false, false, err
	}
	who = actor.Actor{OrgID: orgID, AccountID: accountID, PersonID: rows[0].PersonID, Name: rows[0].Name}
	var held []Held
	for _, r := range rows {
		h := Held{Role: r.Role, UnitID: r.UnitID, FromOn: r.FromOn, UntilOn: r.UntilOn}
		if _, known := a.roles[r.Role]; known && r.ID != "" && h.Current(a.today()) {
			held = append(held, h)
		}
	}
	if err := a.paths(ctx, orgID, held); err != nil {
		return actor.Actor{}, false, false, err
	}
	for _, h := range held {
		role := a.roles[h.Role]
		demands = demands || role.SecondFactor
		if h.Path != "" {
			who.Grants = append(who.Grants, actor.Grant{Role: role.Slug, UnitID: h.UnitID, Path: h.Path, Permissions: role.set})
		}
	}
	return who, demands, rows[0].HasFactor, nil
}

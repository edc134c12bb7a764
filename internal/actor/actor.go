// Package actor says who is asking: the account signed in, its organisation,
// and what its roles allow at which units and below.
package actor

import (
	"context"
	"strings"
)

// Actor is who does something. The zero Actor is nobody.
type Actor struct {
	OrgID     string
	AccountID string // "" for a command or a job
	PersonID  string // "" when the account is not linked to a person
	Name      string // how the audit trail names them
	Grants    []Grant
}

// Grant is one role, held at a unit and below.
type Grant struct {
	Role        string
	UnitID      string
	Path        string // path of the unit, "/…/…/"
	Permissions map[string]bool
}

// System is the actor of commands and jobs: it may do anything in the
// organisation, and the audit trail names it.
func System(orgID, name string) Actor {
	return Actor{OrgID: orgID, Name: name, Grants: []Grant{{Path: "/", Permissions: nil, Role: systemRole}}}
}

const systemRole = "system"

func (g Grant) allows(permission string) bool {
	return g.Role == systemRole || g.Permissions[permission]
}

// SignedIn reports whether somebody is asking.
func (a Actor) SignedIn() bool { return a.AccountID != "" }

// Can reports whether a holds the permission at any unit.
func (a Actor) Can(permission string) bool {
	for _, g := range a.Grants {
		if g.allows(permission) {
			return true
		}
	}
	return false
}

// CanAt reports whether a holds the permission at the unit with that path.
func (a Actor) CanAt(permission, path string) bool {
	for _, g := range a.Grants {
		if g.allows(permission) && strings.HasPrefix(path, g.Path) {
			return true
		}
	}
	return false
}

// CanEverywhere reports whether a holds the permission at the organisation's root
// unit, and so at every unit.
func (a Actor) CanEverywhere(permission string) bool {
	for _, g := range a.Grants {
		if g.allows(permission) && (g.Path == "/" || strings.Count(g.Path, "/") == 2) {
			return true
		}
	}
	return false
}

// Scope is the paths of the units at and below which a holds the permission.
// No path means nowhere.
func (a Actor) Scope(permission string) []string {
	var paths []string
	for _, g := range a.Grants {
		if g.allows(permission) {
			paths = append(paths, g.Path)
		}
	}
	return paths
}

type key struct{}

// With returns ctx carrying a.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns the actor of ctx, or nobody.
func From(ctx context.Context) Actor { a, _ := ctx.Value(key{}).(Actor); return a }

// Package access knows who is asking: accounts, sign-in, sessions, second
// factors, and the roles that say what an account may do at which units.
//
// An account belongs to one organisation and signs in with e-mail and password,
// or at an OIDC provider. A role is held at a unit and below, on some days.
// Nobody grants what they do not hold: to give or end a role at a unit one needs
// access.grant and every permission of that role, at the unit or above it, and
// for as long as the role is to be held.
//
// [Access.Authenticate] builds the actor afresh on every request, from three
// short queries: the session, the account with its roles, the paths of their
// units. So a closed account or an ended role counts from the next request on.
//
// A role may demand a second factor ([Role.SecondFactor]). One rule, asked on
// every request, holds it: if the account has a second factor, or a role of it
// demands one, a session in which none was given is nobody's. Such a session can
// only reach the pages that ask for the factor, or that set up the first one.
// So a role given to somebody who is signed in also takes them there.
//
// Limits on guessing are kept in memory, by client and by account (limit.go):
// they are lost on a restart, and count in each process by itself. That is
// enough to make guessing hopeless, and an attack writes nothing to the database
// but an audit entry for each try that was let through.
//
// Sessions, links and recovery codes are kept as hashes. The secret of an
// authenticator app has to be kept as it is: whoever reads the database file can
// make codes, though not sign in without the password.
package access

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// Role is a named set of permissions.
type Role struct {
	Slug, Label, About string
	Permissions        []string
	SecondFactor       bool // whoever holds it must have a second factor
}

// Unit is a place where a role can be held.
type Unit struct {
	ID, Name, Path string
}

// OrgChoice is an organisation one can sign in to.
type OrgChoice struct{ ID, Name, Slug string }

// Mail is a message to be sent from one of [Templates].
type Mail struct {
	OrgID, Key      string // the same key twice is one message
	ToName, ToEmail string
	PersonID        string // whose account it is about, "" when it is nobody's record
	Template        string
	Data            map[string]string
}

// Options are what the rest of the program lends to this package.
type Options struct {
	// Roles are all there are. The slug "system" is reserved.
	Roles []Role
	// FirstRoles are given to the first administrator at the root unit.
	FirstRoles []string
	// UnitPaths returns the path of each unit; unknown ids are left out.
	UnitPaths func(ctx context.Context, orgID string, ids []string) (map[string]string, error)
	// Units lists the organisation's open units, parents before children.
	Units func(ctx context.Context, orgID string) ([]Unit, error)
	// Organisations lists where one can sign in. With one, the form has no field.
	Organisations func(ctx context.Context) ([]OrgChoice, error)
	// Found makes an organisation with its root unit, or returns the one that an
	// earlier try has made; nil where the first-run page is not wanted.
	Found func(ctx context.Context, name string) (orgID, rootUnitID string, err error)
	// PersonEmail returns the address on a person's record. Where it is given, an
	// account is linked to a person only under that address, so that nobody can
	// make themselves a way into what belongs to somebody else.
	PersonEmail func(ctx context.Context, orgID, personID string) (string, error)
	// Send queues a message in the caller's transaction.
	Send func(ctx context.Context, tx *db.DB, m Mail) error
	// BaseURL is the site's address as visitors see it, for links and passkeys.
	BaseURL string
	// SiteName is how authenticator apps name the site.
	SiteName string
	// Secure marks the cookie for HTTPS only.
	Secure bool
	// OIDC are the other places where one may prove who one is.
	OIDC []Provider
	// Hash sets the cost of a password's hash; nil is the usual one.
	Hash *argon2id.Params
	// Idle and Lifetime end a session: an hour unseen, twelve hours at most.
	Idle, Lifetime time.Duration
	// ClientIP finds the visitor's address; nil takes the connection's.
	ClientIP ClientIP
	// ErrorPage shows that a session could not be read or kept.
	ErrorPage ErrorPage
}

// Access signs accounts in and says what they may do.
type Access struct {
	db       *db.DB
	now      func() time.Time
	opt      Options
	roles    map[string]role
	sessions *scs.SessionManager
	passkeys *webauthn.WebAuthn // nil where the site's address allows none
	limits   limits
	hashing  chan struct{} // as many at once as there are processors: each takes its memory
	dummy    func() string
	oidc     map[string]*provider
	setup    setup
	counts   struct{ signedIn, refused, limited atomic.Uint64 }
}

// role is a Role with its permissions as a set, shared by all who hold it.
type role struct {
	Role
	set map[string]bool
}

// New returns the access rules over d.
func New(d *db.DB, now func() time.Time, opt Options) *Access {
	if opt.Hash == nil {
		opt.Hash = &argon2id.Params{Memory: 46 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	}
	if opt.Idle == 0 {
		opt.Idle = time.Hour
	}
	if opt.Lifetime == 0 {
		opt.Lifetime = 12 * time.Hour
	}
	if opt.SiteName == "" {
		opt.SiteName = "Footbridge"
	}
	opt.BaseURL = strings.TrimSuffix(opt.BaseURL, "/")
	a := &Access{db: d, now: now, opt: opt, roles: map[string]role{}, oidc: map[string]*provider{}, hashing: make(chan struct{}, runtime.NumCPU())}
	for _, r := range opt.Roles {
		if r.Slug == "system" {
			continue
		}
		set := map[string]bool{}
		for _, p := range r.Permissions {
			set[p] = true
		}
		a.roles[r.Slug] = role{r, set}
	}
	for _, p := range opt.OIDC {
		a.oidc[p.Slug] = &provider{Provider: p}
	}
	a.dummy = sync.OnceValue(func() string {
		h, err := argon2id.CreateHash("nobody has this password", opt.Hash)
		if err != nil {
			return ""
		}
		return h
	})
	a.limits = newLimits()
	a.sessions = newSessions(a)
	a.passkeys = newPasskeys(opt)
	return a
}

// newPasskeys returns nil when the site's address cannot have passkeys: they are
// bound to a host name.
func newPasskeys(opt Options) *webauthn.WebAuthn {
	u, err := url.Parse(opt.BaseURL)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Hostname(), "0123456789.") == "" || strings.Contains(u.Hostname(), ":") {
		return nil
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: opt.SiteName, RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil
	}
	return w
}

// Roles lists the roles there are, in the order they were given.
func (a *Access) Roles() []Role { return a.opt.Roles }

// Counts returns how many sign-ins succeeded, were refused, and were turned away
// because there had been too many, since the program started.
func (a *Access) Counts() (signedIn, refused, limited uint64) {
	return a.counts.signedIn.Load(), a.counts.refused.Load(), a.counts.limited.Load()
}

func (a *Access) today() when.Date { return when.DateOf(a.now()) }

// unitPath is the path of one unit, or "" when there is none such.
func (a *Access) unitPath(ctx context.Context, orgID, unitID string) (string, error) {
	if a.opt.UnitPaths == nil {
		return "", errors.New("access: no UnitPaths")
	}
	paths, err := a.opt.UnitPaths(ctx, orgID, []string{unitID})
	return paths[unitID], err
}

// unitName is what a unit is called, or its id where that cannot be found.
func (a *Access) unitName(ctx context.Context, orgID, unitID string) string {
	units, err := a.units(ctx, orgID)
	if err != nil {
		return unitID
	}
	for _, u := range units {
		if u.ID == unitID {
			return u.Name
		}
	}
	return unitID
}

// paths adds to each role where it is held.
func (a *Access) paths(ctx context.Context, orgID string, held []Held) error {
	ids := make([]string, 0, len(held))
	for _, h := range held {
		if !slices.Contains(ids, h.UnitID) {
			ids = append(ids, h.UnitID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if a.opt.UnitPaths == nil {
		return errors.New("access: no UnitPaths")
	}
	paths, err := a.opt.UnitPaths(ctx, orgID, ids)
	if err != nil {
		return fmt.Errorf("paths of units: %w", err)
	}
	for i, h := range held {
		held[i].Path = paths[h.UnitID]
	}
	return nil
}

// isRoot reports whether path is that of an organisation's root unit.
func isRoot(path string) bool { return strings.Count(path, "/") == 2 }

// Package units keeps organisations and the tree of boroughs, specialties,
// services, teams, wards and colleges inside each; the posts at a unit and who
// holds them; and the partners and groups that plans are made with.
//
// A unit's path is the ids from the root down, so that "here and below" is a
// prefix. Roles are held at a unit, and a change needs [Manage] at the unit it
// touches. A post owns things; its holder changes, and the history stays.
package units

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read   = "units.read"
	Manage = "units.manage"
)

// Units keeps the units of every organisation.
type Units struct {
	db     *db.DB
	now    func() time.Time
	people *people.People
}

// New returns the units kept in d. It takes part when people are merged,
// exported and erased.
func New(d *db.DB, now func() time.Time, p *people.People) *Units {
	u := &Units{db: d, now: now, people: p}
	p.OnMerge(moveHolder)
	p.OnExport("posts", u.exportPosts)
	p.OnShow("Posts", u.showPosts)
	p.OnErase(func(ctx context.Context, tx *db.DB, orgID, personID string) error {
		return endHolding(ctx, tx, orgID, personID, u.today())
	})
	return u
}

// Organisation is one tenant.
type Organisation struct {
	OrgID, Name, Slug string
	CreatedAt         time.Time
}

// Unit is one part of an organisation; the root is the organisation itself.
type Unit struct {
	OrgID, ID, ParentID string
	Kind, Name, Path    string
	ClosedOn            when.Date
	CreatedAt           time.Time
}

// Open reports whether the unit has not closed.
func (u Unit) Open() bool { return u.ClosedOn.IsZero() }

// Depth is how many units stand above it.
func (u Unit) Depth() int { return strings.Count(u.Path, "/") - 2 }

// KindLabel is the kind as people read it: "Team".
func (u Unit) KindLabel() string { return kindLabels[u.Kind] }

var kindLabels = map[string]string{
	"organisation": "Organisation", "borough": "Borough", "specialty": "Specialty", "service": "Service",
	"team": "Team", "ward": "Ward", "college": "College",
}

// mayStand says under which kinds a unit of each kind may stand.
var mayStand = map[string][]string{
	"borough":   {"organisation"},
	"specialty": {"organisation", "borough"},
	"service":   {"organisation", "borough", "specialty", "service"},
	"team":      {"organisation", "borough", "specialty", "service", "college"},
	"ward":      {"borough", "specialty", "service"},
	"college":   {"organisation", "borough"},
}

// Kinds are the kinds of unit that may stand under one of kind parent, in the
// order in which people choose.
func Kinds(parent string) []string {
	var out []string
	for _, kind := range []string{"borough", "specialty", "service", "team", "ward", "college"} {
		for _, above := range mayStand[kind] {
			if above == parent {
				out = append(out, kind)
			}
		}
	}
	return out
}

func mayStandUnder(kind, parent string) error {
	for _, above := range mayStand[kind] {
		if above == parent {
			return nil
		}
	}
	if kindLabels[kind] == "" || kind == "organisation" {
		return fault.Field("kind", "Choose what kind of unit it is.")
	}
	return fault.Field("kind", "A %s cannot stand under a %s.", strings.ToLower(kindLabels[kind]), strings.ToLower(kindLabels[parent]))
}

var slugs = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Found makes an organisation and its root unit. slug names it in addresses and
// commands.
func (u *Units) Found(ctx context.Context, name, slug string) (Organisation, Unit, error) {
	name, err := tidyName("name", "a name", name)
	if err != nil {
		return Organisation{}, Unit{}, err
	}
	if !slugs.MatchString(slug) || len(slug) > 60 {
		return Organisation{}, Unit{}, fault.Field("slug", "The short name may have small letters, numbers and hyphens only.")
	}
	now := u.now().UTC().Truncate(time.Microsecond)
	org := Organisation{OrgID: id.New(), Name: name, Slug: slug, CreatedAt: now}
	root := Unit{OrgID: org.OrgID, ID: id.New(), Kind: "organisation", Name: name, CreatedAt: now}
	root.Path = "/" + root.ID + "/"
	err = u.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertOrganisation(ctx, tx, org); err != nil {
			return err
		}
		if err := insertUnit(ctx, tx, root); err != nil {
			return err
		}
		return u.record(ctx, tx, actor.System(org.OrgID, "Footbridge"), "units.organisation.founded", root, nil)
	})
	return org, root, err
}

// Organisations lists every organisation by name.
func (u *Units) Organisations(ctx context.Context) ([]Organisation, error) {
	return allOrganisations(ctx, u.db)
}

// Organisation returns the organisation with that id.
func (u *Units) Organisation(ctx context.Context, orgID string) (Organisation, error) {
	return oneOrganisation(ctx, u.db, orgID)
}

// BySlug returns the organisation of that short name, which addresses that need
// no sign-in carry.
func (u *Units) BySlug(ctx context.Context, slug string) (Organisation, error) {
	return organisationBySlug(ctx, u.db, slug)
}

// In returns the units as they are in the caller's transaction. Inside one,
// reading on a connection of its own would see less, and with every connection
// of a pool held by such a caller nobody would get on.
func (u *Units) In(tx *db.DB) *Units {
	in := *u
	in.db = tx
	return &in
}

// Tree lists the units of an organisation, closed ones too: parents before
// children, siblings by name.
func (u *Units) Tree(ctx context.Context, orgID string) ([]Unit, error) {
	all, err := allUnits(ctx, u.db, orgID)
	if err != nil {
		return nil, err
	}
	below := map[string][]Unit{}
	for _, unit := range all { // by name
		below[unit.ParentID] = append(below[unit.ParentID], unit)
	}
	out := make([]Unit, 0, len(all))
	var walk func(parent string)
	walk = func(parent string) {
		for _, unit := range below[parent] {
			out = append(out, unit)
			walk(unit.ID)
		}
	}
	walk("")
	return out, nil
}

// Unit returns the unit with that id.
func (u *Units) Unit(ctx context.Context, orgID, id string) (Unit, error) {
	return oneUnit(ctx, u.db, orgID, id)
}

// Root returns the unit that is the organisation itself.
func (u *Units) Root(ctx context.Context, orgID string) (Unit, error) {
	return rootUnit(ctx, u.db, orgID)
}

// Paths returns the paths of the units with those ids.
func (u *Units) Paths(ctx context.Context, orgID string, ids []string) (map[string]string, error) {
	rows, err := unitsByID(ctx, u.db, orgID, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Path
	}
	return out, nil
}

// tidyName trims a name and says when it cannot be one.
func tidyName(field, what, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case fold.Text(name) == "":
		return "", fault.Field(field, "Enter %s.", what)
	case utf8.RuneCountInString(name) > 200:
		return "", fault.Field(field, "Use 200 characters or fewer.")
	}
	return name, nil
}

// errOutOfReach says that by's role does not cover the unit.
var errOutOfReach = fault.New(fault.Forbidden, "Your role does not cover this part of the organisation.")

func reach(by actor.Actor, unit Unit) error {
	if !by.CanAt(Manage, unit.Path) {
		return errOutOfReach
	}
	return nil
}

// record writes the audit entry of a change to unit.
func (u *Units) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, unit Unit, changes []audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: u.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "unit", ID: unit.ID, Words: unit.Name},
	})
}

func (u *Units) today() when.Date { return when.DateOf(u.now()) }

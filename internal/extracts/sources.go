package extracts

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
)

// readyFiles are mappings to begin with.
//
//go:embed ready
var readyFiles embed.FS

// ReadyMapping is a mapping to begin with: of a kind of record system.
type ReadyMapping struct {
	Slug, Source, VersionOf, Text string
}

// Ready are the mappings to begin with, by name.
func (x *Extracts) Ready() []ReadyMapping {
	names, _ := fs.Glob(readyFiles, "ready/*.yaml")
	var out []ReadyMapping
	for _, name := range names {
		text, err := readyFiles.ReadFile(name)
		if err != nil {
			continue
		}
		m, _ := MappingErrors(string(text))
		out = append(out, ReadyMapping{Slug: strings.TrimSuffix(path.Base(name), ".yaml"), Source: m.Source, VersionOf: m.VersionOf, Text: string(text)})
	}
	return out
}

// AddMapping keeps a mapping as the newest version of its source's, and makes
// the source when it is new. The same text again is no new version.
func (x *Extracts) AddMapping(ctx context.Context, by actor.Actor, text string) (Version, error) {
	if err := may(by, Load); err != nil {
		return Version{}, err
	}
	m, err := ReadMapping(text)
	if err != nil {
		return Version{}, err
	}
	v := Version{OrgID: by.OrgID, Text: text, CreatedBy: by.Name, CreatedAt: x.now()}
	err = x.db.Tx(ctx, func(tx *db.DB) error {
		s, found, err := sourceNamed(ctx, tx, by.OrgID, folded(m.Source))
		if err != nil {
			return err
		}
		if !found {
			s = Source{OrgID: by.OrgID, ID: id.New(), Name: m.Source, CreatedAt: x.now()}
			if err := insertSource(ctx, tx, s, folded(m.Source)); err != nil {
				return err
			}
		}
		if s.Version > 0 {
			last, err := mappingVersion(ctx, tx, by.OrgID, s.ID, s.Version)
			if err != nil {
				return err
			}
			if last.Text == text {
				v = last
				return nil
			}
		}
		v.Source, v.SourceName, v.Version = s.ID, s.Name, s.Version+1
		if err := insertVersion(ctx, tx, v); err != nil {
			if db.Duplicate(err) {
				return fault.New(fault.Conflict, "Somebody else kept a version at the same moment. Open the mapping again to see what they changed.")
			}
			return err
		}
		if err := x.placeTeams(ctx, tx, by.OrgID, s.ID, m); err != nil {
			return err
		}
		return x.record(ctx, tx, by, "extracts.mapping.add", audit.Target{Kind: "extract mapping", ID: s.ID, Words: s.Name}, audit.Change{Field: "version", To: fmt.Sprint(v.Version)})
	})
	return v, err
}

// Sources are the record systems whose files are brought in.
func (x *Extracts) Sources(ctx context.Context, by actor.Actor) ([]Source, error) {
	if err := may(by, Read); err != nil {
		return nil, err
	}
	return sourcesOf(ctx, x.db, by.OrgID)
}

// Source is a record system by its id.
func (x *Extracts) Source(ctx context.Context, by actor.Actor, id string) (Source, error) {
	if err := may(by, Read); err != nil {
		return Source{}, err
	}
	return sourceOf(ctx, x.db, by.OrgID, id)
}

// Versions are the versions of a source's mapping, newest first.
func (x *Extracts) Versions(ctx context.Context, by actor.Actor, source string) ([]Version, error) {
	if _, err := x.Source(ctx, by, source); err != nil {
		return nil, err
	}
	return versionsOf(ctx, x.db, by.OrgID, source)
}

// unitNames finds open units by their name, as people compare them.
func (x *Extracts) unitNames(ctx context.Context, tx *db.DB, orgID string) (map[string]string, error) {
	tree, err := x.units.In(tx).Tree(ctx, orgID)
	out := map[string]string{}
	for _, u := range tree {
		if _, twice := out[fold.Text(u.Name)]; !twice {
			out[fold.Text(u.Name)] = u.ID
		}
	}
	return out, err
}

// homeOf is the unit of a team by the mapping or by its name, "" when there is
// none.
func homeOf(team string, m Mapping, units map[string]string) string {
	if name, ok := m.Teams[folded(team)]; ok {
		return units[fold.Text(name)]
	}
	return units[fold.Text(team)]
}

// meetTeams keeps the teams of a batch that are new.
func (x *Extracts) meetTeams(ctx context.Context, tx *db.DB, b Batch, m Mapping, teams []string) error {
	names, err := x.unitNames(ctx, tx, b.OrgID)
	if err != nil {
		return err
	}
	for _, team := range teams {
		if _, err := meetTeam(ctx, tx, Team{OrgID: b.OrgID, Source: b.Source, Team: team, UnitID: homeOf(team, m, names), CreatedAt: x.now()}); err != nil {
			return err
		}
	}
	return nil
}

// placeTeams puts the teams of a source, that no person put anywhere, where a
// new mapping says.
func (x *Extracts) placeTeams(ctx context.Context, tx *db.DB, orgID, source string, m Mapping) error {
	names, err := x.unitNames(ctx, tx, orgID)
	if err != nil {
		return err
	}
	all, err := teamsOf(ctx, tx, orgID)
	if err != nil {
		return err
	}
	for _, t := range all {
		home := homeOf(t.Team, m, names)
		if t.Source != source || t.Chosen || home == t.UnitID || home == "" {
			continue
		}
		t.UnitID = home
		if _, err := setTeam(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// Teams are the teams that appeared in files.
func (x *Extracts) Teams(ctx context.Context, by actor.Actor) ([]Team, error) {
	if err := may(by, Read); err != nil {
		return nil, err
	}
	return teamsOf(ctx, x.db, by.OrgID)
}

// PlaceTeam says to which unit a team belongs; "" when to none.
func (x *Extracts) PlaceTeam(ctx context.Context, by actor.Actor, source, team, unitID string) error {
	if err := may(by, Load); err != nil {
		return err
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		all, err := teamsOf(ctx, tx, by.OrgID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t Team) bool { return t.Source == source && t.Team == team })
		if i < 0 {
			return fault.New(fault.NotFound, "We could not find that team.")
		}
		t, name := all[i], "none"
		if t.UnitID == unitID && t.Chosen {
			return nil
		}
		if unitID != "" {
			u, err := x.units.In(tx).Unit(ctx, by.OrgID, unitID)
			if err != nil {
				return fault.Field("unit", "Choose a unit.")
			}
			name = u.Name
		}
		t.UnitID, t.Chosen = unitID, true
		if _, err := setTeam(ctx, tx, t); err != nil {
			return err
		}
		return x.record(ctx, tx, by, "extracts.team.place", audit.Target{Kind: "team of an extract", ID: source, Words: team}, audit.Change{Field: "unit", To: name})
	})
}

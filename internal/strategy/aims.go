package strategy

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Kinds of thread that things hang on.
const (
	KindAim       = "aim"
	KindStrand    = "strand"
	KindChallenge = "challenge"
)

// Aim is one thread: an aim such as hope, a strand of it, or one of the
// organisational challenges. It is known by its slug, never by a number.
type Aim struct {
	OrgID, ID, Slug string
	Kind            string
	ParentID        string // of a strand: its aim
	Label, About    string
	Position        int
	RetiredOn       when.Date
	Version         int
	CreatedAt       time.Time
}

// KindLabel is the kind as people read it.
func (a Aim) KindLabel() string { return fold.Capital(a.Kind) }

// aimNames are the names of aims, for the audit trail.
func aimNames(aims []Aim) string {
	names := make([]string, len(aims))
	for i, a := range aims {
		names[i] = a.Label
	}
	return strings.Join(names, "; ")
}

// AimInput is what people decide about a thread.
type AimInput struct{ Kind, ParentID, Label, About string }

func (in *AimInput) check() error {
	in.Label, in.About = strings.TrimSpace(in.Label), strings.TrimSpace(in.About)
	switch {
	case in.Label == "" || utf8.RuneCountInString(in.Label) > 200:
		return fault.Field("label", "Enter a name of 200 characters or fewer.")
	case utf8.RuneCountInString(in.About) > 5000:
		return fault.Field("about", "The description must have 5,000 characters or fewer.")
	case in.Kind != KindAim && in.Kind != KindStrand && in.Kind != KindChallenge:
		return fault.Field("kind", "Choose an aim, a strand or a challenge.")
	case in.Kind == KindStrand && in.ParentID == "":
		return fault.Field("parent", "Choose the aim that the strand belongs to.")
	}
	if in.Kind != KindStrand {
		in.ParentID = ""
	}
	return nil
}

// The starting content: hope, control and opportunity with their strands, and
// the ten organisational challenges. Each organisation gets its own copy.
//
//go:embed content/framework.json
var content embed.FS

type framework struct {
	Aims       map[string]frameworkAim
	Challenges struct{ Items []frameworkItem }
}

type frameworkAim struct {
	Label, About string
	Strands      []frameworkItem
}

type frameworkItem struct {
	Slug, Label             string
	Behaviours, Ways, Areas []string
}

// aimOrder is the order in which the starting aims are shown.
var aimOrder = []string{"hope", "control", "opportunity"}

// startAims gives an organisation without aims those to begin with.
func (s *Strategy) startAims(ctx context.Context, tx *db.DB, by actor.Actor) error {
	have, err := countAims(ctx, tx, by.OrgID)
	if err != nil || have > 0 {
		return err
	}
	text, err := content.ReadFile("content/framework.json")
	if err != nil {
		return err
	}
	var f framework
	if err := json.Unmarshal(text, &f); err != nil {
		return fmt.Errorf("content/framework.json: %w", err)
	}
	position := 0
	add := func(kind, slug, parentID, label, about string) (string, error) {
		position++
		a := Aim{OrgID: by.OrgID, ID: id.New(), Slug: slug, Kind: kind, ParentID: parentID, Label: label, About: about, Position: position, CreatedAt: s.now()}
		return a.ID, insertAim(ctx, tx, a)
	}
	for _, slug := range aimOrder {
		aim := f.Aims[slug]
		aimID, err := add(KindAim, slug, "", aim.Label, aim.About)
		if err != nil {
			return err
		}
		for _, strand := range aim.Strands {
			if _, err := add(KindStrand, slug+"-"+strand.Slug, aimID, strand.Label, strand.about()); err != nil {
				return err
			}
		}
	}
	for _, c := range f.Challenges.Items {
		if _, err := add(KindChallenge, "challenge-"+c.Slug, "", c.Label, ""); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, by, "aims.started", "aims", by.OrgID, "The aims to begin with")
}

// about lists what the strand is made of, a line each.
func (i frameworkItem) about() string {
	var lines []string
	for _, l := range [][]string{i.Behaviours, i.Ways, i.Areas} {
		lines = append(lines, l...)
	}
	return strings.Join(lines, "\n")
}

// Aims lists the organisation's threads: each aim followed by its strands, then
// the challenges. Retired ones are left out unless all is true.
func (s *Strategy) Aims(ctx context.Context, orgID string, all bool) ([]Aim, error) {
	return listAims(ctx, s.db, orgID, all)
}

// Aim returns one thread.
func (s *Strategy) Aim(ctx context.Context, orgID, aimID string) (Aim, error) {
	return aimByID(ctx, s.db, orgID, aimID)
}

// AddAim adds a thread of the organisation's own.
func (s *Strategy) AddAim(ctx context.Context, by actor.Actor, in AimInput) (Aim, error) {
	if err := in.check(); err != nil {
		return Aim{}, err
	}
	a := Aim{OrgID: by.OrgID, ID: id.New(), Kind: in.Kind, ParentID: in.ParentID, Label: in.Label, About: in.About, Version: 1, CreatedAt: s.now()}
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		all, err := listAims(ctx, tx, by.OrgID, true)
		if err != nil {
			return err
		}
		taken, parent := map[string]bool{}, a.ParentID == ""
		for _, other := range all {
			taken[other.Slug] = true
			a.Position = max(a.Position, other.Position+1)
			parent = parent || other.ID == a.ParentID && other.Kind == KindAim
		}
		if !parent {
			return fault.Field("parent", "Choose the aim that the strand belongs to.")
		}
		a.Slug = freeSlug(a.Label, taken)
		if err := insertAim(ctx, tx, a); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "aim.added", "aim", a.ID, a.Label)
	})
	return a, err
}

// freeSlug makes a slug of the label that is not taken.
func freeSlug(label string, taken map[string]bool) string {
	slug := strings.ReplaceAll(fold.Text(label), " ", "-")
	if slug == "" {
		slug = "aim"
	}
	free := slug
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", slug, n)
	}
	return free
}

// ChangeAim rewrites the words of a thread that is still as it was at version.
// Its slug stays: others are keyed by it.
func (s *Strategy) ChangeAim(ctx context.Context, by actor.Actor, aimID string, version int, label, about string) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		old, err := aimByID(ctx, tx, by.OrgID, aimID)
		if err != nil {
			return err
		}
		in := AimInput{Kind: old.Kind, ParentID: old.ParentID, Label: label, About: about}
		if err := in.check(); err != nil {
			return err
		}
		if ok, err := updateAim(ctx, tx, by.OrgID, aimID, version, in.Label, in.About); err != nil || !ok {
			return or(err, errChanged)
		}
		return s.record(ctx, tx, by, "aim.changed", "aim", aimID, in.Label, changes("Name", old.Label, in.Label, "About", old.About, in.About)...)
	})
}

// RetireAim takes a thread out of the choices; what hangs on it stays.
func (s *Strategy) RetireAim(ctx context.Context, by actor.Actor, aimID string) error {
	return s.retire(ctx, by, aimID, s.today(), "aim.retired")
}

// RestoreAim puts a retired thread back into the choices.
func (s *Strategy) RestoreAim(ctx context.Context, by actor.Actor, aimID string) error {
	return s.retire(ctx, by, aimID, when.Date{}, "aim.restored")
}

func (s *Strategy) retire(ctx context.Context, by actor.Actor, aimID string, on when.Date, verb string) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if err := s.mayEdit(ctx, tx, by); err != nil {
			return err
		}
		a, err := aimByID(ctx, tx, by.OrgID, aimID)
		if err != nil || a.RetiredOn.IsZero() == on.IsZero() {
			return err
		}
		if err := setRetired(ctx, tx, by.OrgID, aimID, on); err != nil {
			return err
		}
		return s.record(ctx, tx, by, verb, "aim", aimID, a.Label)
	})
}

package courses

import (
	"context"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// The states of a version. The first five are drafts: a course has at most one.
const (
	Idea         = "idea"       // worth a course, somebody thinks
	Pairing      = "pairing"    // looking for the people who will make it
	Drafting     = "drafting"   // being written together
	Agreed       = "agreed"     // both perspectives agree the words
	Piloted      = "piloted"    // tried out with students
	InProspectus = "published"  // in the prospectus
	Superseded   = "superseded" // a later version took its place
	Retired      = "retired"    // taken out of the prospectus, or a draft put away
)

// drafts are the states of a version that is being worked on.
var drafts = []string{Idea, Pairing, Drafting, Agreed, Piloted}

// State is how people call a state, with the colour of its tag.
type State struct{ Code, Label, Colour, About string }

// States are all of them, in the order of a course's life.
var States = []State{
	{Idea, "Idea", "white", "Somebody thinks this would make a course."},
	{Pairing, "Pairing", "grey", "We look for the people who will make it: at least one with lived experience and one practitioner."},
	{Drafting, "Drafting", "yellow", "The designers write it together."},
	{Agreed, "Agreed", "blue", "Designers from both perspectives agree exactly these words."},
	{Piloted, "Piloted", "purple", "It has been tried with students and is still agreed."},
	{InProspectus, "Published", "green", "It is in the prospectus."},
	{Superseded, "Superseded", "grey", "A later version took its place."},
	{Retired, "Retired", "grey", "It is out of the prospectus, or was put away as a draft."},
}

func stateOf(code string) State {
	i := slices.IndexFunc(States, func(s State) bool { return s.Code == code })
	if i < 0 {
		return State{Code: code, Label: code, Colour: "grey"}
	}
	return States[i]
}

// StateLabel is the state as people read it.
func (v Version) StateLabel() string { return stateOf(v.State).Label }

// StateColour is that of the state's tag.
func (v Version) StateColour() string { return stateOf(v.State).Colour }

// Draft reports whether the version is being worked on.
func (v Version) Draft() bool { return slices.Contains(drafts, v.State) }

// move is one step that a draft may take by hand. Publishing, retiring and their
// undoing are functions of their own.
type move struct {
	From, To, Verb string
	needs          func(p Progress) error
}

// moves are every step there is, on and back.
var moves = []move{
	{Idea, Pairing, "Look for its designers", nil},
	{Pairing, Drafting, "Start writing", needsDesigner},
	{Drafting, Agreed, "Mark it as agreed", needsAgreement},
	{Agreed, Piloted, "Mark it as piloted", needsAgreement},
	{Pairing, Idea, "Back to an idea", nil},
	{Drafting, Pairing, "Back to looking for designers", nil},
	{Agreed, Drafting, "Back to drafting", nil},
	{Piloted, Drafting, "Back to drafting", nil},
}

func needsDesigner(p Progress) error {
	if len(p.Designers) == 0 {
		return fault.New(fault.Conflict, "Name at least one designer before the writing starts.")
	}
	return nil
}

func needsAgreement(p Progress) error {
	for _, s := range p.Steps() {
		if !s.Done {
			return fault.New(fault.Conflict, "Not yet: %s", s.Missing)
		}
	}
	return nil
}

// Next are the steps that a draft in this state may take by hand.
func (v Version) Next() []State {
	var out []State
	for _, m := range moves {
		if m.From == v.State {
			s := stateOf(m.To)
			s.Label = m.Verb
			out = append(out, s)
		}
	}
	return out
}

// Move takes the draft of a course one step on or back. A step that is not in the
// table, or whose condition is not met, is a Conflict that says so.
func (c *Courses) Move(ctx context.Context, by actor.Actor, courseID string, version int, to string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		i := slices.IndexFunc(moves, func(m move) bool { return m.From == v.State && m.To == to })
		if i < 0 {
			return fault.New(fault.Conflict, "A course that is %s cannot become %s in one step.", named(v.State), named(to))
		}
		if moves[i].needs != nil {
			p, err := c.progress(ctx, tx, v)
			if err != nil {
				return err
			}
			if err := moves[i].needs(p); err != nil {
				return err
			}
		}
		return c.setState(ctx, tx, by, v, to)
	})
}

// named is the state inside a sentence.
func named(state string) string {
	switch state {
	case Idea:
		return "an idea"
	case Pairing, Drafting:
		return "in " + state
	}
	return state
}

func (c *Courses) setState(ctx context.Context, tx *db.DB, by actor.Actor, v Version, to string) error {
	if err := setState(ctx, tx, v, to); err != nil {
		return err
	}
	return c.record(ctx, tx, by, "version.moved", v, audit.Change{Field: stateField(v), From: stateOf(v.State).Label, To: stateOf(to).Label})
}

// onDraft runs fn on the draft of a course, if it is still as it was at version,
// and counts the version up: whoever comes later with the same version is told.
func (c *Courses) onDraft(ctx context.Context, by actor.Actor, courseID string, version int, fn func(tx *db.DB, v Version) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.within(ctx, tx, by, Edit, courseID)
		if err != nil {
			return err
		}
		v, err := c.claimDraft(ctx, tx, course, version)
		if err != nil {
			return err
		}
		return fn(tx, v)
	})
}

// claimDraft makes the transaction the only one that changes the course's draft.
func (c *Courses) claimDraft(ctx context.Context, tx *db.DB, course Course, version int) (Version, error) {
	if !course.RetiredOn.IsZero() {
		return Version{}, fault.New(fault.Conflict, "This course is retired. Bring it back before you work on it.")
	}
	v, found, err := draftOf(ctx, tx, course.OrgID, course.ID)
	if err != nil {
		return v, err
	}
	if !found {
		return v, fault.New(fault.Conflict, "A published version is never rewritten. Start a new version, and change that.")
	}
	if err := claimVersion(ctx, tx, v, version); err != nil {
		return v, err
	}
	return oneVersion(ctx, tx, v.OrgID, v.ID)
}

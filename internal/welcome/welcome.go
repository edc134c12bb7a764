// Package welcome keeps the promise of a welcome on a ward: six things that
// everybody who is admitted is owed. Staff say what they did; only the person's
// own word that it happened counts.
//
// A stay has no name. Each person gets a card with a secret address, where they
// say what happened, with or without a phone of their own.
package welcome

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read   = "welcome.read"   // figures by ward, small numbers hidden
	Record = "welcome.record" // the ward's cards
)

// Item is one of the six things.
type Item struct {
	Code  string
	Owed  string // what is owed, for staff
	Asked string // what the person is asked, after "Did this happen?"
	// Baseline is how many per cent said no, or not fully, in the trust's survey
	// of 2006, as its strategy of 2007 printed it (its Figure 3); it printed
	// neither how many answered nor an interval.
	Baseline int
}

// Items are the six things, in the order of that figure.
var Items = []Item{
	{"treatment", "Treated well on arrival", "You were treated well when you arrived.", 62},
	{"welcome", "Made to feel welcome", "You were made to feel welcome.", 35},
	{"information", "Told about the ward", "You were told what you need to know about the ward.", 52},
	{"nurse", "Told who their named nurse is", "You were told the name of the nurse who looks out for you.", 45},
	{"food", "Asked about food", "You were asked what you eat, and what you must not eat.", 72},
	{"faith", "Asked about faith or belief", "You were asked about faith, belief, or what gives you strength.", 79},
}

// Answers are what a person may say of an item.
var Answers = []struct{ Code, Label string }{{"yes", "Yes"}, {"partly", "Partly"}, {"no", "No"}}

// Hows are the ways in which a person's word reaches us.
var Hows = []struct{ Code, Label string }{
	{"card", "The person, by the address on their card"},
	{"paper", "The person, on paper"},
	{"peer", "The person, asked by a peer worker"},
}

// keptOpen is for how many days after the end of a stay the card still works.
const keptOpen = 14

// Welcome is the module's service.
type Welcome struct {
	db      *db.DB
	now     func() time.Time
	units   *units.Units
	baseURL string
}

// New returns the module over d. The addresses on its cards begin with baseURL.
func New(d *db.DB, now func() time.Time, u *units.Units, baseURL string) *Welcome {
	return &Welcome{db: d, now: now, units: u, baseURL: strings.TrimRight(baseURL, "/")}
}

// Stay is one admission.
type Stay struct {
	OrgID, ID, UnitID, Label, Hash string
	CameOn, EndedOn                when.Date
	Version                        int // pass back what was read
	CreatedAt                      time.Time
}

// Open reports whether the person is still on the ward.
func (s Stay) Open() bool { return s.EndedOn.IsZero() }

// Mark is what is known of one item of a stay.
type Mark struct {
	StayID, Item string
	DoneOn       when.Date // staff say so
	Happened     string    // the person says so: yes, partly, no or nothing yet
	SaidOn       when.Date
	SaidHow      string
}

// HappenedLabel is what the person said, in words.
func (m Mark) HappenedLabel() string {
	for _, a := range Answers {
		if a.Code == m.Happened {
			return a.Label
		}
	}
	return ""
}

// HowLabel is how the person's word reached us.
func (m Mark) HowLabel() string {
	for _, h := range Hows {
		if h.Code == m.SaidHow {
			return h.Label
		}
	}
	return ""
}

var (
	errNoWard  = fault.New(fault.NotFound, "We could not find that ward.")
	errNoStay  = fault.New(fault.NotFound, "We could not find that card.")
	errNoCard  = fault.New(fault.NotFound, "We do not know this card. Perhaps a part of its address is missing, or the ward has given you a new one.")
	errClosed  = fault.New(fault.Conflict, "This card has ended. Thank you: what you said before counts.")
	errChanged = fault.New(fault.Conflict, "Somebody else changed this card while you were working on it. Open it again to see what they changed.")
	errEnded   = fault.New(fault.Conflict, "This stay has ended already.")
)

func (w *Welcome) today() when.Date { return when.DateOf(w.now()) }

// Wards are the open wards at which by holds the permission, in the order of the
// tree.
func (w *Welcome) Wards(ctx context.Context, by actor.Actor, permission string) ([]units.Unit, error) {
	tree, err := w.units.Tree(ctx, by.OrgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Kind == "ward" && u.Open() && by.CanAt(permission, u.Path) {
			out = append(out, u)
		}
	}
	return out, err
}

// ward is a ward at which by holds the permission; any other is not found.
func (w *Welcome) ward(ctx context.Context, tx *db.DB, by actor.Actor, permission, unitID string) (units.Unit, error) {
	u, err := w.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err == nil && (u.Kind != "ward" || !by.CanAt(permission, u.Path)) {
		err = errNoWard
	}
	return u, err
}

// record writes the audit entry of a change. What a person said is never in it.
func (w *Welcome) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, s Stay) error {
	return audit.Record(ctx, tx, audit.Entry{At: w.now(), By: by, Action: action, Target: audit.Target{Kind: "welcome card", ID: s.ID}})
}

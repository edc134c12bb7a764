// Package questionnaires is the bank of questionnaires: instruments, their
// versions, who may use them, and the editor in which they are made. What is
// asked is a [forms.Form]; a published version never changes.
//
// An instrument has at most one draft. Its published versions are read by other
// modules, inside their own transactions, and may be kept in memory for good.
package questionnaires

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/forms"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read = "questionnaires.read" // see the bank, try a form, export
	Edit = "questionnaires.edit" // import, edit, publish, keep licences
)

// Questionnaires is the module's service.
type Questionnaires struct {
	db    *db.DB
	now   func() time.Time
	units *units.Units
	kept  sync.Map // "org/version" → Version, published
	uses  []Uses
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units) *Questionnaires {
	return &Questionnaires{db: d, now: now, units: u}
}

func (q *Questionnaires) today() when.Date { return when.DateOf(q.now()) }

// Use is one place where a version is asked.
type Use struct{ Label, Href string }

// Uses finds where a version is asked.
type Uses func(ctx context.Context, tx *db.DB, orgID, versionID string) ([]Use, error)

// OnUse adds to what says where a version is asked: the modules that ask them
// register theirs.
func (q *Questionnaires) OnUse(uses Uses) { q.uses = append(q.uses, uses) }

// UsesOf are the places where a version is asked.
func (q *Questionnaires) UsesOf(ctx context.Context, orgID, versionID string) ([]Use, error) {
	var out []Use
	for _, find := range q.uses {
		found, err := find(ctx, q.db, orgID, versionID)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// Questionnaire is one instrument.
type Questionnaire struct {
	OrgID, ID, Name, Title, About, Ready string
	RetiredOn                            when.Date
	Version                              int
	CreatedAt                            time.Time
}

// Retired reports whether it is not to be used any more.
func (q Questionnaire) Retired() bool { return !q.RetiredOn.IsZero() }

var (
	errNoQuestionnaire = fault.New(fault.NotFound, "We could not find that questionnaire.")
	errNoVersion       = fault.New(fault.NotFound, "We could not find that version of the questionnaire.")
	errReach           = fault.New(fault.Forbidden, "Questionnaires belong to the whole organisation: your role allows this only when it is held there.")
	errChanged         = fault.New(fault.Conflict, "Somebody changed this while you were working on it. Open it again to see what they changed.")
)

// mayEdit makes sure that by keeps the bank.
func mayEdit(by actor.Actor) error {
	if !by.CanEverywhere(Edit) {
		return errReach
	}
	return nil
}

// One is a questionnaire of the organisation.
func (q *Questionnaires) One(ctx context.Context, tx *db.DB, orgID, id string) (Questionnaire, error) {
	return oneQuestionnaire(ctx, tx, orgID, id)
}

// ByName is the questionnaire of that name.
func (q *Questionnaires) ByName(ctx context.Context, tx *db.DB, orgID, name string) (Questionnaire, error) {
	return questionnaireNamed(ctx, tx, orgID, name)
}

// List is every questionnaire of the organisation, by title, retired ones too.
func (q *Questionnaires) List(ctx context.Context, tx *db.DB, orgID string) ([]Questionnaire, error) {
	return allQuestionnaires(ctx, tx, orgID)
}

// Details are what is said about a questionnaire besides what it asks.
type Details struct {
	Name, Title, About string
	Version            int // of the questionnaire that was read
}

var nameRule = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (d *Details) tidy() error {
	d.Title, d.About = strings.TrimSpace(d.Title), strings.TrimSpace(d.About)
	if d.Name = strings.TrimSpace(d.Name); d.Name == "" {
		d.Name = nameOf(d.Title)
	}
	switch {
	case d.Title == "":
		return fault.Field("title", "Enter a title.")
	case len([]rune(d.Title)) > 200:
		return fault.Field("title", "The title must have 200 characters or fewer.")
	case len(d.Name) > 64 || !nameRule.MatchString(d.Name):
		return fault.Field("name", "The short name must be up to 64 small letters, digits and hyphens, like ward-welcome.")
	case len([]rune(d.About)) > 1000:
		return fault.Field("about", "What it is for must have 1000 characters or fewer.")
	}
	return nil
}

// nameOf makes a short name of a title.
func nameOf(title string) string {
	name := strings.ReplaceAll(fold.Text(title), " ", "-")
	kept := strings.Map(func(r rune) rune {
		if r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
	for strings.Contains(kept, "--") {
		kept = strings.ReplaceAll(kept, "--", "-")
	}
	if kept = strings.Trim(kept[:min(len(kept), 64)], "-"); kept == "" {
		return "questionnaire"
	}
	return kept
}

// Add puts a new questionnaire into the bank, with a first draft of it.
func (q *Questionnaires) Add(ctx context.Context, by actor.Actor, d Details, form forms.Form) (Questionnaire, Version, error) {
	return q.Make(ctx, by, d, form, false)
}

// Make is [Questionnaires.Add]; own records that the words are our own, which is
// the licence to use them from today.
func (q *Questionnaires) Make(ctx context.Context, by actor.Actor, d Details, form forms.Form, own bool) (Questionnaire, Version, error) {
	var added Questionnaire
	var draft Version
	if err := mayEdit(by); err != nil {
		return added, draft, err
	}
	return added, draft, q.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		if added, err = q.add(ctx, tx, by, d, ""); err == nil {
			draft, err = q.addDraft(ctx, tx, by, added, form)
		}
		if err == nil && own {
			err = q.addLicence(ctx, tx, by, added, Licence{Kind: "own", FromDate: q.today()})
		}
		return err
	})
}

func (q *Questionnaires) add(ctx context.Context, tx *db.DB, by actor.Actor, d Details, ready string) (Questionnaire, error) {
	if err := d.tidy(); err != nil {
		return Questionnaire{}, err
	}
	added := Questionnaire{OrgID: by.OrgID, ID: id.New(), Name: d.Name, Title: d.Title, About: d.About, Ready: ready, Version: 1, CreatedAt: q.now()}
	done, err := insertQuestionnaire(ctx, tx, added)
	if err == nil && !done {
		err = fault.Field("name", "There is a questionnaire called %s already. Give this one another short name.", d.Name)
	}
	if err != nil {
		return Questionnaire{}, err
	}
	return added, q.record(ctx, tx, by, "questionnaires.add", added, audit.Change{Field: "title", To: added.Title})
}

// Change changes what is said about a questionnaire.
func (q *Questionnaires) Change(ctx context.Context, by actor.Actor, questionnaireID string, d Details) error {
	return q.with(ctx, by, questionnaireID, func(tx *db.DB, was Questionnaire) error {
		if err := d.tidy(); err != nil {
			return err
		}
		if d.Name != was.Name {
			_, err := questionnaireNamed(ctx, tx, by.OrgID, d.Name)
			if err == nil {
				return fault.Field("name", "There is a questionnaire called %s already.", d.Name)
			}
			if fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		if err := updateQuestionnaire(ctx, tx, by.OrgID, was.ID, d); err != nil {
			return err
		}
		return q.record(ctx, tx, by, "questionnaires.change", was, changes("title", was.Title, d.Title, "short name", was.Name, d.Name, "about", was.About, d.About)...)
	})
}

// Retire takes a questionnaire out of use: no new wave may ask it. What was
// answered stays.
func (q *Questionnaires) Retire(ctx context.Context, by actor.Actor, questionnaireID string) error {
	return q.with(ctx, by, questionnaireID, func(tx *db.DB, was Questionnaire) error {
		if was.Retired() {
			return fault.New(fault.Conflict, "This questionnaire is retired already.")
		}
		if err := setRetired(ctx, tx, by.OrgID, was.ID, q.today()); err != nil {
			return err
		}
		return q.record(ctx, tx, by, "questionnaires.retire", was)
	})
}

// BringBack puts a retired questionnaire back into use.
func (q *Questionnaires) BringBack(ctx context.Context, by actor.Actor, questionnaireID string) error {
	return q.with(ctx, by, questionnaireID, func(tx *db.DB, was Questionnaire) error {
		if !was.Retired() {
			return fault.New(fault.Conflict, "This questionnaire is in use.")
		}
		if err := setRetired(ctx, tx, by.OrgID, was.ID, when.Date{}); err != nil {
			return err
		}
		return q.record(ctx, tx, by, "questionnaires.bringback", was)
	})
}

// with does something to a questionnaire that by keeps.
func (q *Questionnaires) with(ctx context.Context, by actor.Actor, questionnaireID string, do func(tx *db.DB, was Questionnaire) error) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	return q.db.Tx(ctx, func(tx *db.DB) error {
		was, err := oneQuestionnaire(ctx, tx, by.OrgID, questionnaireID)
		if err != nil {
			return err
		}
		return do(tx, was)
	})
}

// changes are the fields that differ, given as name, from, to.
func changes(of ...string) []audit.Change {
	var out []audit.Change
	for i := 0; i+2 < len(of); i += 3 {
		if of[i+1] != of[i+2] {
			out = append(out, audit.Change{Field: of[i], From: of[i+1], To: of[i+2]})
		}
	}
	return out
}

// record writes the audit entry of a change to a questionnaire.
func (q *Questionnaires) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, of Questionnaire, changed ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: q.now(), By: by, Action: action, Changes: changed,
		Target: audit.Target{Kind: "questionnaire", ID: of.ID, Words: of.Title},
	})
}

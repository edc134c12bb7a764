// Package questionnaires is the bank of questionnaires: instruments, their
// versions, who may use them, and the editor in which they are made. What is
// asked is a [forms.Form]; a published version never changes.
package questionnaires

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/forms"
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
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units) *Questionnaires {
	return &Questionnaires{db: d, now: now, units: u}
}

// Questionnaire is one instrument.
type Questionnaire struct {
	OrgID, ID, Name, Title, About, Ready string
	RetiredOn                            when.Date
	Version                              int
	CreatedAt                            time.Time
}

// Version is one version of an instrument, with what it asks.
type Version struct {
	OrgID, ID, QuestionnaireID, State, Hash, Changed string
	Number                                           int
	Breaks                                           bool
	PublishedAt                                      time.Time
	Form                                             forms.Form
}

// One is a questionnaire of the organisation.
func (q *Questionnaires) One(ctx context.Context, tx *db.DB, orgID, id string) (Questionnaire, error) {
	return oneQuestionnaire(ctx, tx, orgID, id)
}

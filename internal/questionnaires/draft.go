package questionnaires

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// keptSteps is how many changes of a draft can be taken back.
const keptSteps = 50

// Step is a change of a draft that can be taken back.
type Step struct {
	Number       int
	What, ByName string
	CreatedAt    time.Time
}

// Steps are the last changes of a draft, the newest first.
func (q *Questionnaires) Steps(ctx context.Context, orgID, versionID string) ([]Step, error) {
	return stepsOf(ctx, q.db, orgID, versionID)
}

// EditDraft changes the form of a draft that was read at version. do returns
// what it did, in words.
func (q *Questionnaires) EditDraft(ctx context.Context, by actor.Actor, versionID string, version int, do func(f *forms.Form) (string, error)) error {
	return q.withDraft(ctx, by, versionID, func(tx *db.DB, draft Version, of Questionnaire) error {
		if draft.Version != version {
			return errChanged
		}
		form := draft.Form
		what, err := do(&form)
		if err != nil {
			return err
		}
		// do may have changed what draft.Form shares with form: read it again.
		before, err := oneVersion(ctx, tx, by.OrgID, draft.ID)
		if err != nil {
			return err
		}
		return q.saveDraft(ctx, tx, by, before, form, what)
	})
}

// saveDraft writes a form over that of a draft, and keeps what it was.
func (q *Questionnaires) saveDraft(ctx context.Context, tx *db.DB, by actor.Actor, was Version, form forms.Form, what string) error {
	form.Status = "draft"
	if err := updateDraft(ctx, tx, by.OrgID, was.ID, was.Version, form, q.now()); err != nil {
		return err
	}
	if err := insertStep(ctx, tx, was, what, by.Name, q.now()); err != nil {
		return err
	}
	if err := deleteStepsBefore(ctx, tx, by.OrgID, was.ID, was.Version-keptSteps); err != nil {
		return err
	}
	of, err := oneQuestionnaire(ctx, tx, by.OrgID, was.QuestionnaireID)
	if err != nil {
		return err
	}
	return q.record(ctx, tx, by, "questionnaires.edit", of, audit.Change{Field: "draft", To: what})
}

// PutBack makes a draft what it was before a change, and all that came after it.
// Putting back is a change like any other: it can be taken back too.
func (q *Questionnaires) PutBack(ctx context.Context, by actor.Actor, versionID string, step int) error {
	return q.withDraft(ctx, by, versionID, func(tx *db.DB, draft Version, _ Questionnaire) error {
		form, what, found, err := stepForm(ctx, tx, by.OrgID, draft.ID, step)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.Conflict, "That change is too long ago to be taken back.")
		}
		return q.saveDraft(ctx, tx, by, draft, form, "Took back: "+what)
	})
}

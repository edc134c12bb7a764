package questionnaires

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/id"
)

// Version is one version of an instrument, with what it asks.
type Version struct {
	OrgID, ID, QuestionnaireID, State, Hash, Changed string
	Number                                           int
	Breaks                                           bool // answers are not to be compared with those to the version before
	PublishedAt                                      time.Time
	Version                                          int // how often it was changed
	UpdatedAt                                        time.Time
	Form                                             forms.Form
}

// Draft reports whether the version may still be changed.
func (v Version) Draft() bool { return v.State == "draft" }

// Published is a published version. Its form is shared: it must not be changed.
func (q *Questionnaires) Published(ctx context.Context, tx *db.DB, orgID, versionID string) (Version, error) {
	if kept, ok := q.kept.Load(orgID + "/" + versionID); ok {
		return kept.(Version), nil
	}
	v, err := oneVersion(ctx, tx, orgID, versionID)
	if err == nil && v.Draft() {
		err = errNoVersion
	}
	if err == nil {
		q.kept.Store(orgID+"/"+versionID, v)
	}
	return v, err
}

// Current is the newest published version of a questionnaire.
func (q *Questionnaires) Current(ctx context.Context, tx *db.DB, orgID, questionnaireID string) (Version, error) {
	versionID, err := newestPublished(ctx, tx, orgID, questionnaireID)
	if err != nil {
		return Version{}, err
	}
	if versionID == "" {
		return Version{}, fault.New(fault.NotFound, "No version of this questionnaire has been published yet.")
	}
	return q.Published(ctx, tx, orgID, versionID)
}

// Version is any version, drafts too.
func (q *Questionnaires) Version(ctx context.Context, orgID, versionID string) (Version, error) {
	return oneVersion(ctx, q.db, orgID, versionID)
}

// Versions are those of a questionnaire, newest first.
func (q *Questionnaires) Versions(ctx context.Context, orgID, questionnaireID string) ([]Version, error) {
	return versionsOf(ctx, q.db, orgID, questionnaireID)
}

func (q *Questionnaires) addDraft(ctx context.Context, tx *db.DB, by actor.Actor, of Questionnaire, form forms.Form) (Version, error) {
	number, drafts, err := countVersions(ctx, tx, of.OrgID, of.ID)
	if err != nil {
		return Version{}, err
	}
	if drafts > 0 {
		return Version{}, fault.New(fault.Conflict, "There is a draft of this questionnaire already. Publish it or give it up before you begin another.")
	}
	if form.Title.Plain == "" {
		form.Title.Plain = of.Title
	}
	if form.URL == "" {
		form.URL = "urn:footbridge:questionnaire:" + of.Name
	}
	form.Status = "draft"
	v := Version{OrgID: of.OrgID, ID: id.New(), QuestionnaireID: of.ID, State: "draft", Number: number + 1, Version: 1, UpdatedAt: q.now(), Form: form}
	if err := insertVersion(ctx, tx, v); err != nil {
		return Version{}, err
	}
	return v, q.record(ctx, tx, by, "questionnaires.draft", of, audit.Change{Field: "draft of version", To: strconv.Itoa(v.Number)})
}

// NewDraft begins the next version of a questionnaire from one of its versions.
func (q *Questionnaires) NewDraft(ctx context.Context, by actor.Actor, versionID string) (Version, error) {
	var draft Version
	if err := mayEdit(by); err != nil {
		return draft, err
	}
	return draft, q.db.Tx(ctx, func(tx *db.DB) error {
		from, err := oneVersion(ctx, tx, by.OrgID, versionID)
		if err != nil {
			return err
		}
		of, err := oneQuestionnaire(ctx, tx, by.OrgID, from.QuestionnaireID)
		if err != nil {
			return err
		}
		from.Form.Version, from.Form.Date = "", ""
		draft, err = q.addDraft(ctx, tx, by, of, from.Form)
		return err
	})
}

// Replace puts another form in the place of a draft, as an import does; without
// a draft it becomes one.
func (q *Questionnaires) Replace(ctx context.Context, by actor.Actor, questionnaireID string, form forms.Form) (Version, error) {
	var draft Version
	return draft, q.with(ctx, by, questionnaireID, func(tx *db.DB, of Questionnaire) error {
		was, found, err := draftOf(ctx, tx, by.OrgID, questionnaireID)
		switch {
		case err != nil:
			return err
		case !found:
			draft, err = q.addDraft(ctx, tx, by, of, form)
			return err
		}
		draft = was
		draft.Form = form
		return q.saveDraft(ctx, tx, by, was, form, "Read from a file")
	})
}

// Discard gives up a draft.
func (q *Questionnaires) Discard(ctx context.Context, by actor.Actor, versionID string) error {
	return q.withDraft(ctx, by, versionID, func(tx *db.DB, draft Version, of Questionnaire) error {
		if err := deleteSteps(ctx, tx, by.OrgID, draft.ID); err != nil {
			return err
		}
		if err := deleteDraft(ctx, tx, by.OrgID, draft.ID); err != nil {
			return err
		}
		return q.record(ctx, tx, by, "questionnaires.discard", of, audit.Change{Field: "draft of version", From: strconv.Itoa(draft.Number)})
	})
}

// Publishing is what is said about a version when it is published.
type Publishing struct {
	Changed string // what is new, in words
	Breaks  bool   // answers are not to be compared with those to the version before
	Version int    // of the draft that was read
}

// Publish makes a draft a version that never changes again.
func (q *Questionnaires) Publish(ctx context.Context, by actor.Actor, versionID string, p Publishing) error {
	return q.withDraft(ctx, by, versionID, func(tx *db.DB, draft Version, of Questionnaire) error {
		if p.Version != draft.Version {
			return errChanged
		}
		return q.publish(ctx, tx, by, draft, of, p)
	})
}

func (q *Questionnaires) publish(ctx context.Context, tx *db.DB, by actor.Actor, draft Version, of Questionnaire, p Publishing) error {
	if p.Changed = strings.TrimSpace(p.Changed); p.Changed == "" {
		return fault.Field("changed", "Say what is new in this version.")
	}
	if len([]rune(p.Changed)) > 1000 {
		return fault.Field("changed", "What is new must have 1000 characters or fewer.")
	}
	if err := q.Licensed(ctx, tx, by.OrgID, of.ID); err != nil {
		return err
	}
	if wrong := Problems(&draft.Form); len(wrong) > 0 {
		return fault.New(fault.Conflict, "Something stands in the way of publishing: %s", wrong[0].Message)
	}
	form := draft.Form
	form.Status = "active"
	if form.Version == "" {
		form.Version = strconv.Itoa(draft.Number)
	}
	if form.Date == "" {
		form.Date = q.today().ISO()
	}
	// The engine may write the form in its own way: what counts is what it gives back.
	if err := updateDraft(ctx, tx, by.OrgID, draft.ID, draft.Version, form, q.now()); err != nil {
		return err
	}
	kept, err := formText(ctx, tx, by.OrgID, draft.ID)
	if err != nil {
		return err
	}
	if err := setPublished(ctx, tx, by.OrgID, draft.ID, hashOf(kept), p, q.now()); err != nil {
		return err
	}
	if err := deleteSteps(ctx, tx, by.OrgID, draft.ID); err != nil {
		return err
	}
	return q.record(ctx, tx, by, "questionnaires.publish", of, audit.Change{Field: "version", To: strconv.Itoa(draft.Number)}, audit.Change{Field: "new", To: p.Changed})
}

// Problems are what stands in the way of publishing a form.
func Problems(f *forms.Form) []forms.Problem {
	if len(f.Items) == 0 {
		return []forms.Problem{{Message: "There is no question yet."}}
	}
	return f.Check()
}

// withDraft does something to a draft that by may change.
func (q *Questionnaires) withDraft(ctx context.Context, by actor.Actor, versionID string, do func(tx *db.DB, draft Version, of Questionnaire) error) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	return q.db.Tx(ctx, func(tx *db.DB) error {
		v, err := oneVersion(ctx, tx, by.OrgID, versionID)
		if err != nil {
			return err
		}
		if !v.Draft() {
			return fault.New(fault.Conflict, "Version %d is published, and a published version never changes. Begin a new draft from it.", v.Number)
		}
		of, err := oneQuestionnaire(ctx, tx, by.OrgID, v.QuestionnaireID)
		if err != nil {
			return err
		}
		return do(tx, v, of)
	})
}

// hashOf is the hash of a form as it is kept.
func hashOf(kept string) string {
	sum := sha256.Sum256([]byte(kept))
	return hex.EncodeToString(sum[:])
}

// Check finds published versions that were changed behind our back.
func (q *Questionnaires) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	published, err := publishedTexts(ctx, q.db, orgID)
	for _, p := range published {
		if hashOf(p.Form) != p.Hash {
			out = append(out, fmt.Sprintf("version %d of the questionnaire %q is not as it was published", p.Number, p.Name))
		}
	}
	return out, err
}

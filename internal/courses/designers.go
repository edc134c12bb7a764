package courses

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Designer is somebody who makes a version, from one perspective, with the
// agreement that stands.
type Designer struct {
	OrgID, ID, VersionID string
	PersonID             string // "" for a name only
	Name, Perspective    string
	RemovedAt            time.Time
	CreatedAt            time.Time
	AgreedAt             time.Time // zero: does not agree this version, or not yet
	Own                  bool      // they agreed themselves
	ByName, How          string    // otherwise: who recorded it, and how they said so
}

// Agrees reports whether the designer agrees the version as it stands.
func (d Designer) Agrees() bool { return !d.AgreedAt.IsZero() }

// PerspectiveLabel is the perspective as people read it.
func (d Designer) PerspectiveLabel() string { return Label(Perspectives, d.Perspective) }

// DesignerInput names a designer: somebody the service knows, or only a name.
type DesignerInput struct{ PersonID, Name, Perspective string }

// AddDesigner adds somebody to those who make the draft.
func (c *Courses) AddDesigner(ctx context.Context, by actor.Actor, courseID string, version int, in DesignerInput) error {
	in.Name = strings.Join(strings.Fields(in.Name), " ")
	if !known(Perspectives, in.Perspective) {
		return fault.Field("perspective", "Choose the perspective from which they design.")
	}
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		d := Designer{OrgID: by.OrgID, ID: id.New(), VersionID: v.ID, PersonID: in.PersonID, Name: in.Name, Perspective: in.Perspective, CreatedAt: c.now()}
		if in.PersonID != "" {
			person, err := c.people.In(tx).Person(ctx, by.OrgID, in.PersonID)
			if fault.KindOf(err) == fault.NotFound || err == nil && person.Gone() {
				return fault.Field("person", "Choose a person.")
			}
			if err != nil {
				return err
			}
			d.Name = person.Called()
		}
		if fold.Text(d.Name) == "" || utf8.RuneCountInString(d.Name) > 200 {
			return fault.Field("name", "Enter a name of 200 characters or fewer.")
		}
		if err := insertDesigner(ctx, tx, d); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "designer.added", v, audit.Change{Field: d.Perspective, To: d.Name})
	})
}

// RemoveDesigner takes somebody off those who make the draft. That they were
// among them is kept; their agreement ends.
func (c *Courses) RemoveDesigner(ctx context.Context, by actor.Actor, courseID string, version int, designerID string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		d, err := designerIn(ctx, tx, v, designerID)
		if err != nil {
			return err
		}
		if err := c.unagree(ctx, tx, by, v, d, "removed"); err != nil {
			return err
		}
		if err := removeDesigner(ctx, tx, d, c.now()); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "designer.removed", v, audit.Change{Field: d.Perspective, From: d.Name})
	})
}

// designerIn is somebody who makes the version.
func designerIn(ctx context.Context, tx *db.DB, v Version, designerID string) (Designer, error) {
	all, err := designersOf(ctx, tx, v.OrgID, v.ID)
	for _, d := range all {
		if d.ID == designerID {
			return d, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "We could not find that designer in the draft.")
	}
	return Designer{}, err
}

// Unnamed is how a designer is shown who asked for their name to be taken off.
const Unnamed = "Somebody who asked not to be named"

// TakeNameOff removes the name of a designer of whom nothing but the name is
// kept, from any version of the course. That somebody with their perspective
// designed and agreed it stays. For a person, erasing the record does the same.
func (c *Courses) TakeNameOff(ctx context.Context, by actor.Actor, courseID, designerID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.lockCourse(ctx, tx, by, Publish, courseID)
		if err != nil {
			return err
		}
		v, d, err := designerOfCourse(ctx, tx, course, designerID)
		if err != nil {
			return err
		}
		if d.PersonID != "" {
			return fault.New(fault.Conflict, "This designer has a record under People. Change the name there, or erase the record.")
		}
		if err := unname(ctx, tx, d, Unnamed); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "designer.unnamed", v, audit.Change{Field: "a name taken off", To: d.Perspective})
	})
}

// designerOfCourse is somebody who makes one of the course's versions.
func designerOfCourse(ctx context.Context, tx *db.DB, course Course, designerID string) (Version, Designer, error) {
	versions, err := versionsOf(ctx, tx, course.OrgID, course.ID)
	if err != nil {
		return Version{}, Designer{}, err
	}
	for _, v := range versions {
		d, err := designerIn(ctx, tx, v, designerID)
		if err == nil || fault.KindOf(err) != fault.NotFound {
			return v, d, err
		}
	}
	return Version{}, Designer{}, fault.New(fault.NotFound, "We could not find that designer.")
}

// errReadAgain says that what somebody agreed to is not what stands.
var errReadAgain = fault.New(fault.Conflict, "The words have changed since you read them, or are not being written now. Please read them again.")

// Agree records that whoever asks, a designer of the version, agrees it as it
// was when its content had this hash.
func (c *Courses) Agree(ctx context.Context, by actor.Actor, versionID, hash string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		v, d, err := c.ownPart(ctx, tx, by, versionID)
		if err != nil {
			return err
		}
		return c.agree(ctx, tx, by, v, d, hash, "")
	})
}

// ownPart is a version with the part that by has in it as a designer.
func (c *Courses) ownPart(ctx context.Context, tx *db.DB, by actor.Actor, versionID string) (Version, Designer, error) {
	v, err := oneVersion(ctx, tx, by.OrgID, versionID)
	if err != nil {
		return v, Designer{}, err
	}
	all, err := designersOf(ctx, tx, v.OrgID, v.ID)
	for _, d := range all {
		if by.PersonID != "" && d.PersonID == by.PersonID {
			return v, d, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "You are not among the designers of this version.")
	}
	return v, Designer{}, err
}

func (c *Courses) agree(ctx context.Context, tx *db.DB, by actor.Actor, v Version, d Designer, hash, how string) error {
	if ok, err := claimContent(ctx, tx, v, hash); err != nil || !ok {
		return or(err, errReadAgain)
	}
	d, err := designerIn(ctx, tx, v, d.ID) // as it is now that nobody else changes it
	if err != nil || d.Agrees() {
		return err
	}
	a := agreement{OrgID: v.OrgID, ID: id.New(), VersionID: v.ID, DesignerID: d.ID, ContentHash: hash, Own: how == "", How: how, AgreedAt: c.now()}
	words := "agreed it themselves"
	if !a.Own {
		a.ByName, words = nameOf(by), "agreed, recorded for them"
	}
	if err := insertAgreement(ctx, tx, a); err != nil {
		return err
	}
	return c.record(ctx, tx, by, "designer.agreed", v, audit.Change{Field: d.Perspective + ", " + d.Name, To: words})
}

func or(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// RecordAgreement records that a designer agrees the draft as it stands, for
// somebody who does not sign in: how says how they said so.
func (c *Courses) RecordAgreement(ctx context.Context, by actor.Actor, courseID, designerID, hash, how string) error {
	if how = strings.TrimSpace(how); how == "" || utf8.RuneCountInString(how) > 500 {
		return fault.Field("how", "Say in 500 characters or fewer how they told you.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.within(ctx, tx, by, Edit, courseID)
		if err != nil {
			return err
		}
		v, found, err := draftOf(ctx, tx, by.OrgID, course.ID)
		if err != nil || !found || !course.RetiredOn.IsZero() {
			return or(err, errReadAgain)
		}
		d, err := designerIn(ctx, tx, v, designerID)
		if err != nil {
			return err
		}
		if d.PersonID != "" && d.PersonID == by.PersonID {
			how = "" // it is their own word
		}
		return c.agree(ctx, tx, by, v, d, hash, how)
	})
}

// Withdraw records that whoever asks agrees the version no longer.
func (c *Courses) Withdraw(ctx context.Context, by actor.Actor, versionID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		v, d, err := c.ownPart(ctx, tx, by, versionID)
		if err != nil {
			return err
		}
		if ok, err := claimContent(ctx, tx, v, v.ContentHash); err != nil || !ok {
			return or(err, errReadAgain)
		}
		return c.unagree(ctx, tx, by, v, d, "withdrawn")
	})
}

// RecordWithdrawal records that a designer of the draft agrees it no longer.
func (c *Courses) RecordWithdrawal(ctx context.Context, by actor.Actor, courseID string, version int, designerID string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		d, err := designerIn(ctx, tx, v, designerID)
		if err != nil {
			return err
		}
		return c.unagree(ctx, tx, by, v, d, "withdrawn")
	})
}

// unagree ends a designer's agreement. A version that is not agreed without it
// goes back to drafting.
func (c *Courses) unagree(ctx context.Context, tx *db.DB, by actor.Actor, v Version, d Designer, why string) error {
	if !d.Agrees() {
		return nil
	}
	if err := endAgreement(ctx, tx, d, why, c.now()); err != nil {
		return err
	}
	if err := c.record(ctx, tx, by, "agreement.ended", v, audit.Change{Field: d.Perspective + ", " + d.Name, From: "agreed", To: why}); err != nil {
		return err
	}
	p, err := c.progress(ctx, tx, v)
	if err != nil {
		return err
	}
	if needsAgreement(p) == nil {
		return nil
	}
	return c.backToDrafting(ctx, tx, by, v)
}

// Entry is one line of the co-production log.
type Entry struct {
	OrgID, ID, VersionID string
	DesignerID           string // whose contribution; "": everybody's
	OnDate               when.Date
	Words, ByName        string
	CreatedAt            time.Time
	Designer             string // name
	Perspective          string
}

// EntryInput is what came of working together: what one designer, or all of
// them, changed.
type EntryInput struct {
	DesignerID string
	OnDate     when.Date
	Words      string
}

func (in *EntryInput) check(today when.Date) error {
	in.Words = strings.TrimSpace(in.Words)
	switch {
	case in.Words == "" || utf8.RuneCountInString(in.Words) > 1000:
		return fault.Field("words", "Say in 1,000 characters or fewer what changed.")
	case in.OnDate.IsZero() || in.OnDate.After(today):
		return fault.Field("on", "Enter the day, today or before.")
	}
	return nil
}

// Note adds to the co-production log of the draft of a course or, when there is
// none, of its published version.
func (c *Courses) Note(ctx context.Context, by actor.Actor, courseID string, in EntryInput) error {
	if err := in.check(c.today()); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.within(ctx, tx, by, Edit, courseID)
		if err != nil {
			return err
		}
		v, found, err := draftOf(ctx, tx, by.OrgID, course.ID)
		if !found && err == nil {
			v, err = c.lead(ctx, tx, course)
		}
		if err != nil {
			return err
		}
		if in.DesignerID != "" {
			if _, err := designerIn(ctx, tx, v, in.DesignerID); err != nil {
				return fault.Field("designer", "Choose one of the designers, or everybody.")
			}
		}
		return c.note(ctx, tx, by, v, in, nameOf(by))
	})
}

// Say adds to the log what whoever asks, a designer of the version, changed or
// would like to change.
func (c *Courses) Say(ctx context.Context, by actor.Actor, versionID, words string) error {
	in := EntryInput{OnDate: c.today(), Words: words}
	if err := in.check(c.today()); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		v, d, err := c.ownPart(ctx, tx, by, versionID)
		if err != nil {
			return err
		}
		in.DesignerID = d.ID
		return c.note(ctx, tx, by, v, in, "")
	})
}

// note keeps an entry; byName is empty when it is the designer's own.
func (c *Courses) note(ctx context.Context, tx *db.DB, by actor.Actor, v Version, in EntryInput, byName string) error {
	e := Entry{OrgID: v.OrgID, ID: id.New(), VersionID: v.ID, DesignerID: in.DesignerID, OnDate: in.OnDate, Words: in.Words, ByName: byName, CreatedAt: c.now()}
	if err := insertEntry(ctx, tx, e); err != nil {
		return err
	}
	return c.record(ctx, tx, by, "log.added", v, audit.Change{Field: stateField(v), To: "an entry of " + in.OnDate.String()})
}

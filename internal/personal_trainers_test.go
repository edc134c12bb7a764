package internal_test

import (
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/db"
	"footbridge/internal/library"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// markTrainer makes the person a trainer with something in every table.
func markTrainer(t *testing.T, a *app.App, orgID, rootID, personID string) {
	t.Helper()
	ctx, by, day := t.Context(), actor.System(orgID, "the test"), when.DateOf(today)
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	college, err := a.Units.Add(ctx, by, units.Unit{ParentID: rootID, Kind: "college", Name: "College of Oddities"})
	no(err)
	add := func(personID string) trainers.Trainer {
		tr, err := a.Trainers.Add(ctx, by, college.ID, personID, trainers.Lived, "quilluabout")
		no(err)
		return tr
	}
	tr := add(personID)
	no(a.Trainers.RecordStep(ctx, by, tr.ID, trainers.StepInput{Step: trainers.Talk, DoneOn: day, SeenBy: "quilluseer", Note: "quillunote"}))
	no(a.Trainers.SetWeek(ctx, by, tr.ID, []trainers.Hours{{Weekday: 4, FromMinute: 600, ToMinute: 720}}))
	no(a.Trainers.GoAway(ctx, by, tr.ID, day, day.AddDays(3)))
	other, err := a.People.Add(ctx, by, people.Person{Name: "Somebody Experienced"})
	no(err)
	mentor := add(other.ID)
	rules, err := a.Trainers.Rules(ctx, a.DB, orgID, college.ID)
	no(err)
	for _, r := range rules {
		no(a.Trainers.RecordStep(ctx, by, mentor.ID, trainers.StepInput{Step: r.Step, DoneOn: day, SeenBy: "Somebody"}))
	}
	no(a.Trainers.Describe(ctx, by, mentor.ID, "", mentor.Version))
	no(a.Trainers.Mentor(ctx, by, tr.ID, mentor.ID, day))
	no(a.Trainers.ArrangeSupervision(ctx, by, tr.ID, 6, other.ID))
	no(a.Trainers.Supervised(ctx, by, tr.ID, day))
	band, err := a.Trainers.AddBand(ctx, by, college.ID, "T1", "Visiting trainer", 1450, day)
	no(err)
	no(a.Trainers.SetPay(ctx, by, tr.ID, band.ID, day))
}

// markBorrower lends the student something from the library.
func markBorrower(t *testing.T, a *app.App, d *db.DB, orgID, studentID string) {
	t.Helper()
	by := actor.System(orgID, "the test")
	college := one(t, d, `SELECT unit_id FROM college_student WHERE org_id = $1 AND id = $2`, orgID, studentID)
	item, err := a.Library.Add(t.Context(), by, library.Item{UnitID: college, Kind: "book", Title: "Oddities Bound", Copies: 1}, library.File{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Library.Lend(t.Context(), by, item.ID, studentID, when.Date{}); err != nil {
		t.Fatal(err)
	}
}

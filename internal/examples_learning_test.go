package internal_test

import (
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/learning"
	"footbridge/internal/when"
)

// learningExamples makes the visitor with that account a student with a plan,
// and a trainer to whom another student has lent theirs.
func learningExamples(t *testing.T, d *db.DB, a *app.App, org, account string) {
	t.Helper()
	person := one(t, d, `SELECT person_id FROM access_account WHERE org_id = $1 AND id = $2`, org, account)
	me := actor.Actor{OrgID: org, AccountID: account, PersonID: person, Name: "Everything"}
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	student, trainer := someStudent(t, d, org, person), someTrainer(t, d, org, person)
	must(a.Learning.Save(t.Context(), me, learning.Plan{Hopes: "To learn"}))
	must(a.Learning.AddReview(t.Context(), me, learning.ReviewInput{Back: "A beginning"}))
	must(a.Learning.TellStep(t.Context(), me, learning.Step{Kind: "study", OnDate: when.DateOf(today)}))
	_, _, err := a.Learning.Lend(t.Context(), me, learning.LendInput{ToName: "A friend", Sections: []string{"hopes"}, Purpose: "A talk", UntilOn: when.DateOf(today).AddDays(9)})
	must(nil, err)
	certificate(t, d, a, org, student, "certificate1", "Ann Example")
	other := someStudent(t, d, org, one(t, d, `SELECT id FROM people_person p WHERE org_id = $1 AND id <> $2
		AND NOT EXISTS (SELECT 1 FROM college_student s WHERE s.org_id = p.org_id AND s.person_id = p.id) ORDER BY id LIMIT 1`, org, person))
	lentPlan(t, d, org, other, trainer, "loan1")
}

// someStudent is the student that a person is, made if they are none.
func someStudent(t *testing.T, d *db.DB, org, person string) string {
	t.Helper()
	found, err := db.All[string](t.Context(), d, `SELECT id FROM college_student WHERE org_id = $1 AND person_id = $2`, org, person)
	if err != nil || len(found) > 0 {
		return strings.Join(found, "")
	}
	insert(t, d, `INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)
		SELECT c.org_id, 'student-' || $2, $2, c.unit_id, '2027-01-01', 'online', c.id, '2027-01-01', FALSE, FALSE, FALSE, TRUE, 'email', 48, $3 FROM college_charter c WHERE c.org_id = $1 ORDER BY c.number LIMIT 1`, org, person, today)
	return "student-" + person
}

func someTrainer(t *testing.T, d *db.DB, org, person string) string {
	t.Helper()
	found, err := db.All[string](t.Context(), d, `SELECT id FROM trainers_trainer WHERE org_id = $1 AND person_id = $2`, org, person)
	if err != nil || len(found) > 0 {
		return strings.Join(found, "")
	}
	insert(t, d, `INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, ready_on, created_at)
		SELECT u.org_id, 'trainer-' || $2, $2, u.id, 'practitioner', '2027-01-01', $3 FROM units_unit u WHERE u.org_id = $1 AND u.kind = 'college' ORDER BY u.id LIMIT 1`, org, person, today)
	return "trainer-" + person
}

// someRun is a run, made if there is none at all: a draft, which is the one that
// needs no session.
func someRun(t *testing.T, d *db.DB, a *app.App, org string) string {
	t.Helper()
	found, err := db.All[string](t.Context(), d, `SELECT id FROM college_run WHERE org_id = $1 ORDER BY id LIMIT 1`, org)
	if err != nil || len(found) > 0 {
		return strings.Join(found, "")
	}
	unit := one(t, d, `SELECT unit_id FROM college_term WHERE org_id = $1 ORDER BY id LIMIT 1`, org)
	course, err := a.Courses.Add(t.Context(), actor.System(org, "test"), courses.NewCourse{UnitID: unit, Words: courses.Words{
		Title: "An example", Strand: "skills", Level: "introduction", Format: "course", CertificateBy: "sessions", Sessions: 2, Minutes: 120, Capacity: 10,
	}})
	if err != nil {
		t.Fatal(err)
	}
	insert(t, d, `INSERT INTO college_run (org_id, id, unit_id, term_id, course_id, version_id, title, fold, format, strand, state, capacity, minimum, approval, counts, first_mandatory, created_at)
		SELECT t.org_id, 'lrun', t.unit_id, t.id, v.course_id, v.id, 'An example', 'an example', 'course', 'skills', 'draft', 10, 1, FALSE, TRUE, FALSE, $2
		FROM college_term t JOIN courses_version v ON v.org_id = t.org_id AND v.course_id = $3 WHERE t.org_id = $1 ORDER BY t.id LIMIT 1`, org, today, course.ID)
	return "lrun"
}

func certificate(t *testing.T, d *db.DB, a *app.App, org, student, id, name string) {
	t.Helper()
	insert(t, d, `INSERT INTO learning_certificate (org_id, id, unit_id, student_id, run_id, code, name, fold, college, title, basis, came, held, minutes, from_on, to_on, issued_on, by_name, created_at)
		SELECT r.org_id, $3, r.unit_id, $4, r.id, '2001-0001-' || $3, $5, $5, 'The college', r.title, 'sessions', 2, 2, 240, '2027-01-01', '2027-02-01', '2027-02-02', 'A test', $6
		FROM college_run r WHERE r.org_id = $1 AND r.id = $2`, org, someRun(t, d, a, org), id, student, name, today)
}

// lentPlan is a student's plan, lent to a trainer who may write in it.
func lentPlan(t *testing.T, d *db.DB, org, student, trainer, id string) {
	t.Helper()
	insert(t, d, `INSERT INTO learning_plan (org_id, id, student_id, unit_id, hopes, created_at, updated_at)
		SELECT s.org_id, $3, s.id, s.unit_id, 'To sing', $4, $4 FROM college_student s WHERE s.org_id = $1 AND s.id = $2`, org, student, "plan-"+id, today)
	insert(t, d, `INSERT INTO learning_share (org_id, id, plan_id, trainer_id, sections, purpose, may_write, from_on, until_on, created_at)
		VALUES ($1, $2, $3, $4, 'hopes', 'A talk', TRUE, '2027-05-01', '2027-06-01', $5)`, org, id, "plan-"+id, trainer, today)
}

func insert(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	if n, err := d.Exec(t.Context(), query, args...); err != nil || n == 0 {
		t.Fatalf("%d rows, %v: %s", n, err, query)
	}
}

// markLearning gives the person, who is a student, a plan that is lent, a
// certificate and a next step, and lets them read the plan of somebody else.
func markLearning(t *testing.T, a *app.App, d *db.DB, org, person string) {
	t.Helper()
	me := actor.Actor{OrgID: org, AccountID: "x", PersonID: person, Name: "Quilluname"}
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(a.Learning.Save(t.Context(), me, learning.Plan{Hopes: "quilluhopes", Strengths: "quillustrengths", Helps: "quilluhelps", Wishes: "quilluwishes", Steps: "quillusteps"}))
	must(a.Learning.AddReview(t.Context(), me, learning.ReviewInput{Back: "quilluback", Ahead: "quilluahead"}))
	must(a.Learning.TellStep(t.Context(), me, learning.Step{Kind: "work", OnDate: when.DateOf(today), Words: "quilluwork"}))
	_, address, err := a.Learning.Lend(t.Context(), me, learning.LendInput{ToName: "quillusister", Sections: []string{"hopes"}, Purpose: "quillupurpose", UntilOn: when.DateOf(today).AddDays(9)})
	must(nil, err)
	must(a.Learning.ReadByLink(t.Context(), address[strings.LastIndex(address, "/")+1:], false))
	student := one(t, d, `SELECT id FROM college_student WHERE org_id = $1 AND person_id = $2`, org, person)
	someTerm(t, d, org)
	certificate(t, d, a, org, student, "certificate2", "quillucertificate")
	other := someStudent(t, d, org, one(t, d, `SELECT id FROM people_person p WHERE org_id = $1 AND name NOT LIKE 'Quillu%'
		AND NOT EXISTS (SELECT 1 FROM college_student s WHERE s.org_id = p.org_id AND s.person_id = p.id) ORDER BY id LIMIT 1`, org))
	lentPlan(t, d, org, other, someTrainer(t, d, org, person), "loan2")
	insert(t, d, `INSERT INTO learning_reading (org_id, id, share_id, person_id, by_name, sections, how, at) VALUES ($1, 'reading2', 'loan2', $2, 'quillureader', 'hopes', 'read', $3)`, org, person, today)
}

// someTerm makes a term where there is none.
func someTerm(t *testing.T, d *db.DB, org string) {
	t.Helper()
	found, err := db.All[string](t.Context(), d, `SELECT id FROM college_term WHERE org_id = $1 LIMIT 1`, org)
	if err != nil || len(found) > 0 {
		return
	}
	insert(t, d, `INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) SELECT org_id, 'lyear', id, 'A year', '2026-09-01', '2027-08-31', $2 FROM units_unit WHERE org_id = $1 AND kind = 'college' ORDER BY id LIMIT 1`, org, today)
	insert(t, d, `INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, created_at)
		SELECT org_id, 'lterm', id, 'lyear', 'A term', '2027-01-01', '2027-07-01', '2026-12-01', '2027-02-01', 3, $2 FROM units_unit WHERE org_id = $1 AND kind = 'college' ORDER BY id LIMIT 1`, org, today)
}

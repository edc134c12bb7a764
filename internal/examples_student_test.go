package internal_test

import (
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/app"
	"footbridge/internal/db"
)

func init() {
	where["student"] = `SELECT id FROM college_student WHERE org_id = $1 AND merged_into IS NULL ORDER BY id LIMIT 1`
	where["ownbooking"] = `SELECT id FROM college_booking WHERE org_id = $1 AND id = 'zbooking'`
	where["request"] = `SELECT id FROM college_request WHERE org_id = $1 AND done_at IS NULL ORDER BY id LIMIT 1`
	skips["bad form"]["POST /college/enrol/{organisation}"] = "who is a student already is led to their own page"
}

// studentExamples makes the visitor with that account a student who waits for
// the run of the examples, and has asked the college for something.
func studentExamples(t *testing.T, d *db.DB, a *app.App, org, account string) {
	t.Helper()
	person := one(t, d, `SELECT person_id FROM access_account WHERE org_id = $1 AND id = $2`, org, account)
	student, run := someStudent(t, d, org, person), one(t, d, where["run"], org)
	insert(t, d, `UPDATE college_term SET published_at = coalesce(published_at, $3) WHERE org_id = $1 AND id = (SELECT term_id FROM college_run WHERE org_id = $1 AND id = $2)`, org, run, today)
	insert(t, d, `INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, created_at)
		VALUES ($1, 'zbooking', $2, $3, 'waiting', 'online', FALSE, $4, $4)`, org, run, student, today)
	insert(t, d, `INSERT INTO college_booking_event (org_id, id, booking_id, number, at, to_state, by_name) VALUES ($1, 'zevent', 'zbooking', 1, $2, 'waiting', 'test')`, org, today)
	if err := a.College.Ask(t.Context(), actor.Actor{OrgID: org, AccountID: account, PersonID: person, Name: "Everything"}, "leave", ""); err != nil {
		t.Fatal(err)
	}
}

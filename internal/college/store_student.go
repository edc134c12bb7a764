package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func insertStudent(ctx context.Context, tx *db.DB, s Student, key string) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public,
			borough_id, postcode_district, emergency_name, emergency_phone, emergency_who, reminder_channel, reminder_hours, form_key, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		s.OrgID, s.ID, s.PersonID, s.UnitID, s.EnrolledOn, s.How, s.CharterID, s.CharterOn, s.UsesServices, s.Carer, s.Staff, s.Public,
		db.Null(s.BoroughID), s.PostcodeDistrict, s.EmergencyName, s.EmergencyPhone, s.EmergencyWho, s.ReminderChannel, s.ReminderHours, db.Null(key), s.CreatedAt)
	return err
}

func studentOfForm(ctx context.Context, d *db.DB, orgID, key string) (Student, bool, error) {
	return db.Maybe[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s WHERE s.org_id = $1 AND s.form_key = $2`, orgID, key)
}

// saveStudent writes s over the version that was read; false means that somebody
// was quicker.
func saveStudent(ctx context.Context, tx *db.DB, s Student) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_student SET uses_services = $3, carer = $4, staff = $5, public = $6, borough_id = $7, postcode_district = $8,
			emergency_name = $9, emergency_phone = $10, emergency_who = $11, reminder_channel = $12, reminder_hours = $13, left_on = $14,
			charter_id = $15, charter_on = $16, enrolled_on = $17, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $18`,
		s.OrgID, s.ID, s.UsesServices, s.Carer, s.Staff, s.Public, db.Null(s.BoroughID), s.PostcodeDistrict,
		s.EmergencyName, s.EmergencyPhone, s.EmergencyWho, s.ReminderChannel, s.ReminderHours, s.LeftOn, s.CharterID, s.CharterOn, s.EnrolledOn, s.Version)
	return n == 1, err
}

// whereStudents are the conditions of a list of students.
func (f StudentFilter) whereStudents(orgID string) *db.Where {
	w := &db.Where{}
	w.And("s.org_id = ?", orgID)
	w.And("s.merged_into IS NULL")
	w.In("s.unit_id", f.units)
	if f.Q != "" {
		w.In("s.person_id", f.persons)
	}
	switch f.State {
	case "":
		w.And("s.left_on IS NULL")
	case "left":
		w.And("s.left_on IS NOT NULL")
	case "never":
		w.And("s.left_on IS NULL")
		w.And(`NOT EXISTS (SELECT 1 FROM college_attendance a WHERE a.org_id = s.org_id AND a.student_id = s.id AND a.state IN ('came', 'late', 'left early'))`)
	}
	if f.TermID != "" {
		w.And(`s.enrolled_on BETWEEN ? AND ?`, f.term.StartsOn, f.term.EndsOn)
	}
	return w
}

// countStudents counts up to most of them.
func countStudents(ctx context.Context, d *db.DB, w *db.Where, most int) (int, error) {
	sql := w.SQL()
	return db.One[int](ctx, d, `SELECT count(*) FROM (SELECT 1 FROM college_student s `+sql+` LIMIT `+w.Arg(most)+`) AS found`, w.Args()...)
}

func listStudents(ctx context.Context, d *db.DB, w *db.Where, limit, offset int) ([]Student, error) {
	query := `SELECT ` + studentColumns + ` FROM college_student s ` + w.SQL() + ` ORDER BY s.enrolled_on DESC, s.id DESC LIMIT ` + w.Arg(limit) + ` OFFSET ` + w.Arg(offset)
	return db.All[Student](ctx, d, query, w.Args()...)
}

// hoursOf are the hours of the sessions that a student was at, in seconds by
// session.
func sessionsAttended(ctx context.Context, d *db.DB, orgID, studentID string) ([]Session, error) {
	return db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_attendance a JOIN college_session s ON s.org_id = a.org_id AND s.id = a.session_id
		WHERE a.org_id = $1 AND a.student_id = $2 AND a.state IN ('came', 'late', 'left early') ORDER BY s.starts_at DESC, s.id`, orgID, studentID)
}

// Call is a check that a student is all right, as their page shows it.
type Call struct {
	ID, SessionID          string
	DueOn                  when.Date
	DoneAt                 time.Time
	DoneBy, Outcome, Words string
	RunTitle               string
	StartsAt               time.Time
}

func callsOf(ctx context.Context, d *db.DB, orgID, studentID string) ([]Call, error) {
	return db.All[Call](ctx, d, `SELECT f.id, f.session_id, f.due_on, f.done_at, f.done_by, f.outcome, f.words, r.title AS run_title, s.starts_at
		FROM college_followup f JOIN college_session s ON s.org_id = f.org_id AND s.id = f.session_id
		JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id
		WHERE f.org_id = $1 AND f.student_id = $2 ORDER BY f.due_on DESC, f.id`, orgID, studentID)
}

// openRunsOf lists the runs of a college that can be booked now, by title.
func openRunsOf(ctx context.Context, d *db.DB, orgID, unitID string, now time.Time) ([]Run, error) {
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r
		WHERE r.org_id = $1 AND r.unit_id = $2 AND r.state = 'open' AND (r.starts_at > $3 OR r.ends_at > $3 AND r.format IN ('drop-in', 'self-paced') OR r.starts_at IS NULL)
		ORDER BY r.fold, r.starts_at, r.id LIMIT 500`, orgID, unitID, now)
}

func allowancesOf(ctx context.Context, d *db.DB, orgID, studentID string) ([]Allowance, error) {
	return db.All[Allowance](ctx, d, `SELECT term_id, student_id, used, most, reason FROM college_allowance WHERE org_id = $1 AND student_id = $2 ORDER BY term_id`, orgID, studentID)
}

// raiseAllowance lets a student have one more booking in a term.
func raiseAllowance(ctx context.Context, tx *db.DB, term Term, studentID, reason string) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_allowance (org_id, term_id, student_id, used, most, reason) VALUES ($1, $2, $3, 0, $4, $5)
		ON CONFLICT (org_id, term_id, student_id) DO UPDATE SET most = college_allowance.most + 1, reason = $5`,
		term.OrgID, term.ID, studentID, term.TermLimit+1, reason)
	return err
}

// Request is what a student asks the college to do.
type Request struct {
	OrgID, ID, StudentID, Kind, Words string
	CreatedAt, DoneAt                 time.Time
	DoneBy                            string
}

const requestColumns = `q.org_id, q.id, q.student_id, q.kind, q.words, q.created_at, q.done_at, q.done_by`

func insertRequest(ctx context.Context, tx *db.DB, q Request) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_request (org_id, id, student_id, kind, words, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		q.OrgID, q.ID, q.StudentID, q.Kind, q.Words, q.CreatedAt)
	return err
}

func finishRequest(ctx context.Context, tx *db.DB, orgID, requestID, by string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE college_request SET done_at = $3, done_by = $4 WHERE org_id = $1 AND id = $2 AND done_at IS NULL`, orgID, requestID, at, by)
	return n == 1, err
}

func oneRequest(ctx context.Context, d *db.DB, orgID, requestID string) (Request, error) {
	return db.One[Request](ctx, d, `SELECT `+requestColumns+` FROM college_request q WHERE q.org_id = $1 AND q.id = $2`, orgID, requestID)
}

func requestsOfStudent(ctx context.Context, d *db.DB, orgID, studentID string) ([]Request, error) {
	return db.All[Request](ctx, d, `SELECT `+requestColumns+` FROM college_request q WHERE q.org_id = $1 AND q.student_id = $2 ORDER BY q.created_at DESC, q.id`, orgID, studentID)
}

func openRequests(ctx context.Context, d *db.DB, orgID string, limit int) ([]Request, error) {
	return db.All[Request](ctx, d, `SELECT `+requestColumns+` FROM college_request q WHERE q.org_id = $1 AND q.done_at IS NULL ORDER BY q.created_at, q.id LIMIT $2`, orgID, limit)
}

func maybeTerm(ctx context.Context, d *db.DB, orgID, termID string) (Term, bool, error) {
	return db.Maybe[Term](ctx, d, `SELECT `+termColumns+` FROM college_term t WHERE t.org_id = $1 AND t.id = $2`, orgID, termID)
}

func liveOfStudent(ctx context.Context, d *db.DB, orgID, studentID string) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.student_id = $2 AND b.ended_at IS NULL ORDER BY b.created_at, b.id`, orgID, studentID)
}

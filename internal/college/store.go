package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

const termColumns = `t.org_id, t.id, t.unit_id, t.year_id, t.name, t.starts_on, t.ends_on, t.opens_on, t.closes_on, t.term_limit, t.published_at, t.version, t.created_at`

func oneTerm(ctx context.Context, d *db.DB, orgID, id string) (Term, error) {
	return db.One[Term](ctx, d, `SELECT `+termColumns+` FROM college_term t WHERE t.org_id = $1 AND t.id = $2`, orgID, id)
}

// allTerms are the terms of the organisation, the newest first.
func allTerms(ctx context.Context, d *db.DB, orgID string) ([]Term, error) {
	return db.All[Term](ctx, d, `SELECT `+termColumns+` FROM college_term t WHERE t.org_id = $1 ORDER BY t.starts_on DESC, t.id`, orgID)
}

const runColumns = `r.org_id, r.id, r.unit_id, r.term_id, r.course_id, r.version_id, r.title, r.format, r.strand, r.state, r.capacity, r.minimum, r.taken,
	r.audience, r.who, r.approval, r.counts, r.first_mandatory, r.words, r.starts_at, r.ends_at, r.sequence, r.copied_from, r.cancelled_at, r.cancelled_reason, r.version, r.created_at`

func oneRun(ctx context.Context, d *db.DB, orgID, id string) (Run, error) {
	return db.One[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r WHERE r.org_id = $1 AND r.id = $2`, orgID, id)
}

func runsByID(ctx context.Context, d *db.DB, orgID string, ids []string) ([]Run, error) {
	var w db.Where
	w.And("r.org_id = ?", orgID)
	w.In("r.id", ids)
	return db.All[Run](ctx, d, `SELECT `+runColumns+` FROM college_run r `+w.SQL()+` ORDER BY r.starts_at, r.id`, w.Args()...)
}

const sessionColumns = `s.org_id, s.id, s.run_id, s.number, s.title, s.starts_at, s.ends_at, s.room_id, s.online_url, s.state, s.sequence, s.register_at, s.register_by, s.cancelled_reason, s.version, s.created_at`

func oneSession(ctx context.Context, d *db.DB, orgID, id string) (Session, error) {
	return db.One[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s WHERE s.org_id = $1 AND s.id = $2`, orgID, id)
}

// sessionsOfRuns lists the sessions of some runs in the order of time, those
// cancelled too.
func sessionsOfRuns(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]Session, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("s.run_id", runIDs)
	return db.All[Session](ctx, d, `SELECT `+sessionColumns+` FROM college_session s `+w.SQL()+` ORDER BY s.starts_at, s.id`, w.Args()...)
}

const studentColumns = `s.org_id, s.id, s.person_id, s.unit_id, s.enrolled_on, s.how, s.charter_id, s.charter_on, s.uses_services, s.carer, s.staff, s.public,
	s.borough_id, s.postcode_district, s.emergency_name, s.emergency_phone, s.emergency_who, s.reminder_channel, s.reminder_hours, s.left_on, s.merged_into, s.version, s.created_at`

func oneStudent(ctx context.Context, d *db.DB, orgID, id string) (Student, error) {
	return db.One[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s WHERE s.org_id = $1 AND s.id = $2`, orgID, id)
}

func studentOfPerson(ctx context.Context, d *db.DB, orgID, personID string) (Student, bool, error) {
	return db.Maybe[Student](ctx, d, `SELECT `+studentColumns+` FROM college_student s WHERE s.org_id = $1 AND s.person_id = $2`, orgID, personID)
}

const bookingColumns = `b.org_id, b.id, b.run_id, b.student_id, b.state, b.how, b.hold_id, b.counts, b.queued_at, b.priority_id, b.priority_by, b.rank,
	b.offered_at, b.offer_until, b.passed_over, b.reason, b.ended_at, b.version, b.created_at`

func oneBooking(ctx context.Context, d *db.DB, orgID, id string) (Booking, error) {
	return db.One[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.id = $2`, orgID, id)
}

// bookingsOfRun lists every booking of a run, those that ended too: the waiting
// list among them in its order.
func bookingsOfRun(ctx context.Context, d *db.DB, orgID, runID string) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.run_id = $2 ORDER BY b.rank, b.queued_at, b.id`, orgID, runID)
}

// bookingsOfStudent lists a student's bookings, the newest first.
func bookingsOfStudent(ctx context.Context, d *db.DB, orgID, studentID string) ([]Booking, error) {
	return db.All[Booking](ctx, d, `SELECT `+bookingColumns+` FROM college_booking b WHERE b.org_id = $1 AND b.student_id = $2 ORDER BY b.created_at DESC, b.id DESC`, orgID, studentID)
}

// Setting is how a college works.
type Setting struct {
	OrgID, UnitID                                          string
	Phone, Email, Address                                  string
	TermLimit, OfferHours, CutoffHours, Completion, MinAge int
	Version                                                int
}

// settingOf is how a college works: the usual until somebody has said otherwise.
func settingOf(ctx context.Context, d *db.DB, orgID, unitID string) (Setting, error) {
	s, found, err := db.Maybe[Setting](ctx, d, `SELECT org_id, unit_id, phone, email, address, term_limit, offer_hours, cutoff_hours, completion, min_age, version
		FROM college_setting WHERE org_id = $1 AND unit_id = $2`, orgID, unitID)
	if err == nil && !found {
		s = Setting{OrgID: orgID, UnitID: unitID, TermLimit: 3, OfferHours: 48, CutoffHours: 2, Completion: 70, MinAge: 18}
	}
	return s, err
}

// Room is where a session meets, with the venue it is in.
type Room struct {
	OrgID, ID, VenueID, Name                    string
	Seats                                       int
	Words                                       string
	ClosedOn                                    when.Date
	Venue, Address, Postcode, BoroughID, Travel string
	StepFree, Toilet, Loop, Parking, Quiet      bool
	Access                                      string
	VenueClosedOn                               when.Date
	CreatedAt                                   time.Time
}

const roomColumns = `m.org_id, m.id, m.venue_id, m.name, m.seats, m.words, m.closed_on, v.name AS venue, v.address, v.postcode, v.borough_id, v.travel,
	v.step_free, v.toilet, v.loop, v.parking, v.quiet, v.access, v.closed_on AS venue_closed_on, m.created_at`

// allRooms lists the rooms of every venue, closed ones too, by venue and name.
func allRooms(ctx context.Context, d *db.DB, orgID string) ([]Room, error) {
	return db.All[Room](ctx, d, `SELECT `+roomColumns+` FROM college_room m JOIN college_venue v ON v.org_id = m.org_id AND v.id = m.venue_id
		WHERE m.org_id = $1 ORDER BY v.fold, m.fold, m.id`, orgID)
}

// SessionTrainer is who teaches a session.
type SessionTrainer struct {
	SessionID, TrainerID, Perspective string
	Present                           *bool // nil until the register is taken
}

func trainersOfSessions(ctx context.Context, d *db.DB, orgID string, sessionIDs []string) ([]SessionTrainer, error) {
	var w db.Where
	w.And("x.org_id = ?", orgID)
	w.In("x.session_id", sessionIDs)
	return db.All[SessionTrainer](ctx, d, `SELECT x.session_id, x.trainer_id, x.perspective, x.present FROM college_session_trainer x `+w.SQL()+` ORDER BY x.session_id, x.trainer_id`, w.Args()...)
}

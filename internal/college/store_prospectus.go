package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func publishedTerms(ctx context.Context, d *db.DB, orgID string, day when.Date) ([]Term, error) {
	return db.All[Term](ctx, d, `SELECT `+termColumns+` FROM college_term t
		WHERE t.org_id = $1 AND t.published_at IS NOT NULL AND t.ends_on >= $2 ORDER BY t.starts_on, t.id`, orgID, day)
}

// inPublished joins the runs of published terms that end on $2 or later.
const inPublished = ` college_run r JOIN college_term t ON t.org_id = r.org_id AND t.id = r.term_id
	AND t.published_at IS NOT NULL AND t.ends_on >= $2 AND r.state IN ('open', 'closed', 'cancelled') `

func publicRuns(ctx context.Context, d *db.DB, orgID string, day when.Date) ([]PublicRun, error) {
	return db.All[PublicRun](ctx, d, `SELECT r.id, r.unit_id, r.term_id, r.course_id, r.version_id, r.title, r.format, r.strand, r.state, r.capacity, r.minimum, r.taken,
			r.audience, r.who, r.approval, r.first_mandatory, r.starts_at, r.ends_at, r.sequence
		FROM `+inPublished+` WHERE r.org_id = $1 ORDER BY CASE WHEN r.starts_at IS NULL THEN 1 ELSE 0 END, r.starts_at, r.id`, orgID, day)
}

func publicSessions(ctx context.Context, d *db.DB, orgID string, day when.Date) ([]PublicSession, error) {
	return db.All[PublicSession](ctx, d, `SELECT s.id, s.run_id, s.number, s.title, s.starts_at, s.ends_at, s.state, s.sequence, m.venue_id, s.online_url <> '' AS online, s.created_at
		FROM `+inPublished+` JOIN college_session s ON s.org_id = r.org_id AND s.run_id = r.id
		LEFT JOIN college_room m ON m.org_id = s.org_id AND m.id = s.room_id
		WHERE r.org_id = $1 ORDER BY s.starts_at, s.id`, orgID, day)
}

func publicTrainers(ctx context.Context, d *db.DB, orgID string, day when.Date) ([]SessionTrainer, error) {
	return db.All[SessionTrainer](ctx, d, `SELECT x.session_id, x.trainer_id, x.perspective
		FROM `+inPublished+` JOIN college_session s ON s.org_id = r.org_id AND s.run_id = r.id
		JOIN college_session_trainer x ON x.org_id = s.org_id AND x.session_id = s.id
		WHERE r.org_id = $1 ORDER BY x.session_id, x.perspective, x.trainer_id`, orgID, day)
}

func publicVenues(ctx context.Context, d *db.DB, orgID string) ([]PublicVenue, error) {
	return db.All[PublicVenue](ctx, d, `SELECT v.id, v.name, v.address, v.postcode, v.borough_id, v.travel, v.step_free, v.toilet, v.loop, v.parking, v.quiet, v.access
		FROM college_venue v WHERE v.org_id = $1 ORDER BY v.fold, v.id`, orgID)
}

// publishedStamp counts rows and adds up their versions: no booking touches
// what it looks at.
func publishedStamp(ctx context.Context, d *db.DB, orgID string) (string, error) {
	parts, err := db.All[string](ctx, d, `
		SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) || '.' || CAST(coalesce(sum(CASE WHEN published_at IS NULL THEN 0 ELSE 1 END), 0) AS TEXT) AS part FROM college_term WHERE org_id = $1
		UNION ALL SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) || '.' || CAST(coalesce(sum(sequence), 0) AS TEXT) || '.' || CAST(coalesce(sum(capacity), 0) AS TEXT)
			|| '.' || CAST(coalesce(sum(CASE state WHEN 'open' THEN 1 WHEN 'closed' THEN 1000 WHEN 'cancelled' THEN 1000000 ELSE 0 END), 0) AS TEXT) FROM college_run WHERE org_id = $1
		UNION ALL SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) || '.' || CAST(coalesce(sum(sequence), 0) AS TEXT) FROM college_session WHERE org_id = $1
		UNION ALL SELECT CAST(count(*) AS TEXT) FROM college_session_trainer WHERE org_id = $1
		UNION ALL SELECT CAST(count(*) AS TEXT) || '.' || CAST(coalesce(sum(version), 0) AS TEXT) FROM college_venue WHERE org_id = $1`, orgID)
	stamp := ""
	for _, p := range parts {
		stamp += p + "/"
	}
	return stamp, err
}

func fullnessOf(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]Fullness, error) {
	var w db.Where
	w.And("r.org_id = ?", orgID)
	w.In("r.id", inSteps(runIDs))
	return db.All[Fullness](ctx, d, `SELECT r.id AS run_id, r.state, r.capacity, r.taken FROM college_run r `+w.SQL(), w.Args()...)
}

func runsWithPlaces(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT id FROM college_run WHERE org_id = $1 AND state = 'open' AND taken < capacity`, orgID)
}

type waitingCount struct {
	RunID   string
	Waiting int
}

// waitingCounts looks at an index of bookings by run and state, never at the
// bookings.
func waitingCounts(ctx context.Context, d *db.DB, orgID string, runIDs []string) ([]waitingCount, error) {
	var w db.Where
	w.And("b.org_id = ?", orgID)
	w.In("b.run_id", inSteps(runIDs))
	w.And("b.state = 'waiting'")
	return db.All[waitingCount](ctx, d, `SELECT b.run_id, count(*) AS waiting FROM college_booking b `+w.SQL()+` GROUP BY b.run_id`, w.Args()...)
}

// inSteps fills a list up with its last entry to a length that is 1, or a
// multiple of 10: lists of many lengths then share a few prepared statements.
func inSteps(ids []string) []string {
	if len(ids) <= 1 || len(ids)%10 == 0 {
		return ids
	}
	out := append(make([]string, 0, len(ids)+10), ids...)
	for len(out)%10 != 0 {
		out = append(out, ids[len(ids)-1])
	}
	return out
}

const calendarColumns = `SELECT s.id, s.run_id, r.title AS run_title, s.number, s.title, s.starts_at, s.ends_at, s.state, r.state AS run_state, s.sequence,
	s.online_url, r.words, m.name AS room, v.name AS venue, v.address, v.postcode, s.created_at, r.created_at AS run_created_at `

const calendarPlaces = ` LEFT JOIN college_room m ON m.org_id = s.org_id AND m.id = s.room_id
	LEFT JOIN college_venue v ON v.org_id = m.org_id AND v.id = m.venue_id `

func sessionsBooked(ctx context.Context, d *db.DB, orgID, studentID string, after time.Time) ([]CalendarSession, error) {
	return db.All[CalendarSession](ctx, d, calendarColumns+`FROM college_booking b
		JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
		JOIN college_session s ON s.org_id = r.org_id AND s.run_id = r.id `+calendarPlaces+`
		WHERE b.org_id = $1 AND b.student_id = $2 AND s.ends_at > $3
			AND (b.state = 'confirmed' OR b.state = 'college cancelled' AND r.state = 'cancelled') ORDER BY s.starts_at, s.id`, orgID, studentID, after)
}

func sessionsTaught(ctx context.Context, d *db.DB, orgID, trainerID string, after time.Time) ([]CalendarSession, error) {
	return db.All[CalendarSession](ctx, d, calendarColumns+`FROM college_session_trainer x
		JOIN college_session s ON s.org_id = x.org_id AND s.id = x.session_id
		JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+calendarPlaces+`
		WHERE x.org_id = $1 AND x.trainer_id = $2 AND s.ends_at > $3 ORDER BY s.starts_at, s.id`, orgID, trainerID, after)
}

func coursesBooked(ctx context.Context, d *db.DB, orgID, studentID string, since time.Time) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT r.course_id FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
		WHERE b.org_id = $1 AND b.student_id = $2 AND b.state = 'confirmed' AND b.created_at > $3 ORDER BY r.course_id`, orgID, studentID, since)
}

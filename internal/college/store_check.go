package college

import (
	"context"

	"footbridge/internal/db"
)

// wrong is a row that breaks a rule, and how.
type wrong struct{ ID, Words string }

const withPlace = `b.state IN ('offered', 'confirmed')`

func placesWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT r.id, CAST(r.taken AS TEXT) || ' taken, ' || CAST(coalesce(x.n, 0) + coalesce(h.n, 0) AS TEXT) || ' by the bookings and groups' AS words
		FROM college_run r
		LEFT JOIN (SELECT b.run_id, count(*) AS n FROM college_booking b LEFT JOIN college_hold k ON k.org_id = b.org_id AND k.id = b.hold_id
			WHERE b.org_id = $1 AND `+withPlace+` AND (b.hold_id IS NULL OR k.released_at IS NOT NULL) GROUP BY b.run_id) x ON x.run_id = r.id
		LEFT JOIN (SELECT run_id, sum(places) AS n FROM college_hold WHERE org_id = $1 AND released_at IS NULL GROUP BY run_id) h ON h.run_id = r.id
		WHERE r.org_id = $1 AND r.taken <> coalesce(x.n, 0) + coalesce(h.n, 0) ORDER BY r.id`, orgID)
}

func capacityWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT r.id, CAST(r.taken AS TEXT) || ' of ' || CAST(r.capacity AS TEXT) AS words FROM college_run r
		WHERE r.org_id = $1 AND r.taken > r.capacity ORDER BY r.id`, orgID)
}

func holdsWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT h.id, CAST(h.used AS TEXT) || ' used, ' || CAST(coalesce(x.n, 0) AS TEXT) || ' booked' AS words FROM college_hold h
		LEFT JOIN (SELECT b.hold_id, count(*) AS n FROM college_booking b WHERE b.org_id = $1 AND b.hold_id IS NOT NULL AND `+withPlace+` GROUP BY b.hold_id) x ON x.hold_id = h.id
		WHERE h.org_id = $1 AND h.used <> coalesce(x.n, 0) ORDER BY h.id`, orgID)
}

// allowancesWrong compares both ways: a count without bookings, and bookings
// without a count.
func allowancesWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `WITH have AS (
			SELECT r.term_id, b.student_id, count(*) AS n FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
			WHERE b.org_id = $1 AND b.counts AND `+withPlace+` GROUP BY r.term_id, b.student_id)
		SELECT a.student_id AS id, CAST(a.used AS TEXT) || ' counted, ' || CAST(coalesce(h.n, 0) AS TEXT) || ' booked' AS words FROM college_allowance a
			LEFT JOIN have h ON h.term_id = a.term_id AND h.student_id = a.student_id
			WHERE a.org_id = $1 AND (a.used <> coalesce(h.n, 0) OR a.used > a.most)
		UNION ALL
		SELECT h.student_id AS id, 'none counted, ' || CAST(h.n AS TEXT) || ' booked' AS words FROM have h
			WHERE NOT EXISTS (SELECT 1 FROM college_allowance a WHERE a.org_id = $1 AND a.term_id = h.term_id AND a.student_id = h.student_id)
		ORDER BY 1`, orgID)
}

func offersWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT b.id, r.state AS words FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
		WHERE b.org_id = $1 AND b.state = 'offered' AND (r.starts_at IS NULL OR b.offer_until > r.starts_at OR b.offered_at > b.offer_until OR r.state NOT IN ('open', 'closed')) ORDER BY b.id`, orgID)
}

func runsWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT b.id, r.state AS words FROM college_booking b JOIN college_run r ON r.org_id = b.org_id AND r.id = b.run_id
		WHERE b.org_id = $1 AND ((r.state = 'cancelled' AND b.ended_at IS NULL) OR r.state = 'draft' OR (r.state = 'finished' AND b.state IN ('requested', 'waiting', 'offered'))) ORDER BY b.id`, orgID)
}

// orderWrong finds who waited ahead of an offer that stands, when it was made,
// and has no word of why. The list's order is rank, time, id.
func orderWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT w.id, b.id AS words FROM college_booking b
		JOIN college_booking w ON w.org_id = b.org_id AND w.run_id = b.run_id AND w.state = 'waiting' AND w.passed_over = ''
			AND (w.rank, w.queued_at, w.id) < (b.rank, b.queued_at, b.id) AND w.queued_at < b.offered_at
		WHERE b.org_id = $1 AND b.state = 'offered'
			AND NOT EXISTS (SELECT 1 FROM college_booking_event e WHERE e.org_id = w.org_id AND e.booking_id = w.id AND e.to_state = 'waiting' AND e.at >= b.offered_at)
		ORDER BY w.id`, orgID)
}

func historyWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT b.id, b.state || ', not ' || coalesce(e.to_state, 'without any') AS words FROM college_booking b
		LEFT JOIN college_booking_event e ON e.org_id = b.org_id AND e.booking_id = b.id AND e.number = (SELECT max(l.number) FROM college_booking_event l WHERE l.org_id = b.org_id AND l.booking_id = b.id)
		WHERE b.org_id = $1 AND (e.id IS NULL OR e.to_state <> b.state) ORDER BY b.id`, orgID)
}

func timesWrong(ctx context.Context, d *db.DB, orgID string) ([]wrong, error) {
	return db.All[wrong](ctx, d, `SELECT r.id, '' AS words FROM college_run r
		LEFT JOIN (SELECT run_id, min(starts_at) AS a, max(ends_at) AS z FROM college_session WHERE org_id = $1 AND state <> 'cancelled' GROUP BY run_id) s ON s.run_id = r.id
		WHERE r.org_id = $1 AND r.state <> 'cancelled' AND (r.starts_at IS DISTINCT FROM s.a OR r.ends_at IS DISTINCT FROM s.z) ORDER BY r.id`, orgID)
}

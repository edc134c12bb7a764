package college

import (
	"context"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fold"
)

// The sessions still to come of a run r that lack something.
const (
	comingSessions = `(SELECT count(*) FROM college_session s WHERE s.org_id = r.org_id AND s.run_id = r.id AND s.state = 'planned' AND s.ends_at > $now AND `
	noLived        = comingSessions + `NOT EXISTS (SELECT 1 FROM college_session_trainer x WHERE x.org_id = s.org_id AND x.session_id = s.id AND x.perspective = 'lived experience'))`
	noPractitioner = comingSessions + `NOT EXISTS (SELECT 1 FROM college_session_trainer x WHERE x.org_id = s.org_id AND x.session_id = s.id AND x.perspective = 'practitioner'))`
	noPlace        = comingSessions + `s.room_id IS NULL AND s.online_url = '')`
	allSessions    = `(SELECT count(*) FROM college_session s WHERE s.org_id = r.org_id AND s.run_id = r.id AND s.state <> 'cancelled')`
)

// asks is whether a run needs something, as [RunRow.Needs] says it.
const asks = `r.state IN ('draft', 'open', 'closed') AND (` + noLived + ` > 0 OR ` + noPractitioner + ` > 0 OR ` + noPlace + ` > 0
	OR r.format <> 'self-paced' AND ` + allSessions + ` = 0 OR r.state = 'draft' AND t.published_at IS NOT NULL
	OR r.state <> 'draft' AND r.taken < r.minimum AND r.starts_at > $now AND r.starts_at < $week)`

const fromRuns = ` FROM college_run r JOIN college_term t ON t.org_id = r.org_id AND t.id = r.term_id `

// runsWhere are the conditions of a filter.
func runsWhere(orgID string, unitIDs []string, f RunFilter, now time.Time) *db.Where {
	w := &db.Where{}
	w.And("r.org_id = ?", orgID)
	w.In("r.unit_id", unitIDs)
	for _, x := range [][2]string{{"r.term_id", f.TermID}, {"r.strand", f.Strand}, {"r.state", f.State}, {"r.format", f.Format}} {
		if x[1] != "" {
			w.And(x[0]+" = ?", x[1])
		}
	}
	for _, part := range strings.Fields(fold.Text(f.Q)) {
		w.And("r.fold LIKE ?", "%"+part+"%")
	}
	switch f.VenueID {
	case "":
	case "online":
		w.And(`EXISTS (SELECT 1 FROM college_session s WHERE s.org_id = r.org_id AND s.run_id = r.id AND s.online_url <> '')`)
	default:
		w.And(`EXISTS (SELECT 1 FROM college_session s JOIN college_room m ON m.org_id = s.org_id AND m.id = s.room_id WHERE s.org_id = r.org_id AND s.run_id = r.id AND m.venue_id = ?)`, f.VenueID)
	}
	if f.Attention {
		w.And(strings.NewReplacer("$now", w.Arg(now), "$week", w.Arg(now.AddDate(0, 0, 7))).Replace(asks))
	}
	return w
}

func countRuns(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f RunFilter, now time.Time) (int, error) {
	w := runsWhere(orgID, unitIDs, f, now)
	return db.One[int](ctx, d, `SELECT count(*)`+fromRuns+w.SQL(), w.Args()...) // r.org_id among the conditions
}

// selectRuns is what a list says about runs, up to its conditions.
func selectRuns(w *db.Where, now time.Time) string {
	at := w.Arg(now)
	text := strings.NewReplacer("$now", at)
	return `SELECT ` + runColumns + `, t.name AS term, t.published_at AS term_published_at, ` + text.Replace(noLived) + ` AS no_lived, ` + text.Replace(noPractitioner) + ` AS no_practitioner,
		` + text.Replace(noPlace) + ` AS no_place, ` + allSessions + ` AS sessions,
		(SELECT count(*) FROM college_booking b WHERE b.org_id = r.org_id AND b.run_id = r.id AND b.state = 'waiting') AS waiting,
		coalesce((SELECT min(v.name) FROM college_session s JOIN college_room m ON m.org_id = s.org_id AND m.id = s.room_id JOIN college_venue v ON v.org_id = m.org_id AND v.id = m.venue_id
			WHERE s.org_id = r.org_id AND s.run_id = r.id AND s.state <> 'cancelled'),
			(SELECT min('Online') FROM college_session s WHERE s.org_id = r.org_id AND s.run_id = r.id AND s.online_url <> ''), '') AS "where"` + fromRuns
}

func listRuns(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f RunFilter, now time.Time, offset, limit int) ([]RunRow, error) {
	w := runsWhere(orgID, unitIDs, f, now)
	page := ""
	if limit > 0 {
		page = " LIMIT " + strconv.Itoa(limit) + " OFFSET " + strconv.Itoa(offset)
	}
	return db.All[RunRow](ctx, d, selectRuns(w, now)+w.SQL()+`
		ORDER BY CASE WHEN r.starts_at IS NULL THEN 0 ELSE 1 END, r.starts_at, r.fold, r.id`+page, w.Args()...)
}

func newestRuns(ctx context.Context, d *db.DB, orgID string, unitIDs []string, f RunFilter, now time.Time, limit int) ([]Run, error) {
	w := runsWhere(orgID, unitIDs, f, now)
	return db.All[Run](ctx, d, `SELECT `+runColumns+fromRuns+w.SQL()+` ORDER BY r.created_at DESC, r.id DESC LIMIT `+strconv.Itoa(limit), w.Args()...) // r.org_id among the conditions
}

func doubleBooked(ctx context.Context, d *db.DB, orgID string, now time.Time) ([]Doubled, error) {
	return db.All[Doubled](ctx, d, `SELECT a.room_id, a.id AS first_id, b.id AS second_id, ra.title AS first, rb.title AS second, b.starts_at, b.ends_at
		FROM college_session a JOIN college_session b ON b.org_id = a.org_id AND b.room_id = a.room_id AND b.id <> a.id AND b.state <> 'cancelled'
			AND b.starts_at >= a.starts_at AND b.starts_at < a.ends_at AND (b.starts_at > a.starts_at OR b.id > a.id)
		JOIN college_run ra ON ra.org_id = a.org_id AND ra.id = a.run_id JOIN college_run rb ON rb.org_id = b.org_id AND rb.id = b.run_id
		WHERE a.org_id = $1 AND a.ends_at > $2 AND a.state <> 'cancelled' AND a.room_id IS NOT NULL ORDER BY b.starts_at, b.id`, orgID, now)
}

func meetingsBetween(ctx context.Context, d *db.DB, orgID string, unitIDs []string, from, to time.Time) ([]Meeting, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.In("r.unit_id", unitIDs)
	w.And("s.starts_at >= ? AND s.starts_at < ? AND r.state <> 'cancelled'", from, to)
	return db.All[Meeting](ctx, d, `SELECT `+sessionColumns+`, r.title AS run_title, r.state AS run_state, r.unit_id, r.capacity, r.taken
		FROM college_session s JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id `+w.SQL()+` ORDER BY s.starts_at, s.id`, w.Args()...)
}

// oneRunRow is a run with what the list says about it.
func oneRunRow(ctx context.Context, d *db.DB, r Run, now time.Time) (RunRow, error) {
	w := &db.Where{}
	w.And("r.org_id = ?", r.OrgID)
	w.And("r.id = ?", r.ID)
	return db.One[RunRow](ctx, d, selectRuns(w, now)+w.SQL(), w.Args()...)
}

package college

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// saveSetting writes s over the version that was read; version 0 is none yet.
func saveSetting(ctx context.Context, tx *db.DB, s Setting) error {
	if s.Version == 0 {
		_, err := tx.Exec(ctx, `INSERT INTO college_setting (org_id, unit_id, phone, email, address, term_limit, offer_hours, cutoff_hours, completion, min_age)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			s.OrgID, s.UnitID, s.Phone, s.Email, s.Address, s.TermLimit, s.OfferHours, s.CutoffHours, s.Completion, s.MinAge)
		if db.Duplicate(err) {
			return errPlanChanged
		}
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE college_setting SET phone = $3, email = $4, address = $5, term_limit = $6, offer_hours = $7, cutoff_hours = $8, completion = $9,
			min_age = $10, version = version + 1
		WHERE org_id = $1 AND unit_id = $2 AND version = $11`,
		s.OrgID, s.UnitID, s.Phone, s.Email, s.Address, s.TermLimit, s.OfferHours, s.CutoffHours, s.Completion, s.MinAge, s.Version)
	return changedBy(n, err)
}

// changedBy is the error of a conditional update: nothing changed when somebody
// was quicker.
func changedBy(n int64, err error) error {
	if err == nil && n == 0 {
		return errPlanChanged
	}
	return err
}

const charterColumns = `h.org_id, h.id, h.unit_id, h.number, h.words, h.made_with, h.from_on, h.created_at`

func chartersOf(ctx context.Context, d *db.DB, orgID, unitID string) ([]Charter, error) {
	return db.All[Charter](ctx, d, `SELECT `+charterColumns+` FROM college_charter h WHERE h.org_id = $1 AND h.unit_id = $2 ORDER BY h.number DESC`, orgID, unitID)
}

func charterOn(ctx context.Context, d *db.DB, orgID, unitID string, day when.Date) (Charter, bool, error) {
	return db.Maybe[Charter](ctx, d, `SELECT `+charterColumns+` FROM college_charter h WHERE h.org_id = $1 AND h.unit_id = $2 AND h.from_on <= $3 ORDER BY h.number DESC LIMIT 1`, orgID, unitID, day)
}

func oneCharter(ctx context.Context, d *db.DB, orgID, id string) (Charter, error) {
	return db.One[Charter](ctx, d, `SELECT `+charterColumns+` FROM college_charter h WHERE h.org_id = $1 AND h.id = $2`, orgID, id)
}

func insertCharter(ctx context.Context, tx *db.DB, h Charter) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_charter (org_id, id, unit_id, number, words, made_with, from_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		h.OrgID, h.ID, h.UnitID, h.Number, h.Words, h.MadeWith, h.FromOn, h.CreatedAt)
	if db.Duplicate(err) {
		return errPlanChanged
	}
	return err
}

const priorityColumns = `p.org_id, p.id, p.unit_id, p.label, p.about, p.rank, p.closed_on, p.created_at`

func prioritiesOf(ctx context.Context, d *db.DB, orgID, unitID string) ([]Priority, error) {
	return db.All[Priority](ctx, d, `SELECT `+priorityColumns+` FROM college_priority p WHERE p.org_id = $1 AND p.unit_id = $2 ORDER BY p.rank, p.created_at, p.id`, orgID, unitID)
}

func onePriority(ctx context.Context, d *db.DB, orgID, id string) (Priority, error) {
	return db.One[Priority](ctx, d, `SELECT `+priorityColumns+` FROM college_priority p WHERE p.org_id = $1 AND p.id = $2`, orgID, id)
}

func insertPriority(ctx context.Context, tx *db.DB, p Priority) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_priority (org_id, id, unit_id, label, about, rank, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.OrgID, p.ID, p.UnitID, p.Label, p.About, p.Rank, p.CreatedAt)
	return err
}

func updatePriority(ctx context.Context, tx *db.DB, p Priority) error {
	_, err := tx.Exec(ctx, `UPDATE college_priority SET label = $3, about = $4, rank = $5, closed_on = $6 WHERE org_id = $1 AND id = $2`,
		p.OrgID, p.ID, p.Label, p.About, p.Rank, p.ClosedOn)
	return err
}

const yearColumns = `y.org_id, y.id, y.unit_id, y.name, y.starts_on, y.ends_on, y.created_at`

func yearsOf(ctx context.Context, d *db.DB, orgID, unitID string) ([]Year, error) {
	return db.All[Year](ctx, d, `SELECT `+yearColumns+` FROM college_year y WHERE y.org_id = $1 AND y.unit_id = $2 ORDER BY y.starts_on DESC, y.id`, orgID, unitID)
}

func oneYear(ctx context.Context, d *db.DB, orgID, id string) (Year, error) {
	return db.One[Year](ctx, d, `SELECT `+yearColumns+` FROM college_year y WHERE y.org_id = $1 AND y.id = $2`, orgID, id)
}

func insertYear(ctx context.Context, tx *db.DB, y Year) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_year (org_id, id, unit_id, name, starts_on, ends_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		y.OrgID, y.ID, y.UnitID, y.Name, y.StartsOn, y.EndsOn, y.CreatedAt)
	return nameTaken(err, "There is already a year with this name.")
}

func updateYear(ctx context.Context, tx *db.DB, y Year) error {
	_, err := tx.Exec(ctx, `UPDATE college_year SET name = $3, starts_on = $4, ends_on = $5 WHERE org_id = $1 AND id = $2`, y.OrgID, y.ID, y.Name, y.StartsOn, y.EndsOn)
	return nameTaken(err, "There is already a year with this name.")
}

// nameTaken says of a name that somebody else has it already.
func nameTaken(err error, words string) error {
	if db.Duplicate(err) {
		return fault.Field("name", "%s", words)
	}
	return err
}

func termsOfYear(ctx context.Context, d *db.DB, orgID, yearID string) ([]Term, error) {
	return db.All[Term](ctx, d, `SELECT `+termColumns+` FROM college_term t WHERE t.org_id = $1 AND t.year_id = $2 ORDER BY t.starts_on, t.id`, orgID, yearID)
}

func termsOfUnit(ctx context.Context, d *db.DB, orgID, unitID string) ([]Term, error) {
	return db.All[Term](ctx, d, `SELECT `+termColumns+` FROM college_term t WHERE t.org_id = $1 AND t.unit_id = $2 ORDER BY t.starts_on DESC, t.id`, orgID, unitID)
}

func insertTerm(ctx context.Context, tx *db.DB, t Term) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_term (org_id, id, unit_id, year_id, name, starts_on, ends_on, opens_on, closes_on, term_limit, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.OrgID, t.ID, t.UnitID, t.YearID, t.Name, t.StartsOn, t.EndsOn, t.OpensOn, t.ClosesOn, t.TermLimit, t.CreatedAt)
	return nameTaken(err, "There is already a term with this name in the year.")
}

func updateTerm(ctx context.Context, tx *db.DB, t Term) error {
	n, err := tx.Exec(ctx, `UPDATE college_term SET name = $3, starts_on = $4, ends_on = $5, opens_on = $6, closes_on = $7, term_limit = $8, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $9`,
		t.OrgID, t.ID, t.Name, t.StartsOn, t.EndsOn, t.OpensOn, t.ClosesOn, t.TermLimit, t.Version)
	return changedBy(n, nameTaken(err, "There is already a term with this name in the year."))
}

// sessionsOutside counts the sessions of a term, those cancelled left out, that
// begin before from or on or after to.
func sessionsOutside(ctx context.Context, tx *db.DB, t Term) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(*) FROM college_session s JOIN college_run r ON r.org_id = s.org_id AND r.id = s.run_id
		WHERE s.org_id = $1 AND r.term_id = $2 AND s.state <> 'cancelled' AND (s.starts_at < $3 OR s.starts_at >= $4)`,
		t.OrgID, t.ID, t.StartsOn.Start(), t.EndsOn.AddDays(1).Start())
}

const venueColumns = `v.org_id, v.id, v.name, v.address, v.postcode, v.borough_id, v.travel, v.step_free, v.toilet, v.loop, v.parking, v.quiet, v.access, v.closed_on, v.version, v.created_at`

func allVenues(ctx context.Context, d *db.DB, orgID string) ([]Venue, error) {
	return db.All[Venue](ctx, d, `SELECT `+venueColumns+` FROM college_venue v WHERE v.org_id = $1 ORDER BY v.fold, v.id`, orgID)
}

func oneVenue(ctx context.Context, d *db.DB, orgID, id string) (Venue, error) {
	return db.One[Venue](ctx, d, `SELECT `+venueColumns+` FROM college_venue v WHERE v.org_id = $1 AND v.id = $2`, orgID, id)
}

func insertVenue(ctx context.Context, tx *db.DB, v Venue) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_venue (org_id, id, name, fold, address, postcode, borough_id, travel, step_free, toilet, loop, parking, quiet, access, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		v.OrgID, v.ID, v.Name, fold.Text(v.Name), v.Address, v.Postcode, db.Null(v.BoroughID), v.Travel, v.StepFree, v.Toilet, v.Loop, v.Parking, v.Quiet, v.Access, v.CreatedAt)
	return nameTaken(err, "There is already a venue with this name.")
}

func updateVenue(ctx context.Context, tx *db.DB, v Venue) error {
	n, err := tx.Exec(ctx, `UPDATE college_venue SET name = $3, fold = $4, address = $5, postcode = $6, borough_id = $7, travel = $8, step_free = $9, toilet = $10, loop = $11,
			parking = $12, quiet = $13, access = $14, closed_on = $15, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $16`,
		v.OrgID, v.ID, v.Name, fold.Text(v.Name), v.Address, v.Postcode, db.Null(v.BoroughID), v.Travel, v.StepFree, v.Toilet, v.Loop, v.Parking, v.Quiet, v.Access, v.ClosedOn, v.Version)
	return changedBy(n, nameTaken(err, "There is already a venue with this name."))
}

func oneRoom(ctx context.Context, d *db.DB, orgID, id string) (Room, error) {
	return db.One[Room](ctx, d, `SELECT `+roomColumns+` FROM college_room m JOIN college_venue v ON v.org_id = m.org_id AND v.id = m.venue_id WHERE m.org_id = $1 AND m.id = $2`, orgID, id)
}

func insertRoom(ctx context.Context, tx *db.DB, m Room) error {
	_, err := tx.Exec(ctx, `INSERT INTO college_room (org_id, id, venue_id, name, fold, seats, words, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.OrgID, m.ID, m.VenueID, m.Name, fold.Text(m.Name), m.Seats, m.Words, m.CreatedAt)
	return nameTaken(err, "There is already a room with this name in the venue.")
}

func updateRoom(ctx context.Context, tx *db.DB, m Room) error {
	_, err := tx.Exec(ctx, `UPDATE college_room SET name = $3, fold = $4, seats = $5, words = $6, closed_on = $7, turn = turn + 1 WHERE org_id = $1 AND id = $2`,
		m.OrgID, m.ID, m.Name, fold.Text(m.Name), m.Seats, m.Words, m.ClosedOn)
	return nameTaken(err, "There is already a room with this name in the venue.")
}

// plannedIn counts the sessions that are still to come in a room, or in any room
// of a venue.
func plannedIn(ctx context.Context, tx *db.DB, orgID, column, id string, now any) (int, error) {
	var w db.Where
	w.And("s.org_id = ?", orgID)
	w.And(column+" = ?", id)
	w.And("s.state <> 'cancelled' AND s.ends_at > ?", now)
	return db.One[int](ctx, tx, `SELECT count(*) FROM college_session s JOIN college_room m ON m.org_id = s.org_id AND m.id = s.room_id `+w.SQL(), w.Args()...)
}

package strategy

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

func insertPledge(ctx context.Context, tx *db.DB, p Pledge) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_pledge (org_id, id, strategy_id, number, words, by_id, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.OrgID, p.ID, p.StrategyID, p.Number, p.Words, p.ByID, p.ByName, p.CreatedAt)
	return err
}

// pledgesOf are the versions of the pledge, newest first.
func pledgesOf(ctx context.Context, d *db.DB, orgID, strategyID string) ([]Pledge, error) {
	return db.All[Pledge](ctx, d, `
		SELECT p.org_id, p.id, p.strategy_id, p.number, p.words, p.by_id, p.by_name, p.created_at,
			(SELECT count(*) FROM strategy_signup s WHERE s.org_id = p.org_id AND s.pledge_id = p.id) AS signed
		FROM strategy_pledge p WHERE p.org_id = $1 AND p.strategy_id = $2 ORDER BY p.number DESC`, orgID, strategyID)
}

func insertSignup(ctx context.Context, tx *db.DB, s Signup) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_signup (org_id, id, strategy_id, pledge_id, partner_id, level, unit_id, signatory, contact, signed_on, renew_on, renews_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		s.OrgID, s.ID, s.StrategyID, s.PledgeID, s.PartnerID, s.Level, db.Null(s.UnitID), s.Signatory, s.Contact,
		s.SignedOn, s.RenewOn, db.Null(s.RenewsID), s.CreatedAt)
	return err
}

// endSignup ends a sign-up that has not ended, as it was read.
func endSignup(ctx context.Context, tx *db.DB, s Signup) error {
	return oneChanged(tx.Exec(ctx, `
		UPDATE strategy_signup SET ended_on = $1, ended_why = $2, version = version + 1
		WHERE org_id = $3 AND id = $4 AND version = $5 AND ended_on IS NULL`,
		s.EndedOn, s.EndedWhy, s.OrgID, s.ID, s.Version))
}

const signupColumns = `SELECT s.org_id, s.id, s.strategy_id, s.pledge_id, p.number AS pledge_number, p.words AS pledge_words, s.partner_id, s.level,
		s.unit_id, s.signatory, s.contact, s.signed_on, s.renew_on, s.ended_on, s.ended_why, s.renews_id, s.version, s.created_at
	FROM strategy_signup s JOIN strategy_pledge p ON p.org_id = s.org_id AND p.id = s.pledge_id `

func signupByID(ctx context.Context, d *db.DB, orgID, id string) (Signup, error) {
	return db.One[Signup](ctx, d, signupColumns+`WHERE s.org_id = $1 AND s.id = $2`, orgID, id)
}

// signupsNow are the sign-ups that have not ended.
func signupsNow(ctx context.Context, d *db.DB, orgID, strategyID string) ([]Signup, error) {
	return db.All[Signup](ctx, d, signupColumns+`WHERE s.org_id = $1 AND s.strategy_id = $2 AND s.ended_on IS NULL ORDER BY s.signed_on, s.id`, orgID, strategyID)
}

// signupsOfPartner is the history of one partner, newest first.
func signupsOfPartner(ctx context.Context, d *db.DB, orgID, strategyID, partnerID string) ([]Signup, error) {
	return db.All[Signup](ctx, d, signupColumns+`WHERE s.org_id = $1 AND s.strategy_id = $2 AND s.partner_id = $3 ORDER BY s.signed_on DESC, s.id DESC`, orgID, strategyID, partnerID)
}

// signupFilter chooses sign-ups. Empty fields do not choose.
type signupFilter struct {
	Level, UnitID, PartnerID string
	Ended                    bool
	RenewBefore              when.Date // only those to be renewed before this day
}

func (f signupFilter) where(orgID, strategyID string) *db.Where {
	w := &db.Where{}
	w.And("s.org_id = ? AND s.strategy_id = ?", orgID, strategyID)
	if f.Ended {
		w.And("s.ended_on IS NOT NULL")
	} else {
		w.And("s.ended_on IS NULL")
	}
	if f.Level != "" {
		w.And("s.level = ?", f.Level)
	}
	if f.UnitID != "" {
		w.And("s.unit_id = ?", f.UnitID)
	}
	if f.PartnerID != "" {
		w.And("s.partner_id = ?", f.PartnerID)
	}
	if !f.RenewBefore.IsZero() {
		w.And("s.renew_on < ?", f.RenewBefore)
	}
	return w
}

// listSignups is one page of the chosen sign-ups, those to be renewed first on
// top, and how many there are. Limit 0 is all of them.
func listSignups(ctx context.Context, d *db.DB, orgID, strategyID string, f signupFilter, limit, offset int) ([]Signup, int, error) {
	w := f.where(orgID, strategyID)
	total, err := db.One[int](ctx, d, `SELECT count(s.org_id) FROM strategy_signup s `+w.SQL(), w.Args()...)
	if err != nil {
		return nil, 0, err
	}
	query := signupColumns + w.SQL() + ` ORDER BY s.renew_on, s.id`
	if limit > 0 {
		query += ` LIMIT ` + w.Arg(limit) + ` OFFSET ` + w.Arg(offset)
	}
	rows, err := db.All[Signup](ctx, d, query, w.Args()...)
	return rows, total, err
}

package college

import (
	"context"
	"fmt"

	"footbridge/internal/db"
)

// Invariant is one rule that bookings keep at every moment. Find lists what
// breaks it, one sentence each.
type Invariant struct {
	Name string // the rule, as it is always true
	Find func(ctx context.Context, d *db.DB, orgID string) ([]string, error)
}

// Invariants are the rules of booking. The schema holds the first two as well;
// the test that makes random histories asks for each of them after every step.
var Invariants = []Invariant{
	{"the places taken are those confirmed, offered, or kept for a group", brokenPlaces},
	{"no run has more places taken than there are", brokenCapacity},
	{"a group has used as many of its places as bookings say", brokenHolds},
	{"a student's bookings of a term are counted rightly and within the limit", brokenAllowances},
	{"an offer ends before the course begins", brokenOffers},
	{"a cancelled run has no live booking, a draft none at all", brokenRuns},
	{"whoever was ahead on the list when an offer was made can read why it was not theirs", brokenOrder},
	{"a booking stands where its last event says", brokenHistory},
	{"a run begins and ends with its sessions", brokenTimes},
}

// Check says what in an organisation's college breaks a rule, one sentence each.
func (c *College) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	for _, rule := range Invariants {
		found, err := rule.Find(ctx, c.db, orgID)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rule.Name, err)
		}
		out = append(out, found...)
	}
	found, err := brokenRegisters(ctx, c.db, orgID)
	if err != nil {
		return nil, fmt.Errorf("registers: %w", err)
	}
	return append(out, found...), nil
}

func brokenPlaces(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, placesWrong, orgID, "run %s: the places taken do not agree with its bookings: %s")
}

func brokenCapacity(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, capacityWrong, orgID, "run %s has more places taken than there are: %s")
}

func brokenHolds(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, holdsWrong, orgID, "hold %s: the places used do not agree with its bookings: %s")
}

func brokenAllowances(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, allowancesWrong, orgID, "student %s: the bookings counted in a term do not agree with those there are: %s")
}

func brokenOffers(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, offersWrong, orgID, "booking %s: its offer ends after the course begins, or is of a run that cannot be offered: %s")
}

func brokenRuns(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, runsWrong, orgID, "booking %s is live on a run that is %s")
}

func brokenOrder(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, orderWrong, orgID, "booking %s was passed over without a reason, for booking %s")
}

func brokenHistory(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, historyWrong, orgID, "booking %s does not stand where its last event says: %s")
}

func brokenTimes(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	return sentences(ctx, d, timesWrong, orgID, "run %s does not begin and end with its sessions%s")
}

// sentences asks a query for what is wrong.
func sentences(ctx context.Context, d *db.DB, find func(context.Context, *db.DB, string) ([]wrong, error), orgID, format string) ([]string, error) {
	rows, err := find(ctx, d, orgID)
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf(format, r.ID, r.Words))
	}
	return out, err
}

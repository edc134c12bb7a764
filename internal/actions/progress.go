package actions

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// AddUpdate says how an action goes. The newest by date gives the status.
func (a *Actions) AddUpdate(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string, on when.Date, outlook Outlook, words string) (Update, error) {
	words = strings.TrimSpace(words)
	switch {
	case !slices.Contains(Outlooks, outlook):
		return Update{}, fault.Field("outlook", "Choose how it goes.")
	case words == "":
		return Update{}, fault.Field("words", "Say in a sentence or two how it goes.")
	case utf8.RuneCountInString(words) > 5000:
		return Update{}, fault.Field("words", "The update must have 5,000 characters or fewer.")
	case on.After(a.Today()):
		return Update{}, fault.Field("on", "The date of an update cannot be in the future.")
	}
	if on.IsZero() {
		on = a.Today()
	}
	u := Update{OrgID: by.OrgID, ID: id.New(), ActionID: actionID, OnDate: on, Outlook: outlook, Words: words, ByID: by.AccountID, ByName: nameOf(by), CreatedAt: a.now()}
	err := tx.Tx(ctx, func(tx *db.DB) error {
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		if ok, err := applyUpdate(ctx, tx, u, reviewBy(act.StartsOn, on, act.ReviewMonths), act.ReviewMonths); err != nil || !ok {
			return or(err, fault.New(fault.Conflict, "This action is complete or withdrawn, so it takes no updates. Reopen it first."))
		}
		if err := insertUpdate(ctx, tx, u); err != nil {
			return err
		}
		return a.record(ctx, tx, by, act, "updated", audit.Change{Field: "Outlook", From: string(act.Outlook), To: string(outlook)}, audit.Change{Field: "Update", To: words})
	})
	return u, err
}

// Close marks an action as complete. It needs at least one piece of evidence.
func (a *Actions) Close(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string) error {
	return tx.Tx(ctx, func(tx *db.DB) error {
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		ok, err := setClosed(ctx, tx, by.OrgID, actionID, a.Today(), a.now())
		switch {
		case err != nil:
			return err
		case !ok && !act.ClosedOn.IsZero():
			return fault.New(fault.Conflict, "This action is complete already.")
		case !ok && !act.WithdrawnOn.IsZero():
			return fault.New(fault.Conflict, "This action has been withdrawn.")
		case !ok:
			return fault.New(fault.Invalid, "An action is complete only with evidence. Add a link, a file or a note first.")
		}
		return a.record(ctx, tx, by, act, "completed")
	})
}

// Reopen takes back that an action is complete, with the reason.
func (a *Actions) Reopen(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, reason string) error {
	reason, err := needReason(reason, "Say why this is reopened.")
	if err != nil {
		return err
	}
	return a.alter(ctx, tx, by, module, actionID, "reopened", audit.Change{Field: "Reason", To: reason}, func(tx *db.DB) (bool, error) {
		return setReopened(ctx, tx, by.OrgID, actionID, a.now())
	}, "This action is not complete, so it cannot be reopened.")
}

// Updates are what was said about an action, newest first.
func (a *Actions) Updates(ctx context.Context, tx *db.DB, orgID, actionID string, limit int) ([]Update, error) {
	return updatesOf(ctx, tx, orgID, actionID, limit)
}

// UpdatesSince are the updates made since t, of the actions in the selection,
// newest first.
func (a *Actions) UpdatesSince(ctx context.Context, tx *db.DB, orgID, module string, t time.Time, within *Selection, limit int) ([]Update, error) {
	return updatesSince(ctx, tx, orgID, module, t, within, limit)
}

// plural is "1 post" or "3 posts".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

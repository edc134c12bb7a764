package actions

import (
	"context"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// errChanged tells the second of two people that they were not the first.
var errChanged = fault.New(fault.Conflict, "Somebody else changed this while you had it open. What you typed is kept below: compare it with the page as it is now, then save again.")

// check is what an input must say.
func (in *Input) check() error {
	in.Title, in.Detail = strings.TrimSpace(in.Title), strings.TrimSpace(in.Detail)
	switch {
	case in.Title == "":
		return fault.Field("title", "Enter what is to be done.")
	case utf8.RuneCountInString(in.Title) > 500:
		return fault.Field("title", "What is to be done must have 500 characters or fewer. Put the rest into the detail.")
	case utf8.RuneCountInString(in.Detail) > 10_000:
		return fault.Field("detail", "The detail must have 10,000 characters or fewer.")
	case in.ReviewMonths < 0 || in.ReviewMonths > 60:
		return fault.Field("review", "The months between reviews must be from 1 to 60.")
	}
	if in.Due.Ongoing && in.ReviewMonths == 0 {
		in.ReviewMonths = UsualReview
	}
	return nil
}

// onto writes the input into the action, and what follows from it.
func (in Input) onto(act Action) Action {
	act.Title, act.Detail = in.Title, in.Detail
	act.DueMonth, act.DueDay, act.Ongoing, act.OngoingFrom, act.DueWords = in.Due.Month, in.Due.Day, in.Due.Ongoing, in.Due.From, in.Due.Words
	act.ReviewMonths = in.ReviewMonths
	if !in.StartsOn.IsZero() {
		act.StartsOn = in.StartsOn
	}
	act.DueBy = in.Due.By()
	act.ReviewBy = reviewBy(act.StartsOn, act.UpdatedOn, act.ReviewMonths)
	return act
}

// Create adds an action to the module's plan.
func (a *Actions) Create(ctx context.Context, tx *db.DB, by actor.Actor, module string, in Input) (Action, error) {
	if err := in.check(); err != nil {
		return Action{}, err
	}
	now := a.now()
	act := Action{OrgID: by.OrgID, ID: id.New(), Module: module, Version: 1, CreatedAt: now, ChangedAt: now, StartsOn: when.DateOf(now)}
	if !in.Due.From.IsZero() && in.StartsOn.IsZero() {
		in.StartsOn = in.Due.From.First()
	}
	act = in.onto(act)
	err := tx.Tx(ctx, func(tx *db.DB) error {
		if err := insertAction(ctx, tx, act); err != nil {
			return err
		}
		if err := replaceOwners(ctx, tx, by.OrgID, act.ID, in.Owners); err != nil {
			return err
		}
		return a.record(ctx, tx, by, act, "added", audit.Change{Field: "Due", To: act.Due().String()})
	})
	act.Owners = in.Owners
	return act, err
}

// Change rewrites an action that is still as it was at version. A second person
// who saves at the same time gets a Conflict.
func (a *Actions) Change(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string, version int, in Input) (Action, error) {
	if err := in.check(); err != nil {
		return Action{}, err
	}
	var out Action
	err := tx.Tx(ctx, func(tx *db.DB) error {
		old, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		if in.StartsOn.IsZero() && !in.Due.From.IsZero() && in.Due.From != old.OngoingFrom {
			in.StartsOn = in.Due.From.First()
		}
		out = in.onto(old)
		changes := differences(old, out)
		sameOwners := strings.Join(old.Owners, " ") == strings.Join(in.Owners, " ")
		if len(changes) == 0 && sameOwners && old.Version == version {
			return nil
		}
		out.ChangedAt, out.Version = a.now(), version+1
		if ok, err := updateAction(ctx, tx, out, version); err != nil || !ok {
			return or(err, errChanged)
		}
		if !sameOwners {
			changes = append(changes, audit.Change{Field: "Owners", From: plural(len(old.Owners), "post"), To: plural(len(in.Owners), "post")})
			out.Owners = in.Owners
			if err := replaceOwners(ctx, tx, by.OrgID, actionID, in.Owners); err != nil {
				return err
			}
		}
		return a.record(ctx, tx, by, out, "changed", changes...)
	})
	return out, err
}

// differences are the changes between two versions, for the audit trail.
func differences(old, act Action) []audit.Change {
	var out []audit.Change
	add := func(field, from, to string) {
		if from != to {
			out = append(out, audit.Change{Field: field, From: from, To: to})
		}
	}
	add("Title", old.Title, act.Title)
	add("Detail", old.Detail, act.Detail)
	add("Due", old.Due().String(), act.Due().String())
	add("Due as written", old.DueWords, act.DueWords)
	add("Starts", old.StartsOn.String(), act.StartsOn.String())
	add("Reviews", reviewWords(old.ReviewMonths), reviewWords(act.ReviewMonths))
	return out
}

func reviewWords(months int) string {
	if months == 0 {
		return "none"
	}
	return "every " + plural(months, "month")
}

// SetOwners makes these posts the owners, in this order. None is allowed; the
// action is then flagged as ownerless.
func (a *Actions) SetOwners(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string, posts []string) error {
	return tx.Tx(ctx, func(tx *db.DB) error {
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil || strings.Join(act.Owners, " ") == strings.Join(posts, " ") {
			return err
		}
		if err := replaceOwners(ctx, tx, by.OrgID, actionID, posts); err != nil {
			return err
		}
		if err := touch(ctx, tx, by.OrgID, actionID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, by, act, "owners", audit.Change{Field: "Owners", From: plural(len(act.Owners), "post"), To: plural(len(posts), "post")})
	})
}

// Withdraw takes an action out of the plan, with the reason; it stays in the
// history.
func (a *Actions) Withdraw(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, reason string) error {
	reason, err := needReason(reason, "Say why this is taken out of the plan.")
	if err != nil {
		return err
	}
	return a.alter(ctx, tx, by, module, actionID, "withdrawn", audit.Change{Field: "Reason", To: reason}, func(tx *db.DB) (bool, error) {
		return setWithdrawn(ctx, tx, by.OrgID, actionID, a.Today(), reason, a.now())
	}, "This action has been withdrawn already.")
}

// Restore puts a withdrawn action back into the plan, with the reason.
func (a *Actions) Restore(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, reason string) error {
	reason, err := needReason(reason, "Say why this is put back into the plan.")
	if err != nil {
		return err
	}
	return a.alter(ctx, tx, by, module, actionID, "restored", audit.Change{Field: "Reason", To: reason}, func(tx *db.DB) (bool, error) {
		return setRestored(ctx, tx, by.OrgID, actionID, a.now())
	}, "This action is in the plan already.")
}

// Override shows the action under another status than the rules give. The
// reason prints wherever the status does, and overdue is still shown.
func (a *Actions) Override(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string, st Status, reason string) error {
	o, err := NewOverride(by, st, reason, a.Today())
	if err != nil {
		return err
	}
	return a.alter(ctx, tx, by, module, actionID, "overridden", audit.Change{Field: "Shown as", To: string(st) + ": " + o.Reason}, func(tx *db.DB) (bool, error) {
		return setOverride(ctx, tx, by.OrgID, actionID, o, a.now())
	}, "This action is complete or withdrawn, so its status cannot be overridden.")
}

// ClearOverride shows the action as the rules give it again.
func (a *Actions) ClearOverride(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string) error {
	return a.alter(ctx, tx, by, module, actionID, "override ended", audit.Change{Field: "Shown as", To: "what the rules say"}, func(tx *db.DB) (bool, error) {
		return clearOverride(ctx, tx, by.OrgID, actionID, a.now())
	}, "This action has no override.")
}

// NewOverride checks an override: a status that may be said, and a reason.
func NewOverride(by actor.Actor, st Status, reason string, today when.Date) (Override, error) {
	reason, err := needReason(reason, "Say why. The reason is printed wherever the status is shown.")
	if err != nil {
		return Override{}, err
	}
	if _, ok := rank[st]; !ok {
		return Override{}, fault.Field("status", "Choose how it is to be shown.")
	}
	return Override{Status: st, Reason: reason, By: nameOf(by), On: today}, nil
}

// alter does one conditional change and records it; no row changed means that
// somebody was faster, and refused says so.
func (a *Actions) alter(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID, verb string, change audit.Change, do func(tx *db.DB) (bool, error), refused string) error {
	return tx.Tx(ctx, func(tx *db.DB) error {
		act, err := a.Action(ctx, tx, by.OrgID, module, actionID)
		if err != nil {
			return err
		}
		if ok, err := do(tx); err != nil || !ok {
			return or(err, fault.New(fault.Conflict, "%s", refused))
		}
		return a.record(ctx, tx, by, act, verb, change)
	})
}

// needReason is the reason in words, or a message on the field "reason".
func needReason(reason, ask string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", fault.Field("reason", "%s", ask)
	}
	if utf8.RuneCountInString(reason) > 2000 {
		return "", fault.Field("reason", "The reason must have 2,000 characters or fewer.")
	}
	return reason, nil
}

func nameOf(by actor.Actor) string {
	if by.Name == "" {
		return "somebody"
	}
	return by.Name
}

// or is err, or other when nothing went wrong but the condition did not hold.
func or(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

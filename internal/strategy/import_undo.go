package strategy

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Imports is one page of the imports, newest first, and how many there are.
func (s *Strategy) Imports(ctx context.Context, by actor.Actor, limit, offset int) ([]Batch, int, error) {
	if err := s.mayImport(ctx, by); err != nil {
		return nil, 0, err
	}
	return listBatches(ctx, s.db, by.OrgID, limit, offset)
}

// ImportBatch returns one import with what it did, and what stands in the way of
// undoing it.
func (s *Strategy) ImportBatch(ctx context.Context, by actor.Actor, batchID string) (Batch, []string, error) {
	if err := s.mayImport(ctx, by); err != nil {
		return Batch{}, nil, err
	}
	b, err := batchByID(ctx, s.db, by.OrgID, batchID)
	if err != nil || b.Undone() {
		return b, nil, err
	}
	_, reasons, err := s.undoable(ctx, s.db, b)
	return b, reasons, err
}

// undoable lists, in words, what has changed since the import, and returns the
// plan as it stands.
func (s *Strategy) undoable(ctx context.Context, d *db.DB, b Batch) (planState, []string, error) {
	if _, err := editionByID(ctx, d, b.OrgID, b.StrategyID); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return planState{}, []string{"The strategy is not there any more."}, nil
		}
		return planState{}, nil, err
	}
	st, err := s.planState(ctx, d, b.OrgID, b.StrategyID)
	if err != nil {
		return planState{}, nil, err
	}
	var reasons []string
	made := map[string]bool{}
	for _, t := range b.Before.V {
		made[t.ID] = t.Made()
		now, title, err := st.kept(t.Kind, t.ID)
		if err != nil {
			return planState{}, nil, err
		}
		switch same, err := alike(t.Kind, t.After, now); {
		case err != nil:
			return planState{}, nil, err
		case title == "":
			reasons = append(reasons, t.Title+" is not in the plan any more.")
		case !same:
			reasons = append(reasons, t.Title+" has been changed since.")
		}
	}
	more, err := s.built(ctx, d, b, made)
	return st, append(reasons, more...), err
}

// built lists what has been built since on what the import made.
func (s *Strategy) built(ctx context.Context, d *db.DB, b Batch, made map[string]bool) ([]string, error) {
	var reasons, actionIDs []string
	titles := map[string]string{}
	for _, t := range b.Before.V {
		titles[t.ID] = t.Title
		switch {
		case !t.Made():
		case t.Kind == "action":
			actionIDs = append(actionIDs, t.ID)
		case t.Kind == "objective":
			under, err := itemsUnder(ctx, d, b.OrgID, t.ID)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(under, func(id string) bool { return !made[id] }) {
				reasons = append(reasons, t.Title+" has had an action added since.")
			}
		case t.Kind == "strategy":
			all, err := listObjectives(ctx, d, b.OrgID, t.ID, true)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(all, func(o Objective) bool { return !made[o.ID] }) {
				reasons = append(reasons, "The strategy has had an objective added since.")
			}
		}
	}
	used, err := s.actions.Used(ctx, d, b.OrgID, actionIDs)
	for _, id := range used {
		reasons = append(reasons, titles[id]+" has had an update, evidence or a dependency since.")
	}
	return reasons, err
}

// alike compares what was kept of a thing with what it is now. The database may
// write JSON in another order, so it is read first.
func alike(kind string, a, b json.RawMessage) (bool, error) {
	read := func(text json.RawMessage) (string, error) {
		var v any
		switch kind {
		case "objective":
			v = &keptObjective{}
		case "action":
			v = &keptAction{}
		}
		if v == nil {
			v = &[]string{}
		}
		if err := json.Unmarshal(text, v); err != nil {
			return "", fmt.Errorf("read what an import kept: %w", err)
		}
		out, err := json.Marshal(v)
		return string(out), err
	}
	x, err := read(a)
	if err != nil {
		return false, err
	}
	y, err := read(b)
	return x == y, err
}

// UndoImport puts everything back as it was before the import: what it made
// goes, what it changed is as before. It refuses, and names what, when any of it
// has been changed or built upon since. Posts that the import named stay.
func (s *Strategy) UndoImport(ctx context.Context, by actor.Actor, batchID string) error {
	if err := s.mayImport(ctx, by); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		b, err := batchByID(ctx, tx, by.OrgID, batchID)
		if err != nil {
			return err
		}
		name := by.Name
		if name == "" {
			name = "somebody"
		}
		if ok, err := setUndone(ctx, tx, by.OrgID, batchID, s.now(), name); err != nil || !ok {
			return or(err, fault.New(fault.Conflict, "This import has been undone already."))
		}
		st, reasons, err := s.undoable(ctx, tx, b)
		if err != nil {
			return err
		}
		if len(reasons) > 0 {
			return fault.New(fault.Conflict, "This import cannot be undone, because the plan has moved on. %s", strings.Join(reasons, " "))
		}
		if err := s.undo(ctx, tx, by, b, st); err != nil {
			if db.Dangling(err) {
				return fault.New(fault.Conflict, "This import cannot be undone: a local plan, a decision or a sign-up builds on it.")
			}
			return err
		}
		return s.record(ctx, tx, by, "import.undone", "import", b.ID, b.FileName)
	})
}

// undo takes the touched things back, the last ones first.
func (s *Strategy) undo(ctx context.Context, tx *db.DB, by actor.Actor, b Batch, st planState) error {
	const away = 2_000_000
	for i, t := range b.Before.V {
		if t.Kind == "objective" && !t.Made() {
			if err := setNumber(ctx, tx, by.OrgID, t.ID, away+i); err != nil {
				return err
			}
		}
	}
	for _, t := range slices.Backward(b.Before.V) {
		var err error
		switch {
		case t.Kind == "action" && t.Made():
			if err = deleteItem(ctx, tx, by.OrgID, t.ID); err == nil {
				err = s.actions.Remove(ctx, tx, by, module, t.ID)
			}
		case t.Kind == "action":
			err = s.restoreAction(ctx, tx, by, t, st)
		case t.Kind == "objective" && t.Made():
			if err = deleteObjective(ctx, tx, by.OrgID, t.ID); err == nil {
				err = s.record(ctx, tx, by, "objective.taken back", "objective", t.ID, t.Title)
			}
		case t.Kind == "objective":
			err = s.restoreObjective(ctx, tx, by, t, st)
		case t.Kind == "strategy":
			if err = deleteEdition(ctx, tx, by.OrgID, t.ID); err == nil {
				err = s.record(ctx, tx, by, "strategy.taken back", "strategy", t.ID, t.Title)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Strategy) restoreAction(ctx context.Context, tx *db.DB, by actor.Actor, t touched, st planState) error {
	var k keptAction
	if err := json.Unmarshal(t.Before, &k); err != nil {
		return err
	}
	for _, it := range st.Items {
		if it.ActionID == t.ID {
			return s.rewriteItem(ctx, tx, by, t.ID, it.Action.Version, ItemInput{Input: k.Input, ObjectiveID: k.Objective, Whole: k.Whole, Aims: k.Aims})
		}
	}
	return nil
}

func (s *Strategy) restoreObjective(ctx context.Context, tx *db.DB, by actor.Actor, t touched, st planState) error {
	var k keptObjective
	if err := json.Unmarshal(t.Before, &k); err != nil {
		return err
	}
	for _, o := range st.Objectives {
		if o.ID == t.ID {
			return s.changeObjective(ctx, tx, by, t.ID, o.Version, ObjectiveInput{Number: k.Number, Title: k.Title, About: k.About, Aims: k.Aims})
		}
	}
	return nil
}

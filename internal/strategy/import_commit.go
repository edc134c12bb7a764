package strategy

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
)

// Batch is an import that was committed.
type Batch struct {
	OrgID, ID                 string
	StrategyID, StrategyTitle string
	FileName, Sha256, Hash    string
	Counts                    db.JSON[Counts]
	Rows                      db.JSON[[]Step]
	Before                    db.JSON[[]touched]
	ByID, ByName              string
	CreatedAt, UndoneAt       time.Time
	UndoneBy                  string
}

// Undone reports whether the import has been undone.
func (b Batch) Undone() bool { return !b.UndoneAt.IsZero() }

// touched is one thing that an import made or changed, as it was and as it
// became. Nothing was there before one that it made.
type touched struct {
	Kind, ID, Title string
	Before, After   json.RawMessage
}

// Made reports whether the import made it.
func (t touched) Made() bool { return len(t.Before) == 0 || string(t.Before) == "null" }

// keptObjective and keptAction are what undoing puts back, and by which it sees
// whether somebody has changed the thing since.
type keptObjective struct {
	Number       int
	Title, About string
	Aims         []string
	Withdrawn    bool
	ShownAs      string // its own word for how it stands, with the reason
}

type keptAction struct {
	Objective string
	Whole     bool
	Input     actions.Input
	Aims      []string
	Closed    bool
	Withdrawn bool
	ShownAs   string // its own word for how it stands, with the reason
}

// errStale answers somebody whose preview does not hold any more.
var errStale = fault.New(fault.Conflict, "The plan changed since you saw the preview, so nothing was imported. This is what the import would do now.")

// CommitImport does what the preview with that hash says, all or nothing. When
// the plan has changed since, it is a Conflict and nothing is written.
func (s *Strategy) CommitImport(ctx context.Context, by actor.Actor, uploadID, hash string) (Batch, error) {
	if err := s.mayImport(ctx, by); err != nil {
		return Batch{}, err
	}
	var b Batch
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		u, ok, err := uploadByID(ctx, tx, by.OrgID, uploadID, s.now())
		if err != nil || !ok {
			return or(err, s.goneUpload(ctx, tx, by, hash))
		}
		// The second of two who commit the same preview waits here, and finds it gone.
		if ok, err := takeUpload(ctx, tx, by.OrgID, uploadID); err != nil || !ok {
			return or(err, s.goneUpload(ctx, tx, by, hash))
		}
		p, plan, err := s.preview(ctx, tx, by, u)
		if err != nil {
			return err
		}
		switch {
		case p.Hash != hash || hash == "":
			return errStale
		case len(p.Errors) > 0:
			return fault.New(fault.Invalid, "The file cannot be imported yet. %s", p.Errors[0])
		case !p.Counts.Changes():
			return fault.New(fault.Invalid, "The file says what the plan says already: there is nothing to import.")
		}
		b = Batch{OrgID: by.OrgID, ID: id.New(), StrategyID: p.Edition.ID, StrategyTitle: p.Edition.Title, FileName: u.FileName, Sha256: u.Sha256, Hash: hash,
			Counts: db.JSON[Counts]{V: p.Counts}, Rows: db.JSON[[]Step]{V: p.Steps}, ByID: by.AccountID, ByName: by.Name, CreatedAt: s.now()}
		return s.apply(ctx, tx, by, p.Edition, plan, &b)
	})
	return b, err
}

// goneUpload says why an upload is not there any more: exactly this preview has
// been imported by somebody, or it is unknown.
func (s *Strategy) goneUpload(ctx context.Context, tx *db.DB, by actor.Actor, hash string) error {
	b, found, err := batchOfPreview(ctx, tx, by.OrgID, hash)
	switch {
	case err != nil:
		return err
	case found:
		return fault.New(fault.Conflict, "This preview has been imported already, by %s. It was imported once; see the list of imports.", cmp.Or(b.ByName, "somebody"))
	}
	return errNoUpload
}

// apply writes the plan and records the batch.
func (s *Strategy) apply(ctx context.Context, tx *db.DB, by actor.Actor, e Edition, plan importPlan, b *Batch) error {
	root, err := s.units.In(tx).Root(ctx, by.OrgID)
	if err != nil {
		return err
	}
	w := &importWriter{s: s, tx: tx, by: by, rootID: root.ID, posts: map[string]string{}}
	if w.before, err = s.planState(ctx, tx, by.OrgID, e.ID); err != nil {
		return err
	}
	for id, post := range w.before.Posts {
		w.posts[fold.Text(w.before.label(post))] = id
	}
	if e.ID == "" {
		if err := w.edition(ctx, &e); err != nil {
			return err
		}
		b.StrategyID = e.ID
	}
	if err := w.clearNumbers(ctx, plan.ops); err != nil {
		return err
	}
	for _, op := range plan.ops {
		op.in.StrategyID = e.ID
		if err := w.objective(ctx, op); err != nil {
			return err
		}
	}
	after, err := s.planState(ctx, tx, by.OrgID, e.ID)
	if err != nil {
		return err
	}
	if b.Before.V, err = w.touched(after); err != nil {
		return err
	}
	if err := insertBatch(ctx, tx, *b); err != nil {
		return err
	}
	c := b.Counts.V
	return s.record(ctx, tx, by, "imported", "import", b.ID, b.FileName,
		audit.Change{Field: "Added", To: fmt.Sprintf("%d objectives, %d actions", c.NewObjectives, c.NewActions)},
		audit.Change{Field: "Changed", To: fmt.Sprintf("%d objectives, %d actions", c.ChangedObjectives, c.ChangedActions)})
}

// importWriter does the operations of an import in its transaction.
type importWriter struct {
	s          *Strategy
	tx         *db.DB
	by         actor.Actor
	rootID     string
	before     planState
	posts      map[string]string // folded label → id
	editions   []string          // ids of what was made or changed
	objectives []string
	actions    []string
}

// edition makes the strategy.
func (w *importWriter) edition(ctx context.Context, e *Edition) error {
	e.ID, e.CreatedAt = id.New(), w.s.now()
	if err := w.s.startAims(ctx, w.tx, w.by); err != nil {
		return err
	}
	if err := insertEdition(ctx, w.tx, *e); err != nil {
		return err
	}
	w.editions = append(w.editions, e.ID)
	return w.s.record(ctx, w.tx, w.by, "strategy.added", "strategy", e.ID, e.Title)
}

// clearNumbers moves the objectives whose numbers change out of the way, so
// that two of them can exchange numbers.
func (w *importWriter) clearNumbers(ctx context.Context, ops []objectiveOp) error {
	const away = 1_000_000
	for i, op := range ops {
		for _, o := range w.before.Objectives {
			if op.change && o.ID == op.id && o.Number != op.in.Number {
				if err := setNumber(ctx, w.tx, w.by.OrgID, o.ID, away+i); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *importWriter) objective(ctx context.Context, op objectiveOp) error {
	switch {
	case op.id == "":
		o, err := w.s.addObjective(ctx, w.tx, w.by, op.in)
		if err != nil {
			return err
		}
		op.id = o.ID
		w.objectives = append(w.objectives, op.id)
	case op.change:
		if err := w.s.changeObjective(ctx, w.tx, w.by, op.id, op.version, op.in); err != nil {
			return err
		}
		w.objectives = append(w.objectives, op.id)
	}
	for _, a := range op.actions {
		if err := w.action(ctx, op.id, a); err != nil {
			return err
		}
	}
	return nil
}

func (w *importWriter) action(ctx context.Context, objectiveID string, op actionOp) error {
	if op.id != "" && !op.change {
		return nil
	}
	for _, label := range op.owners {
		postID, err := w.post(ctx, label)
		if err != nil {
			return err
		}
		op.in.Owners = append(op.in.Owners, postID)
	}
	in := ItemInput{Input: op.in, ObjectiveID: objectiveID, Whole: op.whole, Aims: op.aims}
	if op.id == "" {
		actionID, err := w.s.addItem(ctx, w.tx, w.by, in)
		w.actions = append(w.actions, actionID)
		return err
	}
	w.actions = append(w.actions, op.id)
	return w.s.rewriteItem(ctx, w.tx, w.by, op.id, op.version, in)
}

// post is the id of the post that a sheet calls so, made at the organisation
// itself when there is none.
func (w *importWriter) post(ctx context.Context, label string) (string, error) {
	key := fold.Text(label)
	if postID, ok := w.posts[key]; ok {
		return postID, nil
	}
	post, _, err := w.s.units.EnsurePost(ctx, w.tx, w.by, w.rootID, label)
	if err != nil {
		return "", err
	}
	w.posts[key] = post.ID
	return post.ID, nil
}

// rewriteItem changes an action of the plan, and whether it is the objective.
func (s *Strategy) rewriteItem(ctx context.Context, tx *db.DB, by actor.Actor, actionID string, version int, in ItemInput) error {
	r, err := s.row(ctx, tx, by.OrgID, actionID)
	if err != nil {
		return err
	}
	if r.Whole != in.Whole {
		if err := setWhole(ctx, tx, by.OrgID, actionID, in.Whole); err != nil {
			return err
		}
	}
	return s.changeItem(ctx, tx, by, r, version, in)
}

// touched says what was made or changed, as it was and as it is.
func (w *importWriter) touched(after planState) ([]touched, error) {
	var out []touched
	add := func(kind, id string) error {
		t := touched{Kind: kind, ID: id}
		var err error
		if t.Before, _, err = w.before.kept(kind, id); err != nil {
			return err
		}
		if t.After, t.Title, err = after.kept(kind, id); err != nil {
			return err
		}
		out = append(out, t)
		return nil
	}
	for _, group := range []struct {
		kind string
		ids  []string
	}{{"strategy", w.editions}, {"objective", w.objectives}, {"action", w.actions}} {
		for _, id := range group.ids {
			if err := add(group.kind, id); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

package strategy

import (
	"context"
	"slices"

	"footbridge/internal/actions"
)

// Thread is one thing that hangs on an aim: an action of a local plan, a
// course, a story, an indicator.
type Thread struct {
	Kind  string // how the group is headed: "Recovery College courses"
	Label string
	Href  string
	Note  string
}

// ThreadFunc finds what hangs on an aim.
type ThreadFunc func(ctx context.Context, orgID, aimID string) ([]Thread, error)

// OnThread adds a finder: a module that lets its things carry aims tells the
// page of each aim about them.
func (s *Strategy) OnThread(fn ThreadFunc) { s.threads = append(s.threads, fn) }

// Hanging is everything that hangs on an aim.
type Hanging struct {
	Aim        Aim
	Parent     Aim   // of a strand
	Strands    []Aim // of an aim
	Objectives []ObjectiveRow
	Actions    []Row // the first of them, those due first at the head
	Total      int   // how many actions there are
	More       bool  // there are more than Total
	Spread     actions.Spread
	Groups     []ThreadGroup
}

// ThreadGroup is the threads of one kind.
type ThreadGroup struct {
	Kind    string
	Threads []Thread
}

// ObjectiveRow is an objective as it is shown: with its spread and standing.
type ObjectiveRow struct {
	Objective
	Spread   actions.Spread
	Standing actions.Standing
	Aims     []Aim
	Strategy Edition // filled where objectives of several strategies stand together
}

// hangingActions is how many actions the page of an aim shows by itself.
const hangingActions = 50

// Hanging gathers what hangs on an aim, and on the strands of an aim.
func (s *Strategy) Hanging(ctx context.Context, orgID, aimID string) (Hanging, error) {
	a, err := aimByID(ctx, s.db, orgID, aimID)
	if err != nil {
		return Hanging{}, err
	}
	h := Hanging{Aim: a}
	if a.ParentID != "" {
		if h.Parent, err = aimByID(ctx, s.db, orgID, a.ParentID); err != nil {
			return h, err
		}
	}
	if h.Strands, err = strandsOf(ctx, s.db, orgID, a.ID); err != nil {
		return h, err
	}
	objectives, err := objectivesOnAim(ctx, s.db, orgID, a.ID)
	if err != nil {
		return h, err
	}
	if h.Objectives, err = s.withSpread(ctx, orgID, objectives); err != nil {
		return h, err
	}
	if h.Actions, h.Total, h.More, err = s.Rows(ctx, orgID, Filter{AimID: a.ID}, actions.Page{Limit: hangingActions}); err != nil {
		return h, err
	}
	spreads, err := s.actions.Spreads(ctx, s.db, orgID, module, byAim(orgID, a.ID))
	if err != nil {
		return h, err
	}
	h.Spread = spreads[a.ID]
	return h, s.hang(ctx, orgID, &h)
}

// planThreads are the local plans that serve an aim by an action of their own.
func (s *Strategy) planThreads(ctx context.Context, orgID, aimID string) ([]Thread, error) {
	plans, err := plansOnAim(ctx, s.db, orgID, aimID)
	out := make([]Thread, len(plans))
	for i, p := range plans {
		out[i] = Thread{Kind: "Local plans", Label: p.Title, Href: "/strategy/plans/" + p.ID, Note: p.State}
	}
	return out, err
}

// decisionThreads are the steering group's decisions about what serves an aim,
// newest first.
func (s *Strategy) decisionThreads(ctx context.Context, orgID, aimID string) ([]Thread, error) {
	decisions, err := decisionsOnAim(ctx, s.db, orgID, aimID)
	return threadsOf(decisions), err
}

// threadsOf are decisions as things that hang together, newest first.
func threadsOf(decisions []Decision) []Thread {
	var out []Thread
	for _, d := range slices.Backward(decisions) {
		out = append(out, Thread{Kind: "Decisions of the steering group", Label: clip(spaced(d.Words), 200), Href: "/strategy/steering/decisions/" + d.ID, Note: d.OnDate.String()})
	}
	return out
}

// hang asks this module's own parts and the other modules.
func (s *Strategy) hang(ctx context.Context, orgID string, h *Hanging) error {
	index := map[string]int{}
	for _, fn := range append([]ThreadFunc{s.planThreads, s.decisionThreads}, s.threads...) {
		threads, err := fn(ctx, orgID, h.Aim.ID)
		if err != nil {
			return err
		}
		for _, t := range threads {
			i, ok := index[t.Kind]
			if !ok {
				i, index[t.Kind] = len(h.Groups), len(h.Groups)
				h.Groups = append(h.Groups, ThreadGroup{Kind: t.Kind})
			}
			h.Groups[i].Threads = append(h.Groups[i].Threads, t)
		}
	}
	return nil
}

// withSpread adds to the objectives the spread of their actions, local ones
// included, and the aims they carry: one query each.
func (s *Strategy) withSpread(ctx context.Context, orgID string, objectives []Objective) ([]ObjectiveRow, error) {
	if len(objectives) == 0 {
		return nil, nil
	}
	ids := make([]string, len(objectives))
	for i, o := range objectives {
		ids[i] = o.ID
	}
	spreads, err := s.actions.Spreads(ctx, s.db, orgID, module, byObjective(orgID, ids))
	if err != nil {
		return nil, err
	}
	aims, err := aimsOfObjectives(ctx, s.db, orgID, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]ObjectiveRow, len(objectives))
	for i, o := range objectives {
		rows[i] = ObjectiveRow{Objective: o, Spread: spreads[o.ID], Standing: o.Standing(spreads[o.ID]), Aims: aims[o.ID]}
	}
	return rows, nil
}

// ObjectiveRows lists the objectives of a strategy with their spread.
func (s *Strategy) ObjectiveRows(ctx context.Context, orgID, strategyID string, all bool) ([]ObjectiveRow, error) {
	objectives, err := listObjectives(ctx, s.db, orgID, strategyID, all)
	if err != nil {
		return nil, err
	}
	return s.withSpread(ctx, orgID, objectives)
}

// ObjectiveRow returns one objective with its spread.
func (s *Strategy) ObjectiveRow(ctx context.Context, orgID, objectiveID string) (ObjectiveRow, error) {
	o, err := objectiveByID(ctx, s.db, orgID, objectiveID)
	if err != nil {
		return ObjectiveRow{}, err
	}
	rows, err := s.withSpread(ctx, orgID, []Objective{o})
	if err != nil {
		return ObjectiveRow{}, err
	}
	return rows[0], nil
}

package strategy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/audit"
	"footbridge/internal/fold"
)

// What an import does with a row.
const (
	StepNewStrategy     = "create strategy"
	StepNewObjective    = "create objective"
	StepNewAction       = "create action"
	StepChangeObjective = "change objective"
	StepChangeAction    = "change action"
	StepSame            = "no change"
	StepMore            = "goes on"
)

// What is flagged about an action: it can be imported, and somebody should see
// to it.
const (
	flagOwner = "No owner"
	flagDate  = "No date"
)

// Step is one thing that an import does, or leaves alone, because of a row.
type Step struct {
	Row     int // of the sheet; 0 for the file as a whole
	Kind    string
	Number  int    // of the objective
	Title   string // of the objective or action, or what is said about the row
	Thing   string // "objective" or "action"
	Changes []audit.Change
	Flags   []string // "No owner", "No date"
}

// Colour is the colour of the tag that names the step.
func (s Step) Colour() string {
	switch s.Kind {
	case StepNewStrategy, StepNewObjective, StepNewAction:
		return "green"
	case StepChangeObjective, StepChangeAction:
		return "blue"
	}
	return "grey"
}

// objectiveOp and actionOp are what a commit does.
type objectiveOp struct {
	id      string // "": to be made
	version int
	change  bool
	in      ObjectiveInput
	actions []actionOp
}

type actionOp struct {
	id      string // "": to be made
	version int
	change  bool
	whole   bool
	in      actions.Input
	owners  []string // titles of posts
	aims    []string // ids
}

// importPlan is what an import will do: the steps to show and the operations.
type importPlan struct {
	Steps    []Step
	Errors   []CellError
	Notes    []string
	NewPosts []string
	Missing  []string // in the plan and not in the file
	ops      []objectiveOp
}

// planner compares a file with the strategy as it stands.
type planner struct {
	m       Mapping
	state   planState
	out     importPlan
	posts   map[string]string   // folded label → title or label of a post
	several map[string][]string // folded label that would name several posts → theirs
	aims    map[string]string   // folded label or slug → id
	seenObj map[string]int      // id → row
	seenAct map[string]bool
	numbers map[int]bool // of objectives, as they will be
}

// planImport works out what importing the file will do to the strategy.
func planImport(f planFile, m Mapping, state planState) importPlan {
	p := &planner{m: m, state: state, posts: map[string]string{}, several: map[string][]string{}, aims: map[string]string{}, seenObj: map[string]int{}, seenAct: map[string]bool{}, numbers: map[int]bool{}}
	p.out.Errors, p.out.Notes = slices.Clone(f.Errors), slices.Clone(f.Notes)
	for _, post := range state.Posts {
		label := state.label(post)
		p.posts[fold.Text(label)] = label
		if usual := fold.Text(state.usualLabel(post)); post.Open() && usual != fold.Text(label) {
			p.several[usual] = append(p.several[usual], label)
		}
	}
	for _, a := range state.AllAims {
		p.aims[fold.Text(a.Label)] = a.ID
	}
	for _, a := range state.AllAims {
		p.aims[fold.Text(a.Slug)] = a.ID
	}
	if state.Edition.ID == "" {
		p.out.Steps = append(p.out.Steps, Step{Kind: StepNewStrategy, Thing: "strategy", Title: state.Edition.Title, Changes: []audit.Change{{Field: "Period", To: state.Edition.Period()}}})
	}
	matched := p.match(f.Objectives)
	for i, o := range f.Objectives {
		p.objective(o, matched[i])
	}
	for row, words := range f.More {
		p.out.Steps = append(p.out.Steps, Step{Row: row, Kind: StepMore, Title: words})
	}
	p.missing()
	slices.SortStableFunc(p.out.Steps, func(a, b Step) int { return a.Row - b.Row })
	slices.SortStableFunc(p.out.Errors, func(a, b CellError) int { return a.Row - b.Row })
	slices.Sort(p.out.NewPosts)
	return p.out
}

func (p *planner) fail(row int, field, format string, args ...any) {
	p.out.Errors = append(p.out.Errors, CellError{row, columnName(p.m.column(field)), fmt.Sprintf(format, args...)})
}

// match finds the objective each one of the file is: by id, else by its words,
// else by its number.
func (p *planner) match(file []*fileObjective) []*Objective {
	out, taken := make([]*Objective, len(file)), map[string]bool{}
	find := func(fits func(f *fileObjective, o Objective) bool) {
		for i, f := range file {
			for j := range p.state.Objectives {
				o := &p.state.Objectives[j]
				if out[i] == nil && !taken[o.ID] && fits(f, *o) {
					out[i], taken[o.ID] = o, true
				}
			}
		}
	}
	find(func(f *fileObjective, o Objective) bool { return f.ID == o.ID })
	find(func(f *fileObjective, o Objective) bool {
		return f.ID == "" && f.Title != "" && fold.Text(f.Title) == fold.Text(o.Title)
	})
	find(func(f *fileObjective, o Objective) bool { return f.ID == "" && f.Number == o.Number })
	for i, f := range file {
		if out[i] != nil {
			p.seenObj[out[i].ID] = f.Row
		}
	}
	for _, o := range p.state.Objectives {
		if _, ok := p.seenObj[o.ID]; !ok {
			p.numbers[o.Number] = true
		}
	}
	return out
}

// number is the number an objective will have: its own, or the next free one.
func (p *planner) number(f *fileObjective, old *Objective) int {
	n := f.Number
	switch {
	case n == 0 && old != nil:
		n = old.Number
	case n == 0:
		n = 1
		for _, o := range p.state.Objectives {
			n = max(n, o.Number+1)
		}
		for p.numbers[n] {
			n++
		}
	}
	if p.numbers[n] {
		p.fail(f.Row, FieldNumber, "number %d is another objective's.", n)
	}
	p.numbers[n] = true
	return n
}

// objective plans one objective of the file and its actions.
func (p *planner) objective(f *fileObjective, old *Objective) {
	if f.ID != "" && old == nil {
		p.fail(f.Row, FieldObjectiveID, "this strategy has no objective with this id. Leave the cell empty for a new objective.")
		return
	}
	number := p.number(f, old)
	op := objectiveOp{in: ObjectiveInput{Number: number, Title: f.Title}}
	step := Step{Row: f.Row, Kind: StepNewObjective, Thing: "objective", Number: number}
	if old != nil {
		op.id, op.version, step.Kind = old.ID, old.Version, StepSame
		op.in.About, op.in.Aims = old.About, p.state.Aims[old.ID]
		if f.Title == "" || f.Title == spaced(old.Title) {
			op.in.Title = old.Title
		}
		step.Changes = changes("Number", strconv.Itoa(old.Number), strconv.Itoa(number), "Objective", old.Title, op.in.Title)
	}
	if op.in.Title == "" {
		p.fail(f.Row, FieldObjective, "enter the objective.")
	}
	if p.m.column(FieldObjectiveAims) >= 0 {
		p.changeAims(&step, &op.in.Aims, f.Row, FieldObjectiveAims, f.Aims)
	}
	if op.change = old != nil && len(step.Changes) > 0; op.change {
		step.Kind = StepChangeObjective
	}
	step.Title = op.in.Title
	p.out.Steps = append(p.out.Steps, step)
	for _, a := range f.Actions {
		p.action(f, a, old, &op)
	}
	p.out.ops = append(p.out.ops, op)
}

// changeAims reads the aims of a cell into aims and notes the change.
func (p *planner) changeAims(step *Step, aims *[]string, row int, field string, cells []string) {
	var ids []string
	known := func(label string) bool { return p.aims[fold.Text(label)] != "" }
	for _, cell := range cells {
		for _, label := range splitCell(cell, known, ";") {
			id := p.aims[fold.Text(label)]
			if id == "" {
				p.fail(row, field, "“%s” is not one of the organisation's aims or challenges.", clip(label, 80))
			} else if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	same := len(ids) == len(*aims) && !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(*aims, id) })
	if !same {
		step.Changes = append(step.Changes, audit.Change{Field: "Aims", From: p.aimWords(*aims), To: p.aimWords(ids)})
		*aims = ids
	}
}

func (p *planner) aimWords(ids []string) string {
	var labels []string
	for _, a := range p.state.AllAims {
		if slices.Contains(ids, a.ID) {
			labels = append(labels, a.Label)
		}
	}
	return strings.Join(labels, "; ")
}

// action plans one action of the file.
func (p *planner) action(f *fileObjective, a *fileAction, objective *Objective, parent *objectiveOp) {
	old, ok := p.findAction(a, objective)
	if !ok {
		return
	}
	title := a.Title
	if a.Whole {
		title = parent.in.Title
	}
	op := actionOp{whole: a.Whole, in: actions.Input{Title: title, Due: a.Due}}
	step := Step{Row: a.Row, Kind: StepNewAction, Thing: "action", Number: parent.in.Number}
	var owners []string
	if old != nil {
		p.seenAct[old.ActionID] = true
		step.Kind = StepSame
		op.id, op.version = old.ActionID, old.Action.Version
		owners = p.state.ownerLabels(old.Action.Owners)
		p.keep(&op, old, objective)
		step.Changes = changes("Action", p.titleOf(old.Action.Title, old.Whole), p.titleOf(op.in.Title, op.whole))
		if p.m.column(FieldDue) >= 0 && !sameDue(op.in.Due, a.Due) {
			step.Changes = append(step.Changes, audit.Change{Field: "Due", From: op.in.Due.String(), To: a.Due.String()})
			op.in.Due = a.Due
		}
		op.aims = p.state.Aims[old.ActionID]
	}
	op.owners = owners
	if old == nil || p.m.column(FieldOwners) >= 0 {
		op.owners = p.ownersOf(a.Row, a.Owners)
		if old != nil && !slices.EqualFunc(owners, op.owners, func(x, y string) bool { return fold.Text(x) == fold.Text(y) }) {
			step.Changes = append(step.Changes, audit.Change{Field: "Owners", From: strings.Join(owners, "; "), To: strings.Join(op.owners, "; ")})
		}
	}
	if p.m.column(FieldActionAims) >= 0 {
		p.changeAims(&step, &op.aims, max(a.Row, a.aimRow), FieldActionAims, a.Aims)
	}
	if old == nil {
		step.Changes = newActionWords(op, step.Changes)
	} else if op.change = len(step.Changes) > 0; op.change {
		step.Kind = StepChangeAction
	}
	if len(op.owners) == 0 {
		step.Flags = append(step.Flags, flagOwner)
	}
	if op.in.Due.IsZero() {
		step.Flags = append(step.Flags, flagDate)
	}
	step.Title = op.in.Title
	p.out.Steps = append(p.out.Steps, step)
	parent.actions = append(parent.actions, op)
}

// newActionWords are what a new action will say, besides its title.
func newActionWords(op actionOp, more []audit.Change) []audit.Change {
	return append(changes("Owners", "", strings.Join(op.owners, "; "), "Due", "", op.in.Due.String()), more...)
}

// titleOf is an action's title, or that it is the objective itself.
func (p *planner) titleOf(title string, whole bool) string {
	if whole {
		return "the objective itself: " + title
	}
	return title
}

// keep fills op with what the file does not say about the action as it stands.
// The words of an objective and of the action that is the objective go together.
func (p *planner) keep(op *actionOp, old *planRow, objective *Objective) {
	act := old.Action
	title := op.in.Title
	if op.whole && old.Whole && (objective == nil || spaced(act.Title) != spaced(objective.Title)) || title == spaced(act.Title) {
		title = act.Title
	}
	op.in = actions.Input{Title: title, Detail: act.Detail, Due: act.Due(), ReviewMonths: act.ReviewMonths}
}

// findAction finds the action a row is, among those of its objective. ok is
// false when the row is in error.
func (p *planner) findAction(a *fileAction, objective *Objective) (old *planRow, ok bool) {
	for i := range p.state.Items {
		row := &p.state.Items[i]
		under := objective != nil && row.ObjectiveID == objective.ID
		switch {
		case p.seenAct[row.ActionID]:
		case a.ID != "" && row.ActionID == a.ID && !under:
			p.fail(a.Row, FieldActionID, "this action stands under another objective. Move it there first, or leave the cell empty for a new action.")
			return nil, false
		case a.ID != "" && row.ActionID == a.ID:
			if a.Whole && !row.Whole {
				p.fail(a.Row, FieldAction, "enter the action. It was “%s”.", clip(row.Action.Title, 80))
				return nil, false
			}
			return row, true
		case a.ID == "" && under && a.Whole == row.Whole && (a.Whole || fold.Text(a.Title) == fold.Text(row.Action.Title)):
			return row, true
		}
	}
	if a.ID != "" {
		p.fail(a.Row, FieldActionID, "this plan has no action with this id. It may have been withdrawn. Leave the cell empty for a new action.")
		return nil, false
	}
	return nil, true
}

// sameDue compares what two dates mean, not their words.
func sameDue(a, b actions.Due) bool { return a.String() == b.String() }

// missing lists what is in the plan and not in the file.
func (p *planner) missing() {
	for _, o := range p.state.Objectives {
		_, there := p.seenObj[o.ID]
		if !there {
			p.out.Missing = append(p.out.Missing, fmt.Sprintf("Objective %d: %s", o.Number, o.Title))
		}
		for _, row := range p.state.Items {
			if row.ObjectiveID == o.ID && !p.seenAct[row.ActionID] && !row.Whole {
				p.out.Missing = append(p.out.Missing, fmt.Sprintf("An action of objective %d: %s", o.Number, row.Action.Title))
			} else if row.ObjectiveID == o.ID && !p.seenAct[row.ActionID] && there {
				p.out.Missing = append(p.out.Missing, fmt.Sprintf("Objective %d as an action of its own", o.Number))
			}
		}
	}
}

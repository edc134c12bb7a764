package indicators

import (
	"context"
	"slices"
	"sync"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// sight is which units a visitor sees the figures of: those at and below which
// they hold [Read], and the organisation as a whole.
type sight struct {
	orgID string
	tree  []units.Unit // every unit of the organisation, parents first
	may   map[string]bool
	marks map[chartKey]Settings // what people decided about charts
}

func (x *Indicators) sight(ctx context.Context, by actor.Actor) (sight, error) {
	tree, err := x.units.Tree(ctx, by.OrgID)
	if err != nil {
		return sight{}, err
	}
	s := sight{orgID: by.OrgID, tree: tree, may: map[string]bool{}}
	if s.marks, err = x.decided(ctx, by.OrgID); err != nil {
		return s, err
	}
	for _, u := range tree {
		s.may[u.ID] = by.CanAt(Read, u.Path) || u.ParentID == "" && by.Can(Read)
	}
	return s, nil
}

// unit is a unit that the visitor sees; without an id, the organisation.
func (s sight) unit(id string) (units.Unit, error) {
	for _, u := range s.tree {
		if s.may[u.ID] && (u.ID == id || id == "" && u.ParentID == "") {
			return u, nil
		}
	}
	return units.Unit{}, fault.New(fault.NotFound, "We could not find that unit among those whose figures you see.")
}

// seen lists the units that the visitor sees and that have not closed.
func (s sight) seen() []units.Unit {
	var out []units.Unit
	for _, u := range s.tree {
		if s.may[u.ID] && u.Open() {
			out = append(out, u)
		}
	}
	return out
}

// below lists those of them that stand right below a unit.
func (s sight) below(id string) []units.Unit {
	return slices.DeleteFunc(s.seen(), func(u units.Unit) bool { return u.ParentID != id })
}

// Line is one indicator of one unit as lists show it.
type Line struct {
	Definition
	UnitID  string
	Figures []Figure // by month
	Verdict Verdict
	Target  *Target
	Looks   []string // why it needs a look; empty when it does not
}

// Any reports whether there is a figure at all.
func (l Line) Any() bool { return len(l.Figures) > 0 }

// Now is the newest figure.
func (l Line) Now() Figure {
	if len(l.Figures) == 0 {
		return Figure{}
	}
	return l.Figures[len(l.Figures)-1]
}

// Before is the figure a year before the newest one, if there is one.
func (l Line) Before() (Figure, bool) {
	for _, f := range l.Figures {
		if f.Month == l.Now().Month.Add(-12) {
			return f, f.Shown
		}
	}
	return Figure{}, false
}

// line makes a line of a definition's figures.
func (x *Indicators) line(s sight, d Definition, unitID string, figures []Figure, last when.Month) Line {
	l := Line{Definition: d, UnitID: unitID, Figures: figures}
	if !l.Any() {
		return l
	}
	l.Verdict = x.verdict(&d, figures, s.marks[chartKey{d.Indicator, unitID}])
	l.Target = d.TargetOf(l.Now().Month)
	l.Looks = l.looks(last)
	return l
}

// looks says in words why somebody should look; never for too few figures to
// tell.
func (l Line) looks(last when.Month) []string {
	var out []string
	if l.Verdict.Alert {
		out = append(out, "it has changed, and not for the better")
	}
	if l.Verdict.Enough && l.Verdict.Few == "" && l.Verdict.Assurance == "fail" {
		out = append(out, "as things are, it will not reach its target")
	}
	if l.Now().Thin {
		out = append(out, "it is recorded for too few to go by")
	}
	if behind := last.Sub(l.Now().Month); behind > 0 && (l.Period != "quarter" || behind > 2) {
		out = append(out, "its newest months are missing")
	}
	return out
}

// keptSeries holds the shaped figures of everybody as of a run: which are kept
// back is the same on every page.
type keptSeries struct {
	mu     sync.Mutex
	series map[cellsKey]map[string][]Figure
}

// seriesOf are a definition's figures by unit as of a run.
func (x *Indicators) seriesOf(ctx context.Context, s sight, run Run, d *Definition) (map[string][]Figure, error) {
	key := cellsKey{s.orgID, d.Indicator, d.Version, run.ID}
	x.shown.mu.Lock()
	kept, ok := x.shown.series[key]
	x.shown.mu.Unlock()
	if ok {
		return kept, nil
	}
	cells, err := x.cells(ctx, x.db, s.orgID, d.Indicator, d.Version)
	if err != nil {
		return nil, err
	}
	kept = d.series(cells, s.tree)
	x.shown.mu.Lock()
	defer x.shown.mu.Unlock()
	if x.shown.series == nil || len(x.shown.series) >= keptMost {
		x.shown.series = map[cellsKey]map[string][]Figure{}
	}
	x.shown.series[key] = kept
	return kept, nil
}

// Filter narrows the list of indicators.
type Filter struct {
	UnitID, Group, Aim string
	Look               bool // only what needs a look
}

// Overview is every indicator of one unit.
type Overview struct {
	Run    Run // without an id when nothing has been worked out
	Unit   units.Unit
	Lines  []Line // by group and title: never by what they came to
	Known  int    // definitions in use
	Groups []string
}

// Overview gathers the figures of a unit that the visitor sees.
func (x *Indicators) Overview(ctx context.Context, by actor.Actor, f Filter) (Overview, error) {
	s, err := x.sight(ctx, by)
	if err != nil {
		return Overview{}, err
	}
	return x.overview(ctx, s, f)
}

func (x *Indicators) overview(ctx context.Context, s sight, f Filter) (Overview, error) {
	var o Overview
	var err error
	if o.Unit, err = s.unit(f.UnitID); err != nil {
		return o, err
	}
	definitions, err := x.definitions(ctx, x.db, s.orgID)
	if err != nil {
		return o, err
	}
	if o.Run, err = x.lastRun(ctx, x.db, s.orgID); err != nil {
		return o, err
	}
	o.Known = len(definitions)
	for _, d := range definitions {
		if !slices.Contains(o.Groups, d.Group) {
			o.Groups = append(o.Groups, d.Group)
		}
		if f.Group != "" && d.Group != f.Group || f.Aim != "" && d.Aim != f.Aim {
			continue
		}
		series, err := x.seriesOf(ctx, s, o.Run, &d)
		if err != nil {
			return o, err
		}
		l := x.line(s, d, o.Unit.ID, series[o.Unit.ID], o.Run.Last)
		if !f.Look || len(l.Looks) > 0 {
			o.Lines = append(o.Lines, l)
		}
	}
	return o, nil
}

// newest is the newest version of an indicator, retired or not.
func (x *Indicators) newest(ctx context.Context, orgID, indicator string) (Definition, error) {
	versions, err := x.versions(ctx, x.db, orgID, indicator)
	if err == nil && len(versions) == 0 {
		err = fault.New(fault.NotFound, "We could not find that indicator.")
	}
	if err != nil {
		return Definition{}, err
	}
	return versions[0], nil
}

package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/app/demo/records"
	"footbridge/internal/extracts"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// What the record system knows of the trust: so many months, up to the last one
// that is over, and so many contacts.
const (
	recordMonths   = 30
	recordContacts = 24_000
)

// Measure brings in what the record system knows of the trust that [Fill] made,
// and works out its indicators. Its services are over the database itself and
// have a clock of their own: files are read by several at once, which no
// transaction allows.
func Measure(ctx context.Context, s Services, seed uint64, now time.Time) error {
	m := &maker{Services: s, ctx: ctx, seed: seed, today: when.DateOf(now.AddDate(0, 0, -1)), units: map[string]units.Unit{}}
	dir, err := os.MkdirTemp("", "footbridge-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"the trust", m.find}, {"the record system", func() error { return m.makeExtracts(dir) }}, {"indicators", m.makeIndicators}, {"what has happened", m.happen},
		{"what helped", m.makeEvaluation},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("make the demonstration: %s: %w", step.name, err)
		}
	}
	return nil
}

// find finds the trust and its units.
func (m *maker) find() error {
	all, err := m.Units.Organisations(m.ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o units.Organisation) bool { return o.Slug == Slug })
	if i < 0 {
		return fmt.Errorf("%s is not there", Name)
	}
	m.by = actor.System(all[i].OrgID, "Demonstration")
	tree, err := m.Units.Tree(m.ctx, m.by.OrgID)
	if err != nil {
		return err
	}
	m.root = tree[0]
	for _, u := range tree {
		m.units[u.Name] = u
	}
	return nil
}

// recordsUntil is the last month that the record system's files are about, and
// recordsOn the day on which they come: one of the first of the next month.
func (m *maker) recordsUntil() when.Month { return m.today.MonthOf().Add(-1) }

func (m *maker) recordsOn() when.Date { return m.recordsUntil().Add(1).First().AddDays(1) }

// makeExtracts writes the record system's files into dir and plans to bring them
// in: first all but those that came late, then these. What could not be read
// waits to be put right, and one team waits for somebody to say where it belongs.
func (m *maker) makeExtracts(dir string) error {
	made, err := records.Write(dir, records.Options{
		Shape: records.Rowan, People: People, Contacts: recordContacts, Months: recordMonths, Until: m.recordsUntil(), Seed: m.seed,
	})
	if err != nil {
		return err
	}
	var usual, late []extracts.File
	for _, f := range made.Files {
		file := extracts.File{Name: f.Name, Path: filepath.Join(dir, f.Name)}
		if f.Name == records.Late {
			late = append(late, file)
			continue
		}
		usual = append(usual, file)
	}
	m.on(m.recordsOn(), func() error { return m.bringIn(made.Source, usual) })
	m.on(m.recordsOn().AddDays(2), func() error { return m.bringIn(made.Source, late) })
	return nil
}

// rowanMapping takes on the ready mapping of the trust's record system, once.
func (m *maker) rowanMapping(source string) (string, error) {
	ready := m.Extracts.Ready()
	i := slices.IndexFunc(ready, func(r extracts.ReadyMapping) bool { return r.Source == source })
	if i < 0 {
		return "", fmt.Errorf("there is no mapping for %s", source)
	}
	v, err := m.Extracts.AddMapping(m.ctx, m.by, ready[i].Text)
	return v.Source, err
}

// bringIn lets files be read, and then count.
func (m *maker) bringIn(system string, files []extracts.File) error {
	source, err := m.rowanMapping(system)
	if err != nil {
		return err
	}
	b, err := m.Extracts.Read(m.ctx, m.by, source, m.recordsUntil(), files)
	if err != nil {
		return err
	}
	return m.Extracts.Commit(m.ctx, m.by, b.ID)
}

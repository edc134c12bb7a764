package surveys

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/id"
	"footbridge/internal/stats"
)

// PaperSheet is a paper form on its way from the first entry to the answer that
// is kept. When it is kept, what was typed goes from here.
type PaperSheet struct {
	OrgID, ID, WaveID, UnitID, Batch string
	Twice                            bool // drawn to be entered a second time
	FirstBy, First                   string
	SecondBy, Second                 string
	Asked, Differ                    int // answers compared, and those that differed
	State                            string
	Version                          int
	Unit                             string // its name
}

// StateLabel is where the sheet stands, as people read it.
func (p PaperSheet) StateLabel() string {
	switch p.State {
	case "begun":
		return "Entry begun"
	case "once":
		return "Waits for a second entry"
	case "differs":
		return "Entries differ"
	}
	return "Kept"
}

// PaperStanding is how far the paper of a wave is.
type PaperStanding struct {
	Sheets, Waiting, Differing int
	Asked, Differ              int
}

// Words says how often two entries of one answer differed, with the interval in
// which the rate lies.
func (p PaperStanding) Words() string {
	if p.Asked == 0 {
		return ""
	}
	rate := stats.Proportion{X: p.Differ, N: p.Asked}
	i := rate.Wilson(0.95)
	return fmt.Sprintf("Of %d answers that were entered twice, %d differed: %.1f %% (95 %% interval %.1f to %.1f).", p.Asked, p.Differ, 100*float64(p.Differ)/float64(p.Asked), 100*i.Low, 100*i.High)
}

var errNoSheet = fault.New(fault.NotFound, "We could not find that paper form.")

func (s *Surveys) paperStanding(ctx context.Context, w Wave) (PaperStanding, error) {
	return standingOf(ctx, s.db, w.OrgID, w.ID)
}

// enters is a wave that by enters paper for, and the unit that is meant.
func (s *Surveys) enters(ctx context.Context, tx *db.DB, by actor.Actor, waveID, unitID string) (Wave, WaveUnit, error) {
	w, units, err := s.waveAt(ctx, tx, by, Enter, waveID)
	if err != nil {
		return w, WaveUnit{}, err
	}
	for _, u := range units {
		if u.UnitID == unitID {
			return w, u, nil
		}
	}
	return w, WaveUnit{}, fault.Field("unit", "Choose the unit that the paper came from.")
}

// Sheets are the paper forms of a wave that are not finished, at the units where
// by enters.
func (s *Surveys) Sheets(ctx context.Context, by actor.Actor, waveID string) (Wave, []WaveUnit, []PaperSheet, error) {
	w, units, err := s.waveAt(ctx, s.db, by, Enter, waveID)
	if err != nil {
		return w, nil, nil, err
	}
	all, err := openSheets(ctx, s.db, by.OrgID, waveID)
	var out []PaperSheet
	for _, p := range all {
		for _, u := range units {
			if u.UnitID == p.UnitID {
				p.Unit = u.Name
				out = append(out, p)
			}
		}
	}
	return w, units, out, err
}

// sheetAt is an unfinished paper form, with its wave, that by may enter.
func (s *Surveys) sheetAt(ctx context.Context, tx *db.DB, by actor.Actor, sheetID string) (PaperSheet, Wave, error) {
	p, err := oneSheet(ctx, tx, by.OrgID, sheetID)
	if err != nil {
		return p, Wave{}, err
	}
	w, u, err := s.enters(ctx, tx, by, p.WaveID, p.UnitID)
	if fault.KindOf(err) == fault.Invalid {
		err = errNoSheet
	}
	p.Unit = u.Name
	return p, w, err
}

func tidyBatch(batch string) (string, error) {
	batch = strings.TrimSpace(batch)
	if len([]rune(batch)) > 60 {
		return "", fault.Field("batch", "Use 60 characters or fewer.")
	}
	return batch, nil
}

// HoldEntry keeps an entry that somebody has begun, so that an interruption
// loses nothing. sheetID is "" the first time.
func (s *Surveys) HoldEntry(ctx context.Context, by actor.Actor, waveID, unitID, sheetID, batch string, answers forms.Response) (PaperSheet, error) {
	return s.enter(ctx, by, waveID, unitID, sheetID, batch, answers, true)
}

// EnterPaper takes the first entry of a paper form. Some, drawn by chance, wait
// for a second entry by somebody else; the others are kept at once.
func (s *Surveys) EnterPaper(ctx context.Context, by actor.Actor, waveID, unitID, sheetID, batch string, answers forms.Response) (PaperSheet, error) {
	return s.enter(ctx, by, waveID, unitID, sheetID, batch, answers, false)
}

func (s *Surveys) enter(ctx context.Context, by actor.Actor, waveID, unitID, sheetID, batch string, answers forms.Response, hold bool) (PaperSheet, error) {
	batch, err := tidyBatch(batch)
	if err != nil {
		return PaperSheet{}, err
	}
	var p PaperSheet
	err = s.db.Tx(ctx, func(tx *db.DB) error {
		w, _, err := s.enters(ctx, tx, by, waveID, unitID)
		if err != nil {
			return err
		}
		if !w.Taking(s.today()) {
			return errClosed
		}
		p = PaperSheet{OrgID: by.OrgID, ID: id.New(), WaveID: waveID, UnitID: unitID, Batch: batch, Twice: rand.IntN(100) < w.DoubleShare, FirstBy: by.AccountID, State: "begun", Version: 1}
		if sheetID != "" {
			if p, err = oneSheet(ctx, tx, by.OrgID, sheetID); err != nil {
				return err
			}
			if p.State != "begun" || p.FirstBy != by.AccountID || p.WaveID != waveID || p.UnitID != unitID {
				return fault.New(fault.Conflict, "This paper form is entered already, or somebody else has begun it.")
			}
			p.Batch = batch
		}
		data, err := json.Marshal(answers)
		if err != nil {
			return err
		}
		p.First = string(data)
		if !hold {
			if p.State = "once"; !p.Twice {
				return s.finishSheet(ctx, tx, by, w, p, answers, sheetID == "")
			}
		}
		if sheetID == "" {
			err = insertSheet(ctx, tx, p)
		} else {
			err = updateSheet(ctx, tx, p)
		}
		if err != nil || hold {
			return err
		}
		return s.record(ctx, tx, by, "surveys.paper.entered", waveTarget(w))
	})
	return p, err
}

// finishSheet keeps the answer of a paper form, and empties the form.
func (s *Surveys) finishSheet(ctx context.Context, tx *db.DB, by actor.Actor, w Wave, p PaperSheet, answers forms.Response, fresh bool) error {
	form, err := s.form(ctx, tx, w)
	if err != nil {
		return err
	}
	if err := s.keep(ctx, tx, w, form, p.UnitID, "paper", answers.Language, answers); err != nil {
		return err
	}
	p.State, p.First, p.Second = "kept", "", ""
	if fresh {
		err = insertSheet(ctx, tx, p)
	} else {
		err = updateSheet(ctx, tx, p)
	}
	if err != nil {
		return err
	}
	return s.record(ctx, tx, by, "surveys.paper.entered", waveTarget(w))
}

// Difference is one answer that two people read differently from the paper.
type Difference struct {
	Field         string
	Question      string
	First, Second string // in words
}

// EnterAgain takes the second entry, by somebody else. What agrees with the
// first is kept; otherwise the form waits for somebody to look at the paper.
func (s *Surveys) EnterAgain(ctx context.Context, by actor.Actor, sheetID string, answers forms.Response) (PaperSheet, error) {
	var p PaperSheet
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		var w Wave
		var err error
		if p, w, err = s.sheetAt(ctx, tx, by, sheetID); err != nil {
			return err
		}
		switch {
		case p.State != "once":
			return fault.New(fault.Conflict, "This paper form does not wait for a second entry any more.")
		case p.FirstBy == by.AccountID:
			return fault.New(fault.Conflict, "You entered this form the first time. Somebody else must do it the second time.")
		}
		form, err := s.form(ctx, tx, w)
		if err != nil {
			return err
		}
		var first forms.Response
		if err := json.Unmarshal([]byte(p.First), &first); err != nil {
			return err
		}
		p.SecondBy = by.AccountID
		differing, compared := differences(form, first, answers)
		p.Asked, p.Differ = compared, len(differing)
		if len(differing) == 0 {
			return s.finishSheet(ctx, tx, by, w, p, first, false)
		}
		data, err := json.Marshal(answers)
		if err != nil {
			return err
		}
		p.State, p.Second = "differs", string(data)
		return updateSheet(ctx, tx, p)
	})
	return p, err
}

// differences compares two entries of one paper form, field by field.
func differences(form *forms.Form, first, second forms.Response) (out []Difference, compared int) {
	a, b := form.ToFields(&first), form.ToFields(&second)
	names := map[string]bool{}
	for _, fields := range []map[string][]string{a, b} {
		for name, v := range fields {
			if strings.Join(v, "") != "" && !strings.HasPrefix(name, "_") {
				names[name] = true
			}
		}
	}
	for name := range names {
		compared++
		x, y := slices.Sorted(slices.Values(a[name])), slices.Sorted(slices.Values(b[name]))
		if !slices.Equal(x, y) {
			out = append(out, Difference{Field: name, First: strings.Join(x, ", "), Second: strings.Join(y, ", ")})
		}
	}
	slices.SortFunc(out, func(x, y Difference) int { return strings.Compare(x.Field, y.Field) })
	for i := range out {
		out[i].name(form)
	}
	return out, compared
}

// name puts the question and the options in words.
func (d *Difference) name(form *forms.Form) {
	d.Question = d.Field
	form.Walk(func(parents []*forms.Item, i *forms.Item) {
		path := ""
		for _, p := range parents {
			path = forms.Under(path, p.LinkID)
		}
		if !strings.HasPrefix(d.Field, forms.FieldName(forms.Under(path, i.LinkID))) {
			return
		}
		d.Question = i.Text.Plain
		for _, o := range form.OptionsOf(i) {
			for _, words := range []*string{&d.First, &d.Second} {
				if *words == o.Key() {
					*words = o.Text.Plain
					if *words == "" {
						*words = o.Value.Display
					}
				}
			}
		}
	})
}

// Compare is a paper form whose entries differ: what differs.
func (s *Surveys) Compare(ctx context.Context, by actor.Actor, sheetID string) (PaperSheet, Wave, []Difference, error) {
	p, w, first, second, form, err := s.both(ctx, s.db, by, sheetID)
	if err != nil {
		return p, w, nil, err
	}
	list, _ := differences(form, first, second)
	return p, w, list, nil
}

func (s *Surveys) both(ctx context.Context, tx *db.DB, by actor.Actor, sheetID string) (p PaperSheet, w Wave, first, second forms.Response, form *forms.Form, err error) {
	if p, w, err = s.sheetAt(ctx, tx, by, sheetID); err != nil {
		return
	}
	if p.State != "differs" {
		err = fault.New(fault.Conflict, "Nothing of this paper form waits to be compared.")
		return
	}
	if err = json.Unmarshal([]byte(p.First), &first); err != nil {
		return
	}
	if err = json.Unmarshal([]byte(p.Second), &second); err != nil {
		return
	}
	form, err = s.form(ctx, tx, w)
	return
}

// Settle keeps the answer after somebody has looked at the paper: for every
// field that differs, which entry is right.
func (s *Surveys) Settle(ctx context.Context, by actor.Actor, sheetID string, second map[string]bool) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		p, w, a, b, form, err := s.both(ctx, tx, by, sheetID)
		if err != nil {
			return err
		}
		list, _ := differences(form, a, b)
		fields, others := form.ToFields(&a), form.ToFields(&b)
		for _, d := range list {
			if second[d.Field] {
				fields[d.Field] = others[d.Field]
			}
		}
		answers, problems := form.FromFields(fields, a.Language)
		answers.Status = "stopped"
		if problems = append(problems, form.Validate(&answers)...); len(problems) > 0 {
			return fault.New(fault.Invalid, "Together these answers cannot be: %s", problems[0].Message)
		}
		return s.finishSheet(ctx, tx, by, w, p, answers, false)
	})
}

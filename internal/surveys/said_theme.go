package surveys

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

// Theme is what several comments of a wave say.
type Theme struct {
	OrgID, ID, WaveID, Title, Said string
	Version                        int
	CreatedAt                      time.Time
	Comments                       int // that are shown
}

// Change is what we do about a theme: an action of the strategy, in words for
// those who said it.
type Change struct {
	OrgID, ID, ThemeID, ActionID, Words, State string
	OnDate                                     when.Date
	Version                                    int
}

// Made reports whether the change has been made.
func (c Change) Made() bool { return c.State == "made" }

// When is by when, or since when: "Planned by 3 May 2027".
func (c Change) When() string {
	if c.Made() {
		return "Done on " + c.OnDate.String()
	}
	return "Planned by " + c.OnDate.String()
}

// Answered is a theme with what we do about it.
type Answered struct {
	Theme   Theme
	Changes []Change
}

var (
	errNoTheme  = fault.New(fault.NotFound, "We could not find that theme.")
	errNoAnswer = fault.New(fault.NotFound, "We could not find that change.")
)

// Themes lists the themes of a wave with what we do about each.
func (s *Surveys) Themes(ctx context.Context, by actor.Actor, waveID string) (Wave, []Answered, error) {
	w, _, err := s.waveAt(ctx, s.db, by, Read, waveID)
	if err != nil {
		return w, nil, err
	}
	list, err := s.youSaid(ctx, s.db, w)
	return w, list, err
}

// youSaid are the themes of a wave with what is done about each: "you said, we
// did".
func (s *Surveys) youSaid(ctx context.Context, tx *db.DB, w Wave) ([]Answered, error) {
	themes, err := themesOf(ctx, tx, w.OrgID, w.ID)
	if err != nil {
		return nil, err
	}
	changes, err := changesOf(ctx, tx, w.OrgID, w.ID)
	out := make([]Answered, len(themes))
	for i, t := range themes {
		out[i].Theme = t
		for _, c := range changes {
			if c.ThemeID == t.ID {
				out[i].Changes = append(out[i].Changes, c)
			}
		}
	}
	return out, err
}

func (s *Surveys) theme(ctx context.Context, tx *db.DB, by actor.Actor, themeID string) (Theme, Wave, error) {
	t, found, err := maybeTheme(ctx, tx, by.OrgID, themeID)
	if err == nil && !found {
		err = errNoTheme
	}
	if err != nil {
		return t, Wave{}, err
	}
	w, _, err := s.waveAt(ctx, tx, by, Moderate, t.WaveID)
	if fault.KindOf(err) == fault.NotFound {
		err = errNoTheme
	}
	return t, w, err
}

func (t *Theme) tidy() error {
	t.Title, t.Said = strings.TrimSpace(t.Title), strings.TrimSpace(t.Said)
	switch {
	case t.Title == "" || utf8.RuneCountInString(t.Title) > 200:
		return fault.Field("title", "Enter a title of 200 characters or fewer.")
	case utf8.RuneCountInString(t.Said) > 1000:
		return fault.Field("said", "Use 1000 characters or fewer.")
	}
	return nil
}

func themeTarget(t Theme) audit.Target {
	return audit.Target{Kind: "survey theme", ID: t.ID, Words: t.Title}
}

// AddTheme makes a theme in a wave.
func (s *Surveys) AddTheme(ctx context.Context, by actor.Actor, t Theme) (Theme, error) {
	if err := t.tidy(); err != nil {
		return t, err
	}
	return t, s.db.Tx(ctx, func(tx *db.DB) error {
		if _, _, err := s.waveAt(ctx, tx, by, Moderate, t.WaveID); err != nil {
			return err
		}
		t.OrgID, t.ID, t.CreatedAt = by.OrgID, id.New(), s.now()
		if err := insertTheme(ctx, tx, t); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.theme.added", themeTarget(t))
	})
}

// ChangeTheme gives a theme another title and other words.
func (s *Surveys) ChangeTheme(ctx context.Context, by actor.Actor, t Theme) error {
	if err := t.tidy(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if _, _, err := s.theme(ctx, tx, by, t.ID); err != nil {
			return err
		}
		t.OrgID = by.OrgID
		if err := updateTheme(ctx, tx, t); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.theme.changed", themeTarget(t))
	})
}

// MergeTheme puts a theme's comments and changes into another one of the wave.
func (s *Surveys) MergeTheme(ctx context.Context, by actor.Actor, fromID, intoID string) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		from, w, err := s.theme(ctx, tx, by, fromID)
		if err != nil {
			return err
		}
		into, _, err := s.theme(ctx, tx, by, intoID)
		if fault.KindOf(err) == fault.NotFound || err == nil && (into.WaveID != w.ID || into.ID == from.ID) {
			return fault.Field("into", "Choose another theme of this wave.")
		}
		if err != nil {
			return err
		}
		if err := mergeThemes(ctx, tx, from, into); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.theme.merged", themeTarget(into), audit.Change{Field: "merged", From: from.Title, To: into.Title})
	})
}

// Assign says which themes a comment belongs to.
func (s *Surveys) Assign(ctx context.Context, by actor.Actor, commentID string, themeIDs []string) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, w, err := s.remark(ctx, tx, by, commentID)
		if err != nil {
			return err
		}
		themes, err := themesOf(ctx, tx, by.OrgID, w.ID)
		if err != nil {
			return err
		}
		for _, t := range themeIDs {
			if !slices.ContainsFunc(themes, func(have Theme) bool { return have.ID == t }) {
				return fault.Field("themes", "Choose themes of this wave.")
			}
		}
		if err := putThemes(ctx, tx, r, themeIDs); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.comment.sorted", audit.Target{Kind: "survey comment", ID: r.ID, Words: "A comment in " + w.Title})
	})
}

// AddChange says what is done about a theme: a real action of the strategy.
func (s *Surveys) AddChange(ctx context.Context, by actor.Actor, c Change) (Change, error) {
	c.Words = strings.TrimSpace(c.Words)
	switch {
	case c.ActionID == "":
		return c, fault.Field("action", "Choose the action of the strategy that answers this.")
	case c.Words == "" || utf8.RuneCountInString(c.Words) > 1000:
		return c, fault.Field("words", "Say what is done, for those who said it, in 1000 characters or fewer.")
	case c.State != "planned" && c.State != "made":
		return c, fault.Field("state", "Choose whether it is planned or done.")
	case c.OnDate.IsZero():
		return c, fault.Field("on", "Enter the day.")
	case c.State == "made" && c.OnDate.After(s.today()):
		return c, fault.Field("on", "What is done was done today or before.")
	}
	return c, s.db.Tx(ctx, func(tx *db.DB) error {
		t, _, err := s.theme(ctx, tx, by, c.ThemeID)
		if err != nil {
			return err
		}
		action, err := s.strategy.ActionIn(ctx, tx, by.OrgID, c.ActionID)
		if fault.KindOf(err) == fault.NotFound {
			return fault.Field("action", "Choose the action of the strategy that answers this.")
		}
		if err != nil {
			return err
		}
		c.OrgID, c.ID = by.OrgID, id.New()
		if err := insertChange(ctx, tx, c); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.change.added", themeTarget(t), audit.Change{Field: "action", To: action.Action.Title})
	})
}

// MakeChange notes that a planned change has been made today.
func (s *Surveys) MakeChange(ctx context.Context, by actor.Actor, changeID string) (Change, error) {
	return s.withChange(ctx, by, changeID, "surveys.change.made", func(tx *db.DB, c Change) error {
		if c.Made() {
			return fault.New(fault.Conflict, "This was done already.")
		}
		return setChangeMade(ctx, tx, c, s.today())
	})
}

// RemoveChange takes a change off its theme.
func (s *Surveys) RemoveChange(ctx context.Context, by actor.Actor, changeID string) (Change, error) {
	return s.withChange(ctx, by, changeID, "surveys.change.removed", func(tx *db.DB, c Change) error { return deleteChange(ctx, tx, c) })
}

func (s *Surveys) withChange(ctx context.Context, by actor.Actor, changeID, action string, do func(tx *db.DB, c Change) error) (Change, error) {
	var c Change
	return c, s.db.Tx(ctx, func(tx *db.DB) error {
		found, is, err := maybeChange(ctx, tx, by.OrgID, changeID)
		if err == nil && !is {
			err = errNoAnswer
		}
		if err != nil {
			return err
		}
		c = found
		t, _, err := s.theme(ctx, tx, by, c.ThemeID)
		if fault.KindOf(err) == fault.NotFound {
			err = errNoAnswer
		}
		if err != nil {
			return err
		}
		if err := do(tx, c); err != nil {
			return err
		}
		return s.record(ctx, tx, by, action, themeTarget(t), audit.Change{Field: "words", From: c.Words})
	})
}

// OnAction are the themes that an action of the strategy answers, for its page.
func (s *Surveys) OnAction(ctx context.Context, orgID, actionID string) ([]strategy.Thread, error) {
	rows, err := answeredBy(ctx, s.db, orgID, actionID)
	var out []strategy.Thread
	for _, r := range rows {
		out = append(out, strategy.Thread{Kind: "What people said", Label: r.Title, Href: "/surveys/waves/" + r.WaveID + "/themes", Note: r.When()})
	}
	return out, err
}

// doable are the open actions of the strategy with those words, to say that they
// answer a theme.
func (s *Surveys) doable(ctx context.Context, by actor.Actor, q string) ([]strategy.Row, error) {
	if strings.TrimSpace(q) == "" || !by.Can("strategy.read") {
		return nil, nil
	}
	var f strategy.Filter
	f.Text = q
	rows, _, _, err := s.strategy.Rows(ctx, by.OrgID, f, actions.Page{Limit: 20})
	return slices.DeleteFunc(rows, func(r strategy.Row) bool { return !r.Action.Open() }), err
}

package surveys

import (
	"context"
	"crypto/rand"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// WaveUnit is a team or ward that a wave asks, and how many people there are to
// ask there; -1 when that is not known.
type WaveUnit struct {
	OrgID, WaveID, UnitID string
	Asked                 int
	Name, Path            string // of the unit
}

// Taking reports whether the wave takes answers on a day.
func (w Wave) Taking(today when.Date) bool {
	return w.State == "open" && !today.Before(w.OpensOn) && !today.After(w.ClosesOn)
}

// Stands is the state as it is on a day: an open wave whose last day is over has
// closed.
func (w Wave) Stands(today when.Date) string {
	if w.State == "open" && today.After(w.ClosesOn) {
		return "closed"
	}
	return w.State
}

// StateLabel is the state as people read it.
func (w Wave) StateLabel() string { return label(States, w.State) }

// SettingLabel is the setting as people read it.
func (w Wave) SettingLabel() string { return label(Settings, w.Setting) }

// PerspectiveLabel is who is asked, as people read it.
func (w Wave) PerspectiveLabel() string { return label(Perspectives, w.Perspective) }

// waveAt is a wave that asks at least one unit where by holds the permission,
// with those units.
func (s *Surveys) waveAt(ctx context.Context, tx *db.DB, by actor.Actor, permission, waveID string) (Wave, []WaveUnit, error) {
	w, err := oneWave(ctx, tx, by.OrgID, waveID)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = errNoWave
		}
		return w, nil, err
	}
	all, err := s.unitsOf(ctx, tx, w)
	if err != nil {
		return w, nil, err
	}
	var reached []WaveUnit
	for _, u := range all {
		if by.CanAt(permission, u.Path) {
			reached = append(reached, u)
		}
	}
	if len(reached) == 0 {
		return w, nil, errNoWave
	}
	return w, reached, nil
}

// managed is a wave of which by manages every unit.
func (s *Surveys) managed(ctx context.Context, tx *db.DB, by actor.Actor, waveID string) (Wave, error) {
	w, reached, err := s.waveAt(ctx, tx, by, Manage, waveID)
	if err != nil {
		return w, err
	}
	all, err := waveUnits(ctx, tx, by.OrgID, waveID)
	if err == nil && len(reached) < len(all) {
		err = errReach
	}
	return w, err
}

// unitsOf are the units of a wave, by name.
func (s *Surveys) unitsOf(ctx context.Context, tx *db.DB, w Wave) ([]WaveUnit, error) {
	list, err := waveUnits(ctx, tx, w.OrgID, w.ID)
	if err != nil {
		return nil, err
	}
	tree, err := s.units.In(tx).Tree(ctx, w.OrgID)
	if err != nil {
		return nil, err
	}
	var out []WaveUnit
	for _, unit := range tree {
		for _, x := range list {
			if x.UnitID == unit.ID {
				x.Name, x.Path = unit.Name, unit.Path
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// Wave returns a wave that by may see, with the units where by may read.
func (s *Surveys) Wave(ctx context.Context, by actor.Actor, waveID string) (Wave, []WaveUnit, error) {
	return s.waveAt(ctx, s.db, by, Read, waveID)
}

// Waves lists the waves of a survey that by may see, newest first.
func (s *Surveys) Waves(ctx context.Context, by actor.Actor, surveyID string) ([]Wave, error) {
	all, err := wavesOf(ctx, s.db, by.OrgID, surveyID)
	var out []Wave
	for _, w := range all {
		_, _, seen := s.waveAt(ctx, s.db, by, Read, w.ID)
		if seen == nil {
			out = append(out, w)
		} else if fault.KindOf(seen) != fault.NotFound {
			return nil, seen
		}
	}
	return out, err
}

// form is what a wave asks; it may be shown only when [Surveys.shown] says so.
func (s *Surveys) form(ctx context.Context, tx *db.DB, w Wave) (*forms.Form, error) {
	v, err := s.questionnaires.Published(ctx, tx, w.OrgID, w.VersionID)
	return &v.Form, err
}

// shown is what a wave asks, for those who answer: only with a licence that is
// valid today.
func (s *Surveys) shown(ctx context.Context, tx *db.DB, w Wave) (*forms.Form, error) {
	v, err := s.questionnaires.Published(ctx, tx, w.OrgID, w.VersionID)
	if err != nil {
		return nil, err
	}
	return &v.Form, s.questionnaires.Licensed(ctx, tx, w.OrgID, v.QuestionnaireID)
}

func tidyWave(w *Wave, asked []WaveUnit) error {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{{"title", &w.Title, 200}, {"audience", &w.Audience, 500}, {"sample", &w.Sample, 1000}} {
		*f.text = strings.TrimSpace(*f.text)
		if utf8.RuneCountInString(*f.text) > f.most {
			return fault.Field(f.name, "Use %d characters or fewer.", f.most)
		}
	}
	switch {
	case w.Title == "":
		return fault.Field("title", "Enter a title, such as the season.")
	case w.VersionID == "":
		return fault.Field("version", "Choose a published version of the questionnaire.")
	case label(Settings, w.Setting) == "":
		return fault.Field("setting", "Choose the setting.")
	case label(Perspectives, w.Perspective) == "":
		return fault.Field("perspective", "Choose who is asked.")
	case w.OpensOn.IsZero():
		return fault.Field("opens", "Enter the first day.")
	case w.ClosesOn.IsZero() || w.ClosesOn.Before(w.OpensOn):
		return fault.Field("closes", "The last day must not be before the first.")
	case w.Minimum < 5 || w.Minimum > 1000:
		return fault.Field("minimum", "The fewest answers for a percentage must be from 5 to 1000.")
	case w.DoubleShare < 0 || w.DoubleShare > 100:
		return fault.Field("double_share", "The share must be from 0 to 100.")
	case label(Profiles, w.Profile) == "":
		return fault.Field("profile", "Choose how counts are shown.")
	case len(asked) == 0:
		return fault.Field("units", "Choose at least one unit.")
	case len(asked) > 500:
		return fault.Field("units", "Choose 500 units or fewer.")
	}
	for _, u := range asked {
		if u.Asked < -1 || u.Asked > 1_000_000 {
			return fault.Field("units", "How many people there are must be a whole number up to 1,000,000.")
		}
	}
	return nil
}

// AddWave prepares a wave of a survey.
func (s *Surveys) AddWave(ctx context.Context, by actor.Actor, w Wave, asked []WaveUnit) (Wave, error) {
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		w, err = s.addWave(ctx, tx, by, w, asked)
		return err
	})
	return w, err
}

func (s *Surveys) addWave(ctx context.Context, tx *db.DB, by actor.Actor, w Wave, asked []WaveUnit) (Wave, error) {
	if err := tidyWave(&w, asked); err != nil {
		return w, err
	}
	w.OrgID, w.ID, w.State, w.Version, w.Slug = by.OrgID, id.New(), "draft", 1, strings.ToLower(rand.Text())
	w.CreatedAt = s.now().UTC().Truncate(time.Microsecond)
	if err := s.checkVersion(ctx, tx, w); err != nil {
		return w, err
	}
	if err := s.reachUnits(ctx, tx, by, asked); err != nil {
		return w, err
	}
	if err := insertWave(ctx, tx, w); err != nil {
		return w, err
	}
	if err := putWaveUnits(ctx, tx, w, asked); err != nil {
		return w, err
	}
	return w, s.record(ctx, tx, by, "surveys.wave.added", waveTarget(w))
}

// checkVersion makes sure that the wave asks a published version of its survey's
// questionnaire.
func (s *Surveys) checkVersion(ctx context.Context, tx *db.DB, w Wave) error {
	survey, err := oneSurvey(ctx, tx, w.OrgID, w.SurveyID)
	if err != nil {
		return err
	}
	v, err := s.questionnaires.Published(ctx, tx, w.OrgID, w.VersionID)
	if fault.KindOf(err) == fault.NotFound || err == nil && v.QuestionnaireID != survey.QuestionnaireID {
		return fault.Field("version", "Choose a published version of the survey's questionnaire.")
	}
	return err
}

// reachUnits makes sure that by manages surveys at every one of the units.
func (s *Surveys) reachUnits(ctx context.Context, tx *db.DB, by actor.Actor, asked []WaveUnit) error {
	ids := make([]string, len(asked))
	for i, u := range asked {
		ids[i] = u.UnitID
	}
	paths, err := s.units.In(tx).Paths(ctx, by.OrgID, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		path, found := paths[id]
		if !found || !by.CanAt(Manage, path) {
			return fault.Field("units", "Choose units that your role covers.")
		}
	}
	return nil
}

// ChangeWave saves a wave. Once it has opened, what it asks and of whom stays;
// its words, its last day and how many there are to ask may still change.
func (s *Surveys) ChangeWave(ctx context.Context, by actor.Actor, w Wave, asked []WaveUnit) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		old, err := s.managed(ctx, tx, by, w.ID)
		if err != nil {
			return err
		}
		w.OrgID, w.SurveyID, w.State, w.Slug = old.OrgID, old.SurveyID, old.State, old.Slug
		if old.State != "draft" {
			w.VersionID, w.Setting, w.Perspective, w.OpensOn, w.Minimum = old.VersionID, old.Setting, old.Perspective, old.OpensOn, max(w.Minimum, old.Minimum)
		}
		if err := tidyWave(&w, asked); err != nil {
			return err
		}
		switch {
		case old.State == "published":
			return fault.New(fault.Conflict, "The figures of this wave are published: it does not change any more.")
		case old.State == "closed" && w.ClosesOn != old.ClosesOn:
			return fault.Field("closes", "This wave has closed. Open it again first.")
		}
		if err := s.checkVersion(ctx, tx, w); err != nil {
			return err
		}
		if err := s.reachUnits(ctx, tx, by, asked); err != nil {
			return err
		}
		if err := updateWave(ctx, tx, w); err != nil {
			return err
		}
		if err := putWaveUnits(ctx, tx, w, asked); err != nil {
			if db.Dangling(err) {
				err = fault.Field("units", "A unit that has links, invitations or answers stays.")
			}
			return err
		}
		return s.record(ctx, tx, by, "surveys.wave.changed", waveTarget(w))
	})
}

// OpenWave lets answers in, from the wave's first day to its last.
func (s *Surveys) OpenWave(ctx context.Context, by actor.Actor, waveID string) error {
	return s.setState(ctx, by, waveID, "open", "surveys.wave.opened", func(tx *db.DB, w Wave) error {
		switch {
		case w.State != "draft":
			return fault.New(fault.Conflict, "This wave has opened already.")
		case s.today().After(w.ClosesOn):
			return fault.New(fault.Conflict, "The last day of this wave is over. Change its dates first.")
		}
		_, err := s.shown(ctx, tx, w)
		return err
	})
}

// CloseWave takes no more answers from now on.
func (s *Surveys) CloseWave(ctx context.Context, by actor.Actor, waveID string) error {
	return s.setState(ctx, by, waveID, "closed", "surveys.wave.closed", func(_ *db.DB, w Wave) error {
		if w.State != "open" {
			return fault.New(fault.Conflict, "This wave is not open.")
		}
		return nil
	})
}

// ReopenWave lets answers in again, until a new last day.
func (s *Surveys) ReopenWave(ctx context.Context, by actor.Actor, waveID string, until when.Date) error {
	if until.Before(s.today()) {
		return fault.Field("closes", "Enter a last day that is not over.")
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		switch {
		case err != nil:
			return err
		case w.Stands(s.today()) != "closed":
			return fault.New(fault.Conflict, "Only a closed wave whose figures are not published can open again.")
		}
		if _, err := s.shown(ctx, tx, w); err != nil {
			return err
		}
		if err := reopenWave(ctx, tx, w, until); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.wave.reopened", waveTarget(w), audit.Change{Field: "last day", From: w.ClosesOn.String(), To: until.String()})
	})
}

func (s *Surveys) setState(ctx context.Context, by actor.Actor, waveID, state, action string, check func(*db.DB, Wave) error) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		if err := check(tx, w); err != nil {
			return err
		}
		if err := moveState(ctx, tx, w, state); err != nil {
			return err
		}
		return s.record(ctx, tx, by, action, waveTarget(w), audit.Change{Field: "state", From: w.StateLabel(), To: label(States, state)})
	})
}

// CopyWave prepares the next time of asking: the same units, words and version,
// on new days that follow at the same distance.
func (s *Surveys) CopyWave(ctx context.Context, by actor.Actor, waveID, title string, opens when.Date) (Wave, error) {
	var out Wave
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		asked, err := waveUnits(ctx, tx, by.OrgID, waveID)
		if err != nil {
			return err
		}
		length := w.ClosesOn.Days(w.OpensOn)
		w.Title, w.OpensOn, w.ClosesOn = title, opens, opens.AddDays(length)
		w.PublishedAt, w.Changes = time.Time{}, 0
		out, err = s.addWave(ctx, tx, by, w, asked)
		return err
	})
	return out, err
}

// closeDue closes the waves whose last day is over.
func (s *Surveys) closeDue(ctx context.Context, orgID string) error {
	by := actor.System(orgID, "Footbridge")
	return s.db.Tx(ctx, func(tx *db.DB) error {
		due, err := wavesDue(ctx, tx, orgID, s.today())
		if err != nil {
			return err
		}
		for _, w := range due {
			if err := moveState(ctx, tx, w, "closed"); err != nil {
				return err
			}
			if err := s.record(ctx, tx, by, "surveys.wave.closed", waveTarget(w)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Colour is that of the state's tag.
func (w Wave) Colour() string { return stateColour(w.State) }

// ChannelCount is how many answers came one way.
type ChannelCount struct {
	Channel string
	Answers int
}

// Label is the way as people read it.
func (c ChannelCount) Label() string { return label(Channels, c.Channel) }

// counts are the answers of a wave so far, by the way they came, at the units
// given.
func (s *Surveys) counts(ctx context.Context, w Wave, units []WaveUnit) ([]ChannelCount, error) {
	ids := make([]string, len(units))
	for i, u := range units {
		ids[i] = u.UnitID
	}
	return countByChannel(ctx, s.db, w.OrgID, w.ID, ids)
}

package college

import (
	"context"
	"net/mail"
	"strconv"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// SaveSetting says how a college works from now on. Its limit is what new terms
// begin with; terms that exist keep their own.
func (c *College) SaveSetting(ctx context.Context, by actor.Actor, s Setting) error {
	if err := tidySetting(&s); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := c.at(ctx, tx, by, Manage, s.UnitID)
		if err != nil {
			return err
		}
		s.OrgID = by.OrgID
		old, err := settingOf(ctx, tx, by.OrgID, s.UnitID)
		if err != nil {
			return err
		}
		if err := saveSetting(ctx, tx, s); err != nil {
			return err
		}
		number := strconv.Itoa
		return c.planned(ctx, tx, by, "setting.changed", audit.Target{Kind: "college setting", ID: unit.ID, Words: unit.Name},
			audit.Change{Field: "phone", From: old.Phone, To: s.Phone}, audit.Change{Field: "e-mail", From: old.Email, To: s.Email},
			audit.Change{Field: "address", From: old.Address, To: s.Address},
			audit.Change{Field: "limit a term", From: number(old.TermLimit), To: number(s.TermLimit)},
			audit.Change{Field: "offer kept, hours", From: number(old.OfferHours), To: number(s.OfferHours)},
			audit.Change{Field: "last offer before the start, hours", From: number(old.CutoffHours), To: number(s.CutoffHours)},
			audit.Change{Field: "completion, per cent", From: number(old.Completion), To: number(s.Completion)},
			audit.Change{Field: "youngest age", From: number(old.MinAge), To: number(s.MinAge)})
	})
}

func tidySetting(s *Setting) (err error) {
	if s.Phone, err = planLine("phone", "a phone number", s.Phone, false); err != nil {
		return err
	}
	if s.Email, err = planLine("email", "an e-mail address", s.Email, false); err != nil {
		return err
	}
	if a, bad := mail.ParseAddress(s.Email); s.Email != "" && (bad != nil || a.Address != s.Email) {
		return fault.Field("email", "Enter an e-mail address like name@example.org.")
	}
	if s.Address, err = planWords("address", "an address", s.Address, 500, false); err != nil {
		return err
	}
	return firstError(
		between("term_limit", "The limit", s.TermLimit, 0, 100),
		between("offer_hours", "Hours an offer is kept", s.OfferHours, 1, 336),
		between("cutoff_hours", "Hours before the start", s.CutoffHours, 0, 336),
		between("completion", "Completion", s.Completion, 1, 100),
		between("min_age", "The youngest age", s.MinAge, 0, 99))
}

// Charter is one version of what students and the college promise each other.
type Charter struct {
	OrgID, ID, UnitID string
	Number            int
	Words, MadeWith   string
	FromOn            when.Date
	CreatedAt         time.Time
}

// Charters lists the versions of a college's charter, the newest first.
func (c *College) Charters(ctx context.Context, tx *db.DB, orgID, unitID string) ([]Charter, error) {
	return chartersOf(ctx, tx, orgID, unitID)
}

// CharterNow is the version of a college's charter that counts today; false when
// there is none yet.
func (c *College) CharterNow(ctx context.Context, tx *db.DB, orgID, unitID string) (Charter, bool, error) {
	return charterOn(ctx, tx, orgID, unitID, c.today())
}

// AddCharter adds a version. Those who agreed an older one agreed those words:
// it stays as it is.
func (c *College) AddCharter(ctx context.Context, by actor.Actor, in Charter) (Charter, error) {
	var err error
	if in.Words, err = planWords("words", "the words of the charter", in.Words, 20_000, true); err != nil {
		return Charter{}, err
	}
	if in.MadeWith, err = planWords("made_with", "who wrote it together", in.MadeWith, 500, true); err != nil {
		return Charter{}, err
	}
	if in.FromOn.IsZero() {
		return Charter{}, fault.Field("from_on", "Enter the day from which it counts.")
	}
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := c.at(ctx, tx, by, Manage, in.UnitID); err != nil {
			return err
		}
		all, err := chartersOf(ctx, tx, by.OrgID, in.UnitID)
		if err != nil {
			return err
		}
		in.OrgID, in.ID, in.Number, in.CreatedAt = by.OrgID, id.New(), 1, c.instant()
		if len(all) > 0 {
			in.Number = all[0].Number + 1
			if in.FromOn.Before(all[0].FromOn) {
				return fault.Field("from_on", "Version %d counts from %s. A newer one cannot count from before that.", all[0].Number, all[0].FromOn)
			}
		}
		if err := insertCharter(ctx, tx, in); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "charter.added", audit.Target{Kind: "charter", ID: in.ID, Words: "Charter, version " + strconv.Itoa(in.Number)},
			audit.Change{Field: "from", To: in.FromOn.String()})
	})
	return in, err
}

// charterInReach is one version at a college where by may read.
func (c *College) charterInReach(ctx context.Context, tx *db.DB, by actor.Actor, charterID string) (Charter, error) {
	ch, err := oneCharter(ctx, tx, by.OrgID, charterID)
	if err != nil {
		return Charter{}, err
	}
	_, err = c.at(ctx, tx, by, Read, ch.UnitID)
	return ch, err
}

// Priority is a reason for which somebody on a waiting list is offered a freed
// place before others. Everybody who waits can read it.
type Priority struct {
	OrgID, ID, UnitID string
	Label, About      string
	Rank              int // the smaller comes first
	ClosedOn          when.Date
	CreatedAt         time.Time
}

// Open reports whether the reason can still be given.
func (p Priority) Open() bool { return p.ClosedOn.IsZero() }

// AllPriorities lists the reasons of a college in their order, closed ones too.
func (c *College) AllPriorities(ctx context.Context, tx *db.DB, orgID, unitID string) ([]Priority, error) {
	return prioritiesOf(ctx, tx, orgID, unitID)
}

func tidyPriority(p *Priority) (err error) {
	if p.Label, err = planLine("label", "the reason in a few words", p.Label, true); err != nil {
		return err
	}
	if p.About, err = planWords("about", "what it means", p.About, 500, true); err != nil {
		return err
	}
	return between("rank", "The order", p.Rank, 1, 99)
}

// AddPriority adds a reason.
func (c *College) AddPriority(ctx context.Context, by actor.Actor, p Priority) (Priority, error) {
	if err := tidyPriority(&p); err != nil {
		return Priority{}, err
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := c.at(ctx, tx, by, Manage, p.UnitID); err != nil {
			return err
		}
		p.OrgID, p.ID, p.ClosedOn, p.CreatedAt = by.OrgID, id.New(), when.Date{}, c.instant()
		if err := insertPriority(ctx, tx, p); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "priority.added", p.target(), audit.Change{Field: "order", To: strconv.Itoa(p.Rank)})
	})
	return p, err
}

func (p Priority) target() audit.Target {
	return audit.Target{Kind: "waiting list reason", ID: p.ID, Words: p.Label}
}

// ChangePriority saves the words and the order of a reason. Those who wait with
// it already keep the order they were given.
func (c *College) ChangePriority(ctx context.Context, by actor.Actor, p Priority) error {
	if err := tidyPriority(&p); err != nil {
		return err
	}
	return c.changePriority(ctx, by, p.ID, "priority.changed", func(old *Priority) error {
		old.Label, old.About, old.Rank = p.Label, p.About, p.Rank
		return nil
	})
}

// ClosePriority stops a reason from being given from now on.
func (c *College) ClosePriority(ctx context.Context, by actor.Actor, priorityID string) error {
	return c.changePriority(ctx, by, priorityID, "priority.closed", func(p *Priority) error {
		if !p.Open() {
			return errPlanChanged
		}
		p.ClosedOn = c.today()
		return nil
	})
}

// ReopenPriority lets a closed reason be given again.
func (c *College) ReopenPriority(ctx context.Context, by actor.Actor, priorityID string) error {
	return c.changePriority(ctx, by, priorityID, "priority.reopened", func(p *Priority) error {
		if p.Open() {
			return errPlanChanged
		}
		p.ClosedOn = when.Date{}
		return nil
	})
}

func (c *College) changePriority(ctx context.Context, by actor.Actor, priorityID, action string, change func(*Priority) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		old, err := c.priorityInReach(ctx, tx, by, Manage, priorityID)
		if err != nil {
			return err
		}
		p := old
		if err := change(&p); err != nil {
			return err
		}
		if err := updatePriority(ctx, tx, p); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, action, p.target(), audit.Change{Field: "reason", From: old.Label, To: p.Label},
			audit.Change{Field: "meaning", From: old.About, To: p.About}, audit.Change{Field: "order", From: strconv.Itoa(old.Rank), To: strconv.Itoa(p.Rank)},
			audit.Change{Field: "closed on", From: old.ClosedOn.String(), To: p.ClosedOn.String()})
	})
}

func (c *College) priorityInReach(ctx context.Context, tx *db.DB, by actor.Actor, permission, priorityID string) (Priority, error) {
	p, err := onePriority(ctx, tx, by.OrgID, priorityID)
	if err != nil {
		return Priority{}, err
	}
	_, err = c.at(ctx, tx, by, permission, p.UnitID)
	return p, err
}

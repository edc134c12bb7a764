package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Needs is what a person needs to read, hear and take part, and what they agreed
// to. The zero Needs says that nobody has asked yet.
type Needs struct {
	PersonID     string
	IdentifiedOn when.Date // when somebody asked
	IdentifiedBy string    // who asked
	Words        string    // what the codes cannot say
	Flag         bool      // a flag is wanted beside the name
	Share        bool      // the person agrees that others are told
	ShareWith    string    // who
	ReviewDue    when.Date
	Version      int
	UpdatedAt    time.Time
	Items        []Need `json:",omitempty"` // those that stand, in the order of NeedCodes
}

// Asked reports whether anybody has asked about needs.
func (n Needs) Asked() bool { return !n.IdentifiedOn.IsZero() }

// Need is one coded need of a person.
type Need struct {
	ID, PersonID, Code, Words string
	RecordedOn, EndedOn       when.Date
}

// Label is the need in words.
func (n Need) Label() string { c, _ := needCode(n.Code); return c.Label }

// Short is the need in the few words of a flag.
func (n Need) Short() string { c, _ := needCode(n.Code); return c.Short }

// NeedInput is one need as it is recorded: its code, and a note.
type NeedInput struct{ Code, Words string }

// Met says how a need was met, or why it could not be.
type Met struct {
	ID, PersonID, NeedID string
	Code                 string
	OnDate               when.Date
	Met                  bool
	How, ByName          string
	CreatedAt            time.Time
}

// Label is the need that was met, in words.
func (m Met) Label() string { c, _ := needCode(m.Code); return c.Label }

// Review is one time that needs were looked at again.
type Review struct {
	ID, PersonID string
	OnDate       when.Date
	Words        string
	NextDue      when.Date
	ByName       string
	CreatedAt    time.Time
}

// Needs returns what the person needs; the zero Needs when nobody has asked.
func (p *People) Needs(ctx context.Context, orgID, personID string) (Needs, error) {
	return needsOf(ctx, p.db, orgID, personID)
}

func needsOf(ctx context.Context, d *db.DB, orgID, personID string) (Needs, error) {
	n, found, err := oneNeeds(ctx, d, orgID, personID)
	if err != nil || !found {
		return Needs{}, err
	}
	n.Items, err = standingNeeds(ctx, d, orgID, []string{personID})
	sortNeeds(n.Items)
	return n, err
}

func sortNeeds(items []Need) {
	place := func(n Need) int {
		return slices.IndexFunc(NeedCodes, func(c NeedCode) bool { return c.Code == n.Code })
	}
	slices.SortFunc(items, func(a, b Need) int { return place(a) - place(b) })
}

// Flags returns, for each of the people who want a flag, their needs in short
// words, for whoever will meet or write to them.
func (p *People) Flags(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string][]string, error) {
	out := map[string][]string{}
	for batch := range slices.Chunk(distinct(ids), 500) {
		items, err := flaggedNeeds(ctx, tx, orgID, batch)
		if err != nil {
			return nil, err
		}
		sortNeeds(items)
		for _, n := range items {
			out[n.PersonID] = append(out[n.PersonID], n.Short())
		}
	}
	return out, nil
}

// SetNeeds records what a person said when asked: it replaces the needs that
// stand by items, keeping those that ended in the history. An empty list says
// that the person was asked and needs nothing. needs.Version is that of the
// needs that were read, 0 when nobody had asked.
func (p *People) SetNeeds(ctx context.Context, by actor.Actor, personID string, needs Needs, items []NeedInput) error {
	needs.PersonID = personID
	if err := tidyNeeds(&needs, items, p.today()); err != nil {
		return err
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := current(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		needs.UpdatedAt = p.now()
		if err := saveNeeds(ctx, tx, by.OrgID, needs); err != nil {
			return err
		}
		standing, err := standingNeeds(ctx, tx, by.OrgID, []string{personID})
		if err != nil {
			return err
		}
		if err := p.replaceNeeds(ctx, tx, by.OrgID, personID, standing, items); err != nil {
			return err
		}
		return p.record(ctx, tx, by, "people.needs.recorded", person, []audit.Change{{Field: "access and communication needs", To: "recorded"}})
	})
}

// replaceNeeds ends the needs that are not among items, and adds or rewrites
// those that are.
func (p *People) replaceNeeds(ctx context.Context, tx *db.DB, orgID, personID string, standing []Need, items []NeedInput) error {
	for _, n := range standing {
		if !slices.ContainsFunc(items, func(i NeedInput) bool { return i.Code == n.Code }) {
			if err := endNeed(ctx, tx, orgID, n.ID, p.today()); err != nil {
				return err
			}
		}
	}
	for _, item := range items {
		at := slices.IndexFunc(standing, func(n Need) bool { return n.Code == item.Code })
		var err error
		if at < 0 {
			err = insertNeed(ctx, tx, orgID, Need{ID: id.New(), PersonID: personID, Code: item.Code, Words: item.Words, RecordedOn: p.today()})
		} else if standing[at].Words != item.Words {
			err = rewordNeed(ctx, tx, orgID, standing[at].ID, item.Words)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func tidyNeeds(n *Needs, items []NeedInput, today when.Date) error {
	n.IdentifiedBy, n.Words, n.ShareWith = strings.TrimSpace(n.IdentifiedBy), strings.TrimSpace(n.Words), strings.TrimSpace(n.ShareWith)
	if !n.Share {
		n.ShareWith = ""
	}
	for i, item := range items {
		if _, ok := needCode(item.Code); !ok {
			return fault.Field("needs", "Choose needs from the list.")
		}
		if slices.ContainsFunc(items[:i], func(o NeedInput) bool { return o.Code == item.Code }) {
			return fault.Field("needs", "Choose each need once.")
		}
		items[i].Words = strings.TrimSpace(item.Words)
	}
	switch {
	case n.IdentifiedOn.IsZero():
		return fault.Field("identified_on", "Enter the day the person was asked.")
	case n.IdentifiedOn.After(today):
		return fault.Field("identified_on", "The day the person was asked cannot be in the future.")
	case n.IdentifiedBy == "":
		return fault.Field("identified_by", "Enter who asked.")
	case n.Share && n.ShareWith == "":
		return fault.Field("share_with", "Enter with whom it may be shared.")
	case n.ReviewDue.IsZero():
		return fault.Field("review_due", "Enter when to review the needs.")
	case !n.ReviewDue.After(n.IdentifiedOn):
		return fault.Field("review_due", "The review must be after the day the person was asked.")
	}
	return nil
}

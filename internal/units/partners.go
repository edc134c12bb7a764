package units

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Partner is an organisation or a group that plans are made with.
type Partner struct {
	OrgID, ID    string
	Name, Kind   string
	ContactName  string
	ContactPost  string
	ContactEmail string
	ContactPhone string
	UnitID       string // whose partner it is; "": the whole organisation's
	ClosedOn     when.Date
	Version      int // pass back what was read
	CreatedAt    time.Time
}

// Open reports whether the partner is still one.
func (p Partner) Open() bool { return p.ClosedOn.IsZero() }

// PartnerKinds are the kinds of partner, in the order in which people choose.
var PartnerKinds = []string{"commissioner", "local authority", "housing", "employer", "voluntary", "education", "user group", "carer group", "other"}

var partnerLabels = map[string]string{
	"commissioner": "Commissioner", "local authority": "Local authority", "housing": "Housing association or provider", "employer": "Employer",
	"voluntary": "Voluntary or community organisation", "education": "College or adult education", "user group": "User group", "carer group": "Carer group", "other": "Other",
}

// KindLabel is the kind as people read it.
func (p Partner) KindLabel() string { return partnerLabels[p.Kind] }

// Partners lists the partners that have not closed, by name.
func (u *Units) Partners(ctx context.Context, orgID string) ([]Partner, error) {
	return selectPartners(ctx, u.db, orgID, `closed_on IS NULL`)
}

// AllPartners lists every partner by name, closed ones too.
func (u *Units) AllPartners(ctx context.Context, orgID string) ([]Partner, error) {
	return selectPartners(ctx, u.db, orgID, `1 = 1`)
}

// Partner returns the partner with that id, also one that has closed.
func (u *Units) Partner(ctx context.Context, orgID, id string) (Partner, error) {
	return onePartner(ctx, u.db, orgID, id)
}

func tidyPartner(p *Partner) error {
	name, err := tidyName("name", "a name", p.Name)
	if err != nil {
		return err
	}
	p.Name = name
	if !slices.Contains(PartnerKinds, p.Kind) {
		return fault.Field("kind", "Choose what kind of partner it is.")
	}
	for field, v := range map[string]*string{"contact_name": &p.ContactName, "contact_post": &p.ContactPost, "contact_email": &p.ContactEmail, "contact_phone": &p.ContactPhone} {
		*v = strings.TrimSpace(*v)
		if utf8.RuneCountInString(*v) > 200 {
			return fault.Field(field, "Use 200 characters or fewer.")
		}
	}
	if a, err := mail.ParseAddress(p.ContactEmail); p.ContactEmail != "" && (err != nil || a.Address != p.ContactEmail) {
		return fault.Field("contact_email", "Enter an e-mail address like name@example.org.")
	}
	return nil
}

// reachPartner makes sure that by manages the unit whose partner it is: the root
// for one of the whole organisation.
func reachPartner(ctx context.Context, tx *db.DB, by actor.Actor, unitID string) error {
	unit, err := rootUnit(ctx, tx, by.OrgID)
	if unitID != "" && err == nil {
		unit, err = oneUnit(ctx, tx, by.OrgID, unitID)
		if fault.KindOf(err) == fault.NotFound {
			return fault.Field("unit", "Choose a part of the organisation.")
		}
	}
	if err != nil {
		return err
	}
	return reach(by, unit)
}

var (
	errPartnerTaken   = fault.Field("name", "There is already a partner with this name here.")
	errPartnerChanged = fault.New(fault.Conflict, "Somebody else changed this partner while you were working on it. Open it again to see what they changed.")
)

// AddPartner records a partner.
func (u *Units) AddPartner(ctx context.Context, by actor.Actor, p Partner) (Partner, error) {
	if err := tidyPartner(&p); err != nil {
		return Partner{}, err
	}
	err := u.db.Tx(ctx, func(tx *db.DB) error {
		if err := reachPartner(ctx, tx, by, p.UnitID); err != nil {
			return err
		}
		p.OrgID, p.ID, p.Version, p.ClosedOn, p.CreatedAt = by.OrgID, id.New(), 1, when.Date{}, u.now().UTC().Truncate(time.Microsecond)
		if err := insertPartner(ctx, tx, p); err != nil {
			return err
		}
		return u.recordPartner(ctx, tx, by, "units.partner.added", p, []audit.Change{{Field: "kind", To: p.Kind}})
	})
	return p, err
}

// ChangePartner saves a partner's name, kind, contact and unit; by must manage
// the unit it belonged to and the one it belongs to now.
func (u *Units) ChangePartner(ctx context.Context, by actor.Actor, p Partner) error {
	if err := tidyPartner(&p); err != nil {
		return err
	}
	return u.db.Tx(ctx, func(tx *db.DB) error {
		old, err := u.partnerInReach(ctx, tx, by, p.ID)
		if err != nil {
			return err
		}
		if err := reachPartner(ctx, tx, by, p.UnitID); err != nil {
			return err
		}
		p.OrgID = by.OrgID
		if err := updatePartner(ctx, tx, p); err != nil {
			return err
		}
		changes := []audit.Change{}
		for _, f := range []audit.Change{{Field: "name", From: old.Name, To: p.Name}, {Field: "kind", From: old.Kind, To: p.Kind}, {Field: "contact", From: contactWords(old), To: contactWords(p)}} {
			if f.From != f.To {
				changes = append(changes, f)
			}
		}
		return u.recordPartner(ctx, tx, by, "units.partner.changed", p, changes)
	})
}

func contactWords(p Partner) string {
	parts := slices.DeleteFunc([]string{p.ContactName, p.ContactPost, p.ContactEmail, p.ContactPhone}, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

func (u *Units) partnerInReach(ctx context.Context, tx *db.DB, by actor.Actor, id string) (Partner, error) {
	p, err := onePartner(ctx, tx, by.OrgID, id)
	if err != nil {
		return Partner{}, err
	}
	return p, reachPartner(ctx, tx, by, p.UnitID)
}

// ClosePartner says that a partner is one no longer, from a day that is not in
// the future.
func (u *Units) ClosePartner(ctx context.Context, by actor.Actor, id string, on when.Date) error {
	if on.IsZero() || on.After(u.today()) {
		return fault.Field("closed_on", "Enter the last day, today or before.")
	}
	return u.setPartnerClosed(ctx, by, id, on)
}

// ReopenPartner makes a closed partner one again.
func (u *Units) ReopenPartner(ctx context.Context, by actor.Actor, id string) error {
	return u.setPartnerClosed(ctx, by, id, when.Date{})
}

func (u *Units) setPartnerClosed(ctx context.Context, by actor.Actor, id string, on when.Date) error {
	return u.db.Tx(ctx, func(tx *db.DB) error {
		p, err := u.partnerInReach(ctx, tx, by, id)
		if err != nil {
			return err
		}
		action := "units.partner.closed"
		if on.IsZero() {
			action = "units.partner.reopened"
		}
		if p.Open() == on.IsZero() {
			return errPartnerChanged
		}
		if err := closePartner(ctx, tx, p, on); err != nil {
			return err
		}
		return u.recordPartner(ctx, tx, by, action, p, []audit.Change{{Field: "closed on", From: p.ClosedOn.String(), To: on.String()}})
	})
}

func (u *Units) recordPartner(ctx context.Context, tx *db.DB, by actor.Actor, action string, p Partner, changes []audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: u.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "partner", ID: p.ID, Words: p.Name},
	})
}

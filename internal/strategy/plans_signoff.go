package strategy

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// SignInput is a group's agreement to a plan.
type SignInput struct {
	Hash      string // of the words that were read
	PartnerID string
	SignedOn  when.Date
	Changed   string // what the group changed, in words
}

var errPlanMoved = fault.New(fault.Conflict, "The plan has changed since this page was opened, so nothing was signed. Read it again first.")

// SignPlan records that a group agrees to the plan's words as they stand.
func (s *Strategy) SignPlan(ctx context.Context, by actor.Actor, planID string, in SignInput) error {
	partner, err := s.partner(ctx, by.OrgID, in.PartnerID)
	if err != nil {
		return err
	}
	in.Changed = strings.TrimSpace(in.Changed)
	switch {
	case in.SignedOn.IsZero():
		return fault.Field("signed", "Enter the day on which they agreed.")
	case in.SignedOn.After(s.today()):
		return fault.Field("signed", "The day on which they agreed cannot be in the future.")
	case nothingSaid(in.Changed):
		return fault.Field("changed", "Say what they changed. If it was nothing, write “Nothing changed”.")
	}
	err = s.signing(ctx, by, planID, in.Hash, func(tx *db.DB, d planData, edition planEdition) error {
		if paths, err := s.pathsOf(ctx, tx, []units.Partner{partner}); err != nil || !belongs(partner, paths, d.Unit) {
			return or(err, fault.Field("partner", "%s belongs to another part of the trust, so it cannot sign this plan.", partner.Name))
		}
		sign := PlanSignature{
			OrgID: by.OrgID, ID: id.New(), EditionID: edition.ID, Role: signingRole(partner.Kind), PartnerID: partner.ID, GroupName: partner.Name,
			SignedOn: in.SignedOn, Changed: in.Changed, PlanHash: in.Hash, ByID: by.AccountID, ByName: by.Name, CreatedAt: s.now(),
		}
		if err := insertSignature(ctx, tx, sign); err != nil {
			return err
		}
		return s.recordPlan(ctx, tx, by, d.Plan, "signed", audit.Change{Field: "Group", To: partner.Name}, audit.Change{Field: "As", To: sign.Role}, audit.Change{Field: "What they changed", To: in.Changed})
	})
	if db.Duplicate(err) {
		return fault.Field("partner", "%s has signed this plan already.", partner.Name)
	}
	return err
}

// SignOffPlan signs off the draft whose words have that hash, and keeps them.
func (s *Strategy) SignOffPlan(ctx context.Context, by actor.Actor, planID, hash string) error {
	return s.signing(ctx, by, planID, hash, func(tx *db.DB, d planData, edition planEdition) error {
		signatures, err := signaturesOf(ctx, tx, by.OrgID, edition.ID)
		if err != nil {
			return err
		}
		r := d.ready(signatures, hash)
		if len(r.Missing) > 0 {
			return fault.New(fault.Invalid, "%s", strings.Join(r.Missing, " "))
		}
		meetings, err := jointMeetingsOf(ctx, tx, by.OrgID, planID)
		if err != nil {
			return err
		}
		content := d.content()
		content.sign(by.Name, s.today(), signatures, meetings, hash)
		off := planSignoff{
			OrgID: by.OrgID, EditionID: edition.ID, Kind: content.Kind, SignedOn: s.today(), ByID: by.AccountID, ByName: by.Name,
			PartnerSign: r.Counts[rolePartner].ID, UserSign: r.Counts[roleUsers].ID, CarerSign: r.Counts[roleCarers].ID,
			Content: db.JSON[PlanContent]{V: content}, Hash: contentHash(content, ""), CreatedAt: s.now(),
		}
		if err := insertSignoff(ctx, tx, off); err != nil {
			return err
		}
		p := d.Plan
		p.State, p.SignedOffOn = planSigned, s.today()
		if err := setLocalPlanState(ctx, tx, p); err != nil {
			return err
		}
		return s.recordPlan(ctx, tx, by, p, "signed off", audit.Change{Field: "Groups", To: strings.Join(content.groups(), ", ")})
	})
}

// signing runs do on a draft whose words are still those that were read, and
// keeps everybody else from changing it meanwhile.
func (s *Strategy) signing(ctx context.Context, by actor.Actor, planID, hash string, do func(tx *db.DB, d planData, edition planEdition) error) error {
	_, unit, err := s.planAt(ctx, by, planID)
	if err != nil {
		return err
	}
	partners, err := s.partnersByID(ctx, by.OrgID)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		p, err := takePlan(ctx, tx, by.OrgID, planID)
		if err != nil {
			return err
		}
		switch p.State {
		case planDraft:
		case planClosed:
			return errPlanClosed
		default:
			return fault.New(fault.Conflict, "This plan is signed off already.")
		}
		d, err := s.loadPlan(ctx, tx, p, unit, partners)
		if err != nil {
			return err
		}
		if planWords(d.content()) != hash {
			return errPlanMoved
		}
		editions, err := planEditionsOf(ctx, tx, by.OrgID, planID)
		if err != nil {
			return err
		}
		return do(tx, d, editions[0])
	})
}

// belongs reports whether a partner has to do with a unit: it is the whole
// organisation's, or that of a unit above or below. paths are those of units.
func belongs(partner units.Partner, paths map[string]string, unit units.Unit) bool {
	path := paths[partner.UnitID]
	return partner.UnitID == "" || path != "" && (strings.HasPrefix(unit.Path, path) || strings.HasPrefix(path, unit.Path))
}

// pathsOf are the paths of the units whose partners these are.
func (s *Strategy) pathsOf(ctx context.Context, tx *db.DB, partners []units.Partner) (map[string]string, error) {
	var ids []string
	for _, p := range partners {
		if p.UnitID != "" {
			ids = append(ids, p.UnitID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.units.In(tx).Paths(ctx, partners[0].OrgID, distinct(ids))
}

// sign adds to the content who signed what stands, and who met about it.
func (c *PlanContent) sign(name string, on when.Date, signatures []PlanSignature, meetings []JointMeeting, hash string) {
	c.SignedOffBy, c.SignedOffOnIs = name, on.String()
	for _, sg := range signatures {
		if sg.PlanHash == hash {
			c.Signatures = append(c.Signatures, PlanContentSignature{sg.Role, sg.GroupName, sg.SignedOn.String(), sg.Changed})
		}
	}
	for _, m := range meetings {
		out := PlanContentMeeting{On: m.OnDate.String(), Said: m.Said}
		for _, g := range m.Present {
			out.Present = append(out.Present, g.GroupName+": "+g.Who)
		}
		for _, x := range m.Corrections {
			out.Corrections = append(out.Corrections, x.Words)
		}
		c.Meetings = append(c.Meetings, out)
	}
}

// groups are the names of who signed.
func (c PlanContent) groups() []string {
	out := make([]string, len(c.Signatures))
	for i, s := range c.Signatures {
		out[i] = s.Group
	}
	return out
}

// partner is a partner that works with the organisation now.
func (s *Strategy) partner(ctx context.Context, orgID, partnerID string) (units.Partner, error) {
	all, err := s.partnersByID(ctx, orgID)
	if err != nil {
		return units.Partner{}, err
	}
	p, ok := all[partnerID]
	if !ok || !p.ClosedOn.IsZero() {
		return units.Partner{}, fault.Field("partner", "Choose a partner or group from the list.")
	}
	return p, nil
}

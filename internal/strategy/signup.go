package strategy

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// permSignup is the permission to keep the pledge and who signed it.
const permSignup = "strategy.signup"

// SignupInput is what is recorded when a partner signs the pledge.
type SignupInput struct {
	PartnerID, Level, UnitID string
	Signatory                string // the post of who signed, in words
	Contact                  string
	SignedOn, RenewOn        when.Date
}

// trustWide is nil when by holds the permission for the whole organisation.
func (s *Strategy) trustWide(ctx context.Context, by actor.Actor, permission string) error {
	root, err := s.units.Root(ctx, by.OrgID)
	if err == nil && !by.CanAt(permission, root.Path) {
		return fault.New(fault.Forbidden, "That is kept for the whole trust: it needs a role there.")
	}
	return err
}

// NewPledge writes the next version of the pledge. Nothing that was signed
// changes.
func (s *Strategy) NewPledge(ctx context.Context, by actor.Actor, strategyID, words string) (Pledge, error) {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return Pledge{}, fault.Field("words", "Enter the pledge.")
	case utf8.RuneCountInString(words) > 10_000:
		return Pledge{}, fault.Field("words", "The pledge must have 10,000 characters or fewer.")
	}
	if err := s.trustWide(ctx, by, permSignup); err != nil {
		return Pledge{}, err
	}
	p := Pledge{OrgID: by.OrgID, ID: id.New(), StrategyID: strategyID, Words: words, ByID: by.AccountID, ByName: by.Name, CreatedAt: s.now()}
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := editionByID(ctx, tx, by.OrgID, strategyID); err != nil {
			return err
		}
		all, err := pledgesOf(ctx, tx, by.OrgID, strategyID)
		if err != nil {
			return err
		}
		p.Number = len(all) + 1
		if len(all) > 0 && all[0].Words == words {
			return fault.Field("words", "These are the words of version %d already.", all[0].Number)
		}
		if err := insertPledge(ctx, tx, p); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "pledge.added", "pledge", p.ID, "Pledge, version "+strconv.Itoa(p.Number), audit.Change{Field: "Words", To: words})
	})
	if db.Duplicate(err) {
		return Pledge{}, fault.New(fault.Conflict, "Somebody else wrote a new version of the pledge at the same moment. Read it first.")
	}
	return p, err
}

func (s *Strategy) checkSignup(in *SignupInput) error {
	in.Signatory, in.Contact = strings.TrimSpace(in.Signatory), strings.TrimSpace(in.Contact)
	switch {
	case in.Level != levelTrust && in.Level != levelLocal:
		return fault.Field("level", "Choose a level.")
	case in.Level == levelLocal && in.UnitID == "":
		return fault.Field("unit", "Choose the borough or unit it is for.")
	case in.Signatory == "":
		return fault.Field("signatory", "Enter the post of the person who signed.")
	case in.SignedOn.IsZero() || in.SignedOn.After(s.today()):
		return fault.Field("signed", "Enter the day on which it was signed, today or earlier.")
	case in.RenewOn.IsZero() || !in.RenewOn.After(in.SignedOn):
		return fault.Field("renew", "The renewal must be due after the day of signing.")
	}
	if in.Level == levelTrust {
		in.UnitID = ""
	}
	return nil
}

// maySignUp checks that by keeps sign-up where it is for: the unit, or the trust.
func (s *Strategy) maySignUp(ctx context.Context, by actor.Actor, unitID string) error {
	if unitID == "" {
		return s.trustWide(ctx, by, permSignup)
	}
	unit, err := s.units.Unit(ctx, by.OrgID, unitID)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return fault.Field("unit", "Choose the borough or unit it is for.")
	case err != nil:
		return err
	case unit.ParentID == "":
		return fault.Field("unit", "A pledge for the whole organisation is trust-wide, not local.")
	case !by.CanAt(permSignup, unit.Path):
		return fault.New(fault.Forbidden, "Sign-up at %s needs a role there.", unit.Name)
	}
	return nil
}

// SignUp records that a partner signed the newest version of the pledge.
func (s *Strategy) SignUp(ctx context.Context, by actor.Actor, strategyID string, in SignupInput) (Signup, error) {
	if err := s.checkSignup(&in); err != nil {
		return Signup{}, err
	}
	if err := s.maySignUp(ctx, by, in.UnitID); err != nil {
		return Signup{}, err
	}
	partner, err := s.partner(ctx, by.OrgID, in.PartnerID)
	if err != nil {
		return Signup{}, err
	}
	var out Signup
	err = s.db.Tx(ctx, func(tx *db.DB) (err error) {
		out, err = s.signUp(ctx, tx, by, strategyID, in, partner, "")
		return err
	})
	if db.Duplicate(err) {
		return Signup{}, fault.Field("partner", "%s has signed up there already. Renew that sign-up instead.", partner.Name)
	}
	return out, err
}

func (s *Strategy) signUp(ctx context.Context, tx *db.DB, by actor.Actor, strategyID string, in SignupInput, partner units.Partner, renews string) (Signup, error) {
	pledges, err := pledgesOf(ctx, tx, by.OrgID, strategyID)
	if err != nil {
		return Signup{}, err
	}
	if len(pledges) == 0 {
		return Signup{}, fault.New(fault.Invalid, "Write the pledge first: there is nothing to sign yet.")
	}
	out := Signup{
		OrgID: by.OrgID, ID: id.New(), StrategyID: strategyID, PledgeID: pledges[0].ID, PledgeNumber: pledges[0].Number, PledgeWords: pledges[0].Words,
		PartnerID: in.PartnerID, Level: in.Level, UnitID: in.UnitID, Signatory: in.Signatory, Contact: in.Contact,
		SignedOn: in.SignedOn, RenewOn: in.RenewOn, RenewsID: renews, Version: 1, CreatedAt: s.now(),
	}
	if err := insertSignup(ctx, tx, out); err != nil {
		return Signup{}, err
	}
	verb := "signup.signed"
	if renews != "" {
		verb = "signup.renewed"
	}
	return out, s.record(ctx, tx, by, verb, "signup", out.ID, partner.Name, audit.Change{Field: "Level", To: levelWords(out.Level)},
		audit.Change{Field: "Pledge", To: "version " + strconv.Itoa(out.PledgeNumber)}, audit.Change{Field: "Renewal due", To: out.RenewOn.String()})
}

// Renew ends a sign-up, as it was read at version, and records a new one under
// the newest pledge.
func (s *Strategy) Renew(ctx context.Context, by actor.Actor, signupID string, version int, in SignupInput) (Signup, error) {
	old, err := signupByID(ctx, s.db, by.OrgID, signupID)
	if err != nil {
		return Signup{}, err
	}
	in.PartnerID, in.Level, in.UnitID = old.PartnerID, old.Level, old.UnitID
	if err := s.checkSignup(&in); err != nil {
		return Signup{}, err
	}
	if in.SignedOn.Before(old.SignedOn) {
		return Signup{}, fault.Field("signed", "It was signed on %s: a renewal comes after that.", old.SignedOn)
	}
	if err := s.maySignUp(ctx, by, in.UnitID); err != nil {
		return Signup{}, err
	}
	partner, err := s.partner(ctx, by.OrgID, in.PartnerID)
	if err != nil {
		return Signup{}, err
	}
	var out Signup
	err = s.db.Tx(ctx, func(tx *db.DB) (err error) {
		old.Version, old.EndedOn, old.EndedWhy = version, in.SignedOn, "Renewed"
		if err := endSignup(ctx, tx, old); err != nil {
			return err
		}
		out, err = s.signUp(ctx, tx, by, old.StrategyID, in, partner, old.ID)
		return err
	})
	return out, err
}

// EndSignup records that a sign-up has ended, and why.
func (s *Strategy) EndSignup(ctx context.Context, by actor.Actor, signupID string, version int, on when.Date, why string) error {
	old, err := signupByID(ctx, s.db, by.OrgID, signupID)
	if err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	switch {
	case on.IsZero() || on.Before(old.SignedOn) || on.After(s.today()):
		return fault.Field("ended", "Enter the day on which it ended: not before it was signed, and not in the future.")
	case why == "":
		return fault.Field("why", "Say why it ended.")
	}
	if err := s.maySignUp(ctx, by, old.UnitID); err != nil {
		return err
	}
	names, err := s.partnersByID(ctx, by.OrgID)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		old.Version, old.EndedOn, old.EndedWhy = version, on, why
		if err := endSignup(ctx, tx, old); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "signup.ended", "signup", old.ID, names[old.PartnerID].Name, audit.Change{Field: "Reason", To: why})
	})
}

// signupPlaces are the partners and boroughs of the organisation as sign-up
// counts them.
func (s *Strategy) signupPlaces(ctx context.Context, tx *db.DB, orgID string) (partners, places []named, err error) {
	tree, err := s.units.In(tx).Tree(ctx, orgID)
	if err != nil {
		return nil, nil, err
	}
	boroughOf := map[string]string{} // unit → the borough it is in
	for _, u := range tree {
		boroughOf[u.ID] = boroughOf[u.ParentID]
		if u.Kind == "borough" && u.ClosedOn.IsZero() {
			boroughOf[u.ID] = u.ID
			places = append(places, named{ID: u.ID, Name: u.Name, Kind: u.Kind})
		}
	}
	open, err := s.units.In(tx).Partners(ctx, orgID)
	for _, p := range open {
		partners = append(partners, named{ID: p.ID, Name: p.Name, Kind: p.KindLabel(), At: boroughOf[p.UnitID]})
	}
	return partners, places, err
}

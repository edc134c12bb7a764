package strategy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"footbridge/internal/when"
)

// Levels at which a partner signs up: for the whole trust, or for one place.
const (
	levelTrust = "trust"
	levelLocal = "local"
)

// levelWords is how people read a level.
func levelWords(level string) string {
	if level == levelTrust {
		return "Trust-wide"
	}
	return "Local"
}

// Pledge is one version of the text that commissioners and partners sign. A new
// version never changes what was signed.
type Pledge struct {
	OrgID, ID, StrategyID string
	Number                int
	Words                 string
	ByID, ByName          string
	CreatedAt             time.Time
	Signed                int // how many signed this version
}

// Signup is a partner's signature under one version of the pledge.
type Signup struct {
	OrgID, ID, StrategyID string
	PledgeID              string
	PledgeNumber          int
	PledgeWords           string
	PartnerID             string
	Level                 string // "trust" or "local"
	UnitID                string // of a local one
	Signatory             string // the post of who signed, in words
	Contact               string
	SignedOn, RenewOn     when.Date
	EndedOn               when.Date
	EndedWhy              string
	RenewsID              string
	Version               int
	CreatedAt             time.Time
}

// renewalNotice is how many months before its day a renewal is asked for.
const renewalNotice = 3

// renewalWindow is the first day whose renewals nobody is asked for yet.
func renewalWindow(today when.Date) when.Date {
	m := today.MonthOf().Add(renewalNotice)
	return when.Date{Year: m.Year, Month: m.Month, Day: min(today.Day, m.Last().Day)}.AddDays(1)
}

// Standing is how the sign-up stands on a day: "ended", "renewal overdue",
// "renewal due" within three months, or "signed".
func (s Signup) Standing(today when.Date) string {
	switch {
	case !s.EndedOn.IsZero():
		return "ended"
	case s.RenewOn.Before(today):
		return "renewal overdue"
	case s.RenewOn.Before(renewalWindow(today)):
		return "renewal due"
	}
	return "signed"
}

// named is a thing with a name to sort by: a partner or a unit. At is the
// borough a partner belongs to, or "" for a partner of the whole trust.
type named struct{ ID, Name, Kind, At string }

// unsigned is one place where a partner has not signed. Unit is empty for the
// trust as a whole.
type unsigned struct{ Partner, Unit named }

// asked are the places where a partner is asked to sign: the whole trust's
// partners for the trust and in every place, a place's own partners there.
func asked(partner named, places []named) []named {
	if partner.At == "" {
		return append([]named{{Name: "Trust-wide"}}, places...)
	}
	return slices.DeleteFunc(slices.Clone(places), func(p named) bool { return p.ID != partner.At })
}

// whoHasNot lists, by partner and then place, where no sign-up stands.
func whoHasNot(partners, places []named, now []Signup) []unsigned {
	have := map[[2]string]bool{}
	for _, s := range now {
		have[[2]string{s.PartnerID, s.UnitID}] = true
	}
	var out []unsigned
	places = byName(places)
	for _, p := range byName(partners) {
		for _, place := range asked(p, places) {
			if !have[[2]string{p.ID, place.ID}] {
				out = append(out, unsigned{p, place})
			}
		}
	}
	return out
}

// byName returns the list in alphabetical order: never a ranking.
func byName(list []named) []named {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b named) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return list
}

// signupCount is how many partners have signed at one place. Due are those of
// the signed whose renewal is due or overdue.
type signupCount struct {
	Place                 string
	Unit                  string // "" for the trust as a whole
	Signed, Due, Unsigned int
}

// countSignups is how sign-up stands by place: the trust, then each place.
func countSignups(partners, places []named, now []Signup, today when.Date) []signupCount {
	out := []signupCount{{Place: "Trust-wide"}}
	for _, p := range byName(places) {
		out = append(out, signupCount{Place: p.Name, Unit: p.ID})
	}
	at := map[string]*signupCount{}
	for i := range out {
		at[out[i].Unit] = &out[i]
	}
	for _, s := range now {
		c := at[s.UnitID]
		if c == nil {
			continue
		}
		c.Signed++
		if s.Standing(today) != "signed" {
			c.Due++
		}
	}
	for _, u := range whoHasNot(partners, places, now) {
		at[u.Unit.ID].Unsigned++
	}
	return out
}

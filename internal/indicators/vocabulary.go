package indicators

import (
	"maps"
	"slices"
)

// The vocabulary of definitions: what can be counted, and what can be asked of
// it. It is closed: whatever is not here is refused with its line. What the
// words mean in columns is in compile.go; docs/guides/indicator-definitions.md
// says it to people.

// basis is a kind of thing that happens or stands, in a period.
type basis string

// The bases. Things that stand are counted at the end of a period, things that
// happen during it.
const (
	openReferrals  basis = "open-referrals"
	newReferrals   basis = "new-referrals"
	endedReferrals basis = "ended-referrals"
	contacts       basis = "contacts"
	openStays      basis = "open-stays"
	admissions     basis = "admissions"
	discharges     basis = "discharges"
	bedDays        basis = "bed-days"
	carers         basis = "carers"
	plans          basis = "plans"
	needs          basis = "needs"
	checks         basis = "checks"
	learning       basis = "learning"
)

// counted is the word of a basis for what is counted: all of them, "people", or
// a sum over them.
const (
	countPeople  = "people"
	countMinutes = "contact-minutes"
)

// basisWords says each basis to people; to be read after a number.
var basisWords = map[basis]struct{ things, when string }{
	openReferrals:  {"referrals", "open at the end of the period"},
	newReferrals:   {"referrals", "received in the period"},
	endedReferrals: {"referrals", "ended in the period"},
	contacts:       {"contacts", "in the period"},
	openStays:      {"stays on a ward", "at the end of the period"},
	admissions:     {"admissions", "in the period"},
	discharges:     {"discharges from a ward", "in the period"},
	bedDays:        {"nights on a ward", "in the period"},
	carers:         {"carers", "identified by the end of the period"},
	plans:          {"plans", "first offered or made in the period"},
	needs:          {"answers about help", "in the period"},
	checks:         {"physical health checks", "in the period"},
	learning:       {"events at the college", "in the period"},
}

// argument is what stands after the name of a condition.
type argument struct {
	kind  string              // yes, codes, number, span, parts
	codes string              // the list of extracts whose codes may stand there
	most  int                 // of a number; at least 1
	parts map[string]argument // of parts; all may be left out
	need  []string            // parts that may not
}

func yes() argument                { return argument{kind: "yes"} }
func codesOf(list string) argument { return argument{kind: "codes", codes: list} }
func upTo(most int) argument       { return argument{kind: "number", most: most} }
func span() argument               { return argument{kind: "span"} }
func record(p parts) argument      { return argument{kind: "parts", parts: p, need: []string{"within"}} }
func description(p parts) argument { return argument{kind: "parts", parts: p} }

type parts = map[string]argument

// longestWithin is how many months a condition may look back.
const longestWithin = 36

// aboutPeople are the conditions about a person, as things are at the end of
// the period. They may be asked whatever is counted.
var aboutPeople = map[string]argument{
	"age":           span(),
	"gender":        codesOf("gender"),
	"ethnicity":     codesOf("ethnic_category"),
	"smi":           codesOf("smi"),
	"died":          yes(),
	"accommodation": record(parts{"within": upTo(longestWithin), "settled": codesOf("settled_accommodation_indicator"), "status": codesOf("accommodation_type")}),
	"employment":    record(parts{"within": upTo(longestWithin), "status": codesOf("employment_status"), "hours": codesOf("weekly_hours_worked")}),
	"checked":       record(parts{"within": upTo(longestWithin), "items": codesOf("physical_check"), "at-least": upTo(6)}),
	"referred":      description(parts{"team-types": codesOf("service_team_type"), "reasons": codesOf("primary_reason_for_referral")}),
	"seen":          record(parts{"within": upTo(longestWithin), "mechanisms": codesOf("consultation_mechanism"), "roles": codesOf("staff_role")}),
	"on-ward":       yes(),
	"plan-offered":  record(parts{"within": upTo(longestWithin), "plans": codesOf("plan_kind")}),
	"plan-made":     record(parts{"within": upTo(longestWithin), "plans": codesOf("plan_kind")}),
	"plan-reviewed": record(parts{"within": upTo(longestWithin), "plans": codesOf("plan_kind")}),
	"has-carer":     yes(),
	"learnt":        record(parts{"within": upTo(longestWithin), "events": codesOf("college_event")}),
}

var ofReferral = parts{"team-types": codesOf("service_team_type"), "reasons": codesOf("primary_reason_for_referral")}

// aboutThings are the conditions about a thing of each basis.
var aboutThings = map[basis]parts{
	openReferrals: ofReferral, newReferrals: ofReferral, endedReferrals: ofReferral,
	contacts: {"attended": yes(), "attendance": codesOf("attendance_status"), "mechanisms": codesOf("consultation_mechanism"),
		"roles": codesOf("staff_role"), "timed": yes()},
	openStays: {}, admissions: {}, bedDays: {},
	discharges: {"followed-up": description(parts{"days": upTo(30), "mechanisms": codesOf("consultation_mechanism")})},
	carers:     {"offered": yes(), "assessed": yes()},
	plans:      {"plans": codesOf("plan_kind"), "offered": yes(), "made": yes(), "reviewed": yes()},
	needs:      {"needs": codesOf("help_with"), "wanted": codesOf("yes_no"), "received": codesOf("received")},
	checks:     {"items": codesOf("physical_check")},
	learning:   {"events": codesOf("college_event")},
}

// historic are codes that extracts still hold though no list has them any more.
var historic = map[string][]string{"employment_status": {"1"}, "consultation_mechanism": {"03"}}

// clause is one condition of a definition.
type clause struct {
	name     string
	yes      bool
	codes    []string
	number   int
	from, to int // of a span; to is -1 where it is open
	parts    map[string]clause
}

// part is a number within a clause, or otherwise when it is not there.
func (c clause) part(name string, otherwise int) int {
	if p, ok := c.parts[name]; ok {
		return p.number
	}
	return otherwise
}

// subject is what is counted and of whom.
type subject struct {
	count  string // people, a basis, or contact-minutes
	with   basis  // what makes a person be counted; else the basis of count
	only   []clause
	except []clause
}

// rule is the part of a definition that is worked out.
type rule struct {
	subject
	having   []clause // the numerator
	recorded []clause
	forEach  *subject // the denominator of a rate
}

func names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// countable are the words that may stand after count.
func countable() map[string]basis {
	out := map[string]basis{countPeople: "", countMinutes: contacts}
	for b := range basisWords {
		out[string(b)] = b
	}
	return out
}

package records

import (
	"strconv"

	"golang.org/x/text/encoding/charmap"
)

var (
	client = column{"Client ID", clientID, nobody}
	nhs    = column{"NHS Number", nhsNumber, number}
)

func teamNames() []word {
	out := make([]word, len(teams))
	for i, t := range teams {
		out[i] = word{code: t.code, label: t.label}
	}
	return out
}

// rowanLayouts are the reports of Rowan, a record system that there is not: a
// file for each, in words, kept in as many ways as files are kept.
var rowanLayouts = []layout{
	{name: "Clients.csv", kind: "people", mark: true, nulls: true, columns: []column{
		client, nhs,
		on("Date Of Birth", slashed, func(r *row) int32 { return r.p.born }, date),
		coded("Gender", genders, func(r *row) int { return int(r.p.gender) }),
		label("Ethnicity", ethnicities, func(r *row) int { return int(r.p.ethnic) }),
		{"Deprivation Decile", func(_ *sink, b []byte, r *row) []byte {
			if r.p.decile == 0 {
				return b
			}
			return strconv.AppendInt(b, int64(r.p.decile), 10)
		}, fine},
		text("Borough", func(r *row) string { return boroughs[r.p.borough] }),
		label("SMI Register", registers, func(r *row) int { return int(r.p.register) }),
		on("Date Of Death", slashed, func(r *row) int32 { return r.p.died }, fine),
	}},
	{name: "Merged Clients.csv", kind: "merges", columns: []column{
		client,
		{"Merged Client ID", func(_ *sink, b []byte, r *row) []byte { return appendDigits(append(b, "R9"...), r.i, 6) }, fine},
	}},
	{name: "Referrals.csv", kind: "referrals", encode: charmap.Windows1252, nulls: true, totals: true, columns: []column{
		counted("Referral ID", "F", nth), client, nhs, text("Team", place), label("Team Type", teamNames(), second),
		coded("Referral Reason", reasons, first), on("Referral Date", slashed, day, date), on("Discharge Date", slashed, nextDay, fine),
		label("Not Accepted", yesNo, third),
	}},
	{name: "Appointments.csv", kind: "contacts", mark: true, nulls: true, repeats: true, totals: true, columns: appointments},
	{name: Late, kind: "contacts", columns: appointments},
	{name: "Inpatient Stays.csv", kind: "stays", columns: []column{
		counted("Episode ID", "E", nth), client, nhs, text("Ward", place), on("Admission Date", slashed, day, date), on("Discharge Date", slashed, nextDay, fine),
	}},
	{name: "Accommodation.csv", kind: "accommodation", encode: charmap.Windows1252, nulls: true, columns: []column{
		client, nhs, coded("Accommodation Status", homes, first), label("Settled", settled, second), on("Status Date", slashed, day, date),
	}},
	{name: "Employment.csv.gz", kind: "employment", columns: []column{
		client, nhs, coded("Employment Status", occupations, first), label("Weekly Hours", hours, second), on("Status Date", slashed, day, date),
	}},
	{name: "Physical Health Checks.csv", kind: "checks", columns: []column{
		client, coded("Check", items, first), on("Date Done", lettered, day, date),
	}},
	{name: "Carers.xlsx", kind: "carers", columns: []column{
		client, nhs, counted("Carer ID", "C", nth), text("Team", place),
		on("Date Identified", slashed, day, date), on("Assessment Offered", slashed, nextDay, fine), on("Assessment Done", slashed, thirdDay, fine),
	}},
	{name: "Plans.csv", kind: "plans", nulls: true, columns: []column{
		client, nhs, text("Team", place), coded("Plan", plans, first),
		on("Offered On", slashed, day, date), on("Made On", slashed, nextDay, fine), on("Reviewed On", slashed, thirdDay, fine),
	}},
	{name: "Help Wanted.csv", kind: "needs", repeats: true, columns: []column{
		client, nhs, text("Team", place), on("Asked On", slashed, day, date), coded("Help With", needs, first),
		label("Wanted", yesNo, second), label("Received", gotten, third),
	}},
	{name: "College.csv", kind: "learning", mark: true, columns: []column{
		client, on("Date", slashed, day, date), coded("Event", events, first),
	}},
}

var appointments = []column{
	counted("Appointment ID", "A", nth), client, nhs, text("Team", place), label("Seen By", roles, third),
	{"Appointment Date/Time", func(_ *sink, b []byte, r *row) []byte {
		b = appendDigits(append(slashed(b, r.day), ' '), r.minute/60, 2)
		return appendDigits(append(b, ':'), r.minute%60, 2)
	}, date},
	coded("Outcome", attendances, first),
	counted("Duration", "", func(r *row) int { return r.minutes }),
	label("Contact Method", mechanisms, second),
}

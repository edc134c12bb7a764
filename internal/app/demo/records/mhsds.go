package records

import "strconv"

// The columns that every table of the data set has.
var (
	personID = column{"Person_ID", func(_ *sink, b []byte, r *row) []byte { return appendDigits(append(b, "PX"...), r.i, 6) }, nobody}
	provider = text("OrgIDProv", func(*row) string { return "RZZ" })
	// Months are counted from April 1900 as the first of the financial year 1900:
	// April 2024 is 1489.
	uniqMonth = column{"UniqMonthID", func(s *sink, b []byte, r *row) []byte {
		m := s.trust.from.Add(r.month)
		return strconv.AppendInt(b, int64((m.Year-1900)*12+int(m.Month)-3), 10)
	}, fine}
	record = counted("RecordNumber", "", nth)
)

// mhsdsLayouts are tables of the Mental Health Services Data Set as providers
// get them back: a number for the person in each, and the month of submission.
// The referral has the columns of its team beside it, which the data set keeps in
// MHS102 or MHS902.
var mhsdsLayouts = []layout{
	{name: "MHS001MPI.csv", kind: "people", columns: []column{
		provider, uniqMonth, personID,
		{"NHSNumber", func(_ *sink, b []byte, r *row) []byte {
			if !r.p.numbered {
				return b
			}
			return appendNumber(b, r.p.number, checkDigit(r.p.number), false)
		}, number},
		on("PersonBirthDate", iso, func(r *row) int32 { return r.p.born }, date),
		national("GenderIDCode", genders, func(r *row) int { return int(r.p.gender) }, code),
		national("EthnicCategory", ethnicities, func(r *row) int { return int(r.p.ethnic) }, fine),
		{"IMDDecile", func(_ *sink, b []byte, r *row) []byte {
			if r.p.decile == 0 {
				return b
			}
			return appendDigits(b, int(r.p.decile), 2)
		}, fine},
		text("LADistrictAuth", func(r *row) string { return boroughs[r.p.borough] }),
		on("PersDeathDate", iso, func(r *row) int32 { return r.p.died }, fine),
	}},
	{name: "MHS101Referral.csv", kind: "referrals", columns: []column{
		provider, uniqMonth, personID, counted("ServiceRequestId", "", nth), counted("UniqServReqID", "RZZ", nth),
		on("ReferralRequestReceivedDate", iso, day, date), national("PrimReasonReferralMH", reasons, first, code),
		text("CareProfTeamLocalId", place), national("ServTeamTypeMH", teamNames(), second, fine),
		on("ReferClosureDate", iso, func(r *row) int32 {
			if r.how == 0 {
				return 0
			}
			return r.day2
		}, fine),
		on("ReferRejectionDate", iso, func(r *row) int32 {
			if r.how == 0 {
				return r.day2
			}
			return 0
		}, fine),
	}},
	{name: "MHS201CareContact.csv", kind: "contacts", columns: []column{
		provider, uniqMonth, personID, counted("UniqCareContID", "RZZ", nth), text("CareProfTeamLocalId", place), on("CareContDate", iso, day, date),
		counted("ClinContDurOfCareCont", "", func(r *row) int { return r.minutes }),
		national("ConsMechanismMH", mechanisms, second, fine), national("AttendStatus", attendances, first, code),
	}},
	{name: "MHS501HospProvSpell.csv", kind: "stays", columns: []column{
		provider, uniqMonth, personID, counted("UniqHospProvSpellID", "RZZ", nth), text("CareProfTeamLocalId", place),
		on("StartDateHospProvSpell", iso, day, date), on("DischDateHospProvSpell", iso, nextDay, fine),
	}},
	{name: "MHS003AccommStatus.csv", kind: "accommodation", columns: []column{
		provider, uniqMonth, personID, record, national("AccommodationType", homes, first, code),
		national("SettledAccommodationInd", settled, second, fine), on("AccommodationTypeDate", iso, day, date),
	}},
	{name: "MHS004EmpStatus.csv", kind: "employment", columns: []column{
		provider, uniqMonth, personID, record, national("EmployStatus", occupations, first, code),
		on("EmployStatusRecDate", iso, day, date), national("WeekHoursWorked", hours, second, fine),
	}},
}

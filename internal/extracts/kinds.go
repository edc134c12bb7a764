package extracts

// Type is what a field of an extract holds.
type Type int

// The types of fields.
const (
	Person  Type = iota // an identifier, kept as a number made with the organisation's key
	Text                // up to 200 characters
	Day                 // a date, kept as days since 1 January 1970
	Month               // of a date, kept as year times twelve and the month from 0
	Code                // one of the field's codes
	Integer             // zero or more
)

// Field is one field of a kind of extract. Its name is the column of the
// kind's table, and what mappings call it.
type Field struct {
	Name     string
	Type     Type
	Required bool
	Codes    string   // name of the list of codes: see [CodeList]
	MHSDS    []string // what the field is called in the Mental Health Services Data Set
	About    string
}

// Kind is one kind of extract.
type Kind struct {
	Name   string // "contacts", in mappings and addresses
	Label  string
	Table  string
	Fields []Field
	// Key names the fields by which two rows are about the same thing: the one
	// submitted last counts. Without them only rows that are equal throughout
	// are one.
	Key []string
}

// submitted and record are fields of every kind that a mapping may set.
var person = Field{Name: "person", Type: Person, Required: true, MHSDS: []string{"NHSNumber", "LocalPatientId", "Person_ID"}, About: "Whom the row is about."}

func team() Field {
	return Field{Name: "team", Type: Text, MHSDS: []string{"CareProfTeamLocalId"}, About: "The team or ward, as the record system calls it."}
}

// Kinds are the kinds of extracts there are.
var Kinds = []Kind{
	{Name: "people", Label: "People", Table: "extracts_person", Key: []string{"person"}, Fields: []Field{
		person,
		{Name: "alias", Type: Person, MHSDS: []string{"LocalPatientId"}, About: "Another identifier of the same person, which other files use."},
		{Name: "born", Type: Month, MHSDS: []string{"PersonBirthDate"}, About: "Date of birth. Only its month is kept."},
		{Name: "gender", Type: Code, Codes: "gender", MHSDS: []string{"GenderIDCode", "Gender"}},
		{Name: "ethnicity", Type: Code, Codes: "ethnic_category", MHSDS: []string{"EthnicCategory"}},
		{Name: "deprivation", Type: Integer, MHSDS: []string{"IMDDecile"}, About: "Decile of deprivation of where they live, 1 the most deprived."},
		{Name: "borough", Type: Text, MHSDS: []string{"LADistrictAuth"}},
		{Name: "smi", Type: Code, Codes: "smi", About: "Whether they are on the register of severe mental illness."},
		{Name: "died", Type: Day, MHSDS: []string{"PersDeathDate"}},
	}},
	{Name: "merges", Label: "Merged records", Table: "extracts_alias", Fields: []Field{
		person,
		{Name: "alias", Type: Person, Required: true, About: "The identifier that is no longer used."},
	}},
	{Name: "referrals", Label: "Referrals", Table: "extracts_referral", Key: []string{"referral"}, Fields: []Field{
		person,
		{Name: "referral", Type: Text, Required: true, MHSDS: []string{"UniqServReqID", "ServiceRequestId"}},
		team(),
		{Name: "team_type", Type: Code, Codes: "service_team_type", MHSDS: []string{"ServTeamTypeMH", "ServTeamTypeRefToMH"}},
		{Name: "reason", Type: Code, Codes: "primary_reason_for_referral", MHSDS: []string{"PrimReasonReferralMH"}},
		{Name: "received", Type: Day, Required: true, MHSDS: []string{"ReferralRequestReceivedDate"}},
		{Name: "ended", Type: Day, MHSDS: []string{"ReferClosureDate", "ServDischDate"}},
		{Name: "rejected", Type: Code, Codes: "yes", About: "Y when the referral was not accepted.", MHSDS: nil},
	}},
	{Name: "contacts", Label: "Care contacts", Table: "extracts_contact", Key: []string{"contact"}, Fields: []Field{
		person,
		{Name: "contact", Type: Text, MHSDS: []string{"UniqCareContID", "CareContactId"}, About: "Number of the contact. Without one, a contact is the same when person, team, day, time and minutes are."},
		team(),
		{Name: "day", Type: Day, Required: true, MHSDS: []string{"CareContDate"}},
		{Name: "minutes", Type: Integer, MHSDS: []string{"ClinContDurOfCareCont"}},
		{Name: "attendance", Type: Code, Codes: "attendance_status", MHSDS: []string{"AttendStatus", "AttendOrDNACode"}},
		{Name: "mechanism", Type: Code, Codes: "consultation_mechanism", MHSDS: []string{"ConsMechanismMH"}},
		{Name: "role", Type: Code, Codes: "staff_role", About: "peer when it was with a peer worker; no national code says so, so the mapping does."},
	}},
	{Name: "stays", Label: "Stays on a ward", Table: "extracts_stay", Key: []string{"stay"}, Fields: []Field{
		person,
		{Name: "stay", Type: Text, Required: true, MHSDS: []string{"UniqHospProvSpellID", "HospProvSpellID"}},
		team(),
		{Name: "started", Type: Day, Required: true, MHSDS: []string{"StartDateHospProvSpell"}},
		{Name: "ended", Type: Day, MHSDS: []string{"DischDateHospProvSpell"}},
	}},
	{Name: "accommodation", Label: "Where people live", Table: "extracts_accommodation", Fields: []Field{
		person,
		{Name: "day", Type: Day, Required: true, MHSDS: []string{"AccommodationTypeDate"}},
		{Name: "record", Type: Integer, MHSDS: []string{"RecordNumber"}},
		{Name: "status", Type: Code, Codes: "accommodation_type", MHSDS: []string{"AccommodationType"}},
		{Name: "settled", Type: Code, Codes: "settled_accommodation_indicator", MHSDS: []string{"SettledAccommodationInd"}},
	}},
	{Name: "employment", Label: "Employment", Table: "extracts_employment", Fields: []Field{
		person,
		{Name: "day", Type: Day, Required: true, MHSDS: []string{"EmployStatusRecDate"}},
		{Name: "record", Type: Integer, MHSDS: []string{"RecordNumber"}},
		{Name: "status", Type: Code, Codes: "employment_status", MHSDS: []string{"EmployStatus"}},
		{Name: "hours", Type: Code, Codes: "weekly_hours_worked", MHSDS: []string{"WeekHoursWorked"}},
	}},
	{Name: "checks", Label: "Physical health checks", Table: "extracts_check", Fields: []Field{
		person,
		{Name: "day", Type: Day, Required: true},
		{Name: "item", Type: Code, Required: true, Codes: "physical_check"},
	}},
	{Name: "carers", Label: "Carers", Table: "extracts_carer", Key: []string{"person", "carer"}, Fields: []Field{
		person,
		{Name: "carer", Type: Person, Required: true, About: "The carer's own identifier, or their name where there is none."},
		team(),
		{Name: "identified", Type: Day, Required: true},
		{Name: "offered", Type: Day, About: "When an assessment of their own needs was offered."},
		{Name: "assessed", Type: Day},
	}},
	{Name: "plans", Label: "Plans", Table: "extracts_plan", Fields: []Field{
		person, team(),
		{Name: "plan", Type: Code, Required: true, Codes: "plan_kind"},
		{Name: "offered", Type: Day},
		{Name: "made", Type: Day},
		{Name: "reviewed", Type: Day},
	}},
	{Name: "needs", Label: "Help wanted and received", Table: "extracts_need", Fields: []Field{
		person, team(),
		{Name: "day", Type: Day, Required: true, About: "When the person was asked."},
		{Name: "need", Type: Code, Required: true, Codes: "help_with"},
		{Name: "wanted", Type: Code, Codes: "yes_no"},
		{Name: "received", Type: Code, Codes: "received"},
	}},
	{Name: "learning", Label: "Use of the college", Table: "extracts_learning", Fields: []Field{
		person,
		{Name: "day", Type: Day, Required: true},
		{Name: "event", Type: Code, Required: true, Codes: "college_event"},
	}},
}

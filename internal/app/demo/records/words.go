package records

// word is one value of a list: its national code, and what the record system
// shows instead. Weight is how often it comes up, in so many.
type word struct {
	code, label string
	weight      int
}

var (
	genders = []word{{"1", "Male", 480}, {"2", "Female", 495}, {"3", "Non-binary", 8}, {"4", "Other", 4}, {"X", "Not known", 13}}

	ethnicities = []word{
		{"A", "White - British", 655}, {"B", "White - Irish", 20}, {"C", "White - Any other background", 60},
		{"D", "Mixed - White and Black Caribbean", 13}, {"E", "Mixed - White and Black African", 7}, {"F", "Mixed - White and Asian", 6},
		{"G", "Mixed - Any other background", 8}, {"H", "Asian - Indian", 38}, {"J", "Asian - Pakistani", 42}, {"K", "Asian - Bangladeshi", 12},
		{"L", "Asian - Any other background", 18}, {"M", "Black - Caribbean", 30}, {"N", "Black - African", 28}, {"P", "Black - Any other background", 9},
		{"R", "Chinese", 7}, {"S", "Any other ethnic group", 12}, {"Z", "Not stated", 20}, {"99", "Not known", 15},
	}

	registers = []word{{"Y", "Yes", 0}, {"N", "No", 0}, {"R", "In remission", 0}}

	reasons = []word{
		{"01", "(Suspected) First Episode Psychosis", 60}, {"02", "Ongoing or Recurrent Psychosis", 190}, {"03", "Bi polar disorder", 110},
		{"04", "Depression", 230}, {"05", "Anxiety", 140}, {"11", "Post-traumatic stress disorder", 60}, {"14", "Personality disorders", 90},
		{"18", "In crisis", 90}, {"31", "Employment Support", 30},
	}

	attendances = []word{
		{"5", "Attended", 840}, {"6", "Attended late", 20}, {"7", "Came too late to be seen", 5}, {"2", "Cancelled by the person", 50},
		{"3", "Not able to come", 60}, {"4", "Cancelled by the service", 25},
	}

	mechanisms = []word{{"01", "Face to face", 660}, {"02", "Telephone", 200}, {"11", "Video", 80}, {"09", "Text message", 40}, {"05", "Email", 20}}

	// The first is the peer worker, whose share grows.
	roles = []word{
		{"peer", "Peer Support Worker", 0}, {"other", "Community Nurse", 40}, {"other", "Social Worker", 20}, {"other", "Occupational Therapist", 14},
		{"other", "Psychiatrist", 12}, {"other", "Psychologist", 8}, {"other", "Support Worker", 6},
	}

	homes = []word{
		{"01", "Owner occupier", 170}, {"02", "Council or housing association tenant", 300}, {"03", "Private tenant", 150}, {"04", "Living with family", 160},
		{"11", "Supported housing", 60}, {"09", "Care home without nursing", 20}, {"12", "Rough sleeping", 10}, {"14", "Sofa surfing", 35},
		{"18", "Hostel", 45}, {"19", "Temporary housing", 40}, {"98", "Other, see notes", 10},
	}
	settled   = []word{{"Y", "Yes", 0}, {"N", "No", 0}, {"9", "Not known", 0}}
	unsettled = 6 // homes from here on are not settled

	// The first is what grows.
	occupations = []word{
		{"01", "Employed", 0}, {"02", "Looking for work", 200}, {"03", "Student", 60}, {"04", "Long-term sick or disabled", 470}, {"05", "Homemaker", 60},
		{"06", "Not working, no benefits", 60}, {"07", "Volunteering", 40}, {"08", "Retired", 60}, {"ZZ", "Not stated", 50},
	}
	hours = []word{{"01", "30+", 300}, {"02", "16-29", 350}, {"03", "5-15", 200}, {"04", "1-4", 50}, {"97", "Not stated", 100}}

	items = []word{
		{"bmi", "BMI", 880}, {"blood-pressure", "Blood pressure", 900}, {"lipids", "Lipids", 800}, {"glucose", "HbA1c or glucose", 820},
		{"alcohol", "Alcohol", 860}, {"smoking", "Smoking", 910},
	}
	plans  = []word{{"care", "Care plan", 0}, {"self-management", "Self-management plan", 0}, {"safety", "Safety plan", 0}, {"advance", "Advance statement", 0}}
	needs  = []word{{"housing", "Housing", 300}, {"work", "Work or education", 340}, {"money", "Money and benefits", 420}, {"relationships", "Relationships", 260}}
	yesNo  = []word{{"Y", "Yes", 0}, {"N", "No", 0}}
	gotten = []word{{"Y", "Yes", 500}, {"P", "In part", 250}, {"N", "No", 250}}
	events = []word{{"enrolled", "Enrolled", 0}, {"attended", "Attended", 0}}
)

// team is a team or a ward of the demonstration's trust, as its record system
// calls it.
type team struct {
	name      string
	borough   int
	code      string // of the national list of team types
	label     string
	share     int     // of the borough's referrals
	intensity float64 // contacts for each person, against a community team
	days      float64 // how long a referral lasts, on average
}

var boroughs = []string{"Kingsmere", "Oldbridge", "Valeside"}

const (
	community, early, outreach = "Community Mental Health Team - Functional", "Early Intervention Team for Psychosis", "Assertive Outreach Team"
	home, organic, cafe        = "Crisis Resolution Team/Home Treatment Service", "Community Mental Health Team - Organic", "Crisis Café/Safe Haven/Sanctuary Service"
)

// teams of the trust, home treatment after the teams that people stay with. The
// last is one that nobody has told the program about.
var teams = [...]team{
	{"Kingsmere Community Team", 0, "A06", community, 76, 1, 700},
	{"Kingsmere Early Intervention Team", 0, "A14", early, 24, 1.8, 800},
	{"Oldbridge Community Team", 1, "A06", community, 80, 1, 700},
	{"Oldbridge Outreach Team", 1, "A08", outreach, 20, 2.4, 900},
	{"Valeside Community Team", 2, "A06", community, 68, 1, 700},
	{"Valeside Older People’s Team", 2, "A07", organic, 32, 0.8, 600},
	{"Kingsmere Home Treatment Team", 0, "A02", home, 0, 7, 25},
	{"Oldbridge Home Treatment Team", 1, "A02", home, 0, 7, 25},
	{"Valeside Home Treatment Team", 2, "A02", home, 0, 7, 25},
	{"Vale Café Drop-in", 2, "A21", cafe, 0, 1.5, 120},
}

const (
	olderTeam  = 5
	firstHome  = 6
	unknown    = 9
	changed    = 0 // the team whose contacts rise
	changeLast = 10
)

// wards, one in each borough.
var wards = []string{"Larch Ward", "Rowan Ward", "Willow Ward"}

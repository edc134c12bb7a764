package demo

import "strings"

// Names are put together from these by the seed, so nobody here is anybody.
var (
	firstNames = words(`Abena Adele Agnieszka Aisha Alasdair Alma Amina Anil Annette Arjun Asha Bernice
		Bilal Bronwen Callum Carys Cecily Chidi Clement Dafydd Dalia Deepa Delroy Dilys Dorota Edith Efua
		Eilidh Elijah Elspeth Emeka Ewan Farida Femi Fergus Gareth Geeta Gwen Halima Hamish Harjit Hattie
		Hugo Ibrahim Idris Imogen Ines Ismail Ivy Jamila Jarek Jasmin Joan Josiah Kavita Keziah Kofi Lata
		Leila Leon Lorna Mabel Magda Mairi Malik Marcin Marjorie Mercy Mina Mohsin Morag Nadia Naomi Nerys
		Niamh Nkechi Olive Omar Orla Osian Padma Parveen Pearl Petra Piotr Priya Rafiq Ravinder Renata
		Rhiannon Rosalind Rupa Sabina Salma Samir Seren Shanice Shona Sunil Tamsin Tariq Thandi Tobias
		Una Usha Vera Vikram Wanda Winston Yasmin Yusuf Zainab Zofia`)
	lastNames = words(`Abbotsley Achterberg Adeyinka Alderwick Amoako Anstruther Applegarth Ashdown-Reed
		Bakshi Barraclough Battersby Bhandari Birtwhistle Blackadder-Lowe Blenkinsop Boatengson Braithwell
		Brocklehurst Buchan-Ross Bytheway Cattermole Chaudhuri Chikwanda Clutterbuck Cokayne Copplestone
		Craddock Crowhurst Culpepper Dalrymple-Hay Danquah Dhaliwal Dimbleby-Orr Dunwoody Eastgate Eboigbe
		Elphinstone Enticknap Fairweather Farquharson Featherstone Fernyhough Fothergill Frobisher Gathercole
		Gildersleeve Golightly Grewal Gwatkin Habgood Hardcastle Hathersage Heatherington Honeysett Hutchings
		Igweze Inchbald Jagger-Moss Jerningham Kalinowski Kettlewell Kirkbride Kowalczuk Lambourne Larkhill
		Leatherbarrow Lillywhite Loxley Mackintosh-Bell Mahendran Makepeace Mensah-Boyd Micklethwaite
		Murgatroyd Nakagawa Nettleship Nightingale-Cox Nwosu O'Dowda O'Shaughnessy Oakenshaw Ogundipe
		Osgathorpe Oyelaran Pardoe Passmore Penhaligon Pickersgill Popplewell Purkayastha Quennell Ramsbottom
		Rathbone Ravenscroft Rotherham-Lane Sallow Satterthwaite Scattergood Shufflebotham Sidebottom
		Skeffington Spurling Standish Sudhakar Swithenbank Tankersley Thistlethwaite Threlfall Tiplady
		Trevelyan-Hope Tunnicliffe Ugwu Underhay Venables Vijayan Wadsworth-Kerr Waghorn Weatherhead
		Wigglesworth Winterbourne Wolstencroft Woolnough Wrigglesworth Yardley-Finch Zielonka`)
	streets = words(`Mill Orchard Station Chapel Meadow Priory Quarry Bramble Canal Linden Foundry Harbour`)
	roads   = []string{"Road", "Street", "Lane", "Close", "Terrace", "Avenue"}
)

func words(s string) []string { return strings.Fields(s) }

// place is a unit of the trust and what is below it.
type place struct {
	kind, name string
	below      []place
}

var places = []place{
	{"borough", "Kingsmere", []place{
		{"team", "Kingsmere Community Team", nil}, {"team", "Kingsmere Early Intervention Team", nil},
		{"team", "Kingsmere Home Treatment Team", nil}, {"ward", "Larch Ward", nil},
	}},
	{"borough", "Oldbridge", []place{
		{"team", "Oldbridge Community Team", nil}, {"team", "Oldbridge Outreach Team", nil},
		{"team", "Oldbridge Home Treatment Team", nil}, {"ward", "Rowan Ward", nil},
	}},
	{"borough", "Valeside", []place{
		{"team", "Valeside Community Team", nil}, {"team", "Valeside Older People's Team", nil},
		{"team", "Valeside Home Treatment Team", nil}, {"ward", "Willow Ward", nil},
	}},
	{"specialty", "Addictions", nil}, {"specialty", "Older people", nil}, {"specialty", "Children and adolescents", nil},
	{"specialty", "Learning disability", nil}, {"specialty", "Inpatient wards", nil}, {"specialty", "Community teams", nil},
	{"college", "Bridgewater and Vale Recovery College", nil},
}

// boroughs of places, in order.
var boroughs = []string{"Kingsmere", "Oldbridge", "Valeside"}

// objective is one objective of the current strategy. Months count from the
// strategy's first month.
type objective struct {
	title, about string
	aims         []string // slugs
	actions      []action
}

type action struct {
	title   string
	posts   []string // titles of posts; none is an action without an owner
	due     int      // months from the start; 0 when it is ongoing
	ongoing int      // reviewed every so many months from the start
	// state says what has happened: "", "moving", "difficulty", "stuck", "done".
	state string
	words string // of the last update
}

// The current strategy, in words of the trust's own.
const currentTitle, currentStatement = "Living well: recovery and inclusion", "People who use our services live the lives they choose, with hope, control and opportunity. We change how we work, who we employ and whom we work with, and people who use services and carers lead that change with us."

var current = []objective{
	{"Every first contact leaves people with hope", "What happens in the first hour is remembered for years.", []string{"hope", "hope-welcome"}, []action{
		{"Welcome standards written by people who have been admitted, and in use on the three wards", []string{"Director of Nursing and Governance"}, 6, 0, "done", "In use on Larch, Rowan and Willow. Two people who have been inpatients walked each ward with the managers."},
		{"Hosts with lived experience at each community base two mornings a week", []string{"Service Director Kingsmere", "Service Director Oldbridge", "Service Director Valeside"}, 14, 0, "moving", "Kingsmere and Oldbridge have hosts. Valeside is recruiting."},
		{"Letters in plain words, tested by readers", []string{"Head of Communications"}, 8, 0, "difficulty", "Half of the letters are done; the system that prints the rest is being replaced."},
	}},
	{"People hold their own plans", "A plan is the person's: they write it, keep it and say who sees it.", []string{"control", "control-life"}, []action{
		{"Self-management plans offered to everybody within three months", []string{"Director of Nursing and Governance", "Head of Recovery, Social Inclusion and Vocational Services"}, 18, 0, "moving", "Offered in nine of twelve teams."},
		{"Safety plans made together replace risk forms on the wards", []string{"Medical Director"}, 9, 0, "stuck", "We have not agreed how the plan is kept beside the record. Two options go to the steering group."},
		{"Advance statements can be found at night and at weekends", []string{"Manager of IMT and IT"}, 16, 0, "", ""},
	}},
	{"A Recovery College in each borough", "Courses written and taught by people with lived and professional experience together.", []string{"challenge-education", "opportunity"}, []action{
		{"A prospectus every term, each course made by two trainers", []string{"Recovery College Manager"}, 0, 4, "moving", "Spring prospectus printed: 31 courses, all co-written."},
		{"Rooms in a library or a college in each borough", []string{"Recovery College Manager", "Service Director Valeside"}, 11, 0, "moving", "Kingsmere library and Oldbridge adult college are in use. Valeside signs next month."},
		{"Six courses open to staff and students together", []string{"Director of Human Resources"}, 5, 0, "done", "Seven ran, and 94 members of staff sat beside students."},
	}},
	{"Two peer workers in every team", "Peers are employed, supported and paid as colleagues.", []string{"challenge-workforce", "hope-peer-support"}, []action{
		{"Twenty-four peer posts agreed and graded", []string{"Director of Human Resources"}, 7, 0, "done", "All 24 graded; funding for four from the commissioner."},
		{"Peer training with supervision by experienced peers", []string{"Lead for Peer Support"}, 12, 0, "moving", "The second group of 14 began."},
		{"Every team prepares before its peers start", []string{"Lead for Peer Support"}, 10, 0, "difficulty", "Three teams asked for more time after changes of manager."},
		{"A career beyond the first post: three senior peer posts", nil, 15, 0, "", ""},
	}},
	{"Work, study and a decent home", "With employers, councils, colleges and landlords, not instead of them.", []string{"opportunity", "opportunity-basics"}, []action{
		{"An employment specialist in each community team", []string{"Head of Recovery, Social Inclusion and Vocational Services"}, 13, 0, "moving", "Two of three are in post."},
		{"Nobody leaves a ward without somewhere to live", []string{"Service Director Oldbridge"}, 0, 3, "moving", "The housing partner joins each Monday meeting."},
		{"Advice on money and benefits on every ward", nil, 9, 0, "", ""},
	}},
	{"Carers are partners", "Families and friends know things nobody else knows.", []string{"hope", "hope-outside-relationships"}, []action{
		{"A named person for carers in each team", []string{"Lead for Carers"}, 8, 0, "done", "Twelve named, each with a deputy."},
		{"Carers' groups sign off each borough plan", []string{"Service Director Kingsmere", "Service Director Oldbridge", "Service Director Valeside"}, 12, 0, "moving", "Kingsmere has signed. Oldbridge meets in two weeks."},
		{"Family meetings in the first week of an admission", []string{"Clinical Lead for Inpatient Wards"}, 10, 0, "stuck", "No doctor's time in the rota. Asked the Medical Director for help."},
	}},
	{"Safety through relationships", "Less force, more talking, and learning without blame.", []string{"challenge-risk", "hope-staff-relationships"}, []action{
		{"Every restraint is talked over with the person within three days", []string{"Director of Nursing and Governance"}, 0, 1, "moving", "Done for 41 of 44."},
		{"Reducing restrictive practice group, chaired with a person who has been restrained", []string{"Director of Nursing and Governance"}, 4, 0, "done", "Meets monthly, chaired jointly."},
		{"Positive risk taking in supervision", []string{"Clinical Lead for Community Teams"}, 17, 0, "", ""},
	}},
	{"We know whether it works", "Few measures, chosen with people, shown to everybody.", []string{"challenge-culture", "control-understanding"}, []action{
		{"Core indices from the systems we have, by borough", []string{"Director of Planning and Performance"}, 9, 0, "moving", "Accommodation and work are in; physical health comes with the next release."},
		{"Ask a tenth of people each quarter how it was, and answer in public", []string{"Director of Quality Assurance and User/Carer Experience"}, 0, 3, "moving", "The second \"you said, we did\" is on the walls."},
		{"Team self-assessment of the ten challenges once a year", []string{"Head of Recovery, Social Inclusion and Vocational Services"}, 11, 0, "", ""},
	}},
}

// party is a partner organisation that signs the pledge, or has not yet.
type party struct {
	kind, name, contact string // contact is the signatory's post
	signed              bool
}

var parties = []party{
	{"commissioner", "Bridgewater and Vale Commissioning Group", "Director of Commissioning", true},
	{"local authority", "Kingsmere Borough Council", "Director of Adult Services", true},
	{"local authority", "Oldbridge Borough Council", "Director of Adult Services", true},
	{"local authority", "Valeside Borough Council", "Director of Communities", false},
	{"housing", "Threshold Homes", "Chief Executive", true},
	{"employer", "Vale Orchards Cooperative", "Head of People", false},
	{"voluntary", "Open Door Bridgewater", "Director", true},
	{"education", "Oldbridge Adult College", "Principal", true},
	{"user group", "Kingsmere Voices", "Chair", true},
	{"carer group", "Kingsmere Carers Together", "Secretary", true},
	{"user group", "Oldbridge Speaks", "Chair", true},
	{"carer group", "Oldbridge Families", "Chair", false},
	{"user group", "Valeside Users' Forum", "Chair", true},
	{"carer group", "Valeside Carers' Circle", "Secretary", false},
}

package demo

// What students write in their learning plans.
var (
	planHopes = []string{
		"To sleep through a night, and to want to get up after it.",
		"To sit in a café with a book and not look at the door.",
		"A job two days a week, with people who say good morning.",
		"To cook for my grandchildren on a Sunday, and to enjoy it.",
		"I would like to go to the choir again. I used to be good at it.",
		"To understand what happens in my head, in words that I can explain to my mum.",
		"To live on my own, with a cat.",
		"To get to the sea this summer, by train, by myself.",
		"To be asked for advice, for a change.",
		"To finish something. Anything. A jumper would do.",
		"To go back to college and get my maths.",
		"To teach one day. I have a lot to say about hospital food.",
		"To know when I need a rest before my body tells me.",
		"To have two friends I can ring after eight o’clock.",
		"To speak in a room with ten people in it.",
		"To look after my wife without forgetting that I am a person too.",
		"To walk round the reservoir by the autumn. It is four miles.",
		"To be less angry at letters with windows in them.",
		"To paint outside.",
		"To have a week that has a shape.",
	}
	planStrengths = []string{
		"I am patient with animals and with slow computers.",
		"I raised three children and know how to wait.",
		"People tell me things. I keep them to myself.",
		"I can mend anything that has a plug.",
		"I have come through two winters that I did not think I would.",
		"I turn up. Even when I do not feel like it, I turn up.",
		"I make people laugh, my sister says.",
		"I speak Urdu, English and a bit of Polish from the bakery.",
		"I know every bus in the borough.",
		"I am a good listener and a terrible singer.",
		"I write well when I have time.",
		"I have kept an allotment for nine years.",
		"I notice when somebody is left out.",
		"",
	}
	planHelps = []string{
		"A seat near the door. Knowing what comes next.",
		"Handouts in large print, before the day if it can be done.",
		"A break every hour. I listen better after a cup of tea.",
		"Doing it with my hands. I do not learn from slides.",
		"Somebody to walk in with the first time.",
		"Mornings are hard. Afternoons are fine.",
		"If I go out, please do not come after me. I will be back.",
		"Small groups. I say more when there are six of us.",
		"A text the day before.",
		"Being asked, not told.",
		"",
	}
	planWishes = []string{
		"Something with clay.", "How to talk to my manager about it.", "A course that goes outside.", "Cooking for one, without it being sad.",
		"First aid. I always wanted to know how.", "Computers for people who are afraid of them.", "", "", "", "",
	}
	planSteps = []string{
		"Ring the college on Tuesday and ask about the first evening.",
		"Walk to the library and back, twice a week.",
		"Go to bed with the radio, not with the phone.",
		"Ask Jo whether she will come with me.",
		"Put the course on the calendar in the kitchen, in red.",
		"One page of the notebook every evening.",
		"Find my old certificates. They are in the blue box.",
		"Say yes the next time somebody asks.",
		"Nothing yet. I am still reading the prospectus.",
	}
	planBack = []string{
		"I came to five of six evenings. The sixth I was at the dentist, which also took courage.",
		"I sleep better, not every night, but I no longer count.",
		"I said something in front of everybody. Nobody died.",
		"It was harder than I thought, and I went all the same.",
		"I met somebody who has been where I have been. We have coffee on Fridays now.",
		"Not much happened this month. That is fine as well.",
		"I rang the college. That was the hardest part.",
		"I made the soup from the course for my brother. He asked for more.",
	}
	planAhead = []string{
		"The next course, and this time I will bring my sister.",
		"To ask about training as a peer worker.",
		"Keep the walks. Leave the evening class until the autumn.",
		"To help at the open day. They asked me.",
		"Less. One thing at a time.",
		"To write to the adult college about maths.",
	}
	planPurposes = []string{
		"to plan the course together", "so that you know what helps me", "for our talk on Thursday", "to choose what comes next", "for my learning adviser",
	}
	planLinks = []string{"my sister", "my support worker", "a friend", "my husband", "my job coach"}
)

// What students say about a course.
var (
	feedbackHelped = []string{
		"That one of the trainers had been through it herself.", "The tea, honestly, and the people at my table.", "Nobody had to say anything.",
		"The handout. I have it on the fridge.", "It began on time and ended on time.", "Hearing that I am not the only one.", "We tried it out instead of only talking.", "", "", "",
	}
	feedbackChange = []string{
		"The room was too warm.", "More breaks.", "An evening course as well, for those of us who work.", "The microphone for those at the back.",
		"It could be longer.", "Better signs from the bus stop.", "", "", "", "", "",
	}
	feedbackNext = []string{
		"The second part.", "Something about work.", "I would like to help with the next one.", "A walk with the same group.", "", "", "", "",
	}
)

// What came next for students, by kind.
var stepWords = map[string][]string{
	"further course": {"The second part, in the new term.", "", "Cooking on a small budget, with my neighbour."},
	"peer training":  {"I start the training for peer workers next month.", ""},
	"volunteering":   {"Saturdays at the charity shop in the High Street.", "I walk dogs for the shelter.", "On the welcome desk of the library."},
	"study":          {"An evening class in maths at the adult college.", "Access course, two days a week.", ""},
	"work":           {"Two mornings a week in a bakery.", "Back to my old job, four days at first.", ""},
	"other":          {"We have a band now.", "I joined the allotment.", "I moved into my own flat."},
}

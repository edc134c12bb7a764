package questionnaires

import "footbridge/internal/forms"

// ReadyOnes are the questionnaires that come with Footbridge.
func ReadyOnes() []Ready {
	var out []Ready
	for _, f := range []forms.Form{admission(), inpatient(), community(), pulse(true), pulse(false), feedback()} {
		out = append(out, Ready{f.Name, f})
	}
	return out
}

func both(plain, easy string) forms.Text {
	t := forms.Text{Plain: plain}
	if easy != "" {
		t.In = map[string]string{"en-x-easy": easy}
	}
	return t
}

func opt(code, plain, easy string) forms.Option {
	return forms.Option{Value: forms.Value{Kind: "Coding", Text: code, Display: plain}, Text: both(plain, easy)}
}

func num(o forms.Option, n float64) forms.Option { o.Ordinal = &n; return o }

func extent(na, naEasy string) []forms.Option {
	out := []forms.Option{num(opt("yes-definitely", "Yes, definitely", "Yes"), 2), num(opt("yes-some-extent", "Yes, to some extent", "A bit"), 1), num(opt("no", "No", "No"), 0)}
	if na != "" {
		out = append(out, opt("not-applicable", na, naEasy))
	}
	return append(out, opt("cannot-remember", "I cannot remember", "I can’t remember"))
}

func yesNo(na, naEasy string) []forms.Option {
	out := []forms.Option{num(opt("yes", "Yes", ""), 1), num(opt("no", "No", ""), 0)}
	if na != "" {
		out = append(out, opt("not-applicable", na, naEasy))
	}
	return append(out, opt("cannot-remember", "I cannot remember", "I can’t remember"))
}

func ask(id string, kind forms.Kind, text, easy string, options []forms.Option) forms.Item {
	return forms.Item{LinkID: id, Kind: kind, Text: both(text, easy), Options: options}
}

func notFully(id, text, easy, label, set, domain, na, naEasy string) forms.Item {
	i := ask(id, forms.Choice, text, easy, extent(na, naEasy))
	i.Polarity = forms.Positive
	i.Figure = &forms.Figure{Label: both(label, ""), Count: []string{"yes-some-extent", "no"}, Of: []string{"yes-definitely", "yes-some-extent", "no"}, Set: set, Domain: domain}
	return i
}

func notAsked(id, text, easy, label, set, domain, na, naEasy string) forms.Item {
	i := ask(id, forms.Choice, text, easy, yesNo(na, naEasy))
	i.Polarity = forms.Positive
	i.Figure = &forms.Figure{Label: both(label, ""), Count: []string{"no"}, Of: []string{"yes", "no"}, Set: set, Domain: domain}
	return i
}

func unmet(id, text, easy, label, set string) forms.Item {
	i := ask(id, forms.Choice, text, easy, extent("I did not need help with this", "I did not need help"))
	i.Polarity = forms.Positive
	i.Figure = &forms.Figure{Label: both(label, ""), Count: []string{"no"}, Of: []string{"yes-definitely", "yes-some-extent", "no"}, Set: set, Domain: "opportunity"}
	return i
}

func group(id, text, easy string, items ...forms.Item) forms.Item {
	return forms.Item{LinkID: id, Kind: forms.Group, Text: both(text, easy), Items: items}
}

func words(id, text, easy string) forms.Item {
	return forms.Item{LinkID: id, Kind: forms.LongText, Text: both(text, easy), MaxLength: 2000,
		Help: both("Please do not write names, or anything else that would tell people who you are or who somebody else is.", "Please do not write any names.")}
}

func aboutYou() forms.Item {
	not := func() forms.Option { return opt("prefer-not", "I would rather not say", "") }
	g := group("about-you", "About you", "About you",
		ask("age", forms.Choice, "How old are you?", "How old are you?", []forms.Option{opt("under-25", "Under 25", ""), opt("25-44", "25 to 44", ""), opt("45-64", "45 to 64", ""), opt("65-over", "65 or over", ""), not()}),
		ask("gender", forms.Choice, "Which of these describes you best?", "Are you a woman or a man?", []forms.Option{opt("woman", "A woman", ""), opt("man", "A man", ""), opt("another", "I describe myself in another way", "Something else"), not()}),
		ask("ethnic-group", forms.Choice, "Which of these broad groups do you belong to?", "Which group do you belong to?", []forms.Option{opt("asian", "Asian, Asian British or Asian Welsh", "Asian"), opt("black", "Black, Black British, Black Welsh, Caribbean or African", "Black"), opt("mixed", "Mixed or several groups", "Mixed"), opt("white", "White", ""), opt("other", "Another group", ""), not()}),
	)
	g.Help = both("You need not answer these. They help us to see whether everybody is treated equally well. They are never shown where so few answered that you could be recognised.", "You do not have to answer these. They help us to be fair to everybody.")
	return g
}

func form(name, title, purpose, intro, easy string, items ...forms.Item) forms.Form {
	return forms.Form{Name: name, URL: "urn:footbridge:questionnaire:" + name, Title: forms.Text{Plain: title}, Description: both(intro, easy), Purpose: purpose, Publisher: "Footbridge", Language: "en-GB", Copyright: "Written for Footbridge.", Items: items}
}

const anon, anonEasy = "Your answers are anonymous. You need not answer anything that you would rather not.", "Nobody will know that it was you. You can leave questions out."

func admission() forms.Form {
	const na, naE = "This did not apply to me", "This was not about me"
	return form("admission-2007", "Arriving on the ward", "Asks about the first day on a ward: the six points of figure 3 of the strategy of 2007, in our own words.",
		"Please think of the day on which you came to the ward. "+anon, "Think about the day you came to the ward. "+anonEasy,
		notFully("treatment", "Were you satisfied with the way you were treated when you came to the ward?", "Were you happy with how staff treated you on your first day?", "Not fully satisfied with treatment on admission", "3", "hope", "", ""),
		notFully("welcome", "Were you made to feel as welcome as you would have liked?", "Did staff make you feel welcome?", "Not made to feel welcome enough", "3", "hope", "", ""),
		notFully("information", "Were you told everything that you needed to know about the ward?", "Did staff tell you all about the ward?", "Not given all the information about the ward", "3", "control", "", ""),
		notAsked("nurse", "Were you told the name of your own nurse?", "Did staff tell you the name of your nurse?", "Not told the name of their nurse", "3", "hope", na, naE),
		notAsked("food", "Did anybody ask you what you eat, or whether you need a special diet?", "Did staff ask you what food you eat?", "Not asked about food or diet", "3", "control", na, naE),
		notAsked("faith", "Did anybody ask you about your faith, or about what matters to you spiritually?", "Did staff ask you about your religion or beliefs?", "Not asked about religious or spiritual needs", "3", "control", na, naE),
		words("more", "Is there anything else that you would like to say about arriving?", "Is there anything else you want to tell us?"),
		aboutYou())
}

func information(set string) forms.Item {
	const na, naE = "I did not need this", "I did not need this"
	ask := func(id, text, easy, label string) forms.Item {
		return notFully(id, text, easy, label, set, "control", na, naE)
	}
	return group("information", "What you were told", "What you were told",
		ask("told-rights", "Were your rights explained in a way that you could understand?", "Did staff explain your rights?", "Not fully told about their rights"),
		ask("told-purpose", "If you were given medicine, was it explained what it is for?", "Did staff tell you what your medicine is for?", "Not fully told what medicine is for"),
		ask("told-effects", "Were you told what else the medicine might do to you?", "Did staff tell you about side effects?", "Not fully told about side effects"),
		ask("told-condition", "Did you get the information that you wanted about your difficulties?", "Did staff help you to understand your difficulties?", "Not fully informed about their difficulties"),
		ask("told-contact", "Do you know whom to contact in the evening, at night or at the weekend?", "Do you know who to call at night or at the weekend?", "Do not fully know whom to contact out of hours"),
		ask("told-plan", "Were you offered a copy of your care plan?", "Did you get your own copy of your care plan?", "Not fully offered their care plan"))
}

func decisions() forms.Item {
	return notFully("involved", "Did you have as much say as you wanted in decisions about your care?", "Did you help to decide about your care?", "Not fully involved in decisions", "9", "control", "I did not want to", "I did not want to")
}

func closing() []forms.Item {
	return []forms.Item{
		words("good", "What was good?", "What was good?"),
		words("better", "What should be better?", "What should be better?"),
		aboutYou(),
	}
}

func inpatient() forms.Form {
	const na, naE = "I did not meet any", "I did not meet any"
	staff := group("staff", "How staff were with you", "The staff",
		notFully("respect-nurses", "Did the nurses treat you with respect?", "Did the nurses respect you?", "Not fully treated with respect by nurses", "4", "hope", na, naE),
		notFully("respect-doctors", "Did the doctors treat you with respect?", "Did the doctors respect you?", "Not fully treated with respect by doctors", "4", "hope", na, naE),
		notFully("respect-others", "Did everybody else who works on the ward treat you with respect?", "Did the other staff respect you?", "Not fully treated with respect by other staff", "4", "hope", na, naE),
		notFully("time-nurses", "Were you given enough time to talk with a nurse?", "Did you have enough time to talk to a nurse?", "Not enough time to talk to nurses", "4", "hope", "I did not want to", "I did not want to"),
		notFully("time-doctors", "Were you given enough time to talk with a doctor?", "Did you have enough time to talk to a doctor?", "Not enough time to talk to a doctor", "4", "hope", "I did not want to", "I did not want to"),
		notFully("listened", "Did you feel that people listened to you?", "Did staff listen to you?", "Did not fully feel listened to", "4", "hope", "", ""))
	offered := func(id, text, easy, label string) forms.Item {
		i := ask(id, forms.Choice, text, easy, yesNo("", ""))
		i.Polarity = forms.Positive
		i.Figure = &forms.Figure{Label: both(label, ""), Count: []string{"yes"}, Of: []string{"yes", "no"}, Set: "7", Domain: "control"}
		return i
	}
	treatments := group("treatments", "What you were offered", "What you were offered",
		offered("offered-medicine", "Were you offered medicine?", "Did staff offer you medicine?", "Offered medicine"),
		offered("offered-talking", "Were you offered a talking therapy, with one person?", "Did staff offer you a talking therapy?", "Offered a talking therapy"),
		offered("offered-occupational", "Were you offered occupational therapy, such as cooking, art or getting back to everyday things?", "Did staff offer you activities like cooking or art?", "Offered occupational therapy"),
		offered("offered-group", "Were you offered a therapy group?", "Did staff offer you a therapy group?", "Offered a therapy group"))
	need := group("help", "Help with the rest of your life", "Help with your life",
		unmet("help-housing", "While you were on the ward, did you get help with where you live?", "Did you get help with your home?", "No help with housing", "10"),
		unmet("help-work", "Did you get help with work, or with learning?", "Did you get help with work or learning?", "No help with work or education", "10"),
		unmet("help-money", "Did you get help with money or benefits?", "Did you get help with money?", "No help with money or benefits", "10"),
		unmet("help-relationships", "Did you get help with family, friends or other relationships?", "Did you get help with family and friends?", "No help with relationships", "10"),
		unmet("help-health", "Did you get help with your physical health?", "Did you get help with your body’s health?", "No help with physical health", "10"))
	return form("inpatient-experience", "Your stay on the ward", "Asks people about a stay on a ward: how staff were, what was offered and explained, having a say, and help with the rest of life. Figures 4, 7, 8a, 9 and 10 of the strategy of 2007, in our own words.",
		"Please think of your stay on the ward. "+anon, "Think about your time on the ward. "+anonEasy,
		append([]forms.Item{staff, treatments, information("8a"), decisions(), need}, closing()...)...)
}

func community() forms.Form {
	who := ask("staff-group", forms.Choice, "Whom from the team have you seen most often?", "Who do you see most?", []forms.Option{
		opt("nurse", "A nurse", ""), opt("doctor", "A doctor", ""), opt("social-worker", "A social worker", ""), opt("occupational-therapist", "An occupational therapist", ""),
		opt("psychologist", "A psychologist or therapist", ""), opt("peer-worker", "A peer worker", ""), opt("somebody-else", "Somebody else", ""), opt("cannot-remember", "I cannot remember", "I can’t remember")})
	staff := group("staff", "The person whom you have seen most often", "The person you see most", who,
		notFully("listened", "Does this person listen carefully to you?", "Does this person listen to you?", "Not fully listened to", "5", "hope", "", ""),
		notFully("respect", "Does this person treat you with respect?", "Does this person respect you?", "Not fully treated with respect", "5", "hope", "", ""),
		notFully("time", "Are you given enough time to talk?", "Do you have enough time to talk?", "Not given enough time", "5", "hope", "", ""),
		notFully("trust", "Do you trust this person, and feel confident in what they do?", "Do you trust this person?", "Not full confidence and trust", "5", "hope", "", ""))
	const na, naE = "Nobody close to me wanted this", "My family did not want this"
	family := group("family", "The people close to you", "Your family and friends",
		notFully("family-information", "Have your relatives or friends got the information that they wanted?", "Does your family know enough?", "Family not given all the information they wanted", "6", "hope", na, naE),
		notFully("family-support", "Have your relatives or friends got the support that they wanted for themselves?", "Does your family get help too?", "Family not given all the support they wanted", "6", "hope", na, naE))
	need := group("help", "Help with the rest of your life", "Help with your life",
		unmet("help-work", "Have you got the help that you wanted to find a job or to keep one?", "Did you get help with a job?", "Wanted help with open employment and got none", "11"),
		unmet("help-housing", "Have you got the help that you wanted with where you live?", "Did you get help with your home?", "Wanted help with housing and got none", "11"),
		unmet("help-money", "Have you got the help that you wanted with money or benefits?", "Did you get help with money?", "Wanted help with money or benefits and got none", "11"),
		unmet("help-relationships", "Have you got the help that you wanted with family, friends or other relationships?", "Did you get help with family and friends?", "Wanted help with relationships and got none", "11"),
		unmet("help-social", "Have you got the help that you wanted to meet people and to do things that you enjoy?", "Did you get help to go out and meet people?", "Wanted help with social activities and got none", "11"),
		unmet("help-health", "Have you got the help that you wanted with your physical health?", "Did you get help with your body’s health?", "Wanted help with physical health and got none", "11"))
	return form("community-experience", "Your support in the community", "Asks people who are supported by a community team: how staff are, the people close to them, what was explained, having a say, and help with the rest of life. Figures 5, 6, 8b, 9 and 11 of the strategy of 2007, in our own words.",
		"Please think of the past year. "+anon, "Think about the last year. "+anonEasy,
		append([]forms.Item{staff, family, information("8b"), decisions(), need}, closing()...)...)
}

func pulse(people bool) forms.Form {
	often := func() []forms.Option {
		return []forms.Option{num(opt("never", "Never", ""), 1), num(opt("rarely", "Rarely", "Not much"), 2), num(opt("sometimes", "Sometimes", ""), 3), num(opt("often", "Often", "A lot"), 4), num(opt("always", "Always", ""), 5)}
	}
	behaviours := []struct{ id, label, people, easy, staff, staffEasy string }{
		{"b1", "Dignity and respect", "The team treats me with dignity and respect.", "Staff respect me.", "We treat people with dignity and respect.", "We respect people."},
		{"b2", "Valued for who I am", "The team values me for the person I am.", "Staff like me for who I am.", "We value people for who they are.", "We value people for who they are."},
		{"b3", "Belief in my worth", "The team believes that I am worth something.", "Staff believe in me.", "We believe in the worth of each person.", "We believe in people."},
		{"b4", "Confidence in what I can do", "The team has confidence in my skills and in what I could become.", "Staff believe that I can do things.", "We have confidence in people’s skills and in what they could become.", "We believe that people can do things."},
		{"b5", "Listening and acting", "The team listens to me and acts on what I say.", "Staff listen to me and do something about it.", "We listen to people and act on what they say.", "We listen and do something about it."},
		{"b6", "My experience is real", "The team takes what I experience as real.", "Staff believe what I tell them.", "We take what people experience as real.", "We believe what people tell us."},
		{"b7", "Exploring it together", "The team explores with me what I experience.", "Staff talk with me about what happens to me.", "We explore with people what they experience.", "We talk with people about what happens to them."},
		{"b8", "Living with not knowing", "The team can bear that we do not know what the future brings.", "Staff stay calm when we don’t know what will happen.", "We can bear that nobody knows what the future brings.", "We stay calm when we don’t know what will happen."},
		{"b9", "Setbacks are part of it", "The team sees a setback as a part of recovery, from which we can learn.", "When things go wrong, staff help me to learn from it.", "We see a setback as a part of recovery, from which we can learn.", "When things go wrong, we learn from it."},
	}
	g := group("behaviours", "How is it in this team?", "How is it in this team?")
	g.Help = both("Think of the team as a whole in the past month, not of one person.", "Think about the whole team, not one person.")
	if !people {
		g.Text = both("How are we, as a team?", "How are we, as a team?")
		g.Help = both("Think of the team as a whole in the past month, not of yourself alone, nor of one colleague.", "Think about the whole team, not one person.")
	}
	score := forms.Score{ID: "hope", Title: both("Hope-inspiring behaviours", ""), Method: forms.Mean, MinAnswered: 6, Polarity: forms.Positive, Round: new(int),
		Missing: "The mean of the answers given, when at least six of the nine have an answer.", Source: "Footbridge"}
	*score.Round = 2
	for _, b := range behaviours {
		i := ask(b.id, forms.Choice, b.people, b.easy, often())
		if !people {
			i.Text = both(b.staff, b.staffEasy)
		}
		i.Polarity = forms.Positive
		i.Figure = &forms.Figure{Label: both(b.label, ""), Count: []string{"often", "always"}, Of: []string{"never", "rarely", "sometimes", "often", "always"}, Set: "pulse", Domain: "hope"}
		g.Items = append(g.Items, i)
		score.Items = append(score.Items, forms.ScoreItem{LinkID: b.id})
	}
	var f forms.Form
	if people {
		f = form("hope-pulse-people", "Hope in this team: what people say", "A short pulse of the nine ways in which a team can inspire hope, asked of the people it supports. It is about a team, never about one member of staff.",
			"Nine short sentences about the team that supports you. "+anon, "Nine short questions about the staff. "+anonEasy,
			g, words("habit", "What is the one thing that this team could do every day to give you more hope?", "What could staff do to give you hope?"), aboutYou())
	} else {
		f = form("hope-pulse-staff", "Hope in this team: what staff say", "The same pulse of nine behaviours, asked of the team itself. It is about a team, never about one member of staff.",
			"Nine short sentences about your own team. "+anon, "Nine short questions about your team. "+anonEasy,
			g, words("habit", "What is the one thing that the team could do every day to give people more hope?", "What could we do to give people hope?"))
	}
	f.Scores = []forms.Score{score}
	return f
}

func feedback() forms.Form {
	how := ask("how-was", forms.Choice, "How was the course for you?", "How was the course?", []forms.Option{
		num(opt("very-good", "Very good", ""), 5), num(opt("good", "Good", ""), 4), num(opt("all-right", "All right", "OK"), 3), num(opt("not-so-good", "Not so good", ""), 2), num(opt("poor", "Poor", "Bad"), 1)})
	how.Required, how.Polarity = true, forms.Positive
	how.Figure = &forms.Figure{Label: both("Good or very good", ""), Count: []string{"very-good", "good"}, Of: []string{"very-good", "good", "all-right", "not-so-good", "poor"}}
	tell := ask("recommend", forms.Choice, "Would you tell a friend to come?", "Would you tell a friend to come?", []forms.Option{opt("yes", "Yes", ""), opt("maybe", "Maybe", ""), opt("no", "No", "")})
	tell.Polarity = forms.Positive
	tell.Figure = &forms.Figure{Label: both("Would tell a friend to come", ""), Count: []string{"yes"}, Of: []string{"yes", "maybe", "no"}}
	return form("course-feedback", "How was the course?", "What students say at the end of a course of the college.", anon, anonEasy,
		how, words("helped", "What helped you?", "What helped you?"), words("change", "What should change?", "What should we change?"), tell,
		words("next", "What would you like to do next?", "What do you want to do next?"))
}

package surveys

// What was published of the survey of 2007, to read one's own figures beside.

// source2007 is where the published figures are from.
const source2007 = "the recovery strategy of 2007, figure 3, which asked people who were admitted to its wards"

// asPublished are the published percentages of figure 3, by the question of the
// questionnaire "admission-2007" that asks the same in our own words. How many
// people answered was not published, so they have no interval.
var asPublished = map[string]int{
	"treatment": 62, "welcome": 35, "information": 52, "nurse": 45, "food": 72, "faith": 79,
}

// setTitles name the figures of the strategy of 2007.
var setTitles = map[string]string{
	"3": "On arrival at the ward", "4": "How staff behaved on the ward", "5": "How staff behaved in the community",
	"6": "Relatives and friends", "7": "What was offered on the ward", "8a": "Information on the ward", "8b": "Information in the community",
	"9": "Having a say in decisions", "10": "Help that was not given, ward", "11": "Help that was not given, community",
	"pulse": "What inspires hope",
}

// setNote says what was published of a set.
func setNote(set string) string {
	switch set {
	case "3":
		return "Beside ours stand the percentages that were published, in " + source2007 + ". How many people answered then was not published, so nobody can say how sure those are, and we work out no difference."
	case "4", "5", "6", "7", "8a", "8b", "9", "10", "11":
		return "The numbers of this figure in the strategy of 2007 are lost. Only ours are shown."
	}
	return ""
}

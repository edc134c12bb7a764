package evaluation

import (
	"fmt"

	"footbridge/internal/extracts"
)

// otherWords are how many others there are, at most.
var otherWords = []string{"nobody", "one person", "up to two people", "up to three people", "up to four people"}

// words says how the question is answered, in paragraphs.
func (d Design) words() []string {
	out := []string{fmt.Sprintf("The same people are counted twice: in the %s before %s, and in the %s from that day on. Both times are %d days long.", d.Span(), d.Begin.Words(), d.Span(), d.Days())}
	switch {
	case !d.From.IsZero() && !d.Until.IsZero():
		out = append(out, fmt.Sprintf("That day lies from %s to %s.", d.From, d.Until))
	case !d.From.IsZero():
		out = append(out, fmt.Sprintf("That day is %s or later.", d.From))
	case !d.Until.IsZero():
		out = append(out, fmt.Sprintf("That day is %s or earlier.", d.Until))
	}
	if d.Controls > 0 {
		out = append(out, fmt.Sprintf("Beside each of them we put %s who never began: of the same gender, in the same ten years of age, last seen by the same team, with nearly as many contacts in the time before. Their time is counted from the same day. Whom the seed put beside whom can be worked out again, but it was not drawn by lot who began: the two groups may differ in ways that no record shows.", otherWords[d.Controls]))
	} else {
		out = append(out, "Nobody else was counted, so there is nothing to say what would have happened anyway.")
	}
	return out
}

// regression is what must stand beside every change before and after.
const regression = "People often begin something new after a bad time. Just before that day they need more help than they usually do, and afterwards less, whether or not anything helped: statisticians call it regression to the mean. A fall in this table is therefore not yet an effect."

// cannot are the things that the figures do not say.
func (d Design) cannot() []string {
	out := []string{
		"Why anything changed. Other things happen at the same time: treatment, a home, a friend, luck.",
		"How people are. Fewer contacts can mean that somebody is well, or that nobody came any more; nobody is asked here.",
		"What happened elsewhere. Only what the record system of this organisation knows is counted.",
		"Whom it would help. Those who began chose to, and those who died or could not be followed as long are left out.",
	}
	if d.Begin == Peer {
		out = append(out, "Whether people are seen more because they met a peer worker. The meetings are contacts themselves, and whoever meets one is in touch with a team just then.")
	}
	if d.Controls == 0 {
		out = append(out, "What would have happened anyway. Ask the same question with others like them beside it.")
	}
	if len(d.Costs) > 0 {
		out = append(out, "That money is saved. What is worked out is non-cashable: a bed that one person does not need is used by another, and no budget grows.")
	}
	return out
}

// period is the time that extracts cover, in words.
func period(covered [2]int32) string {
	if covered[1] < covered[0] {
		return "There are no contacts and no stays in the extracts."
	}
	return fmt.Sprintf("The extracts cover %s to %s.", extracts.DateOf(covered[0]), extracts.DateOf(covered[1]))
}

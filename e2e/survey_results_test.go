package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestSurveyResults: somebody reads what was published, a survey lead looks at the
// figures behind it, compares two wards, publishes a new edition, and everybody
// can read it.
func TestSurveyResults(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Somebody who is not signed in")
	b.visit("/surveys/results")
	b.follow("Arriving on the ward: Last winter")
	result := b.where()
	b.says("main", "62%")
	b.says("main", "You said, we did")
	b.look()

	b.become("Performance, audit or survey lead")
	b.visit(result)
	b.follow("The figures and what was published, for staff")
	figures := b.where()
	b.look()
	b.follow("Compare units")
	b.do(chromedp.Click(chromedp.CSS("#unit-1")))
	b.do(chromedp.Click(chromedp.CSS("#unit-2")))
	b.follow("Compare")
	b.says("main table", "Larch Ward")
	b.look()
	b.visit(figures)
	b.follow("From wave to wave")
	b.says("main", "Last autumn")
	b.look()
	b.visit(figures)
	b.follow("Publish again, or withdraw")
	b.write("#method", "")
	if status := b.follow("Publish a new edition"); status != 422 {
		t.Errorf("published without saying how people were asked: status %d, want 422", status)
	}
	b.look()
	b.write("#method", "Peer workers asked people in person.")
	b.follow("Publish a new edition")
	b.says("main", "Edition 2")

	b.become("Somebody who is not signed in")
	b.visit(result)
	b.says("main", "edition 2")
	b.says("main", "Peer workers asked people in person.")
}

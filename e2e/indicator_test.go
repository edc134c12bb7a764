package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestIndicator: a performance lead reads an indicator, decides where its limits
// begin anew and says why, takes it back and puts it on again; everybody who
// reads the chart reads the reason.
func TestIndicator(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Performance, audit or survey lead")
	b.visit("/indicators")
	b.look()
	b.follow("With a safety plan")
	chart := b.where()
	if text := b.text("main h2"); len(text) < 20 || text[:len("How much was recorded")] != "How much was recorded" {
		t.Errorf("completeness does not come first: %s", text)
	}
	b.says("main", "Higher is better")
	if b.count("main .fb-chart__picture polyline") == 0 || b.text("main .fb-chart__picture desc") == "" {
		t.Error("there is no chart, or it has no words")
	}
	b.look()

	b.follow("Add a note, or decide where limits begin")
	b.look()
	if status := b.follow("Put it on the chart"); status != 422 {
		t.Errorf("nothing decided: status %d, want 422", status)
	}
	b.summary()
	b.look()
	b.do(chromedp.Click(chromedp.CSS("input[name=kind][value=rebase]")))
	_ = ask[string](b, `(e => e.value = e.options[7].value)(document.getElementById("month"))`)
	b.write("#words", "Too short")
	if status := b.follow("Put it on the chart"); status != 422 {
		t.Errorf("without a reason: status %d, want 422", status)
	}
	b.says(".nhsuk-error-summary", "it is printed under the chart")
	const why = "Safety plans became part of the first visit, and stayed so."
	b.write("#words", why)
	b.follow("Put it on the chart")
	b.says("[role=alert], .nhsuk-notification-banner", "Limits begin anew")
	b.says("main .fb-decided", why)
	b.says("main .fb-chart__picture", "limits begin anew")
	b.look()

	b.follow("Take back “" + why)
	if left := b.count("main > .fb-decided"); left > 0 {
		b.says("main", "Taken back")
	}
	b.do(chromedp.Click(chromedp.CSS("main details.fb-no-print summary")))
	b.follow("Put on again “" + why)
	b.says("main .fb-decided", why)

	b.become("Board member")
	b.visit(chart)
	b.says("main .fb-decided", why)
	if b.count(`main a[href*="/decide"]`) > 0 {
		t.Error("a board member is offered to decide")
	}
	b.onPaper()
	b.says("main", why)
}

package e2e

import (
	"bytes"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestIndicators: a board member reads how it is going, looks at whom it is going
// well for, and prints the extract for the board; a team manager compares; the
// performance lead changes a definition.
func TestIndicators(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Board member")
	b.visit("/indicators")
	b.says("main", "People in a settled home")
	b.says("main", "Higher is better")
	b.look()
	b.follow("On one page, to print")
	b.look()
	b.visit("/indicators")
	b.follow("People in a settled home")
	b.follow("Who is it going well for?")
	b.says("main table", "Not recorded")
	b.says("main", "What this can say, and what it cannot")
	b.look()

	b.visit("/indicators/board?i=settled-home&i=in-paid-work")
	b.look()
	b.follow("Open it to print")
	b.look()
	b.onPaper()
	if left := ask[int](b, `[...document.querySelectorAll(".fb-header, .fb-nav, .fb-footer, .fb-demo, .nhsuk-breadcrumb, .nhsuk-button, main form")].filter(e => e.checkVisibility()).length`); left != 0 {
		t.Errorf("%d parts that are no use on paper are printed", left)
	}
	if n := b.count(".fb-board__page svg"); n != 2 {
		t.Errorf("the extract has %d charts, want 2", n)
	}
	if pdf := b.pdf(); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error("printing gives no PDF")
	}
}

// TestCompareIndicators: somebody sets units side by side, keeps it, removes it and
// brings it back.
func TestCompareIndicators(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Executive owner")
	b.visit("/indicators/compare")
	b.choose("#i1", "People in a settled home")
	b.choose("#u1", "Bridgewater")
	b.follow("Show")
	b.look()
	b.follow("Keep")
	b.summary()
	b.write("#name", "Where people live")
	b.follow("Keep")
	b.says("main", "Where people live")
	b.follow("Remove “Where people live”")
	b.follow("Bring it back")
	b.says("main", "Where people live")
}

// TestDefinitionOfAnIndicator: a mistake is pointed out with its line, and a change
// is a version with a reason.
func TestDefinitionOfAnIndicator(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Performance, audit or survey lead")
	b.visit("/indicators/definitions")
	b.look()
	b.visit("/indicators/in-paid-work/definition")
	b.look()
	b.follow("Change what it means")
	text := ask[string](b, `document.querySelector("#text").value`)
	b.do(chromedp.SetValue(chromedp.CSS("#text"), "colour: blue\n"+text))
	b.write("#reason", "Plainer words.")
	if status := b.follow("Save a new version"); status != 422 {
		t.Errorf("a field that is not known: status %d, want 422", status)
	}
	b.says(".nhsuk-error-summary", "ine 1")
	b.look()
	for _, path := range []string{"/indicators/quality", "/indicators/runs", "/indicators/units"} {
		b.visit(path)
		b.look()
	}
}

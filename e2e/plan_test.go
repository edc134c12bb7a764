package e2e

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// become takes the part of the demonstration's role that begins with the label.
func (b *tab) become(label string) {
	b.t.Helper()
	b.visit("/")
	b.do(chromedp.SetValue(chromedp.CSS("#demo-role"), roleValue(b, label)))
	b.click(".fb-demo__button")
}

// choose chooses the option that begins with the label.
func (b *tab) choose(selector, label string) {
	b.t.Helper()
	value := ask[string](b, fmt.Sprintf(`[...document.querySelectorAll(%s)].find(o => o.textContent.trim().startsWith(%s))?.value ?? ""`, quoted(selector+" option"), quoted(label)))
	if value == "" {
		b.t.Fatalf("%s: %s has no option that begins with %q", b.where(), selector, label)
	}
	b.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

// TestLocalPlanWithoutScripts: a borough says an objective in its own words, drops
// another one, and its plan is signed off by the three groups it needs, in a
// browser that runs no script.
func TestLocalPlanWithoutScripts(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.withoutScripts()
	b.become("Service director")
	b.visit("/strategy/plans")
	b.follow("Kingsmere plan")
	plan := b.where()
	b.follow("2. People hold their own plans")
	b.write("#title", "Everybody in Kingsmere holds the plan themselves")
	b.follow("Save the words")
	b.visit(plan)
	b.says("main", "Everybody in Kingsmere holds the plan themselves")
	b.follow("8. We know whether it works")
	objective := ask[string](b, `[...document.querySelectorAll("main a")].find(a => a.textContent.startsWith("The trust"))?.getAttribute("href") ?? ""`)
	if status := b.follow("Drop it, with this reason"); status != 422 {
		t.Errorf("dropped without a reason: status %d, want 422", status)
	}
	b.write("#why", "The trust measures it for us.")
	b.follow("Drop it, with this reason")
	b.visit(objective)
	b.says("main", "The trust measures it for us.")

	b.visit(plan)
	b.follow("Sign-off")
	if status := b.follow("Sign off the plan"); status != 422 {
		t.Errorf("signed off by nobody: status %d, want 422", status)
	}
	for _, group := range []string{"Kingsmere Borough Council", "Kingsmere Voices", "Kingsmere Carers Together"} {
		b.choose("#partner", group)
		b.write("#signed", "21")
		b.write("#signed-month", "11")
		b.write("#signed-year", "2026")
		b.write("#changed", "Asked why the eighth objective was dropped.")
		b.follow("Record it")
		if b.where() != plan+"/sign" {
			b.visit(plan + "/sign")
		}
		b.says("main table", group)
	}
	b.do(chromedp.Click(chromedp.CSS("#agreed")))
	b.follow("Sign off the plan")
	b.visit(plan)
	b.says("main", "edition 2 · Signed off")
}

// TestBoardPaperOnPaper: what is printed is the paper and nothing else, with the
// reason beside every status that somebody set by hand.
func TestBoardPaperOnPaper(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Board member")
	for _, path := range []string{"/strategy/paper", "/strategy/page"} {
		b.visit(path)
		b.onPaper()
		if left := ask[int](b, `[...document.querySelectorAll(".fb-header, .fb-nav, .fb-footer, .fb-demo, .nhsuk-breadcrumb, .nhsuk-button, main form")].filter(e => e.checkVisibility()).length`); left != 0 {
			t.Errorf("%s: %d parts that are no use on paper are printed", path, left)
		}
		b.says("main table", "Set by hand")
		b.says("main table", "a post without a ready team is a broken promise")
		b.width(700)
		b.picture(700)
		pdf := b.pdf()
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Errorf("%s: printing gives %d bytes that are no PDF", path, len(pdf))
		}
		b.width(wide)
	}
}

// onPaper shows the page as it would be printed.
func (b *tab) onPaper() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	}))
}

// pdf prints the page to a file.
func (b *tab) pdf() (out []byte) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		res, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
		out = res.Data
		return err
	}))
	return out
}

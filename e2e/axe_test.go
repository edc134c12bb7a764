package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// look runs axe-core on the page as it is, at both widths, and fails for every
// violation, for a page wider than the screen, and for whatever the browser
// complained of.
func (b *tab) look() {
	b.t.Helper()
	b.lookAt(wide, true)
	b.lookAt(narrow, true)
	b.complain()
}

// glance is look for a page whose like has been looked at: axe-core runs once.
func (b *tab) glance() {
	b.t.Helper()
	b.lookAt(wide, true)
	b.lookAt(narrow, false)
	b.complain()
}

func (b *tab) complain() {
	b.t.Helper()
	for _, complaint := range unique(b.complaints()) {
		b.t.Errorf("%s: the browser says: %s", b.where(), complaint)
	}
}

// violation is one rule of axe-core that the page breaks.
type violation struct {
	Rule, Help string
	Where      []string
}

const runAxe = `axe.run(document, {
	runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
	rules: {"target-size": {enabled: true}},
	resultTypes: ["violations"],
}).then(r => r.violations.map(v => ({Rule: v.id, Help: v.help, Where: v.nodes.slice(0, 3).map(n => n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))})))`

func (b *tab) lookAt(width int64, thoroughly bool) {
	b.t.Helper()
	b.width(width)
	defer b.picture(width)
	if over := ask[int](b, `document.documentElement.scrollWidth - window.innerWidth`); over > 0 {
		b.t.Errorf("%s at %d pixels: the page is %d pixels too wide, because of %s", b.where(), width, over, b.widest())
	}
	if !thoroughly {
		return
	}
	if !ask[bool](b, `"axe" in window`) {
		_ = ask[int](b, machine.axe+"\n;1")
	}
	for _, v := range ask[[]violation](b, runAxe) {
		b.t.Errorf("%s at %d pixels: %s: %s\n\t%s", b.where(), width, v.Rule, v.Help, strings.Join(v.Where, "\n\t"))
	}
}

// picture keeps a picture of the whole page where FOOTBRIDGE_PICTURES names a
// folder, for people to look at.
func (b *tab) picture(width int64) {
	b.t.Helper()
	folder := os.Getenv("FOOTBRIDGE_PICTURES")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	name := strings.ReplaceAll(strings.Trim(b.t.Name()+b.where(), "/"), "/", "_")
	if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, width)), png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// widest names the elements that stick out of the page.
func (b *tab) widest() string {
	b.t.Helper()
	return ask[string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > window.innerWidth + 0.5 && !e.closest(".fb-scroll"))
		.slice(0, 4).map(e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.getAttribute("class") ? "." + e.getAttribute("class").split(" ")[0] : "")).join(", ")`)
}

// summary checks the page of a form that was sent wrongly: the summary has the
// focus, and each of its links leads to a field that then has it.
func (b *tab) summary() {
	b.t.Helper()
	if !strings.HasPrefix(ask[string](b, `document.title`), "Error: ") {
		b.t.Errorf("%s: the title does not say that there is an error", b.where())
	}
	if !ask[bool](b, `document.activeElement.matches(".nhsuk-error-summary")`) {
		b.t.Errorf("%s: the error summary does not have the focus, but %q", b.where(), b.focused())
	}
	links := b.count(".nhsuk-error-summary a")
	for i := range links {
		link := fmt.Sprintf(`[...document.querySelectorAll(".nhsuk-error-summary a")][%d]`, i)
		if !ask[bool](b, fmt.Sprintf(`(a => { const to = document.getElementById(a.getAttribute("href").slice(1)); a.click(); return document.activeElement === to && to.matches("input, select, textarea"); })(%s)`, link)) {
			b.t.Errorf("%s: the error %q does not lead to its field", b.where(), ask[string](b, link+".textContent"))
		}
	}
}

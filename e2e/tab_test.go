package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Widths that pages are looked at: a desk and the narrowest phone.
const (
	wide   = 1280
	narrow = 320
)

// patience is how long a page may take.
const patience = 20 * time.Second

// tab is one visitor's browser: its cookies are its own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu       sync.Mutex
	problems []string // what the browser complained of: the content policy, missing files
}

// open returns a new visitor of the site at base.
func open(t *testing.T, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(machine.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	b.width(wide)
	return b
}

// hear notes what the browser complains of, apart from the answers that a
// journey asks for itself: a form sent wrongly answers 422.
func (b *tab) hear(ev any) {
	e, ok := ev.(*log.EventEntryAdded)
	if !ok || e.Entry.Level != log.EntryLevelError && e.Entry.Level != log.EntryLevelWarning {
		return
	}
	for _, own := range []string{"status of 422", "status of 403", "status of 404", "status of 409"} {
		if strings.Contains(e.Entry.Text, own) && !strings.Contains(e.Entry.URL, "/assets/") {
			return
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, e.Entry.Text+" "+e.Entry.URL)
}

// complaints returns what the browser complained of since it was last asked.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.problems
	b.problems = nil
	return out
}

// do runs steps or ends the test.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", b.where(), err)
	}
}

// leads runs steps that lead to another page and returns its status.
func (b *tab) leads(steps ...chromedp.Action[chromedp.Void]) int {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	from := b.where()
	res, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		b.t.Fatalf("from %s: %v", from, err)
	}
	return int(res.Status)
}

// visit opens a path and returns the status.
func (b *tab) visit(path string) int {
	b.t.Helper()
	return b.leads(chromedp.Navigate(b.base + path))
}

func (b *tab) width(pixels int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(pixels, 900))
}

// where is the path of the page.
func (b *tab) where() string {
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	u, parseErr := url.Parse(at)
	if err != nil || parseErr != nil {
		return at
	}
	return u.Path
}

// ask evaluates an expression on the page.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", b.where(), err)
	}
	return out
}

// text is the words of the elements that match, as they are read.
func (b *tab) text(selector string) string {
	b.t.Helper()
	words := ask[string](b, fmt.Sprintf(`[...document.querySelectorAll(%s)].map(e => e.textContent).join(" ")`, quoted(selector)))
	return strings.Join(strings.Fields(words), " ")
}

// count is how many elements match.
func (b *tab) count(selector string) int {
	b.t.Helper()
	return ask[int](b, fmt.Sprintf(`document.querySelectorAll(%s).length`, quoted(selector)))
}

// says fails unless the elements that match hold the words.
func (b *tab) says(selector, want string) {
	b.t.Helper()
	if got := b.text(selector); !strings.Contains(got, want) {
		b.t.Errorf("%s: %s says %q, want %q in it", b.where(), selector, got, want)
	}
}

// click follows a link or presses a button, and waits for the page it leads to.
func (b *tab) click(selector string) int {
	b.t.Helper()
	return b.leads(chromedp.Click(chromedp.CSS(selector)))
}

// follow clicks the first link or button with these words in the page's main part.
func (b *tab) follow(words string) int {
	b.t.Helper()
	mark := fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll("main a, main button, main summary")].filter(e => !e.closest("[aria-hidden=true]") && e.textContent.trim().replace(/\s+/g, " ").startsWith(%s));
		document.querySelectorAll("[data-e2e]").forEach(e => e.removeAttribute("data-e2e"));
		if (all.length > 0) all[0].setAttribute("data-e2e", "");
		return all.length;
	})()`, quoted(words))
	if ask[int](b, mark) == 0 {
		b.t.Fatalf("%s: nothing to click that says %q, only: %s", b.where(), words, b.text("main a, main button"))
	}
	return b.click("[data-e2e]")
}

// write types into a field, after what is there has been taken away.
func (b *tab) write(selector, words string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)))
	b.press("a", kb.ModifierCtrl)
	b.press(kb.Delete)
	b.press(words)
}

// press sends keys to whatever has the focus.
func (b *tab) press(keys string, modifiers ...kb.Modifier) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// focused describes the element that has the focus by its id, or its words.
func (b *tab) focused() string {
	b.t.Helper()
	return ask[string](b, `(e => e ? e.id || e.textContent.trim().replace(/\s+/g, " ") : "")(document.activeElement)`)
}

// withoutScripts turns JavaScript off for the pages to come.
func (b *tab) withoutScripts() {
	b.t.Helper()
	b.scripts(false)
}

// scripts says whether JavaScript runs.
func (b *tab) scripts(run bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run})
		return err
	}))
}

// take gives the visitor the cookies of a client that is signed in.
func (b *tab) take(cookies []*http.Cookie) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for _, c := range cookies {
			if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: b.base, HTTPOnly: new(true)}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func quoted(s string) string {
	out, _ := json.Marshal(s) // a string always can be
	return string(out)
}

// need leaves the test out where the journeys are not wanted.
func need(t *testing.T) {
	t.Helper()
	if !wanted() {
		t.Skip("FOOTBRIDGE_E2E is not 1")
	}
}

// unique returns the sorted strings, each once.
func unique(in []string) []string {
	out := slices.Clone(in)
	slices.Sort(out)
	return slices.Compact(out)
}

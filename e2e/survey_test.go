package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const surveyLead = "Performance, audit or survey lead"

// openWave is the path of the demonstration's wave on the wards that takes answers.
func (b *tab) openWave() string {
	b.t.Helper()
	b.visit("/surveys")
	b.follow("Your stay on the ward")
	b.follow("This season")
	return b.where()
}

// wayIn is the path of a way into the wave.
func (b *tab) wayIn(wave, kind string) string {
	b.t.Helper()
	b.visit(wave + "/ways")
	at := ask[string](b, fmt.Sprintf(`new URL([...document.querySelectorAll("main tbody tr")].find(r => r.textContent.includes(%s)).querySelector("a").href).pathname`, quoted(kind)))
	return at
}

var soFar = regexp.MustCompile(`Answers so far ?(\d+)`)

// answers is how many answers the wave's page counts.
func (b *tab) answers(wave string) int {
	b.t.Helper()
	b.visit(wave)
	found := soFar.FindStringSubmatch(b.text("main dl"))
	if found == nil {
		b.t.Fatalf("%s does not count the answers", wave)
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// becomes waits until an expression on the page is true.
func (b *tab) becomes(what, expression string) {
	b.t.Helper()
	for until := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if ask[bool](b, expression) {
			return
		}
		if time.Now().After(until) {
			b.t.Fatalf("%s: it never came to be that %s", b.where(), what)
		}
	}
}

// button presses a button that leads to no other page.
func (b *tab) button(id string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS("#" + id)))
}

// goThrough starts the survey of a tablet, answers the first question, writes one
// thing, and sends. It returns how many pages there were.
func (b *tab) goThrough(words string) int {
	b.t.Helper()
	b.button("kiosk-begin")
	b.pick("[data-form] label.fb-answer:has(input[value=no])")
	pages := 1
	for ; ask[bool](b, `document.getElementById("kiosk-send").hidden`); pages++ {
		if pages > 60 {
			b.t.Fatal("the survey of the tablet has no end")
		}
		if one := ask[int](b, kioskShown); one != 1 {
			b.t.Errorf("page %d of the tablet asks %d things", pages, one)
		}
		if area := ask[string](b, `[...document.querySelectorAll("[data-form] textarea")].find(e => e.offsetParent)?.id ?? ""`); area != "" {
			b.write(`[id="`+area+`"]`, words)
		}
		b.button("kiosk-next")
	}
	b.button("kiosk-send")
	b.becomes("the tablet thanks", `!document.getElementById("kiosk-thanks").hidden`)
	return pages
}

// kioskShown counts the questions that are to be seen.
const kioskShown = `[...document.querySelectorAll("[data-form] .nhsuk-form-group, [data-form] .fb-grid")].filter(e => e.offsetParent).length`

// nothingLeft checks that nothing of the last person is in the page.
func (b *tab) nothingLeft(words string) {
	b.t.Helper()
	b.becomes("the tablet is back at its start", `!document.getElementById("kiosk-start").hidden`)
	if left := ask[int](b, fmt.Sprintf(`document.querySelectorAll("[data-form] input:checked").length + [...document.querySelectorAll("[data-form] textarea, [data-form] input[type=text]")].filter(e => e.value !== "" ).length + (document.body.innerText.includes(%s) ? 1 : 0)`, quoted(words))); left != 0 {
		b.t.Errorf("%d things are left of the last person", left)
	}
}

// TestSurveyTablet: people answer on a tablet one after another; while the server
// is away their answers wait, and each counts once when it is back.
func TestSurveyTablet(t *testing.T) {
	need(t)
	s := demonstration(t)
	lead, b := open(t, s.base), open(t, s.base)
	lead.become(surveyLead)
	wave := lead.openWave()
	before := lead.answers(wave)
	at := lead.wayIn(wave, "Tablet in a waiting room")
	lead.look()

	b.visit(at)
	b.look()
	b.button("kiosk-begin")
	b.look()
	b.pick("[data-form] label.fb-answer:has(input[value=no])")
	b.button("kiosk-next")
	b.look()
	b.button("kiosk-back")
	b.button("kiosk-again")
	b.nothingLeft("A quiet room, please.")
	if n := b.goThrough("A quiet room, please."); n < 12 {
		t.Errorf("the tablet asked on %d pages", n)
	}
	b.becomes("the answer is sent", `localStorage.length === 0 || Object.values(localStorage).every(v => v === "[]")`)
	b.look()
	b.button("kiosk-finish")
	b.nothingLeft("A quiet room, please.")
	if n := lead.answers(wave); n != before+1 {
		t.Errorf("the wave counts %d answers, want %d", n, before+1)
	}

	b.becomes("the page is kept", `caches.match(location.pathname).then(p => !!p && !!navigator.serviceWorker.controller)`)
	s.stop()
	b.goThrough("A lock for the bathroom.")
	b.becomes("the answer waits", `document.getElementById("kiosk-waiting").innerText === "1 answer waits to be sent."`)
	b.lookAt(narrow, true)
	b.button("kiosk-finish")
	b.nothingLeft("A lock for the bathroom.")
	b.visit(at) // as if the tablet had been switched off and on
	b.becomes("the kept page opens", `document.getElementById("kiosk-waiting").innerText === "1 answer waits to be sent."`)
	b.follow("Easy read")
	b.goThrough("More tea.")
	b.becomes("both wait", `document.getElementById("kiosk-waiting").innerText === "2 answers wait to be sent."`)
	b.complaints() // of the server that was away
	s.addr = strings.TrimPrefix(s.base, "http://")
	if err := s.serve("demo"); err != nil {
		t.Fatal(err)
	}
	_ = ask[bool](b, `window.dispatchEvent(new Event("online"))`)
	b.becomes("the answers are sent", `Object.values(localStorage).every(v => v === "[]") && document.getElementById("kiosk-waiting").hidden`)
	if n := lead.answers(wave); n != before+3 {
		t.Errorf("the wave counts %d answers, want %d", n, before+3)
	}
}

// TestSurveyTabletAlone: somebody leaves a tablet in the middle, and nothing of
// what they chose is there for the next one. The page's clock runs faster here.
func TestSurveyTabletAlone(t *testing.T) {
	need(t)
	s := demonstration(t)
	lead, b := open(t, s.base), open(t, s.base)
	lead.become(surveyLead)
	at := lead.wayIn(lead.openWave(), "Tablet in a waiting room")
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `const wait = window.setTimeout; window.setTimeout = (f, ms) => wait(f, ms / 20);`})
		return err
	}))
	b.visit(at)
	b.button("kiosk-begin")
	b.pick("[data-form] label.fb-answer:has(input[value=no])")
	b.becomes("it asks whether they are there", `!document.getElementById("kiosk-warning").hidden`)
	b.button("kiosk-stay")
	if !ask[bool](b, `document.getElementById("kiosk-warning").hidden && document.querySelectorAll("[data-form] input:checked").length === 1`) {
		t.Error("somebody who is still there has lost what they chose")
	}
	b.becomes("it asks again", `!document.getElementById("kiosk-warning").hidden`)
	b.nothingLeft("nothing")
	b.complain()
}

// answerOn answers the steps of the page, of each its last answer, until one has
// the words, and returns how many there were.
func (b *tab) answerOn(until string) int {
	b.t.Helper()
	for steps := range 60 {
		if strings.Contains(b.text("main"), until) {
			return steps
		}
		if b.count("main label.fb-answer input") > 0 {
			b.do(chromedp.Click(chromedp.CSS("main label.fb-answer:last-of-type")))
		}
		b.follow("Next")
	}
	b.t.Fatalf("%s: sixty steps do not lead to %q", b.where(), until)
	return 0
}

// lookPlain looks at a page that runs no script, on a phone: axe-core itself is one.
func (b *tab) lookPlain() {
	b.t.Helper()
	b.scripts(true)
	b.lookAt(narrow, true)
	b.scripts(false)
}

// TestSurveyByLinkWithoutScripts: somebody answers on a phone that runs no script,
// asks for Easy read in the middle, goes away and comes back with a code.
func TestSurveyByLinkWithoutScripts(t *testing.T) {
	need(t)
	s := demonstration(t)
	lead, b := open(t, s.base), open(t, s.base)
	lead.become(surveyLead)
	wave := lead.openWave()
	before := lead.answers(wave)
	at := lead.wayIn(wave, "Link to send")

	b.width(narrow)
	b.withoutScripts()
	b.visit(at)
	b.lookPlain()
	b.follow("Start")
	b.lookPlain()
	b.says("main", "Did the nurses treat you with respect?")
	b.pick("main label.fb-answer:has(input[value=no])")
	b.follow("Easy read")
	b.says("main", "Did the nurses respect you?")
	if chosen := ask[string](b, `document.querySelector("main input:checked")?.value ?? ""`); chosen != "no" {
		t.Errorf("after the change to Easy read the answer is %q, want no", chosen)
	}
	b.lookPlain()
	b.follow("Next")
	b.follow("Back")
	if chosen := ask[string](b, `document.querySelector("main input:checked")?.value ?? ""`); chosen != "no" {
		t.Errorf("after going back the answer is %q, want no", chosen)
	}
	b.follow("Next")
	b.follow("Stop for now")
	code := b.text("main .fb-code")
	b.lookPlain()
	b.complain()

	again := open(t, s.base) // another day, another phone
	again.width(narrow)
	again.withoutScripts()
	again.visit(at)
	again.follow("I have a code")
	again.lookPlain()
	again.write("#code", "AAAA-AAAA")
	if status := again.follow("Go on"); status != 422 {
		t.Errorf("a code of nobody: status %d, want 422", status)
	}
	again.lookPlain()
	again.write("#code", code)
	again.follow("Go on")
	if chosen := ask[string](again, `document.querySelector("main input:checked")?.value ?? ""`); chosen != "no" {
		t.Errorf("back with the code the answer is %q, want no", chosen)
	}
	again.says("main", "Did the nurses respect you?")
	if n := again.answerOn("That was the last question"); n < 10 {
		t.Errorf("only %d steps to the end", n)
	}
	again.lookPlain()
	again.follow("Send my answers")
	if !strings.HasPrefix(again.where(), "/surveys/thanks/") {
		t.Errorf("sent, and led to %s", again.where())
	}
	again.lookPlain()
	again.complain()
	if n := lead.answers(wave); n != before+1 {
		t.Errorf("the wave counts %d answers, want %d", n, before+1)
	}
	again.visit(at)
	again.says("main", "Start")
}

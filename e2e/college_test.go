package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// pick ticks a box or a radio button.
func (b *tab) pick(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// first is the address of the first link in the page's main part that a selector
// finds, or "".
func (b *tab) first(selector string) string {
	b.t.Helper()
	return ask[string](b, fmt.Sprintf(`document.querySelector(%s)?.getAttribute("href") ?? ""`, quoted("main "+selector)))
}

// enrol goes through the pages of enrolling and ends signed in.
func (b *tab) enrol(name, email string) {
	b.t.Helper()
	b.write("#name", name)
	b.follow("Continue")
	b.write("#email", email)
	b.pick("input[name=preferred_channel][value=email]")
	b.pick("input[name=reminder_channel][value=email]")
	b.pick("input[name=reminder_hours]")
	b.follow("Continue")
	if b.count("input[name=old_enough]") > 0 {
		b.pick("input[name=old_enough]")
	}
	b.pick("input[name=agreed]")
	for range 8 {
		if b.count("#password") > 0 {
			break
		}
		b.follow("Continue")
	}
	b.write("#password", "heron under the old bridge")
	b.follow("Enrol")
}

// bookable finds the way to enrol on a course of the prospectus with a place left.
func (b *tab) bookable() string {
	b.t.Helper()
	b.visit("/prospectus")
	for _, course := range ask[[]string](b, `[...document.querySelectorAll("main a[href*='/courses/']")].map(a => a.getAttribute("href"))`) {
		b.visit(course)
		if to := b.first("a.nhsuk-button[href*='/college/enrol/']"); to != "" && strings.Contains(b.text("main"), "left") {
			return to
		}
	}
	b.t.Fatal("no course of the prospectus has a place left")
	return ""
}

// TestNewcomerBooks: somebody who has never been here finds a course, enrols and
// books, in a browser that runs no script, in much less than five minutes.
func TestNewcomerBooks(t *testing.T) {
	need(t)
	began := time.Now()
	b := open(t, demonstration(t).base)
	b.withoutScripts()
	b.visit("/")
	b.follow("what runs this term")
	to := b.bookable()
	b.visit(to)
	if status := b.follow("Continue"); status != 422 {
		t.Errorf("enrolled without a name: status %d, want 422", status)
	}
	b.summary()
	b.enrol("Robin Newcomer", "robin.newcomer@example.org")
	b.follow("Book my place")
	b.says("main", "Booked")
	b.visit("/college/my")
	b.says("main", "What is next")
	if took := time.Since(began); took > 5*time.Minute {
		t.Errorf("it took %s", took)
	}
}

// TestOfferFromTheMessageAlone: somebody waits, a place comes free, and they take
// it by the link of the message, in a browser that has never been signed in.
func TestOfferFromTheMessageAlone(t *testing.T) {
	need(t)
	s := demonstration(t)
	student, clerk := open(t, s.base), open(t, s.base)
	clerk.become("College manager")
	clerk.visit("/college/runs?state=open")
	run, enrolled := "", false
	for _, at := range ask[[]string](clerk, `[...document.querySelectorAll("main tbody a[href^='/college/runs/']")].map(a => a.getAttribute("href"))`) {
		clerk.visit(at + "/bookings")
		full := ask[bool](clerk, `/(\d+) of \1 places? taken/.test(document.querySelector("main").textContent)`)
		if !full || clerk.count("main tbody a[href^='/college/bookings/']") == 0 || strings.Contains(clerk.text("main"), "a draft") {
			continue
		}
		if !enrolled {
			student.visit(strings.Replace(at, "/college/runs/", "/college/enrol/bridgewater-and-vale-demonstration?run=", 1))
			student.enrol("Alex Patient-Waiter", "alex.waits@example.org")
			enrolled = true
		} else {
			student.visit(strings.Replace(at, "/college/runs/", "/college/my/runs/", 1) + "/book")
		}
		if student.count("form[action$='/wait']") > 0 { // it has not begun, and is no drop-in
			run = at
			break
		}
	}
	if run == "" {
		t.Fatal("no run of the demonstration is full and has a waiting list today")
	}
	student.follow("Join the waiting list")
	student.says("main", "on the waiting list")
	student.look()

	// The college gives them a stated reason, so that they are the next one.
	clerk.visit(run + "/bookings?show=waiting")
	own := ask[string](clerk, `[...document.querySelectorAll("main tbody tr")].find(r => r.textContent.includes("Alex Patient-Waiter"))?.querySelector("a[href^='/college/bookings/']").getAttribute("href") ?? ""`)
	clerk.visit(own)
	clerk.look()
	clerk.choose("#priority", "First course here")
	clerk.follow("Change the place on the list")
	clerk.visit(run + "/bookings")
	clerk.look()
	clerk.click("main tbody a[href^='/college/bookings/']")
	clerk.follow("Cancel the booking")

	link := ""
	clerk.become("Administrator")
	for wait := time.Now().Add(patience * 3); link == "" && time.Now().Before(wait); {
		clerk.visit("/messages")
		at := ask[string](clerk, `[...document.querySelectorAll("main tbody tr")].find(r => r.textContent.includes("A place has come free") && r.textContent.includes("Alex"))?.querySelector("a").getAttribute("href") ?? ""`)
		if at == "" {
			continue
		}
		clerk.visit("/messages")
		clerk.visit(at)
		link = ask[string](clerk, `(document.querySelector("main").textContent.match(/https?:\/\/\S+\/college\/offer\/[a-z0-9.]+/) ?? [""])[0]`)
	}
	if link == "" {
		t.Fatal("no message offers the place")
	}
	stranger := open(t, s.base)
	stranger.visit(link[strings.Index(link, "/college/offer/"):])
	stranger.look()
	stranger.follow("Yes, I will take it")
	stranger.says("main", "The place is yours")
	stranger.look()
	student.visit("/college/my")
	if main := student.text("main"); strings.Contains(main, "nothing booked") || strings.Contains(main, "people waiting") {
		t.Errorf("what they took is not theirs: %s", main)
	}
}

// TestCollegeYear: an administrator copies a term into another one and publishes
// it, takes a register, and reports the term.
func TestCollegeYear(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("College manager")
	b.visit("/college/terms")
	b.look()
	terms := ask[[]string](b, `[...document.querySelectorAll("main a[href^='/college/terms/']")].filter(a => !a.getAttribute("href").includes("/edit")).map(a => a.getAttribute("href"))`)
	if len(terms) < 3 {
		t.Fatalf("the demonstration has %d terms", len(terms))
	}
	b.visit(terms[1] + "/copy")
	b.look()
	b.do(chromedp.SetValue(chromedp.CSS("#to"), ask[string](b, `[...document.querySelectorAll("#to option")].map(o => o.value).filter(v => v)[0] ?? ""`)))
	b.follow("Copy")
	b.look()
	copied := b.where()
	if !strings.HasPrefix(copied, "/college/") || b.count("main h1") != 1 {
		t.Errorf("the copy leads to %s", copied)
	}
	b.visit("/college/day")
	b.look()
	sitting := b.first("a[href*='/register']")
	if sitting == "" {
		b.visit("/college/runs?state=open")
		t.Log("no session this week has a register to take")
	} else {
		b.visit(sitting)
		b.look()
		if b.count("input[type=radio][value=came]") > 0 {
			b.pick("input[type=radio][value=came]")
			b.follow("Save the register")
			if !strings.Contains(b.text("[role=alert]"), "too early") { // the first of this week may be one to come
				b.says("[role=alert]", "Done")
			}
		}
	}
	b.visit("/funders")
	b.look()
	report := b.first("a[href^='/funders/terms/']")
	if report == "" {
		t.Fatal("no term to report")
	}
	b.visit(report)
	b.look()
	b.says("main", "518")
}

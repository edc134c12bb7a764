package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// ticked chooses an answer of the entry screen, as it was ticked on the paper.
func (b *tab) ticked(question, answer int) {
	b.t.Helper()
	_ = ask[bool](b, fmt.Sprintf(`(() => {
		const names = [...new Set([...document.querySelectorAll("main [data-form] input[type=radio]")].map(e => e.name))];
		const one = document.querySelectorAll("main [data-form] input[name='" + names[%d] + "']")[%d];
		one.click();
		return one.checked;
	})()`, question, answer))
}

// TestSurveyPaper: a form is printed, what came back is entered by one person and
// again by another, and where they differ somebody looks at the paper.
func TestSurveyPaper(t *testing.T) {
	need(t)
	s := demonstration(t)
	b := open(t, s.base)
	b.become(surveyLead)
	wave := b.openWave()
	before := b.answers(wave)
	b.follow("Paper: print it, enter it")
	sheets := b.where()
	b.look()
	b.follow("Print")
	b.says("main", "Did the nurses treat you with respect?")
	if b.count("main .fb-side__code svg") == 0 {
		t.Error("the paper has no code")
	}
	b.look()

	b.visit(sheets)
	b.follow("Enter paper")
	b.look()
	if status := b.follow("Send my answers"); status != 422 {
		t.Errorf("an empty sheet: status %d, want 422", status)
	}
	b.look()
	batch := "Box 7, sheet 3"
	b.write("#_batch", batch)
	b.ticked(0, 0)
	b.ticked(1, 1)
	b.follow("Send my answers")
	b.says("[role=alert]", "Entered.")
	b.visit(sheets)
	b.says("main tbody", "Somebody else enters it again")

	b.become("Involvement lead")
	b.visit(sheets)
	b.visit(ask[string](b, `[...document.querySelectorAll("main tbody tr")].find(r => r.textContent.includes(`+quoted(batch)+`)).querySelector("a").getAttribute("href")`))
	b.look()
	b.ticked(0, 0)
	b.ticked(1, 2)
	b.follow("Send my answers")
	b.says("main h1", "Where the entries differ")
	b.look()
	b.pick("main input[type=radio][value=second]")
	b.leads(chromedp.Click(chromedp.CSS("main form button.nhsuk-button")))
	b.says("[role=alert]", "Settled")
	b.become(surveyLead)
	if n := b.answers(wave); n != before+1 {
		t.Errorf("the wave counts %d answers, want %d", n, before+1)
	}
}

// TestSurveyWords: what somebody wrote is read, loses its name, is shown under a
// theme, and is answered by an action of the strategy, whose page says so.
func TestSurveyWords(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Involvement lead")
	wave := b.openWave()
	b.visit(wave + "/themes")
	b.look()
	b.write("#title", "Company at night")
	b.write("#said", "Somebody to talk to in the first night.")
	b.follow("Make the theme")
	b.says("main", "Nothing is done about it yet.")

	b.visit(wave + "/words")
	b.look()
	held := ask[string](b, `[...document.querySelectorAll("main li")].find(e => e.textContent.includes("Mr Okafor"))?.querySelector("a").getAttribute("href") ?? ""`)
	if held == "" {
		t.Fatal("nothing with a name waits to be read")
	}
	b.visit(held)
	b.look()
	if words := ask[string](b, `document.getElementById("words").value`); strings.Contains(words, "Okafor") || !strings.Contains(words, "[name]") {
		t.Errorf("the words are offered as %q", words)
	}
	b.write("#words", "")
	if status := b.follow("It may be shown"); status != 422 {
		t.Errorf("no words to be shown: status %d, want 422", status)
	}
	b.look()
	b.write("#words", "I was frightened the first night and [name] from the next room talked to me.")
	b.follow("It may be shown")
	b.says("[role=alert]", "may be shown now")
	b.pick("main input[name=themes]")
	b.look()
	b.follow("Save the themes")
	b.visit(wave + "/themes")
	b.says("main blockquote", "[name] from the next room")

	b.follow("Say what is done about Company at night")
	b.look()
	b.write("#q", "peer")
	b.follow("Find")
	b.look()
	if status := b.follow("Save"); status != 422 {
		t.Errorf("nothing said: status %d, want 422", status)
	}
	b.summary()
	b.look()
	action := ask[string](b, `document.querySelector("main input[name=action]").value`)
	b.pick("main input[name=action]")
	b.write("#words", "A peer worker is on the ward every evening until eleven.")
	b.pick("main input[name=state][value=planned]")
	for field, value := range map[string]string{"#on": "1", "#on-month": "3", "#on-year": "2027"} {
		b.write(field, value)
	}
	b.follow("Save")
	b.says("main", "A peer worker is on the ward every evening")
	b.look()
	b.visit("/strategy/actions/" + action)
	b.says("main", "Company at night")
	b.says("main", "Planned by 1 March 2027")
	b.look()
}

package e2e

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	newcomer = "asha.lark@example.org"
	password = "footbridge over quiet water"
)

var invitation = regexp.MustCompile(`https?://\S+`)

// invite makes an account on the command line and returns the path of the link
// with which its password is chosen.
func (s *service) invite(t *testing.T) string {
	t.Helper()
	out, err := s.command("user", "add", newcomer, "--name", "Asha Lark", "--role", "recovery-lead")
	if err != nil {
		t.Fatal(err)
	}
	link, err := url.Parse(invitation.FindString(out))
	if err != nil || link.Path == "" {
		t.Fatalf("no link in %q (%v)", out, err)
	}
	return link.RequestURI()
}

// tabTo presses Tab until the element with this id or these words has the focus.
func (b *tab) tabTo(want string) {
	b.t.Helper()
	for range 40 {
		if b.focused() == want {
			return
		}
		b.press("\t")
	}
	b.t.Fatalf("%s: forty presses of Tab do not lead to %q", b.where(), want)
}

// TestSignInByKeyboard: an invited person chooses a password, mistypes it once,
// signs in and out, and never touches a mouse.
func TestSignInByKeyboard(t *testing.T) {
	need(t)
	s := fresh(t)
	b := open(t, s.base)
	if status := b.visit(s.invite(t)); status != 200 {
		t.Fatalf("the invitation: status %d", status)
	}
	b.look()
	b.tabTo("password")
	b.press("short")
	if status := b.leads(chromedp.KeyEvent(kb.Enter)); status != 422 {
		t.Fatalf("a password of five letters: status %d, want 422", status)
	}
	b.summary()
	b.look()
	b.tabTo("password")
	b.press(password)
	b.leads(chromedp.KeyEvent(kb.Enter))

	b.visit("/strategy?from=the+mail")
	if got := b.where(); got != "/sign-in" {
		t.Fatalf("asked to sign in at %s", got)
	}
	b.signIn("not my password")
	if got := b.text(".nhsuk-error-summary"); !strings.Contains(got, "not right") {
		t.Errorf("a wrong password: the page says %q", got)
	}
	b.look()
	b.signIn(password)
	if got := b.where(); got != "/strategy" {
		t.Errorf("signed in, and led to %s instead of the page that was wanted", got)
	}
	b.says("header", "Asha Lark")
	b.visit("/")
	b.look()
	b.tabTo("Sign out")
	b.leads(chromedp.KeyEvent(kb.Enter))
	b.says("main", "You are signed out.")
}

// signIn fills in the form with the keyboard.
func (b *tab) signIn(secret string) {
	b.t.Helper()
	b.tabTo("email")
	b.press("a", kb.ModifierCtrl)
	b.press(newcomer)
	b.tabTo("password")
	b.press(secret)
	b.leads(chromedp.KeyEvent(kb.Enter))
}

// TestImportAndUpdate brings the plan of 2007 in through the page, as people keep
// it, and then says how one of its actions goes.
func TestImportAndUpdate(t *testing.T) {
	need(t)
	s := fresh(t)
	b := open(t, s.base)
	b.visit(s.invite(t))
	b.write("#password", password)
	b.follow("Save the password")
	b.visit("/strategy/import")
	if b.where() == "/sign-in" {
		b.signIn(password)
	}

	if status := b.follow("Show me what would happen"); status != 422 {
		t.Errorf("without a file: status %d, want 422", status)
	}
	b.summary()
	b.look()
	plan, err := filepath.Abs("../internal/app/demo/data/strategy-2007-plan.csv")
	if err != nil {
		t.Fatal(err)
	}
	b.write("#title", "Recovery for everybody, 2007")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{plan}))
	b.follow("Show me what would happen")
	b.says("main", "10 objectives and 17 actions in the file")
	b.says("main", "2 actions have no owner")
	b.look()
	b.follow("Import exactly this")
	b.says("main", "10 objectives and 17 actions were added")
	b.look()

	b.visit("/strategy/ownerless")
	if n := b.count("main tbody tr"); n != 2 {
		t.Errorf("%d actions without an owner, want 2", n)
	}
	b.visit("/strategy/actions")
	if n := b.count("main tbody tr"); n != 17 {
		t.Errorf("%d actions in the list, want 17", n)
	}
	b.look()
	b.click("main tbody a[href^='/strategy/actions/']")
	action := b.where()
	b.visit(action + "/update")
	b.look()
	if status := b.follow("Add the update"); status != 422 {
		t.Errorf("an update without words: status %d, want 422", status)
	}
	b.summary()
	b.look()
	b.do(chromedp.Click(chromedp.CSS("input[name=outlook]")))
	b.write("#words", "The first group met, and chose its name.")
	b.follow("Add the update")
	if got := b.where(); got != action {
		t.Errorf("saved, and led to %s instead of the action", got)
	}
	b.says("main", "The first group met, and chose its name.")
	b.says("[role=alert]", "Done")
}

// TestWithoutScripts goes from the front page to an action and switches the
// demonstration's role in a browser that runs no script at all.
func TestWithoutScripts(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.withoutScripts()
	b.visit("/")
	b.do(chromedp.SetValue(chromedp.CSS("#demo-role"), roleValue(b, "Recovery lead")))
	b.click(".fb-demo__button")
	b.says("[role=alert]", "You are now: Recovery lead.")
	b.visit("/strategy/overdue")
	if n := b.count("main tbody tr"); n == 0 {
		t.Error("the demonstration has nothing overdue to show")
	}
	b.click("main tbody a[href^='/strategy/actions/']")
	if b.count("h1") != 1 || !strings.HasPrefix(b.where(), "/strategy/actions/") {
		t.Errorf("the first overdue action leads to %s", b.where())
	}
	b.write("#site-search", "recovery")
	b.click(".fb-header__button")
	if got := b.where(); got != "/search" || b.count("main a") == 0 {
		t.Errorf("the search leads to %s with %d links", got, b.count("main a"))
	}
}

// roleValue is the value of the demonstration's role that begins with the label.
func roleValue(b *tab, label string) string {
	b.t.Helper()
	return ask[string](b, `[...document.querySelectorAll("#demo-role option")].find(o => o.textContent.startsWith(`+quoted(label)+`)).value`)
}

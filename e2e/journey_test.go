package e2e

import (
	"net/url"
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

package e2e

import (
	"context"
	"net"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// passkeys gives the browser a built-in authenticator whose owner always agrees.
func (b *tab) passkeys() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		return err
	}))
}

// freeAddress is a port of localhost that nobody listens at: a passkey is bound
// to the address, so that the program must know it from the beginning.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return "localhost:" + port
}

// TestPasskey: a passkey is made, and is then asked for after the password.
func TestPasskey(t *testing.T) {
	need(t)
	s := freshAt(t, freeAddress(t))
	b := open(t, s.base)
	b.passkeys()
	b.visit(s.invite(t))
	b.write("#password", password)
	b.follow("Save the password")
	b.visit("/account/passkeys/new")
	if b.where() == "/sign-in" {
		b.signIn(password)
	}
	b.look()
	b.write("#name", "Work laptop")
	b.write("#confirm", password)
	b.follow("Make the passkey")
	b.says("main", "recovery codes")
	b.visit("/account")
	b.says("main", "Work laptop, added on")
	b.look()

	b.click("header .fb-link-button")
	b.visit("/sign-in")
	b.signIn(password)
	b.says("h1", "Show that it is you")
	b.look()
	b.follow("Use your passkey")
	b.says("header", "Asha Lark")
	b.visit("/account")
	b.says("main", "last used on")
}

package access

import (
	"testing"

	"github.com/jba/templatecheck"
)

// Every page fits the data it is given.
func TestTemplates(t *testing.T) {
	data := map[string]any{
		"sign_in.html": signInPage{}, "forgot.html": forgotPage{}, "take_up.html": takeUpPage{}, "setup.html": setupPage{},
		"second.html": secondPage{}, "first_factor.html": firstFactorPage{}, "codes.html": codesPage{},
		"account.html": ownPage{}, "name.html": formPage{}, "password.html": formPage{}, "authenticator.html": authenticatorPage{},
		"confirm.html": confirmPage{}, "passkey.html": passkeyPage{},
		"accounts.html": listPage{}, "account_new.html": newPage{}, "account_one.html": showPage{}, "account_email.html": emailPage{},
	}
	for name, page := range pages {
		d, ok := data[name]
		if !ok {
			t.Errorf("%s: no data", name)
			continue
		}
		if err := templatecheck.CheckHTML(page.Lookup("layout"), d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(pages) != len(data) {
		t.Errorf("%d pages, %d kinds of data", len(pages), len(data))
	}
}

package access

import (
	"context"
	"net/http"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// adminVisitor is signed in with a second factor.
func (w *world) adminVisitor(t *testing.T, roles ...string) *visitor {
	t.Helper()
	must(t, w.enrol(t, w.account(t, "admin", roles...)))
	v := visit(t, w.site(t))
	v.signIn("admin", password)
	v.post("/sign-in/second", "code", w.code(t)).leads(t, "/who")
	return v
}

// An administrator invites somebody, gives and ends roles, closes and reopens.
func TestAccountsPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		v := w.adminVisitor(t, "admin@r1")
		reader := w.account(t, "reader", "reader@north")
		page := v.get("/accounts?q=read")
		page.says(t, 200, "reader@example.org")
		if n := page.doc.Find("main tbody tr").Length(); n != 1 {
			t.Errorf("%d rows", n)
		}
		v.get("/accounts?state=closed").says(t, 200, "There is no such account")
		v.get("/accounts/new").says(t, 200, "Invite somebody")
		v.post("/accounts").says(t, 422, "Enter a name")
		v.post("/accounts", "name", "Reader", "email", "Reader@example.org").says(t, 422, "already an account")
		invited := v.post("/accounts", "name", "Bo Finch", "email", "bo@example.org", "role", "admin", "unit", "south", "until-day", "1", "until-month", "7", "until-year", "2027")
		if invited.status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", invited.status, invited.doc.Find(".nhsuk-error-summary").Text())
		}
		v.get(invited.to).says(t, 200, "1 July 2027")
		v.post(invited.to+"/invitation").leads(t, invited.to)
		if len(w.mails) != 2 {
			t.Errorf("%d messages", len(w.mails))
		}
		one := "/accounts/" + reader.ID
		v.get(one).says(t, 200, "Held now")
		v.post(one+"/roles").says(t, 422, "Choose a role")
		v.post(one+"/roles", "role", "lead", "unit", "north").says(t, 403, "hold everything it allows")
		v.post(one+"/roles", "role", "admin", "unit", "north", "from-day", "31", "from-month", "2", "from-year", "2027").says(t, 422, "real date")
		v.post(one+"/roles", "role", "admin", "unit", "north").leads(t, one)
		end, _ := v.get(one).doc.Find("form[action$='/end']").Attr("action")
		v.post(end).leads(t, one)
		v.post(end).says(t, 422, "ended already")
		v.get(one+"/email").says(t, 200, "signs in with the new address")
		v.post(one+"/email", "email", "x@example.org").says(t, 403, "cannot give")
		v.post(one+"/second-factor/reset").says(t, 422, "no second factor")
		v.post(one+"/close").leads(t, one)
		v.get(one).says(t, 200, "Closed")
		v.post(one+"/reopen").says(t, 403, "cannot give")
		for _, path := range []string{"/accounts/nothing", "/accounts/nothing/email"} {
			v.get(path).says(t, 404, "could not find that account")
		}
		for _, path := range []string{"/roles", "/roles/nothing/end", "/close", "/reopen", "/invitation", "/email", "/second-factor/reset"} {
			v.post("/accounts/nothing"+path, "role", "admin").says(t, 404, "could not find")
		}
		me := v.get("/account")
		me.says(t, 200, "Your roles")
	})
}

// With several organisations one says to which one belongs; the same address
// may have an account in each.
func TestSeveralOrganisations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, func(o *Options) {
			o.Organisations = func(context.Context) ([]OrgChoice, error) {
				return []OrgChoice{{"o1", "Trust one", "one"}, {"o2", "Trust two", "two"}}, nil
			}
			o.OIDC = []Provider{{Slug: "work", Label: "Work account"}}
		})
		w.account(t, "reader", "reader@r1")
		v := visit(t, w.site(t))
		v.get("/sign-in").says(t, 200, "Sign in with Work account at Trust two")
		v.signIn("reader", password).says(t, 422, "is not right")
		v.post("/sign-in", "email", "reader@example.org", "password", password, "organisation", "two").says(t, 422, "is not right")
		v.post("/forgot", "email", "reader@example.org", "organisation", "two").says(t, 200, "If there is an account")
		if len(w.mails) != 0 {
			t.Error("a message from another organisation")
		}
		v.get("/forgot").says(t, 200, "Trust one")
		v.post("/sign-in", "email", "reader@example.org", "password", password, "organisation", "one").leads(t, "/")
		if v.who() != "reader" {
			t.Error("not signed in")
		}
	})
}

// The demonstration signs in as anybody.
func TestSignInAs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		acc := w.account(t, "admin", "admin@r1")
		server := w.site(t)
		handler := server.Config.Handler
		server.Config.Handler = w.Sessions(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/as" {
				if err := w.SignInAs(rw, r, "o1", r.URL.Query().Get("account")); err != nil {
					http.Error(rw, "no", http.StatusNotFound)
				}
				return
			}
			handler.ServeHTTP(rw, r)
		}))
		v := visit(t, server)
		if a := v.get("/as?account=nobody"); a.status != http.StatusNotFound || v.who() != "" {
			t.Errorf("status %d", a.status)
		}
		v.get("/as?account=" + acc.ID)
		if v.who() != "admin" {
			t.Errorf("signed in as %q", v.who())
		}
	})
}

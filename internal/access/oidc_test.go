package access

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// says makes the provider add how its user was recognised to what it signs, and
// counts what is asked of it.
type says struct {
	m     *mockoidc.MockOIDC
	amr   []string
	calls int
}

func (s *says) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.calls++
		if r.URL.Path != mockoidc.TokenEndpoint || s.amr == nil {
			next.ServeHTTP(w, r)
			return
		}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		var body map[string]any
		if json.Unmarshal(rec.Body.Bytes(), &body) == nil && body["id_token"] != nil {
			body["id_token"] = s.resign(body["id_token"].(string))
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(body)
	})
}

// resign adds to a signed token and signs it again.
func (s *says) resign(token string) string {
	parts := strings.Split(token, ".")
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	_ = json.Unmarshal(raw, &claims)
	claims["amr"] = s.amr
	raw, _ = json.Marshal(claims)
	text := parts[0] + "." + base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(text))
	sig, _ := rsa.SignPKCS1v15(nil, s.m.Keypair.PrivateKey, crypto.SHA256, sum[:])
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// elsewhereWorld is a world with a provider.
func elsewhereWorld(t *testing.T, d *db.DB) (*world, *says, *httptest.Server) {
	t.Helper()
	m, err := mockoidc.NewServer(nil)
	must(t, err)
	s := &says{m: m}
	must(t, m.AddMiddleware(s.around))
	ln := httptest.NewUnstartedServer(nil).Listener
	must(t, m.Start(ln, nil))
	t.Cleanup(func() { _ = m.Shutdown() })
	w := newWorld(t, d, func(o *Options) {
		o.OIDC = []Provider{{Slug: "work", Label: "Work account", Issuer: m.Issuer(), ClientID: m.ClientID, ClientSecret: m.ClientSecret}}
	})
	server := w.site(t)
	w.opt.BaseURL = server.URL
	return w, s, server
}

// elsewhere goes to the provider as that user and comes back.
func (v *visitor) elsewhere(s *says, u *mockoidc.MockUser) answer {
	v.t.Helper()
	s.m.QueueUser(u)
	out := v.get("/sign-in/oidc/work?next=/who")
	if out.status != http.StatusSeeOther || !strings.HasPrefix(out.to, s.m.AuthorizationEndpoint()) {
		v.t.Fatalf("status %d to %q", out.status, out.to)
	}
	back := v.read(v.client.Get(out.to))
	return v.get(strings.TrimPrefix(back.to, v.base))
}

func user(subject, email string, verified bool) *mockoidc.MockUser {
	return &mockoidc.MockUser{Subject: subject, Email: email, EmailVerified: verified}
}

// Signing in elsewhere leads to an account that is here already, and to none other.
func TestElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, m, server := elsewhereWorld(t, d)
		reader := w.account(t, "reader", "reader@r1")
		_, _, err := w.Invite(t.Context(), system, NewAccount{Name: "New", Email: "new@example.org"}, GrantInput{})
		must(t, err)
		v := visit(t, server)
		v.get("/sign-in").says(t, 200, "Sign in with Work account")
		if m.calls != 0 {
			t.Errorf("%d calls before anybody used the button", m.calls)
		}
		v.get("/sign-in/oidc/nowhere").says(t, 404, "no such way")
		v.elsewhere(m, user("s9", "stranger@example.org", true)).says(t, 422, "did not lead to an account")
		v.elsewhere(m, user("s1", "reader@example.org", false)).says(t, 422, "did not lead to an account")
		v.elsewhere(m, user("s1", "Reader@example.org", true)).leads(t, "/who")
		if v.who() != "reader" {
			t.Errorf("signed in as %q", v.who())
		}
		// Linked: from now on the subject counts, whatever the address says.
		v = visit(t, server)
		v.elsewhere(m, user("s1", "changed@example.org", false)).leads(t, "/who")
		visit(t, server).elsewhere(m, user("s2", "reader@example.org", true)).says(t, 422, "did not lead")
		visit(t, server).elsewhere(m, user("s3", "new@example.org", true)).leads(t, "/who")
		visit(t, server).get(w.link(t)).says(t, 404, "does not work")
		must(t, w.Close(t.Context(), system, reader.ID))
		visit(t, server).elsewhere(m, user("s1", "reader@example.org", true)).says(t, 422, "did not lead")
		if w.audited(t, "access.identity.linked") != 2 {
			t.Error("the links are not in the audit trail")
		}
	})
}

// An administrator needs several factors: the provider's word for it will do,
// or a second factor here.
func TestElsewhereSecondFactor(t *testing.T) {
	w, m, server := elsewhereWorld(t, dbtest.SQLite(t))
	w.account(t, "admin", "admin@r1")
	v := visit(t, server)
	m.amr = []string{"pwd"}
	v.elsewhere(m, user("s1", "admin@example.org", true)).leads(t, "/sign-in/second/setup")
	if v.who() != "" {
		t.Error("signed in with one factor")
	}
	v = visit(t, server)
	m.amr = []string{"pwd", "mfa"}
	v.elsewhere(m, user("s1", "admin@example.org", true)).leads(t, "/who")
	if v.who() != "admin" {
		t.Error("not signed in")
	}
}

// An answer that belongs to nobody's question is not taken.
func TestElsewhereForged(t *testing.T) {
	w, m, server := elsewhereWorld(t, dbtest.SQLite(t))
	w.account(t, "reader", "reader@r1")
	attacker, victim := visit(t, server), visit(t, server)
	m.m.QueueUser(user("s1", "reader@example.org", true))
	back := attacker.read(attacker.client.Get(attacker.get("/sign-in/oidc/work").to))
	callback := strings.TrimPrefix(back.to, server.URL)
	victim.get(callback).says(t, 422, "did not lead")
	q, _ := url.Parse(callback)
	values := q.Query()
	values.Set("state", "another")
	attacker.get("/sign-in/oidc/work/callback?"+values.Encode()).says(t, 422, "did not lead")
	attacker.get(callback).says(t, 422, "did not lead") // the question is used up
	if attacker.who() != "" || victim.who() != "" {
		t.Error("signed in")
	}
	must(t, m.m.Shutdown())
	w.oidc["work"].found = nil
	visit(t, server).get("/sign-in/oidc/work").says(t, 503, "does not answer")
}

package access

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// device keeps one passkey, as a phone or a security key does.
type device struct {
	key   *ecdsa.PrivateKey
	id    []byte
	count uint32
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 20)
	_, _ = rand.Read(id)
	return &device{key: key, id: id}
}

var b64 = base64.RawURLEncoding.EncodeToString

// state is what the device says of itself: for which site, that somebody was
// there and known to it, and how often it was used.
func (d *device) state(flags byte) []byte {
	site := sha256.Sum256([]byte("site.test"))
	d.count++
	return binary.BigEndian.AppendUint32(append(site[:], flags), d.count)
}

func client(kind, challenge, origin string) []byte {
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin})
	return text
}

// create answers the options of the server with a new passkey.
func (d *device) create(t *testing.T, challenge string) string {
	t.Helper()
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	must(t, err)
	data := append(d.state(0x45), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(data, d.id...)
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32)
	data = append(append(data, point[1:33]...), 0x22, 0x58, 32)
	data = append(data, point[33:]...)
	object := []byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58")
	object = append(append(object, byte(len(data))), data...)
	return d.answer(map[string]any{"clientDataJSON": b64(client("webauthn.create", challenge, "http://site.test")), "attestationObject": b64(object)})
}

// show answers the options of the server with a proof of the passkey.
func (d *device) show(t *testing.T, challenge, origin string) string {
	t.Helper()
	data, text := d.state(0x05), client("webauthn.get", challenge, origin)
	sum := sha256.Sum256(text)
	signed := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, signed[:])
	must(t, err)
	return d.answer(map[string]any{"clientDataJSON": b64(text), "authenticatorData": b64(data), "signature": b64(sig)})
}

func (d *device) answer(response map[string]any) string {
	text, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	return string(text)
}

// challenge asks the server for options.
func (v *visitor) challenge(path string) string {
	v.t.Helper()
	res, err := v.client.Post(v.base+path, "", nil)
	must(v.t, err)
	defer res.Body.Close()
	var options struct {
		PublicKey struct{ Challenge string }
	}
	if res.StatusCode != http.StatusOK || json.NewDecoder(res.Body).Decode(&options) != nil || options.PublicKey.Challenge == "" {
		v.t.Fatalf("no options: status %d", res.StatusCode)
	}
	return options.PublicKey.Challenge
}

// A passkey is a second factor: set up right after the password, shown at the
// next sign-in, worth nothing to another site or a second time.
func TestPasskey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account(t, "admin", "admin@r1")
		server, phone := w.site(t), newDevice(t)
		v := visit(t, server)
		v.signIn("admin", password).leads(t, "/sign-in/second/setup")
		v.get("/sign-in/second/setup").says(t, 200, "Passkeys need JavaScript")
		v.post("/sign-in/second/setup/passkey", "response", "{}").says(t, 422, "not accepted")
		response := phone.create(t, v.challenge("/sign-in/second/setup/passkey/options"))
		v.post("/sign-in/second/setup/passkey", "response", response).says(t, 200, "recovery codes")
		if v.who() != "admin" {
			t.Fatal("not signed in")
		}

		v = visit(t, server)
		v.signIn("admin", password).leads(t, "/sign-in/second")
		const ask, give = "/sign-in/second/passkey/options", "/sign-in/second/passkey"
		v.post(give, "response", phone.show(t, v.challenge(ask), "http://evil.test")).says(t, 422, "not accepted")
		v.post(give, "response", phone.show(t, "another", "http://site.test")).says(t, 422, "not accepted")
		v.post(give, "response", newDevice(t).show(t, v.challenge(ask), "http://site.test")).says(t, 422, "not accepted")
		proof := phone.show(t, v.challenge(ask), "http://site.test")
		v.post(give, "response", proof).leads(t, "/who")

		again := visit(t, server)
		again.signIn("admin", password)
		again.challenge(ask)
		again.post(give, "response", proof).says(t, 422, "not accepted")
	})
}

// More passkeys and an app are added and removed with the password; a role that
// needs a second factor keeps the last one.
func TestOwnFactors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		must(t, w.enrol(t, w.account(t, "admin", "admin@r1")))
		v := visit(t, w.site(t))
		v.signIn("admin", password)
		v.post("/sign-in/second", "code", w.code(t)).leads(t, "/who")
		v.get("/account/passkeys/new").says(t, 200, "Passkeys need JavaScript")
		v.post("/account/authenticator/remove", "confirm", password).says(t, 422, "needs a second factor")
		key := newDevice(t)
		v.post("/account/passkeys", "name", "key", "confirm", "wrong", "response", key.create(t, v.challenge("/account/passkeys/options"))).says(t, 422, "not your password")
		v.post("/account/passkeys", "name", "key", "confirm", password, "response", key.create(t, v.challenge("/account/passkeys/options"))).leads(t, "/account")
		v.post("/account/authenticator/remove", "confirm", "wrong").says(t, 422, "not your password")
		v.post("/account/authenticator/remove", "confirm", password).leads(t, "/account")
		link, _ := v.get("/account").doc.Find("a[href*='/account/passkeys/'][href$='/remove']").Attr("href")
		v.get(link).says(t, 200, "“key”")
		v.post(link, "confirm", password).says(t, 422, "needs a second factor")
		v.get("/account/passkeys/nothing/remove").says(t, 404, "could not find")
		v.post("/account/passkeys/nothing/remove", "confirm", password).says(t, 404, "could not find")
		v.get("/account/authenticator").says(t, 200, "Set up an authenticator app")
		v.post("/account/authenticator", "secret", testSecret, "code", w.code(t), "confirm", "wrong").says(t, 422, "not your password")
		v.post("/account/authenticator", "secret", testSecret, "code", w.code(t), "confirm", password).leads(t, "/account")
		v.post(link, "confirm", password).leads(t, "/account")
		codes := v.post("/account/recovery-codes", "confirm", password).doc.Find("main li strong")
		if codes.Length() != 10 {
			t.Errorf("%d codes", codes.Length())
		}
		stored, err := db.All[string](t.Context(), d, `SELECT hash FROM access_recovery WHERE org_id = 'o1'`)
		must(t, err)
		if len(stored) != 10 || strings.Contains(strings.Join(stored, " "), plainCode(codes.First().Text())) {
			t.Error("the codes are kept as they are")
		}
	})
}

// A site whose address is a number has no passkeys, and says so.
func TestNoPasskeysAtANumber(t *testing.T) {
	for base, want := range map[string]bool{"https://trust.example.org": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "http://[::1]:8080": false, "": false} {
		if got := newPasskeys(Options{BaseURL: base, SiteName: "Footbridge"}) != nil; got != want {
			t.Errorf("%q: %t", base, got)
		}
	}
	w := newWorld(t, dbtest.SQLite(t), func(o *Options) { o.BaseURL = "http://127.0.0.1:8080" })
	w.account(t, "reader", "reader@r1")
	v := visit(t, w.site(t))
	v.signIn("reader", password).leads(t, "/who")
	v.get("/account/passkeys/new").says(t, 200, "cannot be used at this address")
	if a := v.post("/account/passkeys/options"); a.status != http.StatusNotFound {
		t.Errorf("status %d", a.status)
	}
}

package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/skip2/go-qrcode"

	"footbridge/internal/web"
)

// outbound is the context of calls to a provider: with a time limit of its own,
// and not ended by the visitor's leaving, since keys fetched with it stay.
func outbound() context.Context {
	return oidc.ClientContext(context.Background(), &http.Client{Timeout: 10 * time.Second})
}

type secondPage struct {
	web.Page
	HasApp, HasPasskey bool
}

func (h handlers) secondPage(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if !has {
			return web.SeeOther(w, r, "/sign-in/second/setup", "")
		}
		return h.showSecond(w, r, acc, web.NewForm(nil))
	})
}

// waiting calls fn with the account that waits for its second factor in this
// session; a visitor without one is sent to the sign-in page.
func (h handlers) waiting(w http.ResponseWriter, r *http.Request, fn func(acc Account, has bool) error) error {
	acc, has, ok, err := h.a.halfway(r)
	if err != nil {
		return err
	}
	if !ok {
		return web.SeeOther(w, r, "/sign-in", "")
	}
	return fn(acc, has)
}

func (h handlers) showSecond(w http.ResponseWriter, r *http.Request, acc Account, form *web.Form) error {
	data := secondPage{Page: web.NewPage(w, r, "Show that it is you").WithForm(form), HasApp: acc.TOTPSecret != "", HasPasskey: acc.HasPasskey && h.a.HasPasskeys()}
	return web.Render(w, status(form), pages["second.html"], data)
}

func (h handlers) second(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if !has {
			return web.SeeOther(w, r, "/sign-in/second/setup", "")
		}
		form := web.ReadForm(r)
		code := form.Text("code", "The code", 1, 40)
		if !form.OK() {
			return h.showSecond(w, r, acc, form)
		}
		factor, err := h.a.checkCode(r.Context(), acc, code)
		return h.afterSecond(w, r, acc, form, factor, err)
	})
}

// afterSecond goes on after a second factor, or shows the page again.
func (h handlers) afterSecond(w http.ResponseWriter, r *http.Request, acc Account, form *web.Form, factor string, err error) error {
	if err != nil {
		if err := take(form, err); err != nil {
			return err
		}
		return h.showSecond(w, r, acc, form)
	}
	next, err := h.a.complete(r, acc, factor)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, next, "")
}

func (h handlers) secondPasskeyOptions(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, _ bool) error {
		options, keep, err := h.a.askPasskey(r.Context(), acc)
		return h.options(w, r, options, keep, err)
	})
}

// options answers the script with what the browser needs, and keeps the
// challenge in the session.
func (h handlers) options(w http.ResponseWriter, r *http.Request, options any, keep string, err error) error {
	if err != nil {
		return err
	}
	text, err := json.Marshal(options)
	if err != nil {
		return err
	}
	h.a.sessions.Put(r.Context(), keyPasskey, keep)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // an error here is a visitor who has gone
	return nil
}

func (h handlers) secondPasskey(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if !has {
			return web.SeeOther(w, r, "/sign-in/second/setup", "")
		}
		form := web.ReadForm(r)
		keep := h.a.sessions.PopString(r.Context(), keyPasskey)
		err := h.a.checkPasskey(r.Context(), acc, keep, form.Value("response"))
		return h.afterSecond(w, r, acc, form, "a passkey", err)
	})
}

type firstFactorPage struct {
	web.Page
	enrolment
	Passkeys bool
}

// enrolment is what an authenticator app needs to see.
type enrolment struct {
	Secret  string
	Grouped string // in fours, to be typed
	QR      template.URL
}

func (h handlers) enrolment(acc Account, secret string) (enrolment, error) {
	key, err := h.a.newSecret(acc)
	if secret != "" {
		key, err = h.a.keyOf(acc, secret)
	}
	if err != nil {
		return enrolment{}, err
	}
	png, err := qrcode.Encode(key.URL(), qrcode.Medium, 240)
	if err != nil {
		return enrolment{}, err
	}
	return enrolment{Secret: key.Secret(), Grouped: strings.ToUpper(strings.ReplaceAll(groups(key.Secret()), "-", " ")), QR: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))}, nil
}

func (h handlers) firstFactorPage(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if has {
			return web.SeeOther(w, r, "/sign-in/second", "")
		}
		return h.showFirstFactor(w, r, acc, web.NewForm(nil))
	})
}

func (h handlers) showFirstFactor(w http.ResponseWriter, r *http.Request, acc Account, form *web.Form) error {
	e, err := h.enrolment(acc, form.Value("secret"))
	if err != nil {
		return err
	}
	data := firstFactorPage{Page: web.NewPage(w, r, "Set up a second factor").WithForm(form), enrolment: e, Passkeys: h.a.HasPasskeys()}
	return web.Render(w, status(form), pages["first_factor.html"], data)
}

func (h handlers) firstFactor(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if has { // an account that has one must show it, not set up another
			return web.SeeOther(w, r, "/sign-in/second", "")
		}
		form := web.ReadForm(r)
		code := form.Text("code", "The code", 1, 20)
		var codes []string
		if form.OK() {
			var err error
			codes, err = h.a.Enrol(r.Context(), self(acc), form.Value("secret"), code)
			if err := take(form, err); err != nil {
				return err
			}
		}
		if !form.OK() {
			return h.showFirstFactor(w, r, acc, form)
		}
		return h.firstDone(w, r, acc, "an authenticator app", codes)
	})
}

func (h handlers) firstPasskeyOptions(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if has {
			return web.SeeOther(w, r, "/sign-in/second", "")
		}
		options, keep, err := h.a.beginPasskey(r.Context(), acc)
		return h.options(w, r, options, keep, err)
	})
}

func (h handlers) firstPasskey(w http.ResponseWriter, r *http.Request) error {
	return h.waiting(w, r, func(acc Account, has bool) error {
		if has {
			return web.SeeOther(w, r, "/sign-in/second", "")
		}
		form := web.ReadForm(r)
		keep := h.a.sessions.PopString(r.Context(), keyPasskey)
		codes, err := h.a.addPasskey(r.Context(), self(acc), acc, "First passkey", keep, form.Value("response"))
		if err != nil {
			if err := take(form, err); err != nil {
				return err
			}
			return h.showFirstFactor(w, r, acc, form)
		}
		return h.firstDone(w, r, acc, "a passkey", codes)
	})
}

// firstDone finishes the sign-in after the first second factor was set up, and
// shows the recovery codes on the way.
func (h handlers) firstDone(w http.ResponseWriter, r *http.Request, acc Account, factor string, codes []string) error {
	next, err := h.a.complete(r, acc, factor)
	if err != nil {
		return err
	}
	if len(codes) == 0 {
		return web.SeeOther(w, r, next, "Your second factor is set up.")
	}
	return showCodes(w, r, codes, next)
}

type codesPage struct {
	web.Page
	Codes []string
	Next  string
}

// showCodes shows recovery codes, this once.
func showCodes(w http.ResponseWriter, r *http.Request, codes []string, next string) error {
	data := codesPage{Page: web.NewPage(w, r, "Your recovery codes"), Codes: codes, Next: next}
	return web.Render(w, http.StatusOK, pages["codes.html"], data)
}

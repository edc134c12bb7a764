package access

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/id"
)

// ClientIP finds the address of a request's visitor.
type ClientIP func(r *http.Request) string

// ErrorPage shows err as a page.
type ErrorPage func(w http.ResponseWriter, r *http.Request, err error)

type loadedKey struct{}

// Sessions loads the visitor's session around next. Nobody gets a cookie before
// they try to sign in, and style sheets need no session.
func (a *Access) Sessions(next http.Handler) http.Handler {
	load := a.sessions.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			next.ServeHTTP(w, r)
			return
		}
		load.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), loadedKey{}, true)))
	})
}

// Authenticate finds who is asking: the zero Actor when nobody is signed in, or
// when a second factor is still to be given.
func (a *Access) Authenticate(r *http.Request) (actor.Actor, error) {
	p, err := a.presence(r)
	if err != nil || p.half() {
		return actor.Actor{}, err
	}
	return p.who, nil
}

// presence is what the session and the account say together.
type presence struct {
	who          actor.Actor
	demands, has bool // a role demands a second factor; the account has one
	given        bool // this session gave one
}

// half reports whether the session still waits for its second factor.
func (p presence) half() bool { return p.who.SignedIn() && (p.demands || p.has) && !p.given }

func (a *Access) presence(r *http.Request) (presence, error) {
	ctx := r.Context()
	if ctx.Value(loadedKey{}) == nil {
		return presence{}, nil
	}
	orgID, accountID := a.sessions.GetString(ctx, keyOrg), a.sessions.GetString(ctx, keyAccount)
	if accountID == "" {
		return presence{}, nil
	}
	p := presence{given: a.sessions.GetBool(ctx, keySecond)}
	var err error
	p.who, p.demands, p.has, err = a.identify(ctx, orgID, accountID)
	return p, err
}

// halfway is the account that waits for its second factor in this session, and
// whether it has one yet. A wait that took too long is nobody's.
func (a *Access) halfway(r *http.Request) (acc Account, has, ok bool, err error) {
	p, err := a.presence(r)
	if err != nil || !p.half() {
		return Account{}, false, false, err
	}
	since := time.Unix(a.sessions.GetInt64(r.Context(), keySince), 0)
	if a.now().Sub(since) > halfLife {
		return Account{}, false, false, nil
	}
	acc, err = accountByID(r.Context(), a.db, p.who.OrgID, p.who.AccountID)
	return acc, p.has, err == nil, err
}

// begin starts a session for the account under a new token, whatever the old
// one was. second says that a second factor was given on the way.
func (a *Access) begin(r *http.Request, acc Account, how, next string, second bool) error {
	ctx := r.Context()
	if err := a.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if err := a.sessions.Clear(ctx); err != nil {
		return err
	}
	for key, value := range map[string]any{
		keyOrg: acc.OrgID, keyAccount: acc.ID, keyID: id.New(), keyAgent: browser(r.UserAgent()),
		keySecond: second, keySince: a.now().Unix(), keyHow: how, keyNext: local(next),
	} {
		a.sessions.Put(ctx, key, value)
	}
	return sweepSessions(ctx, a.db, a.now())
}

// complete finishes a sign-in with a second factor and returns where to go. The
// audit entry comes first: without it nobody is signed in.
func (a *Access) complete(r *http.Request, acc Account, factor string) (string, error) {
	ctx := r.Context()
	how, next := a.sessions.GetString(ctx, keyHow), a.sessions.GetString(ctx, keyNext)
	if err := a.signedIn(ctx, acc, how+" and "+factor); err != nil {
		return "", err
	}
	if err := a.sessions.RenewToken(ctx); err != nil {
		return "", err
	}
	a.sessions.Put(ctx, keyID, id.New())
	a.sessions.Put(ctx, keySecond, true)
	a.sessions.Remove(ctx, keyPasskey)
	a.sessions.Remove(ctx, keyNext)
	return local(next), nil
}

// SignInAs starts a session without asking for anything. Only the demonstration
// may use it, whose accounts are made up.
func (a *Access) SignInAs(_ http.ResponseWriter, r *http.Request, orgID, accountID string) error {
	acc, err := accountByID(r.Context(), a.db, orgID, accountID)
	if err != nil {
		return missing(err)
	}
	if !acc.Active() {
		return errNoAccount
	}
	return a.begin(r, acc, "the demonstration", "", true)
}

// Seat is the account as who asks, with its roles of today. Like [Access.SignInAs]
// it is for the demonstration only.
func (a *Access) Seat(ctx context.Context, orgID, accountID string) (actor.Actor, error) {
	who, _, _, err := a.identify(ctx, orgID, accountID)
	return who, err
}

// local is next if it is a path of this site, or the front page.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(next, "/sign-") {
		return "/"
	}
	return next
}

// client is the visitor's address, for the limits on guessing. IPv6 visitors
// count by their network: each has more addresses than anybody can count.
func (a *Access) client(r *http.Request) string {
	if a.opt.ClientIP != nil {
		return network(a.opt.ClientIP(r))
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return network(host)
}

func network(host string) string {
	ip := net.ParseIP(host)
	if ip == nil || ip.To4() != nil {
		return host
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}

// keep puts v into the session as JSON, and kept takes it out.
func (a *Access) keep(r *http.Request, key string, v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		a.sessions.Put(r.Context(), key, string(text))
	}
	return err
}

func (a *Access) kept(r *http.Request, key string, v any) {
	text, _ := a.sessions.Pop(r.Context(), key).(string)
	if text != "" {
		_ = json.Unmarshal([]byte(text), v) // what cannot be read is as good as nothing
	}
}

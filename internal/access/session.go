package access

import (
	"context"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// What a session knows.
const (
	keyOrg     = "org"
	keyAccount = "account"
	keyID      = "id"     // names the session where its owner sees it
	keyAgent   = "agent"  // the browser, in plain words
	keySecond  = "second" // a second factor was given
	keySince   = "since"  // when the password was right, for the wait for a second factor
	keyHow     = "how"    // by what the first step was made, for the audit trail
	keyNext    = "next"   // where to go afterwards
	keyOIDC    = "oidc"   // state, nonce and verifier of a sign-in elsewhere
	keyPasskey = "passkey"
)

// halfLife is how long a session may wait for its second factor.
const halfLife = 15 * time.Minute

// seenEvery is how often a session's last use is written.
const seenEvery = 5 * time.Minute

// sessionStore keeps scs sessions in the database, by this package's own clock.
type sessionStore struct {
	a     *Access
	codec scs.GobCodec
}

func newSessions(a *Access) *scs.SessionManager {
	m := scs.New()
	m.Store = sessionStore{a: a}
	m.HashTokenInStore = true
	m.Lifetime = a.opt.Lifetime
	m.Cookie.Name = "fb_session"
	if a.opt.Secure {
		m.Cookie.Name = "__Host-fb_session" // browsers take it from this very host only, over HTTPS
	}
	m.Cookie.Secure = a.opt.Secure
	m.Cookie.Persist = false // shared computers: it goes when the browser closes
	if a.opt.ErrorPage != nil {
		m.ErrorFunc = a.opt.ErrorPage
	}
	return m
}

// FindCtx implements scs's CtxStore.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	row, found, err := sessionByToken(ctx, s.a.db, token)
	now := s.a.now()
	if err != nil || !found || !row.EndedAt.IsZero() || !now.Before(row.ExpiresAt) || now.Sub(row.SeenAt) >= s.a.opt.Idle {
		return nil, false, err
	}
	if now.Sub(row.SeenAt) >= seenEvery {
		err = seeSession(ctx, s.a.db, token, now)
	}
	return row.Data, err == nil, err
}

// CommitCtx implements scs's CtxStore. The expiry is this package's, set when
// the session begins.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	_, values, err := s.codec.Decode(data)
	if err != nil {
		return err
	}
	text := func(key string) string { v, _ := values[key].(string); return v }
	now := s.a.now()
	return saveSession(ctx, s.a.db, sessionRow{
		Token: token, ID: text(keyID), OrgID: text(keyOrg), AccountID: text(keyAccount), Agent: text(keyAgent),
		Data: data, SeenAt: now, ExpiresAt: now.Add(s.a.opt.Lifetime),
	})
}

// DeleteCtx implements scs's CtxStore.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return endSession(ctx, s.a.db, token, s.a.now())
}

// Find implements scs's Store.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs's Store.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete implements scs's Store.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Session is one of an account's own sessions, as its owner sees it.
type Session struct {
	ID, Browser     string
	Since, LastSeen time.Time
	Current         bool
}

// SessionsOf lists the open sessions of by, the newest used first.
func (a *Access) SessionsOf(ctx context.Context, by actor.Actor, currentID string) ([]Session, error) {
	rows, err := sessionsOf(ctx, a.db, by.OrgID, by.AccountID, a.now(), a.now().Add(-a.opt.Idle))
	if err != nil {
		return nil, err
	}
	out := make([]Session, 0, len(rows))
	for _, r := range rows {
		out = append(out, Session{ID: r.ID, Browser: r.Agent, Since: r.CreatedAt, LastSeen: r.SeenAt, Current: r.ID == currentID})
	}
	return out, nil
}

// EndSession ends one session of by.
func (a *Access) EndSession(ctx context.Context, by actor.Actor, sessionID string) error {
	return a.db.Tx(ctx, func(tx *db.DB) error {
		n, err := endSessionByID(ctx, tx, by.OrgID, by.AccountID, sessionID, a.now())
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "We could not find that session. It may have ended already.")
		}
		return a.record(ctx, tx, by, "access.session.ended", audit.Target{Kind: "account", ID: by.AccountID, Words: by.Name})
	})
}

// EndOtherSessions ends every session of by but the one with that id.
func (a *Access) EndOtherSessions(ctx context.Context, by actor.Actor, currentID string) error {
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := endSessionsBut(ctx, tx, by.OrgID, by.AccountID, currentID, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.session.others-ended", audit.Target{Kind: "account", ID: by.AccountID, Words: by.Name})
	})
}

// browser names the visitor's browser and system in plain words, from what the
// browser says of itself.
func browser(agent string) string {
	name, system := "A browser", ""
	for _, known := range [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(agent, known[0]) {
			name = known[1]
			break
		}
	}
	for _, known := range [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "Chromebook"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, known[0]) {
			system = " on " + known[1]
			break
		}
	}
	return name + system
}

package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// holder is an account with its passkeys, as the library wants it.
type holder struct {
	acc  Account
	keys []webauthn.Credential
}

// WebAuthnID implements webauthn.User.
func (h holder) WebAuthnID() []byte { return []byte(h.acc.OrgID + "." + h.acc.ID) }

// WebAuthnName implements webauthn.User.
func (h holder) WebAuthnName() string { return h.acc.Email }

// WebAuthnDisplayName implements webauthn.User.
func (h holder) WebAuthnDisplayName() string { return h.acc.Name }

// WebAuthnCredentials implements webauthn.User.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

var (
	errNoPasskeys = fault.New(fault.NotFound, "Passkeys cannot be used at this address of the site.")
	errNoPasskey  = fault.New(fault.NotFound, "We could not find that passkey.")
	errPasskey    = fault.Field("passkey", "The passkey was not accepted. Please try again, or use another way.")
)

// HasPasskeys reports whether the site's address allows passkeys.
func (a *Access) HasPasskeys() bool { return a.passkeys != nil }

func (a *Access) holder(ctx context.Context, acc Account) (holder, error) {
	if a.passkeys == nil {
		return holder{}, errNoPasskeys
	}
	rows, err := passkeysOf(ctx, a.db, acc.OrgID, acc.ID)
	h := holder{acc: acc}
	for _, r := range rows {
		h.keys = append(h.keys, r.Credential.V)
	}
	return h, err
}

// beginPasskey returns what the browser needs to make a passkey, and what the
// session must keep until it has.
func (a *Access) beginPasskey(ctx context.Context, acc Account) (options any, keep string, err error) {
	h, err := a.holder(ctx, acc)
	if err != nil {
		return nil, "", err
	}
	var known []protocol.CredentialDescriptor
	for _, k := range h.keys {
		known = append(known, k.Descriptor())
	}
	o, session, err := a.passkeys.BeginRegistration(h, webauthn.WithExclusions(known), webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationPreferred}))
	if err != nil {
		return nil, "", err
	}
	text, err := json.Marshal(session)
	return o, string(text), err
}

// addPasskey keeps the passkey that the browser has made. It returns recovery
// codes if the account had none.
func (a *Access) addPasskey(ctx context.Context, by actor.Actor, acc Account, name, keep, response string) (codes []string, err error) {
	h, err := a.holder(ctx, acc)
	if err != nil {
		return nil, err
	}
	var session webauthn.SessionData
	if json.Unmarshal([]byte(keep), &session) != nil {
		return nil, errPasskey
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(response))
	if err != nil {
		return nil, errPasskey
	}
	c, err := a.passkeys.CreateCredential(h, session, parsed)
	if err != nil {
		return nil, errPasskey
	}
	p := Passkey{ID: id.New(), Name: name, CredentialID: base64.RawURLEncoding.EncodeToString(c.ID), Credential: db.JSON[webauthn.Credential]{V: *c}, CreatedAt: a.now()}
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertPasskey(ctx, tx, acc.OrgID, acc.ID, p); err != nil {
			return err
		}
		if err := a.record(ctx, tx, by, "access.passkey.added", target(acc)); err != nil {
			return err
		}
		codes, err = a.firstCodes(ctx, tx, acc)
		return err
	})
	return codes, err
}

// askPasskey returns what the browser needs to show a passkey, and what the
// session must keep until it has.
func (a *Access) askPasskey(ctx context.Context, acc Account) (options any, keep string, err error) {
	h, err := a.holder(ctx, acc)
	if err != nil {
		return nil, "", err
	}
	if len(h.keys) == 0 {
		return nil, "", fault.New(fault.Conflict, "This account has no passkey.")
	}
	o, session, err := a.passkeys.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, "", err
	}
	text, err := json.Marshal(session)
	return o, string(text), err
}

// checkPasskey takes the browser's answer to askPasskey.
func (a *Access) checkPasskey(ctx context.Context, acc Account, keep, response string) error {
	if err := a.trySecond(acc); err != nil {
		return err
	}
	h, err := a.holder(ctx, acc)
	if err != nil {
		return err
	}
	c, err := a.verify(h, keep, response)
	if err != nil || c.Authenticator.CloneWarning {
		if err := a.refuse(ctx, acc.OrgID, acc, true, "access.second-factor.refused"); err != errWrong {
			return err
		}
		return errPasskey
	}
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		n, err := usePasskey(ctx, tx, acc.OrgID, acc.ID, base64.RawURLEncoding.EncodeToString(c.ID), db.JSON[webauthn.Credential]{V: *c}, a.now())
		if err == nil && n == 0 {
			return errPasskey
		}
		return err
	})
	if err == nil {
		a.secondDone(acc)
	}
	return err
}

func (a *Access) verify(h holder, keep, response string) (*webauthn.Credential, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(keep), &session); err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err != nil {
		return nil, err
	}
	return a.passkeys.ValidateLogin(h, session, parsed)
}

// PasskeysOf lists the passkeys of by, the oldest first.
func (a *Access) PasskeysOf(ctx context.Context, by actor.Actor) ([]Passkey, error) {
	return passkeysOf(ctx, a.db, by.OrgID, by.AccountID)
}

// RemovePasskey takes one passkey of by away.
func (a *Access) RemovePasskey(ctx context.Context, by actor.Actor, passkeyID, password string) error {
	keys, err := a.PasskeysOf(ctx, by)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(keys, func(k Passkey) bool { return k.ID == passkeyID }) {
		return errNoPasskey
	}
	acc, err := a.confirmed(ctx, by, password)
	if err != nil {
		return err
	}
	if err := a.mayRemove(ctx, acc, acc.TOTPSecret != "" || len(keys) > 1); err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		n, err := deletePasskey(ctx, tx, acc.OrgID, acc.ID, passkeyID)
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoPasskey
		}
		return a.record(ctx, tx, by, "access.passkey.removed", target(acc))
	})
}

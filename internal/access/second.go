package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// period is how long an authenticator app shows one code.
const period = 30

var errWrongCode = fault.Field("code", "This code is not right, or was used already. Wait for the next one and try again.")

// totpStep finds which step's code this is: the current one, or its neighbours,
// since clocks differ.
func totpStep(secret, code string, now time.Time) (int64, bool) {
	current := now.Unix() / period
	for _, step := range []int64{current, current - 1, current + 1} {
		want, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// newSecret makes what an authenticator app is to keep, and the address that its
// camera reads.
func (a *Access) newSecret(acc Account) (*otp.Key, error) {
	return totp.Generate(totp.GenerateOpts{Issuer: a.opt.SiteName, AccountName: acc.Email, Period: period, SecretSize: 20, Rand: rand.Reader})
}

// keyOf is the address for a secret that was made before.
func (a *Access) keyOf(acc Account, secret string) (*otp.Key, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil || len(raw) != 20 {
		return nil, fault.New(fault.Invalid, "The form could not be read. Please start again.")
	}
	return totp.Generate(totp.GenerateOpts{Issuer: a.opt.SiteName, AccountName: acc.Email, Period: period, Secret: raw})
}

// trySecond counts a try at the account's second factor.
func (a *Access) trySecond(acc Account) error {
	if !a.limits.second.allow("second|"+acc.OrgID+"|"+acc.ID, a.now()) {
		a.counts.limited.Add(1)
		return errTooMany
	}
	return nil
}

func (a *Access) secondDone(acc Account) {
	a.limits.second.forget("second|" + acc.OrgID + "|" + acc.ID)
}

// checkCode takes a code of the authenticator app, or a recovery code, once. It
// returns what it was, for the audit trail.
func (a *Access) checkCode(ctx context.Context, acc Account, typed string) (string, error) {
	if err := a.trySecond(acc); err != nil {
		return "", err
	}
	code, how, n := plainCode(typed), "", int64(0)
	err := a.db.Tx(ctx, func(tx *db.DB) (err error) {
		if len(code) > 6 {
			how = "a recovery code"
			n, err = useRecovery(ctx, tx, acc.OrgID, acc.ID, id.Hash(code), a.now())
			return err
		}
		how = "an authenticator app"
		step, ok := totpStep(acc.TOTPSecret, code, a.now())
		if acc.TOTPSecret == "" || !ok {
			n = 0
			return nil
		}
		n, err = useStep(ctx, tx, acc.OrgID, acc.ID, step)
		return err
	})
	if err != nil {
		return "", err
	}
	if n == 0 {
		if err := a.refuse(ctx, acc.OrgID, acc, true, "access.second-factor.refused"); err != errWrong {
			return "", err
		}
		return "", errWrongCode
	}
	a.secondDone(acc)
	return how, nil
}

// Enrol makes an authenticator app the account's second factor, once it has
// shown a right code. It returns recovery codes if the account had none.
func (a *Access) Enrol(ctx context.Context, by actor.Actor, secret, code string) (codes []string, err error) {
	acc, err := accountByID(ctx, a.db, by.OrgID, by.AccountID)
	if err != nil {
		return nil, missing(err)
	}
	if _, err := a.keyOf(acc, secret); err != nil {
		return nil, err
	}
	if err := a.trySecond(acc); err != nil {
		return nil, err
	}
	step, ok := totpStep(secret, plainCode(code), a.now())
	if !ok {
		return nil, fault.Field("code", "This code is not right. Check that the clock of your phone is right, and enter the code it shows now.")
	}
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if err := setTOTP(ctx, tx, acc.OrgID, acc.ID, secret, step); err != nil {
			return err
		}
		if err := a.record(ctx, tx, by, "access.authenticator.added", target(acc)); err != nil {
			return err
		}
		codes, err = a.firstCodes(ctx, tx, acc)
		return err
	})
	if err == nil {
		a.secondDone(acc)
	}
	return codes, err
}

// firstCodes makes recovery codes if the account has none left.
func (a *Access) firstCodes(ctx context.Context, tx *db.DB, acc Account) ([]string, error) {
	left, err := recoveryLeft(ctx, tx, acc.OrgID, acc.ID)
	if err != nil || left > 0 {
		return nil, err
	}
	return a.newCodes(ctx, tx, acc)
}

// newCodes replaces the account's recovery codes.
func (a *Access) newCodes(ctx context.Context, tx *db.DB, acc Account) ([]string, error) {
	if err := deleteRecovery(ctx, tx, acc.OrgID, acc.ID); err != nil {
		return nil, err
	}
	codes := make([]string, 10)
	for i := range codes {
		codes[i] = groups(rand.Text()[:16])
		if err := insertRecovery(ctx, tx, acc.OrgID, id.New(), acc.ID, id.Hash(plainCode(codes[i])), a.now()); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// RecoveryCodes replaces the recovery codes of by and returns the new ones.
func (a *Access) RecoveryCodes(ctx context.Context, by actor.Actor, password string) (codes []string, err error) {
	acc, err := a.confirmed(ctx, by, password)
	if err != nil {
		return nil, err
	}
	if !acc.HasFactor() {
		return nil, fault.New(fault.Conflict, "Recovery codes stand in for a second factor. Set one up first.")
	}
	err = a.db.Tx(ctx, func(tx *db.DB) error {
		if codes, err = a.newCodes(ctx, tx, acc); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.recovery-codes.made", target(acc))
	})
	return codes, err
}

// confirmed is the account of by, whose password was asked for again.
func (a *Access) confirmed(ctx context.Context, by actor.Actor, password string) (Account, error) {
	acc, err := accountByID(ctx, a.db, by.OrgID, by.AccountID)
	if err != nil {
		return Account{}, missing(err)
	}
	return acc, a.confirm(acc, "confirm", password)
}

// RemoveAuthenticator takes the authenticator app away.
func (a *Access) RemoveAuthenticator(ctx context.Context, by actor.Actor, password string) error {
	acc, err := a.confirmed(ctx, by, password)
	if err != nil {
		return err
	}
	if acc.TOTPSecret == "" {
		return fault.New(fault.Conflict, "There is no authenticator app to remove.")
	}
	if err := a.mayRemove(ctx, acc, acc.HasPasskey); err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if err := setTOTP(ctx, tx, acc.OrgID, acc.ID, "", acc.TOTPStep); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.authenticator.removed", target(acc))
	})
}

// mayRemove refuses to take away the last second factor while a role needs one.
func (a *Access) mayRemove(ctx context.Context, acc Account, another bool) error {
	_, demands, _, err := a.identify(ctx, acc.OrgID, acc.ID)
	if err == nil && demands && !another {
		return fault.New(fault.Conflict, "Your role needs a second factor. Set up another one before you remove this one.")
	}
	return err
}

// ResetSecondFactor takes every second factor of another account away, for
// somebody who has lost theirs, and ends its sessions.
func (a *Access) ResetSecondFactor(ctx context.Context, by actor.Actor, accountID string) error {
	acc, _, err := a.mayManage(ctx, by, accountID)
	if err != nil {
		return err
	}
	if !acc.HasFactor() {
		return fault.New(fault.Conflict, "This account has no second factor.")
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		if err := setTOTP(ctx, tx, acc.OrgID, acc.ID, "", acc.TOTPStep); err != nil {
			return err
		}
		if err := deletePasskeys(ctx, tx, acc.OrgID, acc.ID); err != nil {
			return err
		}
		if err := deleteRecovery(ctx, tx, acc.OrgID, acc.ID); err != nil {
			return err
		}
		if _, err := endSessionsBut(ctx, tx, acc.OrgID, acc.ID, "", a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "access.second-factor.reset", target(acc), audit.Change{Field: "Second factor", From: factorWords(acc), To: "none"})
	})
}

func factorWords(acc Account) string {
	var words []string
	if acc.TOTPSecret != "" {
		words = append(words, "authenticator app")
	}
	if acc.HasPasskey {
		words = append(words, "passkey")
	}
	return strings.Join(words, " and ")
}

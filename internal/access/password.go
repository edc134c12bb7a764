package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

const (
	minPassword = 12
	maxPassword = 200
)

// guessed are what people try first, without digits and signs at either end.
var guessed = []string{
	"password", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome", "qwerty", "qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "zxcvbnm",
	"iloveyou", "football", "liverpool", "arsenal", "chelsea", "monkey", "dragon", "sunshine", "princess", "summer", "winter", "autumn", "spring",
	"footbridge", "recovery", "administrator", "admin", "changeme", "secret", "trustno", "abc", "abcdefghijkl", "hospital", "nhs", "mentalhealth",
}

// weak says in plain words why a password will not do: too short, or among the
// first that anybody would try.
func weak(password string, acc Account) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n == 0:
		return fault.Field("password", "Enter a password.")
	case n < minPassword:
		return fault.Field("password", "The password must have at least %d characters. Three words that have nothing to do with each other are easy to remember.", minPassword)
	case n > maxPassword:
		return fault.Field("password", "The password must have %d characters or fewer.", maxPassword)
	}
	core := strings.Trim(strings.ToLower(password), "0123456789 !.?*#-_$@")
	mailbox, _, _ := strings.Cut(fold(acc.Email), "@")
	own := []string{mailbox, fold(acc.Email), strings.ReplaceAll(fold(acc.Name), " ", ""), fold(acc.Name), ""}
	for _, known := range append(own, guessed...) {
		if core == known || known != "" && strings.Trim(strings.ReplaceAll(core, known, ""), "0123456789 !.?*#-_$@") == "" {
			return fault.Field("password", "This password is easy to guess. Three words that have nothing to do with each other are easy to remember.")
		}
	}
	if distinct(password) < 5 {
		return fault.Field("password", "This password is easy to guess: it repeats the same few characters.")
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

func (a *Access) hash(password string) (string, error) {
	a.hashing <- struct{}{}
	defer func() { <-a.hashing }()
	return argon2id.CreateHash(password, a.opt.Hash)
}

// matches compares slowly, also when there is nothing to compare with: the
// answer for an unknown address must take as long as the one for a wrong password.
func (a *Access) matches(password, hash string) bool {
	a.hashing <- struct{}{}
	defer func() { <-a.hashing }()
	known := hash != ""
	if !known {
		hash = a.dummy()
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && known && err == nil
}

// outdated reports whether the hash was made at another cost than today's.
func (a *Access) outdated(hash string) bool {
	p, _, _, err := argon2id.DecodeHash(hash)
	return err != nil || *p != *a.opt.Hash
}

// ChangePassword gives the account of by another password and ends its other
// sessions. An account that never had one needs no old one.
func (a *Access) ChangePassword(ctx context.Context, by actor.Actor, sessionID, old, password string) error {
	acc, err := accountByID(ctx, a.db, by.OrgID, by.AccountID)
	if err != nil {
		return missing(err)
	}
	if err := a.confirm(acc, "old", old); err != nil {
		return err
	}
	if err := weak(password, acc); err != nil {
		return err
	}
	hash, err := a.hash(password)
	if err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.DB) error {
		return a.setPassword(ctx, tx, by, acc, hash, sessionID, "access.account.password-changed")
	})
}

// confirm asks for the account's own password before something that matters.
// field is where the form has it.
func (a *Access) confirm(acc Account, field, password string) error {
	if acc.PasswordHash == "" {
		return nil
	}
	key := "confirm|" + acc.OrgID + "|" + acc.ID
	if !a.limits.second.allow(key, a.now()) {
		a.counts.limited.Add(1)
		return errTooMany
	}
	if !a.matches(password, acc.PasswordHash) {
		return fault.Field(field, "This is not your password.")
	}
	a.limits.second.forget(key)
	return nil
}

// setPassword keeps the hash, ends every session but one, and every open link.
func (a *Access) setPassword(ctx context.Context, tx *db.DB, by actor.Actor, acc Account, hash, keep, action string) error {
	if err := setPassword(ctx, tx, acc.OrgID, acc.ID, hash); err != nil {
		return err
	}
	if _, err := endSessionsBut(ctx, tx, acc.OrgID, acc.ID, keep, a.now()); err != nil {
		return err
	}
	if err := dropLinks(ctx, tx, acc.OrgID, acc.ID, a.now()); err != nil {
		return err
	}
	return a.record(ctx, tx, by, action, target(acc))
}

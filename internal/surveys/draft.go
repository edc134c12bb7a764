package surveys

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/when"
)

// draft is what is carried from one page to the next, or kept to be finished
// later. Nothing in it says whose it is.
type draft struct {
	OrgID, Hash, WaveID, Language, Data string
	ExpiresOn                           when.Date
}

func (d Door) draftHash(word string) string { return hashed(d.Wave.ID, plainCode(word)) }

// carry keeps the answers so far under a word that only the person's browser
// has, or the code that they wrote down.
func (s *Surveys) carry(ctx context.Context, d Door, word, language string, answers forms.Response, days int) error {
	data, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		return putDraft(ctx, tx, draft{d.Wave.OrgID, d.draftHash(word), d.Wave.ID, language, string(data), s.today().AddDays(days)})
	})
}

// carried are the answers so far, and in which language they are given.
func (s *Surveys) carried(ctx context.Context, d Door, word string) (answers forms.Response, language string, found bool, err error) {
	row, found, err := findDraft(ctx, s.db, d.Wave.OrgID, d.draftHash(word), s.today())
	if err != nil || !found {
		return forms.Response{}, "", false, err
	}
	err = json.Unmarshal([]byte(row.Data), &answers)
	return answers, row.Language, true, err
}

// park keeps what was carried under a new code, to be finished later.
func (s *Surveys) park(ctx context.Context, d Door, word, language string, answers forms.Response) (code string, err error) {
	code = newCode()
	if err := s.carry(ctx, d, code, language, answers, laterDays); err != nil {
		return "", err
	}
	return code, s.db.Tx(ctx, func(tx *db.DB) error { return deleteDraft(ctx, tx, d.Wave.OrgID, d.draftHash(word)) })
}

var (
	errNoCode  = fault.Field("code", "We could not find answers under this code. Check each letter: there are eight. After 30 days, or once they were sent, answers cannot be fetched any more.")
	errTooMany = fault.New(fault.Unavailable, "There have been too many tries from here. Please wait a few minutes and try again.")
)

// fetch finds what somebody kept under a code. client is from where they ask:
// few wrong codes are let through.
func (s *Surveys) fetch(ctx context.Context, d Door, code, client string) (forms.Response, string, error) {
	if !s.codes.lets(client, s.now()) {
		return forms.Response{}, "", errTooMany
	}
	answers, language, found, err := s.carried(ctx, d, code)
	if err == nil && (!found || len(plainCode(code)) != codeLength) {
		err = errNoCode
	}
	return answers, language, err
}

const (
	codeLetters = "BCDFGHJKLMNPQRSTVWXZ" // no vowels: no words, and nothing that looks like a number
	codeLength  = 8
)

// newCode is a code to write down: "BKRT-WXHD".
func newCode() string {
	var b strings.Builder
	for b.Len() < codeLength+1 {
		var one [1]byte
		rand.Read(one[:]) // never fails
		if int(one[0]) >= 240 {
			continue // so that every letter is as likely
		}
		if b.Len() == codeLength/2 {
			b.WriteByte('-')
		}
		b.WriteByte(codeLetters[int(one[0])%len(codeLetters)])
	}
	return b.String()
}

// plainCode is a code without what people put between its letters.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '.' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
}

// tidyUp forgets what is past its day: drafts, and what tablets have sent. It
// lays the answers of the last days out anew, so that where a row lies does not
// tell when it came.
func (s *Surveys) tidyUp(ctx context.Context, orgID string) error {
	err := s.db.Tx(ctx, func(tx *db.DB) error { return deleteExpired(ctx, tx, orgID, s.today()) })
	if err != nil {
		return err
	}
	waves, err := recentWaves(ctx, s.db, orgID, s.now().Add(-stirHours*time.Hour))
	for _, waveID := range waves {
		if err == nil {
			err = s.stir(ctx, orgID, waveID)
		}
	}
	return err
}

// stirHours is how far back answers are laid out anew: the job runs each night.
const stirHours = 49

// stir takes the answers of a wave's last days out and puts them back in the
// order of their random ids, all in one transaction.
func (s *Surveys) stir(ctx context.Context, orgID, waveID string) error {
	if !s.db.Postgres() {
		return nil // they lie in the order of their ids: migration 0021
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		return relayResponses(ctx, tx, orgID, waveID, s.now().Add(-stirHours*time.Hour))
	})
}

func sortByID(rows []kept) {
	slices.SortFunc(rows, func(a, b kept) int { return strings.Compare(a.ID, b.ID) })
}

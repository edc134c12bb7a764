package surveys

import (
	"strings"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// wordOf is the address of a link as people type it.
func wordOf(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

func (w *world) link(t testing.TB, wave Wave, channel string) Link {
	t.Helper()
	l, err := w.surveys.AddLink(t.Context(), w.by, wave.ID, w.ward.ID, channel, "By the door")
	ok(t, err)
	l, err = w.surveys.Link(t.Context(), w.by, l.ID)
	ok(t, err)
	return l
}

func rowsIn(t testing.TB, d *db.DB, table, orgID string) int {
	t.Helper()
	n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM `+table+` WHERE org_id = $1`, orgID)
	ok(t, err)
	return n
}

func TestLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.surveys, t.Context()
		wave := w.open(t)
		link := w.link(t, wave, "kiosk")
		for _, no := range []string{"", "bridgewater", "bridgewater.", "bridgewater.no-such-words", "elsewhere." + link.Word} {
			_, err := s.Enter(ctx, no)
			want(t, no, err, fault.NotFound)
		}
		door, err := s.Enter(ctx, strings.ToUpper(wordOf(link.Address))[:0]+wordOf(link.Address))
		ok(t, err)
		if door.Channel != "kiosk" || door.UnitID != w.ward.ID || door.Form == nil {
			t.Errorf("entered %+v", door)
		}
		for range 3 {
			ok(t, s.Answer(ctx, door, "en-GB", "", "the tablet's word", answer("yes", "")))
		}
		if n := rowsIn(t, d, "surveys_response", w.by.OrgID); n != 1 {
			t.Errorf("sent three times, kept %d times", n)
		}
		_, err = s.CloseLink(ctx, w.by, link.ID)
		ok(t, err)
		_, err = s.Enter(ctx, wordOf(link.Address))
		want(t, "a closed link", err, fault.NotFound)
		other := w.link(t, wave, "link")
		ok(t, s.CloseWave(ctx, w.by, wave.ID))
		_, err = s.Enter(ctx, wordOf(other.Address))
		want(t, "a closed wave", err, fault.Conflict)
	})
}

func TestDrafts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.surveys, t.Context()
		door, err := s.Enter(ctx, wordOf(w.link(t, w.open(t), "link").Address))
		ok(t, err)
		ok(t, s.carry(ctx, door, "browser", "cy", answer("yes", "so far"), draftDays))
		code, err := s.park(ctx, door, "browser", "cy", answer("yes", "so far"))
		ok(t, err)
		if _, _, found, _ := s.carried(ctx, door, "browser"); found {
			t.Error("still in the browser's place")
		}
		got, language, err := s.fetch(ctx, door, " "+strings.ToLower(strings.ReplaceAll(code, "-", " ")), "client")
		ok(t, err)
		if language != "cy" || len(got.Items) != 2 {
			t.Errorf("fetched %+v in %q", got, language)
		}
		for range 9 {
			_, _, err = s.fetch(ctx, door, "BBBB-BBBB", "client")
			want(t, "a wrong code", err, fault.Invalid)
		}
		_, _, err = s.fetch(ctx, door, code, "client")
		want(t, "too many tries", err, fault.Unavailable)
		ok(t, s.Answer(ctx, door, "cy", code, "", got))
		if n := rowsIn(t, d, "surveys_draft", w.by.OrgID); n != 0 {
			t.Errorf("%d drafts are left", n)
		}
		ok(t, s.carry(ctx, door, "another", "", got, draftDays))
		*w.at = noon.AddDate(0, 0, 3)
		ok(t, s.Night(ctx))
		if n := rowsIn(t, d, "surveys_draft", w.by.OrgID); n != 0 {
			t.Errorf("%d drafts are left after their day", n)
		}
	})
}

// invite invites so many addresses and returns the words of their links.
func (w *world) invite(t testing.TB, wave Wave, n int) []string {
	t.Helper()
	var list []Invitee
	for i := range n {
		list = append(list, Invitee{Address: "person" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + "@example.org"})
	}
	sent, bad, err := w.surveys.Invite(t.Context(), w.by, wave.ID, w.ward.ID, "mail", list)
	ok(t, err)
	if sent != n || len(bad) > 0 {
		t.Fatalf("invited %d, %v", sent, bad)
	}
	bodies, err := db.All[string](t.Context(), w.db, `SELECT body FROM notify_message WHERE org_id = $1 AND template = 'surveys.invitation' ORDER BY to_email`, w.by.OrgID)
	ok(t, err)
	var words []string
	for _, body := range bodies {
		_, rest, _ := strings.Cut(body, "/surveys/invited/")
		word, _, _ := strings.Cut(rest, "\n")
		words = append(words, strings.TrimSpace(word))
	}
	return words
}

func TestInvitations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.surveys, t.Context()
		wave := w.open(t)
		_, bad, err := s.Invite(ctx, w.by, wave.ID, w.ward.ID, "mail", []Invitee{{Address: "a@example.org", Row: 2}, {Address: "A@example.org", Row: 3}, {Address: "nobody", Row: 4}})
		if ok(t, err); len(bad) != 2 || bad[0].Row != 3 || bad[1].Row != 4 {
			t.Errorf("bad rows: %v", bad)
		}
		words := w.invite(t, wave, 12)
		door, err := s.EnterInvited(ctx, words[0])
		ok(t, err)
		ok(t, s.Answer(ctx, door, "", "", "", answer("yes", "")))
		want(t, "the same link again", s.Answer(ctx, door, "", "", "", answer("yes", "")), fault.Conflict)
		_, err = s.EnterInvited(ctx, words[0])
		want(t, "a used link", err, fault.Conflict)
		_, err = s.Remind(ctx, w.by, wave.ID)
		want(t, "a reminder while one has answered", err, fault.Conflict)
		for _, word := range words[1:6] {
			door, err := s.EnterInvited(ctx, word)
			ok(t, err)
			ok(t, s.Answer(ctx, door, "", "", "", answer("no", "")))
		}
		n, err := s.Remind(ctx, w.by, wave.ID)
		if ok(t, err); n != 6 {
			t.Errorf("reminded %d", n)
		}
		_, err = s.Remind(ctx, w.by, wave.ID)
		want(t, "a second reminder", err, fault.Conflict)
		got, err := s.Invited(ctx, w.by, wave.ID)
		if ok(t, err); got != (Invited{12, 6, when.DateOf(noon)}) {
			t.Errorf("counted %+v", got)
		}
		body, err := db.One[string](ctx, d, `SELECT body FROM notify_message WHERE org_id = $1 AND template = 'surveys.reminder' ORDER BY to_email DESC LIMIT 1`, w.by.OrgID)
		ok(t, err)
		_, rest, _ := strings.Cut(body, "/surveys/invited/")
		again, _, _ := strings.Cut(rest, "\n")
		door, err = s.EnterInvited(ctx, strings.TrimSpace(again))
		ok(t, err)
		ok(t, s.Answer(ctx, door, "", "", "", answer("no", "")))
		_, err = s.EnterInvited(ctx, words[11])
		want(t, "the first link after the reminder's was used", err, fault.Conflict)
	})
}

// Two tabs with the same link make one answer.
func TestOneLinkTwoTabs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		wave := w.open(t)
		door, err := w.surveys.EnterInvited(t.Context(), w.invite(t, wave, 1)[0])
		ok(t, err)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { _ = w.surveys.Answer(t.Context(), door, "", "", "", answer("yes", "")) })
		}
		wg.Wait()
		if n := rowsIn(t, d, "surveys_response", w.by.OrgID); n != 1 {
			t.Errorf("kept %d answers", n)
		}
	})
}

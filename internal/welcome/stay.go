package welcome

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Begin says that somebody came to the ward. Their card is made by [Welcome.Print].
func (w *Welcome) Begin(ctx context.Context, by actor.Actor, unitID, label string, cameOn when.Date) (Stay, error) {
	label = strings.TrimSpace(label)
	switch {
	case utf8.RuneCountInString(label) > 30:
		return Stay{}, fault.Field("label", "Use 30 characters or fewer: a bed, a room or initials.")
	case cameOn.IsZero() || cameOn.After(w.today()):
		return Stay{}, fault.Field("came", "Enter the day they came, today or before.")
	case cameOn.Before(w.today().AddDays(-366)):
		return Stay{}, fault.Field("came", "Enter a day within the last year.")
	}
	s := Stay{OrgID: by.OrgID, ID: id.New(), UnitID: unitID, Label: label, Hash: id.Hash(id.Secret()), CameOn: cameOn, Version: 1, CreatedAt: w.now().UTC().Truncate(time.Microsecond)}
	err := w.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := w.ward(ctx, tx, by, Record, unitID); err != nil {
			return err
		}
		if err := insertStay(ctx, tx, s); err != nil {
			return err
		}
		return w.record(ctx, tx, by, "welcome.stay.begun", s)
	})
	return s, err
}

func (w *Welcome) address(orgID, word string) string {
	return w.baseURL + "/welcome/card/" + orgID + "." + word
}

// Print makes the card of a stay and returns its address, which is kept nowhere.
// The address of a card that was made before no longer works.
func (w *Welcome) Print(ctx context.Context, by actor.Actor, stayID string) (Stay, string, error) {
	word := id.Secret()
	var s Stay
	err := w.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		if s, err = w.stay(ctx, tx, by, stayID); err != nil {
			return err
		}
		if !s.Open() {
			return errEnded
		}
		s.Hash = id.Hash(word)
		if err := setHash(ctx, tx, s); err != nil {
			return err
		}
		s.Version++
		return w.record(ctx, tx, by, "welcome.card.made", s)
	})
	return s, w.address(by.OrgID, word), err
}

// stay is a stay on a ward whose cards by keeps; any other is not found.
func (w *Welcome) stay(ctx context.Context, tx *db.DB, by actor.Actor, stayID string) (Stay, error) {
	s, found, err := oneStay(ctx, tx, by.OrgID, stayID)
	if err != nil {
		return s, err
	}
	if !found {
		return s, errNoStay
	}
	if _, err := w.ward(ctx, tx, by, Record, s.UnitID); err != nil {
		return s, errNoStay
	}
	return s, nil
}

// Stay is a stay with what is known of its six items, in their order.
func (w *Welcome) Stay(ctx context.Context, by actor.Actor, stayID string) (Stay, []Mark, error) {
	s, err := w.stay(ctx, w.db, by, stayID)
	if err != nil {
		return s, nil, err
	}
	marks, err := w.marks(ctx, w.db, s)
	return s, marks, err
}

// marks are the six items of a stay.
func (w *Welcome) marks(ctx context.Context, tx *db.DB, s Stay) ([]Mark, error) {
	known, err := marksOf(ctx, tx, s.OrgID, s.ID)
	return inOrder(s.ID, known), err
}

func inOrder(stayID string, known []Mark) []Mark {
	out := make([]Mark, len(Items))
	for i, item := range Items {
		out[i] = Mark{StayID: stayID, Item: item.Code}
		for _, m := range known {
			if m.StayID == stayID && m.Item == item.Code {
				out[i] = m
			}
		}
	}
	return out
}

// Row is a stay on the ward's list.
type Row struct {
	Stay
	Marks []Mark
}

// Said is how many of the six the person has said happened.
func (r Row) Said() int {
	n := 0
	for _, m := range r.Marks {
		if m.Happened == "yes" {
			n++
		}
	}
	return n
}

// Gaps are the items that the person says did not happen, or not wholly.
func (r Row) Gaps() []string {
	var out []string
	for i, m := range r.Marks {
		if m.Happened == "no" || m.Happened == "partly" {
			out = append(out, Items[i].Owed)
		}
	}
	return out
}

// Stays are those on a ward, the newest first: those there now, or those that
// have ended.
func (w *Welcome) Stays(ctx context.Context, by actor.Actor, unitID string, ended bool, limit, offset int) ([]Row, int, error) {
	if _, err := w.ward(ctx, w.db, by, Record, unitID); err != nil {
		return nil, 0, err
	}
	stays, err := staysOf(ctx, w.db, by.OrgID, unitID, ended, limit, offset)
	if err != nil || len(stays) == 0 {
		return nil, 0, err
	}
	total, err := countStays(ctx, w.db, by.OrgID, unitID, ended)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Row, len(stays))
	for i, s := range stays {
		known, err := marksOf(ctx, w.db, s.OrgID, s.ID)
		if err != nil {
			return nil, 0, err
		}
		out[i] = Row{s, inOrder(s.ID, known)}
	}
	return out, total, nil
}

// Done says which items staff have seen to. Those not named are taken back. It
// never counts as having happened.
func (w *Welcome) Done(ctx context.Context, by actor.Actor, stayID string, items []string, version int) error {
	return w.change(ctx, by, stayID, version, "welcome.card.done", func(tx *db.DB, s Stay) error {
		done := map[string]bool{}
		for _, code := range items {
			if !known(code) {
				return fault.Field("done", "Choose from the six.")
			}
			done[code] = true
		}
		marks, err := w.marks(ctx, tx, s)
		if err != nil {
			return err
		}
		for _, m := range marks {
			if done[m.Item] == !m.DoneOn.IsZero() {
				continue
			}
			on, account := w.today(), by.AccountID
			if !done[m.Item] {
				on, account = when.Date{}, ""
			}
			if err := setDone(ctx, tx, s, m.Item, on, account); err != nil {
				return err
			}
		}
		return nil
	})
}

func known(code string) bool {
	for _, i := range Items {
		if i.Code == code {
			return true
		}
	}
	return false
}

// change does something to a stay that has not been changed since it was read.
func (w *Welcome) change(ctx context.Context, by actor.Actor, stayID string, version int, action string, do func(*db.DB, Stay) error) error {
	return w.db.Tx(ctx, func(tx *db.DB) error {
		s, err := w.stay(ctx, tx, by, stayID)
		if err != nil {
			return err
		}
		fresh, err := touch(ctx, tx, s, version)
		switch {
		case err != nil:
			return err
		case !fresh:
			return errChanged
		}
		if err := do(tx, s); err != nil {
			return err
		}
		return w.record(ctx, tx, by, action, s)
	})
}

// SayFor keeps what the person said on paper, or to a peer worker who asked.
func (w *Welcome) SayFor(ctx context.Context, by actor.Actor, stayID, how string, said map[string]string, version int) error {
	if how != "paper" && how != "peer" {
		return fault.Field("how", "Say how you know: from their paper, or asked by a peer worker.")
	}
	return w.change(ctx, by, stayID, version, "welcome.card.said", func(tx *db.DB, s Stay) error {
		if !w.takes(s) {
			return errClosed
		}
		return w.keep(ctx, tx, s, how, said)
	})
}

// keep writes what was said; an item without an answer stays as it was.
func (w *Welcome) keep(ctx context.Context, tx *db.DB, s Stay, how string, said map[string]string) error {
	for _, item := range Items {
		answer := said[item.Code]
		if answer == "" {
			continue
		}
		if answer != "yes" && answer != "partly" && answer != "no" {
			return fault.Field(item.Code, "Choose yes, partly or no.")
		}
		if err := setSaid(ctx, tx, s, item.Code, answer, w.today(), how); err != nil {
			return err
		}
	}
	return nil
}

// takes reports whether the card still takes answers.
func (w *Welcome) takes(s Stay) bool {
	return s.Open() || !w.today().After(s.EndedOn.AddDays(keptOpen))
}

// End ends a stay: the label goes, the figures stay.
func (w *Welcome) End(ctx context.Context, by actor.Actor, stayID string, on when.Date, version int) error {
	return w.change(ctx, by, stayID, version, "welcome.card.ended", func(tx *db.DB, s Stay) error {
		switch {
		case !s.Open():
			return errEnded
		case on.IsZero() || on.Before(s.CameOn) || on.After(w.today()):
			return fault.Field("ended", "Enter a day between the day they came and today.")
		}
		return endStay(ctx, tx, s, on)
	})
}

// Card is the stay whose card has that secret, for the person who holds it.
func (w *Welcome) Card(ctx context.Context, token string) (Stay, []Mark, error) {
	s, err := w.byToken(ctx, w.db, token)
	if err != nil {
		return s, nil, err
	}
	marks, err := w.marks(ctx, w.db, s)
	return s, marks, err
}

func (w *Welcome) byToken(ctx context.Context, tx *db.DB, token string) (Stay, error) {
	orgID, word, ok := strings.Cut(token, ".")
	if !ok || orgID == "" || len(word) < 20 {
		return Stay{}, errNoCard
	}
	s, found, err := stayByHash(ctx, tx, orgID, id.Hash(word))
	switch {
	case err != nil:
		return s, err
	case !found:
		return s, errNoCard
	case !w.takes(s):
		return s, errClosed
	}
	return s, nil
}

// Say keeps what the holder of a card says. They may come back and change it for
// as long as the card works.
func (w *Welcome) Say(ctx context.Context, token string, said map[string]string) error {
	return w.db.Tx(ctx, func(tx *db.DB) error {
		s, err := w.byToken(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := w.keep(ctx, tx, s, "card", said); err != nil {
			return err
		}
		return w.record(ctx, tx, actor.Actor{OrgID: s.OrgID, Name: "The holder of the card"}, "welcome.card.said", s)
	})
}

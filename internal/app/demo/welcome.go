package demo

import (
	"fmt"
	"strings"

	"footbridge/internal/welcome"
	"footbridge/internal/when"
)

// owedShare is how often, of a hundred, an item happened on a ward of the
// demonstration in the first of its quarters; each later one is a little better.
var owedShare = map[string]int{"treatment": 62, "welcome": 74, "information": 58, "nurse": 66, "food": 70, "faith": 41}

// wardNames are the wards, in the order of the tree.
var wardNames = []string{"Larch Ward", "Rowan Ward", "Willow Ward"}

// makeWelcome lets people come to the wards over nine months, say what happened,
// and go home. A few are there now.
func (m *maker) makeWelcome() error {
	first := m.today.AddDays(-270)
	for w, name := range wardNames {
		for d, n := first, 0; d.Before(m.today); d, n = d.AddDays(2+m.r.IntN(3)), n+1 {
			m.admit(m.units[name].ID, fmt.Sprintf("Room %d", 1+n%14), d, 4*(d.Days(first)/90)-3*w)
		}
	}
	return nil
}

// admit plans one stay: it lasts some weeks, and nine in ten say something. More
// is how many of a hundred more than at first are given what they are owed.
func (m *maker) admit(wardID, room string, came when.Date, more int) {
	var done []string
	said := map[string]string{}
	for _, item := range welcome.Items {
		switch lot := m.r.IntN(100) - owedShare[item.Code] - more; {
		case lot < 0:
			said[item.Code] = "yes"
		case lot < 14:
			said[item.Code] = "partly"
		default:
			said[item.Code] = "no"
			continue
		}
		done = append(done, item.Code)
	}
	var s welcome.Stay
	var token string
	m.on(came, func() (err error) {
		if s, err = m.Welcome.Begin(m.ctx, m.by, wardID, room, came); err != nil {
			return err
		}
		var address string
		if s, address, err = m.Welcome.Print(m.ctx, m.by, s.ID); err != nil {
			return err
		}
		token = address[strings.LastIndexByte(address, '/')+1:]
		return m.Welcome.Done(m.ctx, m.by, s.ID, done, s.Version)
	})
	if told := came.AddDays(2); m.r.IntN(10) > 0 && told.Before(m.today) {
		m.on(told, func() error { return m.Welcome.Say(m.ctx, token, said) })
	}
	if left := came.AddDays(14 + m.r.IntN(30)); left.Before(m.today) {
		m.on(left, func() error {
			s, _, err := m.Welcome.Stay(m.ctx, m.by, s.ID)
			if err != nil {
				return err
			}
			return m.Welcome.End(m.ctx, m.by, s.ID, left, s.Version)
		})
	}
}

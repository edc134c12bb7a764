package college

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// finishPlan is [finish] for plans: each clash gets a line of its own, and when
// none of them must stand in the way the form asks whether it may be so.
func finishPlan(w http.ResponseWriter, r *http.Request, form *web.Form, save func(accepted bool) (string, error), message string, show func() error) error {
	return finish(w, r, form, func() (string, error) {
		path, err := save(form.Bool("accepted"))
		clash, ok := errors.AsType[*Clashing](err)
		if !ok {
			return path, err
		}
		for _, x := range clash.Clashes {
			form.Fail("", x.Words)
		}
		if !clash.Firm() {
			form.Set("soft", "yes")
			form.Fail("accepted", "Change the plan, or tick the box to keep it as it is.")
		}
		return "", &fault.Error{Kind: fault.Invalid, Fields: map[string]string{"": "Nothing has been saved yet."}}
	}, message, show)
}

// acceptOptions are the one box that accepts what need not stand in the way.
var acceptOptions = []web.Option{{Value: "yes", Label: "Keep it like this all the same"}}

// planForm is what the forms of planning share.
type planForm struct {
	Accept []web.Option
}

// readClock reads a time of the day.
func readClock(form *web.Form, name, label string) Clock {
	k, ok := ParseClock(form.Value(name))
	if !ok {
		form.Fail(name, label+" must be a time, like 10:30am or 14:00.")
	}
	return k
}

// readDays reads a day a line, as people write them.
func readDays(form *web.Form, name, label string) []when.Date {
	var out []when.Date
	for line := range strings.Lines(form.Value(name)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		d, ok := parseDay(line)
		if !ok {
			form.Fail(name, label+" must be real dates, one a line, like 27 3 2027.")
			return nil
		}
		out = append(out, d)
	}
	return out
}

func parseDay(s string) (when.Date, bool) {
	s = strings.Join(strings.Fields(strings.NewReplacer("/", " ", ".", " ").Replace(s)), " ")
	for _, layout := range []string{"2 1 2006", "2 January 2006", "2 Jan 2006", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return when.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, true
		}
	}
	return when.Date{}, false
}

// roomOptions are the rooms that can be planned with; keep is one that stays
// among them even when it has closed.
func (h handlers) roomOptions(r *http.Request, orgID, keep string) ([]web.Option, error) {
	rooms, err := allRooms(r.Context(), h.c.db, orgID)
	out := []web.Option{{Value: "", Label: "No room"}}
	for _, m := range rooms {
		if m.Open() || m.ID == keep {
			out = append(out, web.Option{Value: m.ID, Label: m.Label() + " (" + strconv.Itoa(m.Seats) + " seats)"})
		}
	}
	return out, err
}

// trainerOptions are those who may teach at a college, and those who teach
// already.
func (h handlers) trainerOptions(r *http.Request, orgID, unitID string, keep []string) ([]web.Option, error) {
	all, err := h.c.trainers.Teaching(r.Context(), h.c.db, orgID, unitID)
	if err != nil {
		return nil, err
	}
	var out []web.Option
	seen := map[string]bool{}
	for _, t := range all {
		seen[t.ID] = true
		out = append(out, web.Option{Value: t.ID, Label: t.Name, Hint: fold.Capital(t.Perspective)})
	}
	others, err := h.c.trainers.ByID(r.Context(), h.c.db, orgID, keep)
	for _, id := range keep {
		if t, ok := others[id]; ok && !seen[id] {
			out = append(out, web.Option{Value: t.ID, Label: t.Name, Hint: fold.Capital(t.Perspective) + ", not teaching now"})
		}
	}
	return out, err
}

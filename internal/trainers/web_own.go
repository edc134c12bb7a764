package trainers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// ownPage is where a trainer sees what is theirs.
const ownPage = "/trainers/me"

// ownTrainer is the trainer of the address, whom the visitor is or manages, and
// the page to go back to.
func (h handlers) ownTrainer(r *http.Request) (Trainer, string, error) {
	by := actor.From(r.Context())
	trainer, college, err := h.t.Trainer(r.Context(), by, r.PathValue("trainer"))
	switch {
	case err != nil:
		return Trainer{}, "", err
	case isOwn(by, trainer):
		return trainer, ownPage, nil
	case !by.CanAt(Manage, college.Path):
		return Trainer{}, "", errNoTrainer
	}
	return trainer, atTrainer(trainer), nil
}

func (h handlers) askAbout(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"about": trainer.About, "version": strconv.Itoa(trainer.Version)})
	return show(w, r, form, formPage{Trainer: trainer, Back: back}, "about.html", "A line for the prospectus")
}

func (h handlers) about(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	about := form.Text("about", "The line for the prospectus", 0, 500)
	return finish(w, r, form, func() (string, error) {
		return back, h.t.Describe(r.Context(), actor.From(r.Context()), trainer.ID, about, readVersion(form))
	}, "Saved.", func() error {
		return show(w, r, form, formPage{Trainer: trainer, Back: back}, "about.html", "A line for the prospectus")
	})
}

// hoursField is one day of the form about a week.
type hoursField struct {
	Day      string
	From, To web.Field
}

func hoursFields(form *web.Form) []hoursField {
	var out []hoursField
	for d := 1; d <= 7; d++ {
		day := Hours{Weekday: d}.Day()
		out = append(out, hoursField{day, form.Input(fmt.Sprintf("from-%d", d), "From", "").Wide("10"), form.Input(fmt.Sprintf("to-%d", d), "Until", "").Wide("10")})
	}
	return out
}

func (h handlers) askWeek(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	week, _, err := h.t.Availability(r.Context(), h.t.db, trainer.OrgID, trainer.ID)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	for _, hours := range week {
		form.Set(fmt.Sprintf("from-%d", hours.Weekday), hours.From())
		form.Set(fmt.Sprintf("to-%d", hours.Weekday), hours.To())
	}
	return show(w, r, form, formPage{Trainer: trainer, Back: back, Hours: hoursFields(form)}, "week.html", "Days and hours")
}

func (h handlers) week(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	week := readWeek(form)
	return finish(w, r, form, func() (string, error) {
		return back, h.t.SetWeek(r.Context(), actor.From(r.Context()), trainer.ID, week)
	}, "Saved.", func() error {
		return show(w, r, form, formPage{Trainer: trainer, Back: back, Hours: hoursFields(form)}, "week.html", "Days and hours")
	})
}

// readWeek reads the hours of each day; a day without hours is left out.
func readWeek(form *web.Form) []Hours {
	var out []Hours
	for d := 1; d <= 7; d++ {
		from, to := fmt.Sprintf("from-%d", d), fmt.Sprintf("to-%d", d)
		a, b := strings.TrimSpace(form.Value(from)), strings.TrimSpace(form.Value(to))
		if a == "" && b == "" {
			continue
		}
		hours, ok := Hours{Weekday: d}, true
		for _, f := range []struct {
			name, text string
			into       *int
		}{{from, a, &hours.FromMinute}, {to, b, &hours.ToMinute}} {
			minute, good := parseClock(f.text)
			if !good {
				form.Fail(f.name, fmt.Sprintf("%s: enter a time like 9:30am or 14:00.", hours.Day()))
				ok = false
			}
			*f.into = minute
		}
		if ok && hours.ToMinute == 0 {
			hours.ToMinute = 24 * 60 // midnight, as an end
		}
		out = append(out, hours)
	}
	return out
}

// parseClock reads a time of day as people write it: "14:00", "2pm", "9.30 am".
func parseClock(s string) (minute int, ok bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), ".", ":"))
	switch s {
	case "noon", "midday":
		return 12 * 60, true
	case "midnight":
		return 0, true
	}
	for _, layout := range []string{"15:04", "3:04pm", "3pm", "15"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.Hour()*60 + at.Minute(), true
		}
	}
	return 0, false
}

func (h handlers) askAway(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	return show(w, r, web.NewForm(nil), formPage{Trainer: trainer, Back: back}, "away.html", "Days away")
}

func (h handlers) away(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	from, until := form.Date("from", "The first day", true), form.Date("until", "The last day", true)
	return finish(w, r, form, func() (string, error) {
		return back, h.t.GoAway(r.Context(), actor.From(r.Context()), trainer.ID, from, until)
	}, "Saved. Nobody is asked why.", func() error {
		return show(w, r, form, formPage{Trainer: trainer, Back: back}, "away.html", "Days away")
	})
}

func (h handlers) removeAway(w http.ResponseWriter, r *http.Request) error {
	trainer, back, err := h.ownTrainer(r)
	if err != nil {
		return err
	}
	if err := h.t.ComeBack(r.Context(), actor.From(r.Context()), trainer.ID, r.PathValue("away")); err != nil {
		return err
	}
	return web.SeeOther(w, r, back, "Taken out.")
}

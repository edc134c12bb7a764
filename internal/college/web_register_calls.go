package college

import (
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

var callsCrumb = web.Crumb{Label: "Calls", Href: "/college/calls"}

type callsPage struct {
	web.Page
	View  string
	Tabs  []web.Tab
	Calls []Followup
	Pager web.Pager
}

func (h handlers) calls(w http.ResponseWriter, r *http.Request) error {
	view := r.URL.Query().Get("view")
	if view != "overdue" && view != "done" {
		view = "open"
	}
	number := web.PageNumber(r)
	list, counts, err := h.c.Followups(r.Context(), actor.From(r.Context()), FollowupFilter{View: view, Limit: web.PerPage, Offset: web.Offset(number)})
	if err != nil {
		return err
	}
	data := callsPage{Page: web.NewPage(w, r, "Calls", dayCrumb), View: view, Calls: list, Pager: web.NewPager(r, number, counts.Of(view)).AtLeast(view == "done" && counts.More)}
	for _, tab := range []struct{ view, label string }{{"open", "To do"}, {"overdue", "Overdue"}, {"done", "Done"}} {
		n := strconv.Itoa(counts.Of(tab.view))
		if tab.view == "done" && counts.More {
			n = "more than " + n
		}
		data.Tabs = append(data.Tabs, web.Tab{Label: tab.label, Href: "/college/calls?view=" + tab.view, Current: tab.view == view, Count: n})
	}
	return web.Render(w, http.StatusOK, pages["register_calls.html"], data)
}

type callPage struct {
	web.Page
	Call              Followup
	Facts             []web.Fact
	Tries             []Try
	Outcomes, Places  []web.Option
	Emergency         Student
	ShowEmergency     bool
	EmergencyRecorded bool // there is somebody to ask
}

var placeChoices = []web.Option{
	{Value: "keep", Label: "Keep the place", Hint: "They come to the next session"},
	{Value: "free", Label: "Free the place", Hint: "They are told kindly, and the place is offered to the next person where there is still time"},
}

// callFacts are what one needs to know before a call.
func callFacts(f Followup) []web.Fact {
	phone, needs := f.Phone, strings.Join(f.Needs, ", ")
	if phone == "" {
		phone = "None recorded"
	}
	if needs == "" {
		needs = "None flagged"
	}
	facts := []web.Fact{
		{Key: "Name", Value: f.Name}, {Key: "Phone", Value: phone}, {Key: "Likes to be reached by", Value: f.Channel}, {Key: "Needs", Value: needs},
		{Key: "Was missed at", Value: f.RunTitle + ", session " + strconv.Itoa(f.SessionNumber) + ", " + when.DateOf(f.StartsAt).String()},
		{Key: "To be asked by", Value: f.DueOn.String()},
	}
	if f.Open() {
		return facts
	}
	return append(facts, web.Fact{Key: "What came of it", Value: f.OutcomeWords()}, web.Fact{Key: "Note", Value: f.Words}, web.Fact{Key: "By", Value: f.DoneBy + ", " + when.Stamp(f.DoneAt)})
}

func (h handlers) call(w http.ResponseWriter, r *http.Request) error {
	return h.showCall(w, r, web.NewForm(nil), nil)
}

// showCall shows one call; student is whoever is asked in an emergency, or nil.
func (h handlers) showCall(w http.ResponseWriter, r *http.Request, form *web.Form, student *Student) error {
	f, tries, err := h.c.Followup(r.Context(), actor.From(r.Context()), r.PathValue("call"))
	if err != nil {
		return err
	}
	data := callPage{Page: web.NewPage(w, r, "Are they all right?", dayCrumb, callsCrumb).WithForm(form), Call: f, Tries: tries, Places: placeChoices}
	data.Facts = callFacts(f)
	for _, o := range Outcomes {
		data.Outcomes = append(data.Outcomes, web.Option{Value: o.Code, Label: o.Label})
	}
	if student != nil {
		data.Emergency, data.ShowEmergency, data.EmergencyRecorded = *student, true, student.EmergencyName != "" || student.EmergencyPhone != ""
	}
	return web.Render(w, web.FormStatus(form), pages["register_call.html"], data)
}

func (h handlers) noteCall(w http.ResponseWriter, r *http.Request) error {
	by, callID := actor.From(r.Context()), r.PathValue("call")
	if _, err := h.c.callInReach(r.Context(), h.c.db, by, callID); err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := CallInput{Outcome: form.Value("outcome"), Words: form.Value("words"), AgainOn: form.Date("again", "The day to try again", false)}
	return finish(w, r, form, func() (string, error) {
		return "/college/calls", h.c.NoteCall(r.Context(), by, callID, in)
	}, "Noted. Thank you for asking.", func() error { return h.showCall(w, r, form, nil) })
}

func (h handlers) emergency(w http.ResponseWriter, r *http.Request) error {
	_, student, err := h.c.EmergencyContact(r.Context(), actor.From(r.Context()), r.PathValue("call"))
	if err != nil {
		return err
	}
	return h.showCall(w, r, web.NewForm(nil), &student)
}

func (h handlers) decidePlace(w http.ResponseWriter, r *http.Request) error {
	by, callID := actor.From(r.Context()), r.PathValue("call")
	call, err := h.c.callInReach(r.Context(), h.c.db, by, callID)
	if err != nil {
		return err
	}
	form, place := web.ReadForm(r), ""
	if call.AsksPlace() {
		place = form.OneOf("place", "What becomes of the place", placeChoices, true)
	} else {
		form.Fail("", "There is no place to decide about: somebody has done so, or the course does not ask it.")
	}
	return finish(w, r, form, func() (string, error) {
		return "/college/calls/" + callID, h.c.DecidePlace(r.Context(), by, callID, place == "free")
	}, "Saved.", func() error { return h.showCall(w, r, form, nil) })
}

package college

import (
	"context"
	"errors"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// myRoutes are the pages of a student about what is their own. They are found by
// who is signed in, so no role is needed.
func (h handlers) myRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /college/my", Permission: web.SignedIn, Handler: h.my},
		{Pattern: "POST /college/my/back", Permission: web.SignedIn, Button: true, Handler: h.myBack},
		{Pattern: "GET /college/my/runs/{run}/book", Permission: web.SignedIn, Handler: h.myRun},
		{Pattern: "POST /college/my/runs/{run}/book", Permission: web.SignedIn, Button: true, Handler: h.bookRun},
		{Pattern: "POST /college/my/runs/{run}/wait", Permission: web.SignedIn, Button: true, Handler: h.waitForRun},
		{Pattern: "GET /college/my/bookings/{ownbooking}", Permission: web.SignedIn, Handler: h.myBooking},
		{Pattern: "POST /college/my/bookings/{ownbooking}/cancel", Permission: web.SignedIn, Button: true, Handler: h.cancelMine},
		{Pattern: "POST /college/my/bookings/{ownbooking}/accept", Permission: web.SignedIn, Button: true, Handler: h.acceptMine},
		{Pattern: "POST /college/my/bookings/{ownbooking}/decline", Permission: web.SignedIn, Button: true, Handler: h.declineMine},

		{Pattern: "GET /college/my/details", Permission: web.SignedIn, Handler: h.myDetails},
		{Pattern: "GET /college/my/details/contact", Permission: web.SignedIn, Handler: h.myPart("contact")},
		{Pattern: "POST /college/my/details/contact", Permission: web.SignedIn, Handler: h.saveMyContact},
		{Pattern: "GET /college/my/details/about", Permission: web.SignedIn, Handler: h.myPart("about")},
		{Pattern: "POST /college/my/details/about", Permission: web.SignedIn, Button: true, Handler: h.saveMyAbout},
		{Pattern: "GET /college/my/details/emergency", Permission: web.SignedIn, Handler: h.myPart("emergency")},
		{Pattern: "POST /college/my/details/emergency", Permission: web.SignedIn, Button: true, Handler: h.saveMyEmergency},
		{Pattern: "GET /college/my/details/needs", Permission: web.SignedIn, Handler: h.myPart("needs")},
		{Pattern: "POST /college/my/details/needs", Permission: web.SignedIn, Button: true, Handler: h.saveMyNeeds},
		{Pattern: "GET /college/my/details/equality", Permission: web.SignedIn, Handler: h.myPart("equality")},
		{Pattern: "POST /college/my/details/equality", Permission: web.SignedIn, Button: true, Handler: h.saveMyEquality},
		{Pattern: "POST /college/my/details/export", Permission: web.SignedIn, Button: true, Handler: h.myExport},
		{Pattern: "GET /college/my/details/leave", Permission: web.SignedIn, Handler: h.myLeave},
		{Pattern: "POST /college/my/details/leave", Permission: web.SignedIn, Handler: h.askToLeave},
	}
}

var myCrumb = web.Crumb{Label: "My college", Href: "/college/my"}

// errNotEnrolled sends somebody who is no student to where they become one.
var errNotEnrolled = fault.New(fault.Conflict, "You have not enrolled yet.")

// me is the student who is signed in, or errNotEnrolled.
func (h handlers) me(r *http.Request) (Student, error) {
	by := actor.From(r.Context())
	s, found, err := h.c.StudentOf(r.Context(), h.c.db, by.OrgID, by.PersonID)
	if err == nil && (!found || s.MergedInto != "") {
		err = errNotEnrolled
	}
	return s, err
}

// toEnrol answers errNotEnrolled: it leads to the form, and from there to run.
func (h handlers) toEnrol(w http.ResponseWriter, r *http.Request, err error, run string) error {
	if !errors.Is(err, errNotEnrolled) {
		return err
	}
	by := actor.From(r.Context())
	if by.PersonID == "" {
		return web.Render(w, http.StatusOK, pages["my_nobody.html"], nobodyPage{web.NewPage(w, r, "My college")})
	}
	org, err := h.c.units.Organisation(r.Context(), by.OrgID)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, enrolLink(org.Slug, run), "")
}

// nobodyPage tells whoever has an account that stands for no person what to do.
type nobodyPage struct{ web.Page }

// mineRow is one booking on the student's own page.
type mineRow struct {
	bookedRow
	Next  []MyMeeting // what is still to come
	Place Position
}

type myPage struct {
	web.Page
	Student                     Student
	Person                      people.Person
	College                     units.Unit
	Setting                     Setting
	Unconfirmed                 bool
	Offers, Booked, Waits, Asks []mineRow
	Old                         []bookedRow
	Hours                       string
	Slug                        string
}

func (h handlers) my(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := h.me(r)
	if err != nil {
		return h.toEnrol(w, r, err, "")
	}
	data := myPage{Page: web.NewPage(w, r, "My college"), Student: s}
	if data.Person, err = h.c.Person(ctx, s); err != nil {
		return err
	}
	if data.College, err = h.c.units.Unit(ctx, s.OrgID, s.UnitID); err != nil {
		return err
	}
	if data.Setting, err = settingOf(ctx, h.c.db, s.OrgID, s.UnitID); err != nil {
		return err
	}
	org, err := h.c.units.Organisation(ctx, s.OrgID)
	if err != nil {
		return err
	}
	account, err := h.c.AccountOf(ctx, s)
	if err != nil {
		return err
	}
	data.Slug, data.Unconfirmed = org.Slug, account == "unconfirmed" && data.Person.Email != ""
	sessions, err := sessionsAttended(ctx, h.c.db, s.OrgID, s.ID)
	if err != nil {
		return err
	}
	data.Hours = hoursWords(sessions)
	if err := h.fillMine(ctx, &data); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["my.html"], data)
}

// fillMine sorts a student's bookings by what there is to do about them.
func (h handlers) fillMine(ctx context.Context, data *myPage) error {
	rows, err := h.c.bookedBy(ctx, data.Student)
	if err != nil {
		return err
	}
	for _, row := range rows {
		over := !row.Run.EndsAt.IsZero() && row.Run.EndsAt.Before(h.c.now())
		if !row.State.Live() || over {
			data.Old = append(data.Old, row)
			continue
		}
		mine := mineRow{bookedRow: row}
		all, err := h.c.meetings(ctx, row.Run, row.State == Confirmed)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.EndsAt.After(h.c.now()) {
				mine.Next = append(mine.Next, m)
			}
		}
		switch row.State {
		case Offered:
			data.Offers = append(data.Offers, mine)
		case Waiting:
			if mine.Place, err = h.c.Place(ctx, h.c.db, row.Booking); err != nil {
				return err
			}
			data.Waits = append(data.Waits, mine)
		case Requested:
			data.Asks = append(data.Asks, mine)
		default:
			data.Booked = append(data.Booked, mine)
		}
	}
	return nil
}

func (h handlers) myBack(w http.ResponseWriter, r *http.Request) error {
	err := h.c.ComeBack(r.Context(), actor.From(r.Context()))
	return button(w, r, err, "/college/my", "Welcome back.")
}

type myRunPage struct {
	web.Page
	Student   Student
	Run       Run
	Term      Term
	Meetings  []MyMeeting
	Allowance Allowance
	Booking   Booking // that there is already, or none
	Clash     string
	Closed    string // why it cannot be booked now
	Asks      bool   // the college approves each booking
}

// run is a run that whoever is asking may look at: it is published.
func (h handlers) runToBook(r *http.Request) (Run, Term, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	run, err := oneRun(ctx, h.c.db, by.OrgID, r.PathValue("run"))
	if err != nil {
		return run, Term{}, err
	}
	term, err := oneTerm(ctx, h.c.db, by.OrgID, run.TermID)
	if err == nil && (run.State == "draft" || term.PublishedAt.IsZero()) {
		err = errNobody
	}
	return run, term, err
}

func (h handlers) myRun(w http.ResponseWriter, r *http.Request) error {
	return h.showRun(w, r, web.NewForm(nil))
}

func (h handlers) showRun(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx := r.Context()
	run, term, err := h.runToBook(r)
	if err != nil {
		return err
	}
	s, err := h.me(r)
	if err != nil {
		return h.toEnrol(w, r, err, run.ID)
	}
	data := myRunPage{Page: web.NewPage(w, r, run.Title, myCrumb).WithForm(form), Student: s, Run: run, Term: term}
	if data.Booking, _, err = liveBooking(ctx, h.c.db, s.OrgID, run.ID, s.ID); err != nil {
		return err
	}
	if data.Meetings, err = h.c.meetings(ctx, run, data.Booking.State == Confirmed); err != nil {
		return err
	}
	if data.Allowance, err = h.c.AllowanceOf(ctx, h.c.db, term, s.ID); err != nil {
		return err
	}
	setting, err := settingOf(ctx, h.c.db, s.OrgID, run.UnitID)
	if err != nil {
		return err
	}
	f := bookable{run: run, term: term, student: s, setting: setting}
	if why := f.open(h.c.now(), false); why != nil {
		data.Closed = fault.Text(why)
	}
	data.Asks = run.Approval || !f.suits()
	clash, found, err := clashOf(ctx, h.c.db, s.OrgID, run.ID, s.ID, true)
	if err != nil {
		return err
	}
	if found {
		data.Clash = clash.Title + ", " + when.Stamp(clash.StartsAt)
	}
	return web.Render(w, web.FormStatus(form), pages["my_run.html"], data)
}

// bookRun and waitForRun answer with the same page, which then says what stands
// in the way.
func (h handlers) bookRun(w http.ResponseWriter, r *http.Request) error {
	return h.ask(w, r, func(s Student, run Run) (string, error) {
		b, err := h.c.Book(r.Context(), actor.From(r.Context()), run.ID, s.ID, BookInput{How: "online"})
		if b.State == Requested {
			return "We have your request. The college will answer soon.", err
		}
		return "Booked. We have sent you a confirmation.", err
	})
}

func (h handlers) waitForRun(w http.ResponseWriter, r *http.Request) error {
	return h.ask(w, r, func(s Student, run Run) (string, error) {
		_, err := h.c.JoinList(r.Context(), actor.From(r.Context()), run.ID, s.ID, "online")
		return "You are on the waiting list. We will tell you as soon as a place comes free.", err
	})
}

func (h handlers) ask(w http.ResponseWriter, r *http.Request, do func(s Student, run Run) (string, error)) error {
	run, _, err := h.runToBook(r)
	if err != nil {
		return err
	}
	s, err := h.me(r)
	if err != nil {
		return h.toEnrol(w, r, err, run.ID)
	}
	form := web.ReadForm(r)
	message, err := do(s, run)
	if err == nil {
		return web.SeeOther(w, r, "/college/my", message)
	}
	if err := form.Take(err); err != nil {
		return err
	}
	return h.showRun(w, r, form)
}

type myBookingPage struct {
	web.Page
	Booking  Booking
	Run      Run
	Meetings []MyMeeting
	Place    Position
	History  []web.Moment
}

// mine is the booking of the address, which is the visitor's own: their own
// pages show nobody else's, whatever role they hold.
func (h handlers) mineBooking(r *http.Request) (Booking, Run, error) {
	b, run, _, err := h.c.reach(r.Context(), h.c.db, actor.From(r.Context()), r.PathValue("ownbooking"))
	if err != nil {
		return b, run, err
	}
	s, err := h.me(r)
	if err != nil || s.ID != b.StudentID {
		return Booking{}, Run{}, errNobody
	}
	return b, run, nil
}

func (h handlers) myBooking(w http.ResponseWriter, r *http.Request) error {
	b, run, err := h.mineBooking(r)
	if err != nil {
		return err
	}
	data := myBookingPage{Page: web.NewPage(w, r, run.Title, myCrumb), Booking: b, Run: run}
	if data.Meetings, err = h.c.meetings(r.Context(), run, b.State == Confirmed); err != nil {
		return err
	}
	if b.State == Waiting {
		if data.Place, err = h.c.Place(r.Context(), h.c.db, b); err != nil {
			return err
		}
	}
	events, err := eventsOfBooking(r.Context(), h.c.db, b.OrgID, b.ID)
	for _, e := range events {
		data.History = append(data.History, web.Moment{At: when.Stamp(e.At), Title: e.ToState.Words(), Text: e.Words})
	}
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["my_booking.html"], data)
}

func (h handlers) cancelMine(w http.ResponseWriter, r *http.Request) error {
	b, _, err := h.mineBooking(r)
	if err != nil {
		return err
	}
	message := "Cancelled. Thank you for telling us: the place goes to the next person at once."
	if b.State == Waiting || b.State == Requested {
		message = "Done. You can ask again at any time."
	}
	return button(w, r, h.c.Cancel(r.Context(), actor.From(r.Context()), b.ID, ""), "/college/my", message)
}

func (h handlers) acceptMine(w http.ResponseWriter, r *http.Request) error {
	b, _, err := h.mineBooking(r)
	if err != nil {
		return err
	}
	_, err = h.c.Accept(r.Context(), actor.From(r.Context()), b.ID)
	return button(w, r, err, "/college/my", "The place is yours.")
}

func (h handlers) declineMine(w http.ResponseWriter, r *http.Request) error {
	b, _, err := h.mineBooking(r)
	if err != nil {
		return err
	}
	_, err = h.c.Decline(r.Context(), actor.From(r.Context()), b.ID)
	return button(w, r, err, "/college/my", "Thank you for telling us. The place goes to the next person.")
}

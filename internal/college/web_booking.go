package college

import (
	"context"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// bookingRoutes are the pages of bookings, and of offers for whoever has their
// link.
func (h handlers) bookingRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /college/runs/{run}/bookings", Permission: Students, Handler: h.bookings},
		{Pattern: "POST /college/runs/{run}/bookings", Permission: Students, Handler: h.bookFor},
		{Pattern: "POST /college/runs/{run}/holds", Permission: Students, Handler: h.addHold},
		{Pattern: "POST /college/holds/{hold}/release", Permission: Students, Button: true, Handler: h.releaseHold},
		{Pattern: "GET /college/bookings/{booking}", Permission: Students, Handler: h.booking},
		{Pattern: "POST /college/bookings/{booking}/approve", Permission: Students, Button: true, Handler: h.onBooking("Agreed. The student is told.", h.approve)},
		{Pattern: "POST /college/bookings/{booking}/refuse", Permission: Students, Button: true, Handler: h.onBooking("The student is told, with your reason.", h.refuse)},
		{Pattern: "POST /college/bookings/{booking}/accept", Permission: Students, Button: true, Handler: h.onBooking("The place is taken.", h.accept)},
		{Pattern: "POST /college/bookings/{booking}/decline", Permission: Students, Button: true, Handler: h.onBooking("The offer is declined. The place goes to the next person.", h.decline)},
		{Pattern: "POST /college/bookings/{booking}/cancel", Permission: Students, Button: true, Handler: h.onBooking("Cancelled. A place that came free is offered to the next person.", h.cancelBooking)},
		{Pattern: "POST /college/bookings/{booking}/priority", Permission: Students, Button: true, Handler: h.onBooking("The place on the list is changed.", h.setPriority)},
		{Pattern: "GET /college/offer/{token}", Permission: web.Anyone, Handler: h.offer},
		{Pattern: "POST /college/offer/{token}/accept", Permission: web.Anyone, Button: true, Handler: h.acceptOffer},
		{Pattern: "POST /college/offer/{token}/decline", Permission: web.Anyone, Button: true, Handler: h.declineOffer},
	}
}

// bookingsPage is the data of booking_list.html.
type bookingsPage struct {
	web.Page
	Run        Run
	Shown      string
	Tabs       []web.Tab
	Rows       []Listed
	Pager      web.Pager
	Holds      []Hold
	Form       *web.Form // to find a student and book for them
	HoldForm   *web.Form
	Found      []StudentHit
	Priorities []web.Option
	Bookable   bool
}

// Offers reports whether the row is an offer that can be answered.
func (p bookingsPage) Offers(l Listed) bool { return l.State == Offered }

// FoundOptions are the students found.
func (p bookingsPage) FoundOptions() []web.Option {
	var out []web.Option
	for _, f := range p.Found {
		o := web.Option{Value: f.ID, Label: f.Name}
		if f.Preferred != "" && f.Preferred != f.Name {
			o.Hint = "Called " + f.Preferred
		}
		out = append(out, o)
	}
	return out
}

// HoldOptions are the groups whose places can be used.
func (p bookingsPage) HoldOptions() []web.Option {
	out := []web.Option{{Label: "No: a place like any other"}}
	for _, x := range p.Holds {
		if x.Open() && x.Used < x.Places {
			out = append(out, web.Option{Value: x.ID, Label: x.ForWhom})
		}
	}
	return out
}

func (h handlers) bookings(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(map[string]string{"q": r.URL.Query().Get("q")})
	return h.showBookings(w, r, form, web.NewForm(nil))
}

func (h handlers) showBookings(w http.ResponseWriter, r *http.Request, form, holdForm *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	run, err := h.c.runFor(ctx, h.c.db, by, r.PathValue("run"))
	if err != nil {
		return err
	}
	p := bookingsPage{
		Page: web.NewPage(w, r, "Bookings of "+run.Title, collegeCrumb, web.Crumb{Label: "Runs", Href: "/college/runs"}, web.Crumb{Label: run.Title, Href: "/college/runs/" + run.ID}),
		Run:  run, Form: form, HoldForm: holdForm, Shown: r.URL.Query().Get("show"), Bookable: run.State == "open" || run.State == "closed",
	}
	p.Page = p.Page.WithForm(first(form, holdForm))
	number := web.PageNumber(r)
	rows, groups, err := h.c.BookingsOf(ctx, by, run, p.Shown, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	p.Rows = rows
	shown := groups[0]
	for _, g := range groups {
		if g.Code == p.Shown {
			shown = g
		}
	}
	p.Shown, p.Pager = shown.Code, web.NewPager(r, number, shown.Count)
	for _, g := range groups {
		p.Tabs = append(p.Tabs, web.Tab{Label: g.Label, Href: "/college/runs/" + run.ID + "/bookings?show=" + g.Code, Current: g.Code == shown.Code, Count: count(g.Count)})
	}
	if p.Holds, err = h.c.Holds(ctx, h.c.db, by.OrgID, run.ID); err != nil {
		return err
	}
	if p.Priorities, err = h.priorityOptions(ctx, run); err != nil {
		return err
	}
	if q := form.Value("q"); q != "" {
		if p.Found, err = h.c.FindStudents(ctx, by, q); err != nil {
			return err
		}
	}
	return web.Render(w, web.FormStatus(p.Page.Form), pages["booking_list.html"], p)
}

// first is the form with a mistake, or the first one.
func first(forms ...*web.Form) *web.Form {
	for _, f := range forms {
		if !f.OK() {
			return f
		}
	}
	return forms[0]
}

func (h handlers) priorityOptions(ctx context.Context, run Run) ([]web.Option, error) {
	stated, err := h.c.Priorities(ctx, run.OrgID, run.UnitID)
	out := []web.Option{{Label: "In the order of asking"}}
	for _, p := range stated {
		out = append(out, web.Option{Value: p.ID, Label: p.Label})
	}
	return out, err
}

// bookFor books, or joins the list, for a student on the phone or at the desk.
func (h handlers) bookFor(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	run, err := h.c.runFor(ctx, h.c.db, by, r.PathValue("run"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	student, how := form.Value("student"), ""
	if student == "" {
		form.Fail("q", "Find the student, and choose them.")
	} else {
		how = form.OneOf("how", "How they asked", hows, true)
	}
	show := func() error { return h.showBookings(w, r, form, web.NewForm(nil)) }
	back := "/college/runs/" + run.ID + "/bookings"
	if form.Value("do") == "wait" {
		return finish(w, r, form, func() (string, error) {
			_, err := h.c.JoinList(ctx, by, run.ID, student, how)
			return back + "?show=waiting", err
		}, "On the waiting list. The student is told.", show)
	}
	return finish(w, r, form, func() (string, error) {
		_, err := h.c.Book(ctx, by, run.ID, student, BookInput{How: how, HoldID: form.Value("hold")})
		return back, err
	}, "Booked. The student is told.", show)
}

// hows are the ways in which a student may ask.
var hows = []web.Option{{Value: "phone", Label: "By phone"}, {Value: "paper", Label: "On paper"}, {Value: "in person", Label: "In person"}}

// Hows are the ways in which a student may ask, for the page.
func (p bookingsPage) Hows() []web.Option { return hows }

func (h handlers) addHold(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	run, err := h.c.runFor(ctx, h.c.db, by, r.PathValue("run"))
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	hold := Hold{RunID: run.ID, ForWhom: form.Text("for_whom", "For whom", 1, 200), Places: form.Int("places", "Places", 1, run.Capacity), UntilOn: form.Date("until", "The last day", true)}
	return finish(w, r, form, func() (string, error) {
		_, err := h.c.AddHold(ctx, by, hold)
		return "/college/runs/" + run.ID + "/bookings", err
	}, "The places are kept.", func() error { return h.showBookings(w, r, web.NewForm(nil), form) })
}

func (h handlers) releaseHold(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	hold, err := oneHold(ctx, h.c.db, by.OrgID, r.PathValue("hold"))
	if err != nil {
		return err
	}
	if err := h.c.ReleaseHold(ctx, by, hold.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/college/runs/"+hold.RunID+"/bookings", "The places that were not used are free, and offered to whoever waits.")
}

// bookingPageData is the data of booking_one.html.
type bookingPageData struct {
	web.Page
	View       BookingView
	Facts      []web.Fact
	History    []web.Moment
	Form       *web.Form
	Priorities []web.Option
}

func (h handlers) booking(w http.ResponseWriter, r *http.Request) error {
	return h.showBooking(w, r, web.NewForm(nil))
}

func (h handlers) showBooking(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	ctx, by := r.Context(), actor.From(r.Context())
	v, err := h.c.BookingOf(ctx, by, r.PathValue("booking"))
	if err != nil {
		return err
	}
	if !v.Staff {
		return errNobody
	}
	p := bookingPageData{
		Page: web.NewPage(w, r, "Booking of "+v.Run.Title, collegeCrumb, web.Crumb{Label: v.Run.Title, Href: "/college/runs/" + v.Run.ID + "/bookings"}).WithForm(form),
		View: v, Form: form,
	}
	if form.Value("priority") == "" {
		form.Set("priority", v.Booking.PriorityID)
	}
	p.Facts = bookingFacts(v)
	for i := len(v.Events) - 1; i >= 0; i-- {
		e := v.Events[i]
		p.History = append(p.History, web.Moment{At: when.Stamp(e.At), Title: e.ToState.Words(), By: e.ByName, Text: e.Words})
	}
	if p.Priorities, err = h.priorityOptions(ctx, v.Run); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["booking_one.html"], p)
}

func bookingFacts(v BookingView) []web.Fact {
	out := []web.Fact{
		{Key: "Student", Value: v.Name, Href: "/college/students/" + v.Booking.StudentID, Action: "Open"},
		{Key: "Course", Value: v.Run.Title + "\n" + when.Stamp(v.Run.StartsAt), Href: "/college/runs/" + v.Run.ID, Action: "Open"},
		{Key: "Asked", Value: when.Stamp(v.Booking.QueuedAt)},
	}
	switch v.Booking.State {
	case Waiting:
		out = append(out, web.Fact{Key: "On the list", Value: position(v.Position) + "\n" + v.Position.Why})
	case Offered:
		out = append(out, web.Fact{Key: "Kept until", Value: when.Stamp(v.Booking.OfferUntil)})
	}
	if v.Booking.Reason != "" {
		out = append(out, web.Fact{Key: "Reason", Value: v.Booking.Reason})
	}
	return out
}

// onBooking does something to a booking and shows it; a mistake, or somebody who
// was quicker, is said on the booking's own page.
func (h handlers) onBooking(message string, do func(ctx context.Context, by actor.Actor, bookingID string, form *web.Form) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, bookingID := web.ReadForm(r), r.PathValue("booking")
		return finish(w, r, form, func() (string, error) {
			return "/college/bookings/" + bookingID, do(r.Context(), actor.From(r.Context()), bookingID, form)
		}, message, func() error { return h.showBooking(w, r, form) })
	}
}

func (h handlers) approve(ctx context.Context, by actor.Actor, bookingID string, _ *web.Form) error {
	_, err := h.c.Approve(ctx, by, bookingID)
	return err
}

func (h handlers) refuse(ctx context.Context, by actor.Actor, bookingID string, form *web.Form) error {
	_, err := h.c.Refuse(ctx, by, bookingID, form.Value("reason"))
	return err
}

func (h handlers) accept(ctx context.Context, by actor.Actor, bookingID string, _ *web.Form) error {
	_, err := h.c.Accept(ctx, by, bookingID)
	return err
}

func (h handlers) decline(ctx context.Context, by actor.Actor, bookingID string, _ *web.Form) error {
	_, err := h.c.Decline(ctx, by, bookingID)
	return err
}

func (h handlers) cancelBooking(ctx context.Context, by actor.Actor, bookingID string, form *web.Form) error {
	return h.c.Cancel(ctx, by, bookingID, form.Value("reason"))
}

func (h handlers) setPriority(ctx context.Context, by actor.Actor, bookingID string, form *web.Form) error {
	return h.c.SetPriority(ctx, by, bookingID, form.Value("priority"))
}

// offerPage is the data of booking_offer.html. It names nobody: the link may be
// on a telephone that others see.
type offerPage struct {
	web.Page
	Token    string
	Booking  Booking
	Run      Run
	Sessions []string
	Until    string
	Open     bool
	Trouble  string // why the answer could not be taken
	Phone    string
	SignedIn bool
}

func (h handlers) offer(w http.ResponseWriter, r *http.Request) error {
	return h.showOffer(w, r, "")
}

func (h handlers) showOffer(w http.ResponseWriter, r *http.Request, trouble string) error {
	ctx, token := r.Context(), r.PathValue("token")
	b, run, err := h.c.ByToken(ctx, token)
	if err != nil {
		return err
	}
	p := offerPage{Page: web.NewPage(w, r, "A place at the college"), Token: token, Booking: b, Run: run, Until: when.Stamp(b.OfferUntil), Trouble: trouble}
	p.Open = b.State == Offered && h.c.now().Before(b.OfferUntil)
	p.SignedIn = p.Actor.SignedIn()
	sessions, err := sessionsOfRuns(ctx, h.c.db, b.OrgID, []string{run.ID})
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.State != "cancelled" {
			p.Sessions = append(p.Sessions, when.Stamp(s.StartsAt)+" to "+when.Clock(s.EndsAt))
		}
	}
	setting, err := settingOf(ctx, h.c.db, b.OrgID, run.UnitID)
	if err != nil {
		return err
	}
	p.Phone = setting.Phone
	status := http.StatusOK
	if trouble != "" {
		status = http.StatusConflict
	}
	return web.Render(w, status, pages["booking_offer.html"], p)
}

func (h handlers) acceptOffer(w http.ResponseWriter, r *http.Request) error {
	return h.answerOffer(w, r, h.c.AcceptByToken)
}

func (h handlers) declineOffer(w http.ResponseWriter, r *http.Request) error {
	return h.answerOffer(w, r, h.c.DeclineByToken)
}

func (h handlers) answerOffer(w http.ResponseWriter, r *http.Request, answer func(context.Context, string) (Booking, error)) error {
	_, err := answer(r.Context(), r.PathValue("token"))
	if fault.KindOf(err) == fault.Conflict {
		return h.showOffer(w, r, fault.Text(err))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/college/offer/"+r.PathValue("token"), "")
}

package college

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// dayRoutes are the pages for the day of a session and after it.
func (h handlers) dayRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /college/day", Permission: Teach, Handler: h.week},
		{Pattern: "GET /college/day/rooms", Permission: Students, Handler: h.roomList},
		{Pattern: "GET /college/day/doors", Permission: Students, Handler: h.doorSigns},

		{Pattern: "GET /college/sittings/{sitting}/register", Permission: Teach, Handler: h.register},
		{Pattern: "POST /college/sittings/{sitting}/register", Permission: Teach, Handler: h.saveRegister},
		{Pattern: "GET /college/sittings/{sitting}/walk-in", Permission: Teach, Handler: h.findWalkIn},
		{Pattern: "POST /college/sittings/{sitting}/walk-in", Permission: Teach, Handler: h.walkIn},
		{Pattern: "GET /college/sittings/{sitting}/sheet", Permission: Teach, Handler: h.sheet},
		{Pattern: "GET /college/sittings/{sitting}/wall", Permission: Teach, Handler: h.wall},
		{Pattern: "GET /college/here/{token}", Permission: web.SignedIn, Handler: h.here},
		{Pattern: "POST /college/here/{token}", Permission: web.SignedIn, Button: true, Handler: h.markHere},

		{Pattern: "GET /college/my/sessions", Permission: web.SignedIn, Handler: h.mySittings},
		{Pattern: "POST /college/my/sessions/{sitting}/cannot-come", Permission: web.SignedIn, Button: true, Handler: h.tell(true, "Thank you for telling us.")},
		{Pattern: "POST /college/my/sessions/{sitting}/can-come", Permission: web.SignedIn, Button: true, Handler: h.tell(false, "Good. We are looking forward to it.")},

		{Pattern: "GET /college/runs/{run}/registers", Permission: Students, Handler: h.runRegister},
		{Pattern: "GET /college/runs/{run}/registers.csv", Permission: Students, Handler: h.runRegisterCSV},
		{Pattern: "GET /college/runs/{run}/registers.xlsx", Permission: Students, Handler: h.runRegisterXLSX},

		{Pattern: "GET /college/calls", Permission: Students, Handler: h.calls},
		{Pattern: "GET /college/calls/{call}", Permission: Students, Handler: h.call},
		{Pattern: "POST /college/calls/{call}", Permission: Students, Handler: h.noteCall},
		{Pattern: "POST /college/calls/{call}/emergency", Permission: Students, Button: true, Handler: h.emergency},
		{Pattern: "POST /college/calls/{call}/place", Permission: Students, Handler: h.decidePlace},
	}
}

// dayCrumb is the way back to the sessions of the week.
var dayCrumb = web.Crumb{Label: "Today and this week", Href: "/college/day"}

type weekPage struct {
	web.Page
	Week           Week
	Today          string
	Previous, Next string
}

func (h handlers) week(w http.ResponseWriter, r *http.Request) error {
	from := weekOf(r.URL.Query().Get("from"), h.c.now())
	week, err := h.c.Week(r.Context(), actor.From(r.Context()), from)
	if err != nil {
		return err
	}
	data := weekPage{Page: web.NewPage(w, r, "Today and this week"), Week: week, Today: h.c.today().String()}
	data.Previous, data.Next = "/college/day?from="+from.AddDays(-7).ISO(), "/college/day?from="+from.AddDays(7).ISO()
	return web.Render(w, http.StatusOK, pages["register_week.html"], data)
}

// markOption is one answer that can be chosen for a student.
type markOption struct {
	ID, Value, Label string
	Chosen           bool
}

// markRow is a student of the register with the answers to choose from.
type markRow struct {
	RegisterLine
	Field   string
	Options []markOption
	Error   string
}

// trainerBox is a trainer of the session with a box to tick.
type trainerBox struct {
	RegisterTrainer
	ID   string
	Here bool
}

type registerPage struct {
	web.Page
	Register Register
	How      string // screen or paper
	Rows     []markRow
	Boxes    []trainerBox
	Marked   int
	WalkIns  bool
}

func registerAddress(sessionID string) string { return "/college/sittings/" + sessionID + "/register" }

func (h handlers) register(w http.ResponseWriter, r *http.Request) error {
	reg, err := h.c.Register(r.Context(), actor.From(r.Context()), r.PathValue("sitting"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"how": "screen"})
	if r.URL.Query().Get("how") == "paper" {
		form.Set("how", "paper")
	}
	return h.showRegister(w, r, form, reg)
}

func (h handlers) showRegister(w http.ResponseWriter, r *http.Request, form *web.Form, reg Register) error {
	data := registerPage{Page: web.NewPage(w, r, "Register: "+reg.Title(), dayCrumb).WithForm(form), Register: reg, How: form.Value("how"), WalkIns: reg.mayWalkIn(h.c.now()) == nil}
	for _, line := range reg.Lines {
		field := "mark-" + line.BookingID
		row := markRow{RegisterLine: line, Field: field, Error: form.Error(field)}
		chosen := form.Value(field)
		if chosen == "" {
			chosen = string(line.Mark)
		}
		if line.Mark != "" {
			data.Marked++
		}
		for i, a := range Answers {
			id := field
			if i > 0 {
				id += "-" + strings.ReplaceAll(string(a.Code), " ", "-")
			}
			row.Options = append(row.Options, markOption{id, string(a.Code), a.Label, chosen == string(a.Code)})
		}
		data.Rows = append(data.Rows, row)
	}
	for _, t := range reg.Trainers {
		data.Boxes = append(data.Boxes, trainerBox{t, "trainer-" + t.TrainerID, t.Present != nil && *t.Present})
	}
	return web.Render(w, web.FormStatus(form), pages["register_form.html"], data)
}

func (h handlers) saveRegister(w http.ResponseWriter, r *http.Request) error {
	by, sessionID := actor.From(r.Context()), r.PathValue("sitting")
	if _, err := h.c.sittingInReach(r.Context(), h.c.db, by, sessionID); err != nil {
		return err
	}
	form := web.ReadForm(r)
	in := RegisterInput{How: form.Value("how"), Marks: map[string]MarkInput{}, AskTrainers: form.Bool("trainers"), TrainersHere: form.Values["trainer"]}
	for name := range form.Values {
		if booking, ok := strings.CutPrefix(name, "was-"); ok {
			in.Marks[booking] = MarkInput{Answer(form.Value(name)), Answer(form.Value("mark-" + booking))}
		}
	}
	return finish(w, r, form, func() (string, error) {
		path := registerAddress(sessionID)
		if in.How == "paper" {
			path += "?how=paper"
		}
		return path, h.c.TakeRegister(r.Context(), by, sessionID, in)
	}, "The register is saved. You can change it at any time.", func() error {
		reg, err := h.c.Register(r.Context(), by, sessionID)
		if err != nil {
			return err
		}
		return h.showRegister(w, r, form, reg)
	})
}

type walkInPage struct {
	web.Page
	Register Register
	How, Q   string
	Found    []AtTheDoor
	Asked    bool // something was looked for
	More     bool
	Closed   string // why nobody can be added
}

func (h handlers) findWalkIn(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	form := web.NewForm(map[string]string{"q": strings.TrimSpace(query.Get("q")), "how": query.Get("how")})
	return h.showWalkIn(w, r, form)
}

func (h handlers) showWalkIn(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	by := actor.From(r.Context())
	reg, err := h.c.Register(r.Context(), by, r.PathValue("sitting"))
	if err != nil {
		return err
	}
	crumb := web.Crumb{Label: "Register", Href: registerAddress(reg.Session.ID)}
	data := walkInPage{Page: web.NewPage(w, r, "Add somebody who has come", dayCrumb, crumb), Register: reg, Q: form.Value("q"), How: "screen"}
	if form.Value("how") == "paper" {
		data.How = "paper"
	}
	if err := reg.mayWalkIn(h.c.now()); err != nil {
		if err := form.Take(err); err != nil {
			return err
		}
		data.Closed = form.Error("")
		status := http.StatusOK
		if r.Method == http.MethodPost {
			status = web.FormStatus(form)
		}
		return web.Render(w, status, pages["register_walkin.html"], data)
	}
	if data.Q != "" {
		data.Found, data.More, err = h.c.FindAtTheDoor(r.Context(), by, reg.Session.ID, data.Q)
		if err := form.Take(err); err != nil {
			return err
		}
		data.Asked = form.OK()
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["register_walkin.html"], data)
}

func (h handlers) walkIn(w http.ResponseWriter, r *http.Request) error {
	by, sessionID := actor.From(r.Context()), r.PathValue("sitting")
	if _, err := h.c.sittingInReach(r.Context(), h.c.db, by, sessionID); err != nil {
		return err
	}
	form := web.ReadForm(r)
	how := form.Value("how")
	if how != "paper" {
		how = "screen"
	}
	if form.Value("student") == "" {
		form.Fail("q", "Find the student by their name first.")
	}
	return finish(w, r, form, func() (string, error) {
		return registerAddress(sessionID) + "?how=" + how, h.c.WalkIn(r.Context(), by, sessionID, form.Value("student"), how)
	}, "Added, and marked as here.", func() error { return h.showWalkIn(w, r, form) })
}

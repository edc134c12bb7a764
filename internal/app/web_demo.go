package app

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/app/demo"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// demoPage is the data of demo.html.
type demoPage struct {
	web.Page
	Trust   string
	Seats   []demoSeat
	Current string
	Outbox  string
}

// mountDemo adds the pages and the bar that only a demonstration has.
func (a *App) mountDemo() {
	a.Site.Mount([]web.Route{
		{Pattern: "GET /demo", Permission: web.Anyone, Handler: a.demoHome},
		{Pattern: "POST /demo/role", Permission: web.Anyone, Handler: a.demoRole},
	})
	a.Site.Demo = func(r *http.Request) *web.DemoBar {
		bar := &web.DemoBar{Current: actor.From(r.Context()).AccountID, Roles: []web.Option{{Value: "", Label: "Somebody who is not signed in"}}}
		for _, s := range a.demo.seats {
			bar.Roles = append(bar.Roles, web.Option{Value: s.AccountID, Label: s.Role + ": " + s.Name})
		}
		return bar
	}
}

func (a *App) demoHome(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, http.StatusOK, pages["demo.html"], demoPage{
		Page: web.NewPage(w, r, "About the demonstration"), Trust: demo.Name, Seats: a.demo.seats,
		Current: actor.From(r.Context()).AccountID, Outbox: a.Config.Outbox,
	})
}

// demoRole signs the visitor in as somebody of the demonstration.
func (a *App) demoRole(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	next := form.Value("next")
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") || strings.HasPrefix(next, "/sign-") {
		next = "/"
	}
	role, given := form.Values["role"]
	if !given {
		return fault.Field("role", "Choose whom to be.")
	}
	if role[0] == "" {
		return a.signOut(w, r)
	}
	for _, s := range a.demo.seats {
		if s.AccountID == role[0] {
			if err := a.Access.SignInAs(w, r, s.OrgID, s.AccountID); err != nil {
				return err
			}
			who, err := a.Access.Seat(r.Context(), s.OrgID, s.AccountID)
			if err != nil {
				return err
			}
			if !a.Site.MayOpen(who, next) {
				next = "/"
			}
			return web.SeeOther(w, r, next, "You are now: "+s.Role+".")
		}
	}
	return fault.New(fault.NotFound, "There is nobody like that in the demonstration.")
}

// signOut does what the button of that name does.
func (a *App) signOut(w http.ResponseWriter, r *http.Request) error {
	for _, route := range a.Routes() {
		if route.Pattern == "POST /sign-out" {
			return route.Handler(w, r)
		}
	}
	return fault.New(fault.NotFound, "There is no page at this address.")
}

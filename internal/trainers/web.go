package trainers

import (
	"embed"
	"fmt"
	"io"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of this module. What a trainer may see and change of
// their own is open to whoever is signed in, and looked up as theirs.
func Routes(t *Trainers) []web.Route {
	h := handlers{t}
	return []web.Route{
		{Pattern: "GET /trainers", Permission: Read, Handler: h.list},
		{Pattern: "GET /trainers/list.csv", Permission: Read, Handler: h.csv},
		{Pattern: "GET /trainers/list.xlsx", Permission: Read, Handler: h.xlsx},
		{Pattern: "GET /trainers/me", Permission: web.SignedIn, Handler: h.me},
		{Pattern: "GET /trainers/new", Permission: Manage, Handler: h.newTrainer},
		{Pattern: "POST /trainers", Permission: Manage, Handler: h.addTrainer},
		{Pattern: "GET /trainers/pathway", Permission: Manage, Handler: h.askRules},
		{Pattern: "POST /trainers/pathway", Permission: Manage, Handler: h.saveRules},
		{Pattern: "GET /trainers/bands", Permission: Manage, Handler: h.bands},
		{Pattern: "GET /trainers/new-band", Permission: Manage, Handler: h.askBand},
		{Pattern: "POST /trainers/bands", Permission: Manage, Handler: h.addBand},
		{Pattern: "GET /trainers/new-rate", Permission: Manage, Handler: h.askRate},
		{Pattern: "POST /trainers/rates", Permission: Manage, Handler: h.setRate},

		{Pattern: "GET /trainers/{trainer}", Permission: Read, Handler: h.trainer},
		{Pattern: "GET /trainers/{trainer}/edit", Permission: Manage, Handler: h.askEdit},
		{Pattern: "POST /trainers/{trainer}/edit", Permission: Manage, Handler: h.edit},
		{Pattern: "GET /trainers/{trainer}/end", Permission: Manage, Handler: h.askEnd},
		{Pattern: "POST /trainers/{trainer}/end", Permission: Manage, Handler: h.end},
		{Pattern: "POST /trainers/{trainer}/return", Permission: Manage, Button: true, Handler: h.comeBackToTeach},
		{Pattern: "GET /trainers/{trainer}/step", Permission: Manage, Handler: h.askStep},
		{Pattern: "POST /trainers/{trainer}/step", Permission: Manage, Handler: h.step},
		{Pattern: "GET /trainers/{trainer}/waive", Permission: Manage, Handler: h.askWaive},
		{Pattern: "POST /trainers/{trainer}/waive", Permission: Manage, Handler: h.waive},
		{Pattern: "POST /trainers/{trainer}/step/{trainerstep}/strike", Permission: Manage, Button: true, Handler: h.strike},
		{Pattern: "GET /trainers/{trainer}/mentor", Permission: Manage, Handler: h.askMentor},
		{Pattern: "POST /trainers/{trainer}/mentor", Permission: Manage, Handler: h.mentor},
		{Pattern: "POST /trainers/{trainer}/mentor/{mentoring}/end", Permission: Manage, Button: true, Handler: h.endMentoring},
		{Pattern: "GET /trainers/{trainer}/supervision", Permission: Manage, Handler: h.askSupervision},
		{Pattern: "POST /trainers/{trainer}/supervision", Permission: Manage, Handler: h.supervision},
		{Pattern: "GET /trainers/{trainer}/supervised", Permission: Manage, Handler: h.askSupervised},
		{Pattern: "POST /trainers/{trainer}/supervised", Permission: Manage, Handler: h.supervised},
		{Pattern: "GET /trainers/{trainer}/pay", Permission: Manage, Handler: h.askPay},
		{Pattern: "POST /trainers/{trainer}/pay", Permission: Manage, Handler: h.pay},

		{Pattern: "GET /trainers/{trainer}/about", Permission: web.SignedIn, Handler: h.askAbout},
		{Pattern: "POST /trainers/{trainer}/about", Permission: web.SignedIn, Button: true, Handler: h.about},
		{Pattern: "GET /trainers/{trainer}/week", Permission: web.SignedIn, Handler: h.askWeek},
		{Pattern: "POST /trainers/{trainer}/week", Permission: web.SignedIn, Button: true, Handler: h.week},
		{Pattern: "GET /trainers/{trainer}/away", Permission: web.SignedIn, Handler: h.askAway},
		{Pattern: "POST /trainers/{trainer}/away", Permission: web.SignedIn, Handler: h.away},
		{Pattern: "POST /trainers/{trainer}/away/{away}/remove", Permission: web.SignedIn, Button: true, Handler: h.removeAway},
	}
}

type handlers struct{ t *Trainers }

// listCrumb is the way back to the list.
var listCrumb = web.Crumb{Label: "Trainers", Href: "/trainers"}

// listed is one row of the list.
type listed struct {
	Trainer
	College string
	Tags    []web.Tag
}

type listPage struct {
	web.Page
	Filter               Filter
	Perspectives, States []web.Option
	Trainers             []listed
	Pager                web.Pager
	Export               string // the list as it is filtered, without its ending
	Manage, Several      bool   // there are trainers of several colleges
	Own                  bool
}

func perspectiveOptions(first string) []web.Option {
	out := []web.Option{{Value: "", Label: first}}
	for _, p := range Perspectives {
		out = append(out, web.Option{Value: p.Code, Label: p.Label})
	}
	return out
}

func readFilter(r *http.Request) Filter {
	q := r.URL.Query()
	return Filter{Q: q.Get("q"), Perspective: q.Get("perspective"), State: q.Get("state")}
}

// tags say where a trainer stands. private ones are for those who manage them.
func (t *Trainers) tags(trainer Trainer, private bool) []web.Tag {
	today := t.today()
	if trainer.Stopped(today) {
		return []web.Tag{{Text: "Until " + trainer.EndedOn.String(), Colour: "grey"}}
	}
	out := []web.Tag{{Text: "On the way", Colour: "blue"}}
	if !trainer.ReadyOn.IsZero() {
		out = []web.Tag{{Text: "Ready to teach", Colour: "green"}}
	}
	switch {
	case trainer.Lapsed(today):
		out = []web.Tag{{Text: "Not at the moment", Colour: "yellow"}}
		if private {
			out = []web.Tag{{Text: "Training to renew since " + trainer.RenewBy.String(), Colour: "orange"}}
		}
	case private && !trainer.RenewBy.IsZero() && trainer.RenewBy.Days(today) <= soonDays:
		out = append(out, web.Tag{Text: "Renew by " + trainer.RenewBy.String(), Colour: "yellow"})
	}
	if private && trainer.SupervisionIsDue(today) {
		out = append(out, web.Tag{Text: "Supervision due " + trainer.SupervisionDue.String(), Colour: "yellow"})
	}
	if !trainer.EndedOn.IsZero() {
		out = append(out, web.Tag{Text: "Until " + trainer.EndedOn.String(), Colour: "grey"})
	}
	return out
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, f := actor.From(r.Context()), readFilter(r)
	found, err := h.t.List(r.Context(), by, f)
	if err != nil {
		return err
	}
	colleges, err := h.t.Colleges(r.Context(), by, Read)
	if err != nil {
		return err
	}
	own, err := trainersOfPerson(r.Context(), h.t.db, by.OrgID, by.PersonID)
	if err != nil {
		return err
	}
	data := listPage{
		Page: web.NewPage(w, r, "Trainers"), Filter: f, Perspectives: perspectiveOptions("Any perspective"), Manage: by.Can(Manage), Several: len(colleges) > 1,
		Own: len(own) > 0, States: []web.Option{{Value: "", Label: "All trainers"}}, Export: "?" + r.URL.RawQuery,
	}
	for _, s := range States {
		if !s.Private || data.Manage {
			data.States = append(data.States, web.Option{Value: s.Code, Label: s.Label})
		}
	}
	at := map[string]units.Unit{}
	for _, c := range colleges {
		at[c.ID] = c
	}
	number, total := web.PageNumber(r), len(found)
	data.Pager = web.NewPager(r, number, total)
	for _, trainer := range found[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)] {
		c := at[trainer.UnitID]
		data.Trainers = append(data.Trainers, listed{trainer, c.Name, h.t.tags(trainer, by.CanAt(Manage, c.Path))})
	}
	return web.Render(w, http.StatusOK, pages["trainers.html"], data)
}

// sheet is the list to be taken away: what whoever reads trainers may see, and
// for managed colleges the dates that somebody must keep an eye on.
func (h handlers) sheet(r *http.Request) (export.Sheet, error) {
	by := actor.From(r.Context())
	found, err := h.t.List(r.Context(), by, readFilter(r))
	if err != nil {
		return export.Sheet{}, err
	}
	colleges, err := h.t.Colleges(r.Context(), by, Read)
	at := map[string]units.Unit{}
	for _, c := range colleges {
		at[c.ID] = c
	}
	return export.Sheet{Name: "Trainers", Columns: []export.Column{
		{Name: "Name", About: "The trainer's name"}, {Name: "College", About: "Where they teach"},
		{Name: "Perspective", About: "What they bring to a course. Not to be published: in public there is only what they wrote themselves"},
		{Name: "Ready since", About: "Since when they have done every step; empty while they are on the way"},
		{Name: "Until", About: "Their last day, if there is one"},
		{Name: "Renew a training by", About: "The last day on which every needed training counts; only for those who manage the trainers"},
		{Name: "Supervision due", About: "Only for those who manage the trainers"},
	}, Rows: func(yield func([]string) error) error {
		for _, trainer := range found {
			row := []string{trainer.Name, at[trainer.UnitID].Name, trainer.Label(), trainer.ReadyOn.String(), trainer.EndedOn.String(), "", ""}
			if by.CanAt(Manage, at[trainer.UnitID].Path) {
				row[5], row[6] = trainer.RenewBy.String(), trainer.SupervisionDue.String()
			}
			if err := yield(row); err != nil {
				return err
			}
		}
		return nil
	}}, err
}

func (h handlers) csv(w http.ResponseWriter, r *http.Request) error {
	sheet, err := h.sheet(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeCSV, "trainers.csv", func(w io.Writer) error { return export.CSV(w, sheet) })
}

func (h handlers) xlsx(w http.ResponseWriter, r *http.Request) error {
	sheet, err := h.sheet(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeXLSX, "trainers.xlsx", func(w io.Writer) error { return export.XLSX(w, sheet) })
}

// view is what a page shows of one trainer.
type view struct {
	Trainer Trainer
	College units.Unit
	Tags    []web.Tag
	Week    []Hours
	Away    []Away
	Manage  bool // the visitor manages this college's trainers
	Own     bool // the visitor is the trainer
	Record  Record
	Left    int // needed steps not done yet
	Earlier []Step
}

// Private reports whether the visitor sees the way, pay and supervision.
func (v view) Private() bool { return v.Manage || v.Own }

// MayReturn reports whether there is a last day that can be taken back.
func (v view) MayReturn() bool { return v.Manage && !v.Trainer.EndedOn.IsZero() }

func (h handlers) view(r *http.Request, trainer Trainer, college units.Unit) (view, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	out := view{Trainer: trainer, College: college, Manage: by.CanAt(Manage, college.Path), Own: isOwn(by, trainer)}
	out.Tags = h.t.tags(trainer, out.Private())
	var err error
	if out.Week, out.Away, err = h.t.Availability(ctx, h.t.db, by.OrgID, trainer.ID); err != nil {
		return out, err
	}
	if out.Private() {
		if out.Record, err = h.t.Record(ctx, by, trainer); err != nil {
			return out, err
		}
	}
	for _, s := range out.Record.Way {
		if s.Needed && !s.Done {
			out.Left++
		}
		out.Earlier = append(out.Earlier, s.Past...)
	}
	return out, nil
}

type trainerPage struct {
	web.Page
	View view
}

func (h handlers) trainer(w http.ResponseWriter, r *http.Request) error {
	trainer, college, err := h.t.Trainer(r.Context(), actor.From(r.Context()), r.PathValue("trainer"))
	if err != nil {
		return err
	}
	data := trainerPage{Page: web.NewPage(w, r, trainer.Name, listCrumb)}
	if data.View, err = h.view(r, trainer, college); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["trainer.html"], data)
}

type mePage struct {
	web.Page
	Views []view
}

// me is a trainer's own page.
func (h handlers) me(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	own, err := trainersOfPerson(ctx, h.t.db, by.OrgID, by.PersonID)
	if err != nil {
		return err
	}
	data := mePage{Page: web.NewPage(w, r, "My page as a trainer")}
	for _, trainer := range own {
		college, err := h.t.units.Unit(ctx, by.OrgID, trainer.UnitID)
		if err != nil {
			return err
		}
		v, err := h.view(r, trainer, college)
		if err != nil {
			return err
		}
		data.Views = append(data.Views, v)
	}
	return web.Render(w, http.StatusOK, pages["me.html"], data)
}

// finish answers a form: on success the visitor goes to path, otherwise show
// shows the form again.
func finish(w http.ResponseWriter, r *http.Request, form *web.Form, save func() (string, error), message string, show func() error) error {
	if form.OK() {
		path, err := save()
		if err == nil {
			return web.SeeOther(w, r, path, message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show()
}

// choosable are the people found by q, to choose one from.
func (h handlers) choosable(r *http.Request, q string) ([]web.Option, error) {
	by := actor.From(r.Context())
	if !by.Can(people.Read) {
		return nil, fault.New(fault.Forbidden, "Your role does not include looking up people.")
	}
	found, _, err := h.t.people.Search(r.Context(), by, q, 1)
	var out []web.Option
	for _, p := range found {
		out = append(out, web.Option{Value: p.ID, Label: p.Name, Hint: p.Email})
	}
	return out, err
}

// collegeOptions are the colleges whose trainers the visitor manages.
func (h handlers) collegeOptions(r *http.Request) ([]web.Option, error) {
	colleges, err := h.t.Colleges(r.Context(), actor.From(r.Context()), Manage)
	var out []web.Option
	for _, c := range colleges {
		out = append(out, web.Option{Value: c.ID, Label: c.Name})
	}
	if err == nil && len(out) == 0 {
		err = fault.New(fault.NotFound, "There is no college whose trainers you manage. A college is a unit: add it there first.")
	}
	return out, err
}

// chosenCollege is the college that was asked for, or the first.
func chosenCollege(options []web.Option, id string) (web.Option, error) {
	for _, o := range options {
		if o.Value == id || id == "" {
			return o, nil
		}
	}
	return web.Option{}, fault.New(fault.NotFound, "We could not find that college.")
}

func atTrainer(t Trainer) string { return fmt.Sprint("/trainers/", t.ID) }

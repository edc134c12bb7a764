package courses

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

var errNoDraft = fault.New(fault.Conflict, "A published version is never rewritten. Start a new version of this course, and change that.")

type coursePage struct {
	web.Page
	View
	Tabs      []web.Tab
	Facts     []web.Fact
	Moments   []web.Moment // the co-production log
	Past      []web.Moment // the history
	Edits     bool         // the visitor may change the version shown
	Designs   bool         // and the course
	Publishes bool
	Mine      Designer // the visitor's own part; ID "" for none
	Print     bool
}

// show prepares the page of a course.
func (h handlers) show(w http.ResponseWriter, r *http.Request, v View) coursePage {
	by := actor.From(r.Context())
	may := func(permission string) bool {
		return h.c.reach(r.Context(), h.c.db, by, permission, v.Course.UnitID) == nil
	}
	p := coursePage{Page: web.NewPage(w, r, v.Version.Title, coursesCrumb), View: v, Designs: may(Edit), Publishes: may(Publish)}
	p.Edits = p.Designs && v.Version.Draft() && v.Course.RetiredOn.IsZero()
	for _, o := range v.Versions {
		p.Tabs = append(p.Tabs, web.Tab{Label: "Version " + itoa(o.Number) + ": " + strings.ToLower(o.StateLabel()), Href: "/courses/" + v.Course.ID + "?version=" + o.ID, Current: o.ID == v.Version.ID})
	}
	if len(p.Tabs) == 1 {
		p.Tabs = nil
	}
	for _, d := range v.Designers {
		if by.PersonID != "" && d.PersonID == by.PersonID {
			p.Mine = d
		}
	}
	p.Facts = facts(v)
	for _, e := range v.Log {
		p.Moments = append(p.Moments, moment(e))
	}
	for _, row := range v.History {
		p.Past = append(p.Past, web.Moment{At: stamp(row), By: row.Actor, Title: verb(row), Text: strings.Join(row.Lines(), "\n")})
	}
	return p
}

func (h handlers) course(w http.ResponseWriter, r *http.Request) error {
	return h.showCourse(w, r, nil, r.URL.Query().Get("version"))
}

func (h handlers) showCourse(w http.ResponseWriter, r *http.Request, form *web.Form, versionID string) error {
	v, err := h.c.Open(r.Context(), actor.From(r.Context()), r.PathValue("course"), versionID)
	if err != nil {
		return err
	}
	p := h.show(w, r, v)
	p.Page = p.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["course.html"], p)
}

func (h handlers) print(w http.ResponseWriter, r *http.Request) error {
	v, err := h.c.Open(r.Context(), actor.From(r.Context()), r.PathValue("course"), r.URL.Query().Get("version"))
	if err != nil {
		return err
	}
	p := h.show(w, r, v)
	p.Crumbs, p.Print, p.Edits = crumbs(v), true, false
	return web.Render(w, http.StatusOK, pages["print.html"], p)
}

// version shows a version to one of its designers, with the way to agree it.
func (h handlers) version(w http.ResponseWriter, r *http.Request) error {
	return h.showVersion(w, r, web.NewForm(nil))
}

func (h handlers) showVersion(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.c.OpenAsDesigner(r.Context(), actor.From(r.Context()), r.PathValue("course"), r.PathValue("courseversion"))
	if err != nil {
		return err
	}
	p := h.show(w, r, v)
	p.Page = web.NewPage(w, r, v.Version.Title, web.Crumb{Label: "Courses you design", Href: "/courses/mine"}).WithForm(form)
	p.Edits = false
	return web.Render(w, web.FormStatus(form), pages["version.html"], p)
}

// facts are what a version says of itself in a word each.
func facts(v View) []web.Fact {
	length := itoa(v.Version.Minutes) + " minutes"
	if v.Version.Sessions > 1 {
		length = itoa(v.Version.Sessions) + " sessions of " + length
	}
	return []web.Fact{
		{Key: "College", Value: v.College}, {Key: "Code", Value: v.Course.Code},
		{Key: "Strand", Value: v.Version.StrandLabel()}, {Key: "Level", Value: v.Version.LevelLabel()},
		{Key: "Format", Value: v.Version.FormatLabel()}, {Key: "Usually", Value: length + ", " + itoa(v.Version.Capacity) + " places"},
		{Key: "Meant for", Value: strings.Join(v.Version.AudienceLabels(), "\n")}, {Key: "Certificate for", Value: v.Version.CertificateLabel()},
	}
}

func moment(e Entry) web.Moment {
	m := web.Moment{At: e.OnDate.String(), Title: "Everybody together", Text: e.Words}
	if e.Designer != "" {
		m.Title = e.Designer
		m.Tag = &web.Tag{Text: Label(Perspectives, e.Perspective), Colour: "white"}
	}
	switch {
	case e.ByName != "":
		m.By = "written down by " + e.ByName
	case e.Designer != "":
		m.By = "in their own words"
	}
	return m
}

// verb is what was done, from an action such as "courses.version.published".
func verb(row audit.Row) string {
	words := strings.TrimPrefix(row.What(), "courses ")
	return strings.ToUpper(words[:1]) + words[1:]
}

type comparePage struct {
	web.Page
	Comparison
	Course  Course
	Options []web.Option
}

// compare shows what changed between two versions of a course: unless the
// address says otherwise, the newest and the one before.
func (h handlers) compare(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	v, err := h.c.Open(ctx, by, r.PathValue("course"), r.URL.Query().Get("to"))
	if err != nil {
		return err
	}
	from := v.Before()
	if id := r.URL.Query().Get("from"); id != "" {
		if from, err = h.c.versionOf(ctx, h.c.db, v.Course, id); err != nil {
			return err
		}
	}
	data := comparePage{Page: web.NewPage(w, r, "What changed", crumbs(v)...), Course: v.Course}
	for _, o := range v.Versions {
		data.Options = append(data.Options, web.Option{Value: o.ID, Label: "Version " + itoa(o.Number) + ", " + strings.ToLower(o.StateLabel())})
	}
	data.Form = web.NewForm(map[string]string{"from": from.ID, "to": v.Version.ID})
	if from.ID == "" {
		data.To = v.Version
		return web.Render(w, http.StatusOK, pages["compare.html"], data)
	}
	if data.Comparison, err = h.c.Compare(ctx, h.c.db, from, v.Version); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["compare.html"], data)
}

func (h handlers) move(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "Done.", func(by actor.Actor, form *web.Form) error {
		return h.c.Move(r.Context(), by, r.PathValue("course"), number(form), form.Value("to"))
	})
}

func (h handlers) newVersion(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "The next version begins as a copy. Its designers are asked to agree it anew.", func(by actor.Actor, _ *web.Form) error {
		_, err := h.c.NewVersion(r.Context(), by, r.PathValue("course"))
		return err
	})
}

func (h handlers) putAway(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "The draft is put away. You can take it up again from its page.", func(by actor.Actor, form *web.Form) error {
		return h.c.PutAway(r.Context(), by, r.PathValue("course"), number(form))
	})
}

func (h handlers) takeUp(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Edit, "The draft is open again.", func(by actor.Actor, _ *web.Form) error {
		return h.c.TakeUp(r.Context(), by, r.PathValue("course"), r.PathValue("courseversion"))
	})
}

func (h handlers) bringBack(w http.ResponseWriter, r *http.Request) error {
	return h.button(w, r, Publish, "The course is back.", func(by actor.Actor, _ *web.Form) error {
		return h.c.BringBack(r.Context(), by, r.PathValue("course"))
	})
}

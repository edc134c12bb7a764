package people

import (
	"cmp"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// needField is one group of needs on the form.
type needField struct {
	Code, Label string
	Options     []web.Option
	Notes       []NeedCode // those that a note may explain
}

func needFields() []needField {
	var out []needField
	for _, g := range needGroups {
		f := needField{Code: g.Code, Label: g.Label}
		for _, n := range NeedCodes {
			if n.Group != g.Code {
				continue
			}
			f.Options = append(f.Options, web.Option{Value: n.Code, Label: n.Label})
			if n.Hint != "" {
				f.Notes = append(f.Notes, n)
			}
		}
		out = append(out, f)
	}
	return out
}

type needsPage struct {
	web.Page
	Person Person
	Groups []needField
	Yes    []web.Option
}

var yes = []web.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (h handlers) showNeeds(w http.ResponseWriter, r *http.Request, form *web.Form, person Person) error {
	data := needsPage{Page: web.NewPage(w, r, "Access and communication needs", trail(person)...).WithForm(form), Person: person, Groups: needFields(), Yes: yes}
	return web.Render(w, web.FormStatus(form), pages["needs.html"], data)
}

func (h handlers) editNeeds(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	n, err := h.p.Needs(r.Context(), person.OrgID, person.ID)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"flag": "yes", "share": "", "version": "0", "identified_by": actor.From(r.Context()).Name})
	form.SetDate("identified_on", h.p.today())
	form.SetDate("review_due", h.p.today().AddDays(365))
	if n.Asked() {
		form = web.NewForm(map[string]string{"flag": yesNo(n.Flag), "share": yesNo(n.Share), "share_with": n.ShareWith, "words": n.Words,
			"identified_by": n.IdentifiedBy, "version": strconv.Itoa(n.Version)})
		form.SetDate("identified_on", n.IdentifiedOn)
		form.SetDate("review_due", n.ReviewDue)
		for _, item := range n.Items {
			c, _ := needCode(item.Code)
			form.Set(c.Group, append(form.Values[c.Group], item.Code)...)
			form.Set("words-"+item.Code, item.Words)
		}
	}
	return h.showNeeds(w, r, form, person)
}

func (h handlers) saveNeeds(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	n := Needs{
		IdentifiedOn: form.Date("identified_on", "The day the person was asked", true),
		IdentifiedBy: form.Text("identified_by", "Who asked", 1, 200),
		Words:        form.Text("words", "Anything else", 0, 4000),
		Flag:         form.OneOf("flag", "Whether a flag is wanted", yes, true) == "yes",
		Share:        form.OneOf("share", "Whether it may be shared", yes, true) == "yes",
		ShareWith:    form.Text("share_with", "With whom", 0, 500),
		ReviewDue:    form.Date("review_due", "When to review the needs", true),
		Version:      version(form),
	}
	var items []NeedInput
	for _, f := range needFields() {
		for _, code := range form.Some(f.Code, f.Options) {
			items = append(items, NeedInput{code, form.Text("words-"+code, "The note", 0, 500)})
		}
	}
	if form.OK() {
		err := h.p.SetNeeds(r.Context(), actor.From(r.Context()), person.ID, n, items)
		if err == nil {
			return web.SeeOther(w, r, "/people/"+person.ID, "Needs saved.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showNeeds(w, r, form, person)
}

type metPage struct {
	web.Page
	Person  Person
	Needs   Needs
	Options []web.Option
	Yes     []web.Option
	History []Met
}

func (h handlers) showMet(w http.ResponseWriter, r *http.Request, form *web.Form, person Person) error {
	data := metPage{Person: person, Yes: []web.Option{{Value: "yes", Label: "Yes, the need was met"}, {Value: "no", Label: "No, it could not be met"}}}
	var err error
	if data.Needs, err = h.p.Needs(r.Context(), person.OrgID, person.ID); err != nil {
		return err
	}
	if data.History, err = h.p.MetHistory(r.Context(), person.OrgID, person.ID); err != nil {
		return err
	}
	data.History = data.History[:min(len(data.History), web.PerPage)]
	for _, n := range data.Needs.Items {
		data.Options = append(data.Options, web.Option{Value: n.ID, Label: n.Label(), Hint: n.Words})
	}
	data.Page = web.NewPage(w, r, "How needs are met", trail(person)...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["met.html"], data)
}

func (h handlers) newMet(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on", h.p.today())
	return h.showMet(w, r, form, person)
}

func (h handlers) addMet(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	if n, err := h.p.Needs(r.Context(), person.OrgID, person.ID); err != nil || len(n.Items) == 0 {
		return cmp.Or(err, error(errNoNeeds))
	}
	form := web.ReadForm(r)
	m := Met{
		NeedID: form.Text("need", "Which need", 0, 100),
		Met:    form.OneOf("met", "Whether the need was met", yes, true) == "yes",
		How:    form.Text("how", "How, or why not", 1, 1000),
		OnDate: form.Date("on", "The day", true),
	}
	if m.NeedID == "" {
		form.Fail("need", "Choose one of the person's needs.")
	}
	if form.OK() {
		err := h.p.RecordMet(r.Context(), actor.From(r.Context()), person.ID, m)
		if err == nil {
			return web.SeeOther(w, r, "/people/"+person.ID+"/needs/met", "Recorded.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showMet(w, r, form, person)
}

var errNoNeeds = fault.New(fault.Invalid, "No needs are recorded for this person yet.")

type reviewPage struct {
	web.Page
	Person  Person
	Needs   Needs
	History []Review
}

func (h handlers) showReview(w http.ResponseWriter, r *http.Request, form *web.Form, person Person) error {
	data := reviewPage{Person: person}
	var err error
	if data.Needs, err = h.p.Needs(r.Context(), person.OrgID, person.ID); err != nil {
		return err
	}
	if data.History, err = h.p.Reviews(r.Context(), person.OrgID, person.ID); err != nil {
		return err
	}
	data.Page = web.NewPage(w, r, "Review needs", trail(person)...).WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["review.html"], data)
}

func (h handlers) newReview(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on", h.p.today())
	form.SetDate("next_due", h.p.today().AddDays(365))
	return h.showReview(w, r, form, person)
}

func (h handlers) addReview(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	if n, err := h.p.Needs(r.Context(), person.OrgID, person.ID); err != nil || !n.Asked() {
		return cmp.Or(err, error(errNoNeeds))
	}
	form := web.ReadForm(r)
	review := Review{
		OnDate:  form.Date("on", "The day", true),
		Words:   form.Text("words", "What was said", 0, 2000),
		NextDue: form.Date("next_due", "The next review", true),
	}
	if form.OK() {
		err := h.p.RecordReview(r.Context(), actor.From(r.Context()), person.ID, review)
		if err == nil {
			return web.SeeOther(w, r, "/people/"+person.ID, "Review recorded.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showReview(w, r, form, person)
}

type reviewsPage struct {
	web.Page
	Today when.Date
	Due   []DueReview
	Pager web.Pager
}

// Overdue reports whether the review should have been before today.
func (p reviewsPage) Overdue(d DueReview) bool { return d.ReviewDue.Before(p.Today) }

func (h handlers) reviewsDue(w http.ResponseWriter, r *http.Request) error {
	number := web.PageNumber(r)
	due, total, err := h.p.ReviewsDue(r.Context(), actor.From(r.Context()).OrgID, h.p.today().AddDays(30), number)
	if err != nil {
		return err
	}
	data := reviewsPage{web.NewPage(w, r, "Needs to review", web.Crumb{Label: "People", Href: "/people"}), h.p.today(), due, web.NewPager(r, number, total)}
	return web.Render(w, http.StatusOK, pages["reviews.html"], data)
}

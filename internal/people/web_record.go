package people

import (
	"encoding/json"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// question is one question of the equality form.
type question struct {
	Characteristic
	Options []web.Option
}

type equalityPage struct {
	web.Page
	Person    Person
	Questions []question
	Any       bool // something is recorded
}

func questions() []question {
	var out []question
	for _, c := range Characteristics {
		q := question{c, []web.Option{{Value: "", Label: "Not answered"}}}
		for _, a := range c.Answers {
			q.Options = append(q.Options, web.Option{Value: a.Code, Label: a.Label})
		}
		out = append(out, q)
	}
	return out
}

func showEquality(w http.ResponseWriter, r *http.Request, form *web.Form, person Person, any bool) error {
	data := equalityPage{web.NewPage(w, r, "Equality questions", trail(person)...).WithForm(form), person, questions(), any}
	return web.Render(w, web.FormStatus(form), pages["equality.html"], data)
}

func (h handlers) editEquality(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	answers, err := h.p.Equality(r.Context(), actor.From(r.Context()), person.ID)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	for code, a := range answers {
		form.Set(code, a.Answer)
		form.Set(code+"-words", a.Words)
	}
	return showEquality(w, r, form, person, len(answers) > 0)
}

func (h handlers) saveEquality(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	var answers []EqualityAnswer
	for _, q := range questions() {
		a := EqualityAnswer{Characteristic: q.Code, Answer: form.OneOf(q.Code, "An answer from the list", q.Options, false), Words: form.Text(q.Code+"-words", "Your own words", 0, 200)}
		if a.Answer != "" {
			answers = append(answers, a)
		}
	}
	if form.OK() {
		err := h.p.SetEquality(r.Context(), actor.From(r.Context()), person.ID, answers)
		if err == nil {
			return web.SeeOther(w, r, "/people/"+person.ID, "Answers saved.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return showEquality(w, r, form, person, false)
}

func (h handlers) removeEquality(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	if err := h.p.SetEquality(r.Context(), actor.From(r.Context()), person.ID, nil); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/people/"+person.ID, "Answers removed.")
}

// choice is one field of two records, side by side.
type choice struct {
	Name, Label string
	Keep, Drop  string
	Options     []web.Option
}

type mergePage struct {
	web.Page
	Person  Person
	Q       string
	Found   []listedPerson // others to choose from
	Other   *Person        // the one chosen
	Rows    []choice       // every field of both
	Choices []choice       // those that differ
}

// sides pairs the fields of two records, and again those that differ.
func sides(keep, drop *Person) (rows, differing []choice) {
	for _, f := range mergeFields {
		a, b := orNothing(f.show(*f.of(keep))), orNothing(f.show(*f.of(drop)))
		row := choice{f.name, f.label, a, b, []web.Option{{Value: "keep", Label: a}, {Value: "drop", Label: b}}}
		rows = append(rows, row)
		if *f.of(keep) != *f.of(drop) {
			differing = append(differing, row)
		}
	}
	return rows, differing
}

// nothing is how an empty field is shown.
const nothing = "Nothing"

func orNothing(s string) string {
	if s == "" {
		return nothing
	}
	return s
}

var mergeFields = []struct {
	name, label string
	of          func(p *Person) *string
	show        func(string) string
}{
	{"name", "Name", func(p *Person) *string { return &p.Name }, same},
	{"preferred_name", "Preferred name", func(p *Person) *string { return &p.PreferredName }, same},
	{"pronouns", "Pronouns", func(p *Person) *string { return &p.Pronouns }, same},
	{"email", "E-mail", func(p *Person) *string { return &p.Email }, same},
	{"phone", "Phone", func(p *Person) *string { return &p.Phone }, same},
	{"address", "Address", func(p *Person) *string { return &p.Address }, same},
	{"preferred_channel", "How to contact them", func(p *Person) *string { return &p.PreferredChannel }, func(s string) string { return Person{PreferredChannel: s}.ChannelLabel() }},
	{"language", "Language", func(p *Person) *string { return &p.Language }, same},
}

func same(s string) string { return s }

func (h handlers) chooseMerge(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	return h.showMerge(w, r, nil, person, r.URL.Query().Get("with"))
}

func (h handlers) showMerge(w http.ResponseWriter, r *http.Request, form *web.Form, person Person, with string) error {
	by := actor.From(r.Context())
	data := mergePage{Page: web.NewPage(w, r, "Merge with another record", trail(person)...), Person: person, Q: r.URL.Query().Get("q")}
	if with != "" {
		other, err := current(r.Context(), h.p.db, by.OrgID, with)
		if err != nil {
			return err
		}
		if other.ID == person.ID {
			return fault.New(fault.Invalid, "A record cannot be merged with itself.")
		}
		data.Other = &other
		data.Rows, data.Choices = sides(&person, &other)
		if form == nil {
			form = web.NewForm(map[string]string{"version": strconv.Itoa(person.Version)})
			for _, c := range data.Choices {
				form.Set(c.Name, map[bool]string{true: "drop", false: "keep"}[c.Keep == nothing])
			}
		}
	} else {
		if data.Q == "" {
			data.Q = person.Name
		}
		found, _, err := h.p.Search(r.Context(), by, data.Q, 1)
		if err != nil {
			return err
		}
		if data.Found, err = h.withFlags(r, found); err != nil {
			return err
		}
	}
	data.Page = data.Page.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["merge.html"], data)
}

func (h handlers) merge(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	keep, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	if form.Value("drop") == "" {
		return errNoChoice
	}
	drop, err := current(r.Context(), h.p.db, by.OrgID, form.Value("drop"))
	if err != nil {
		return err
	}
	chosen := combined(keep, drop)
	chosen.Version = version(form)
	for _, f := range mergeFields {
		*f.of(&chosen) = *f.of(&keep)
		if form.Value(f.name) == "drop" {
			*f.of(&chosen) = *f.of(&drop)
		}
	}
	err = h.p.MergeAs(r.Context(), by, keep.ID, drop.ID, chosen)
	if err == nil {
		return web.SeeOther(w, r, "/people/"+keep.ID, "Records merged.")
	}
	if err := form.Take(err); err != nil {
		return err
	}
	return h.showMerge(w, r, form, keep, drop.ID)
}

func (h handlers) keepApart(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	other := web.ReadForm(r).Value("other")
	if other == "" {
		return errNoChoice
	}
	if err := h.p.KeepApart(r.Context(), actor.From(r.Context()), person.ID, other); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/people/duplicates", "Noted: these are different people.")
}

func (h handlers) export(w http.ResponseWriter, r *http.Request) error {
	record, err := h.p.Export(r.Context(), actor.From(r.Context()), r.PathValue("person"))
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, "application/json; charset=utf-8", "person-"+record.Person.ID+".json", append(text, '\n'))
}

type erasePage struct {
	web.Page
	Person Person
	Sure   []web.Option
}

var sure = []web.Option{{Value: "yes", Label: "Yes, erase this record. I know that it cannot be brought back"}}

func showErase(w http.ResponseWriter, r *http.Request, form *web.Form, person Person) error {
	data := erasePage{web.NewPage(w, r, "Erase a record", trail(person)...).WithForm(form), person, sure}
	return web.Render(w, web.FormStatus(form), pages["erase.html"], data)
}

func (h handlers) askErase(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	return showErase(w, r, web.NewForm(nil), person)
}

func (h handlers) erase(w http.ResponseWriter, r *http.Request) error {
	person, err := h.standing(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	reason := form.Text("reason", "A reason", 1, 500)
	if !form.Bool("sure") {
		form.Fail("sure", "Confirm that you want to erase this record.")
	}
	if form.OK() {
		err := h.p.Erase(r.Context(), actor.From(r.Context()), person.ID, reason)
		if err == nil {
			return web.SeeOther(w, r, "/people", "The record was erased.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return showErase(w, r, form, person)
}

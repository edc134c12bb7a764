package evaluation

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// costField is one thing that may cost something, in the form.
type costField struct{ Of, Label string }

func costFields() []costField {
	var out []costField
	for _, name := range costNames() {
		out = append(out, costField{name[0], name[1]})
	}
	return out
}

type formPage struct {
	web.Page
	Begins, Lengths, Controls []web.Option
	Costs                     []costField
}

func formOptions() (begins, lengths, controls []web.Option) {
	for _, b := range Begins {
		begins = append(begins, web.Option{Value: string(b), Label: b.Label()})
	}
	for _, n := range Lengths {
		lengths = append(lengths, web.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " months"})
	}
	controls = []web.Option{{Value: "0", Label: "Nobody"}}
	for n := 1; n <= 4; n++ {
		controls = append(controls, web.Option{Value: strconv.Itoa(n), Label: "Up to " + strconv.Itoa(n) + " for each person"})
	}
	return begins, lengths, controls
}

// ask shows the form, filled in as another evaluation when the query names one:
// a question is changed by asking another.
func (h handlers) ask(w http.ResponseWriter, r *http.Request) error {
	if err := mayEdit(actor.From(r.Context())); err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"months": "12", "controls": "2", "begin": string(Enrolled)})
	if like := r.URL.Query().Get("like"); like != "" {
		e, err := entry(r.Context(), h.x.db, actor.From(r.Context()).OrgID, like)
		if err != nil {
			return err
		}
		fill(form, e.Design.V)
	}
	return h.showForm(w, r, form)
}

func fill(form *web.Form, d Design) {
	for name, v := range map[string]string{"title": d.Title, "question": d.Question, "begin": string(d.Begin), "months": strconv.Itoa(d.Months), "controls": strconv.Itoa(d.Controls)} {
		form.Set(name, v)
	}
	form.SetDate("from", d.From)
	form.SetDate("until", d.Until)
	for _, c := range d.Costs {
		form.Set("cost_"+c.Of, strconv.FormatFloat(float64(c.Pence)/100, 'f', 2, 64))
		form.Set("year_"+c.Of, strconv.Itoa(c.Year))
		form.Set("source_"+c.Of, c.Source)
	}
	if d.PeerFTE > 0 {
		form.Set("peer_fte", strconv.FormatFloat(d.PeerFTE, 'g', -1, 64))
	}
}

func (h handlers) showForm(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data := formPage{Page: web.NewPage(w, r, "Ask whether something helped", listCrumb).WithForm(form), Costs: costFields()}
	data.Begins, data.Lengths, data.Controls = formOptions()
	return web.Render(w, web.FormStatus(form), pages["evaluation_form.html"], data)
}

// readDesign reads the form.
func readDesign(form *web.Form) Design {
	begins, lengths, controls := formOptions()
	d := Design{
		Title: form.Text("title", "A title", 3, 200), Question: form.Text("question", "Your question", 10, 1000),
		Begin: Begin(form.OneOf("begin", "What time is counted from", begins, true)),
		From:  form.Date("from", "The first day", false), Until: form.Date("until", "The last day", false),
	}
	d.Months, _ = strconv.Atoi(form.OneOf("months", "How long people are followed", lengths, true))
	d.Controls, _ = strconv.Atoi(form.OneOf("controls", "Who else is counted", controls, true))
	for _, f := range costFields() {
		text := strings.TrimPrefix(strings.ReplaceAll(form.Value("cost_"+f.Of), ",", ""), "£")
		if text == "" {
			continue
		}
		amount, err := strconv.ParseFloat(text, 64)
		if err != nil || !(amount >= 0 && amount <= 1e9) {
			form.Fail("cost_"+f.Of, "Enter an amount in pounds, like 450 or 450.50.")
			continue
		}
		year := form.Int("year_"+f.Of, "The year of the price", 1990, 2100)
		d.Costs = append(d.Costs, Cost{f.Of, int64(amount*100 + 0.5), year, form.Text("source_"+f.Of, "Where the price is from", 1, 200)})
	}
	if text := form.Value("peer_fte"); text != "" {
		var err error
		if d.PeerFTE, err = strconv.ParseFloat(text, 64); err != nil || !(d.PeerFTE >= 0 && d.PeerFTE <= 10_000) {
			form.Fail("peer_fte", "Enter how many peer workers there were, full time, like 4.5.")
		}
	}
	return d
}

func (h handlers) add(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	if err := mayEdit(by); err != nil {
		return err
	}
	form := web.ReadForm(r)
	d := readDesign(form)
	if form.OK() {
		e, err := h.x.Add(r.Context(), by, d)
		switch {
		case err == nil && d.Begin == Listed:
			return web.SeeOther(w, r, "/evaluation/"+e.ID+"/list", "Now bring the list.")
		case err == nil:
			return web.SeeOther(w, r, "/evaluation/"+e.ID, "It is being worked out.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showForm(w, r, form)
}

type bringPage struct {
	web.Page
	Entry Entry
}

func (h handlers) showBring(w http.ResponseWriter, r *http.Request, form *web.Form, e Entry) error {
	page := web.NewPage(w, r, "Bring the list", listCrumb, web.Crumb{Label: e.Title, Href: "/evaluation/" + e.ID})
	return web.Render(w, web.FormStatus(form), pages["evaluation_list.html"], bringPage{page.WithForm(form), e})
}

// withList is the evaluation of the address, which the visitor may change.
func (h handlers) withList(r *http.Request) (Entry, error) {
	by := actor.From(r.Context())
	e, err := entry(r.Context(), h.x.db, by.OrgID, r.PathValue("evaluation"))
	if err != nil {
		return e, err
	}
	return e, mayEdit(by)
}

func (h handlers) askList(w http.ResponseWriter, r *http.Request) error {
	e, err := h.withList(r)
	if err != nil {
		return err
	}
	return h.showBring(w, r, web.NewForm(nil), e)
}

func (h handlers) bring(w http.ResponseWriter, r *http.Request) error {
	e, err := h.withList(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	source := form.Text("source", "The record system", 0, 100)
	file, header, err := r.FormFile("file")
	if err != nil {
		form.Fail("file", "Choose a file.")
	}
	if form.OK() {
		defer file.Close()
		content, err := io.ReadAll(file)
		if err != nil {
			return fault.New(fault.Invalid, "The file could not be read.")
		}
		err = h.x.Bring(r.Context(), actor.From(r.Context()), e.ID, source, header.Filename, content)
		if err == nil {
			return web.SeeOther(w, r, "/evaluation/"+e.ID, "The list has been read. It is being worked out.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showBring(w, r, form, e)
}

package learning

import (
	"io"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type feedbackPage struct {
	web.Page
	Run                                     college.Run
	Action                                  string
	Staff                                   bool // somebody types in what is on paper
	HowWas, Helped, Change, Recommend, Next web.Field
}

func howWasOptions() []web.Option {
	var out []web.Option
	for _, h := range HowWas {
		out = append(out, web.Option{Value: strconv.Itoa(h.Value), Label: h.Label})
	}
	return out
}

func recommendOptions() []web.Option {
	var out []web.Option
	for _, x := range Recommends {
		out = append(out, web.Option{Value: x.Code, Label: x.Label})
	}
	return out
}

func (p *feedbackPage) fill(form *web.Form) {
	p.HowWas = form.Choice("how_was", "How was it for you?", "", howWasOptions())
	p.Helped = form.Area("helped", "What helped?", "", 4)
	p.Change = form.Area("change", "What should we change?", "", 4)
	p.Recommend = form.Choice("recommend", "Would you tell a friend to come?", "", recommendOptions())
	p.Next = form.Area("next", "What would you like to do or learn next?", "", 4)
}

func readFeedback(form *web.Form) Feedback {
	n, _ := strconv.Atoi(form.OneOf("how_was", "How it was for you", howWasOptions(), false))
	f := Feedback{
		HowWas: n, Helped: form.Text("helped", "What helped", 0, mostWords), Change: form.Text("change", "What should change", 0, mostWords),
		Recommend: form.OneOf("recommend", "Whether you would tell a friend", recommendOptions(), false), Next: form.Text("next", "What next", 0, mostWords),
	}
	if n == 0 {
		form.Fail("how_was", "Choose how it was for you.")
	}
	return f
}

func (h handlers) showFeedback(w http.ResponseWriter, r *http.Request, form *web.Form, run college.Run) error {
	data := feedbackPage{Page: web.NewPage(w, r, "How was it for you?").WithForm(form), Run: run, Action: "/learning/feedback/" + r.PathValue("token")}
	data.fill(form)
	return web.Render(w, web.FormStatus(form), pages["feedback.html"], data)
}

func (h handlers) askFeedback(w http.ResponseWriter, r *http.Request) error {
	run, err := h.l.Asked(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return h.showFeedback(w, r, web.NewForm(nil), run)
}

func (h handlers) answer(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	run, err := h.l.Asked(r.Context(), token)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	f := readFeedback(form)
	if form.OK() {
		err := h.l.Answer(r.Context(), token, f)
		if err == nil || fault.KindOf(err) == fault.Conflict {
			return web.SeeOther(w, r, "/learning/thanks", "") // sent twice by one tap is thanked for once
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showFeedback(w, r, form, run)
}

func (h handlers) thanks(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, http.StatusOK, pages["thanks.html"], web.NewPage(w, r, "Thank you"))
}

var (
	learningCrumb = web.Crumb{Label: "Learning", Href: "/learning"}
	heardCrumb    = web.Crumb{Label: "What people thought", Href: "/learning/heard"}
)

type heardListPage struct {
	web.Page
	Q      string
	Term   web.Field
	Rows   []RunHeard
	Total  RunFigures
	Pager  web.Pager
	CSV    string
	Few    int
	Manage bool
}

func (h handlers) termField(r *http.Request) (web.Field, error) {
	terms, err := h.l.TermsHere(r.Context(), actor.From(r.Context()))
	options := []web.Option{{Value: "", Label: "The last twelve months"}}
	for _, t := range terms {
		options = append(options, web.Option{Value: t.ID, Label: t.Name})
	}
	return web.NewForm(map[string]string{"term": plain(r.URL.Query().Get("term"))}).Choice("term", "Term", "", options), err
}

func (h handlers) heardList(w http.ResponseWriter, r *http.Request) error {
	data := heardListPage{Page: web.NewPage(w, r, "What people thought", learningCrumb), Q: plain(r.URL.Query().Get("q")), Few: FewAnswers, CSV: "?" + filterQuery(r)}
	var err error
	if data.Term, err = h.termField(r); err != nil {
		return err
	}
	rows, total, err := h.l.HeardInTerm(r.Context(), actor.From(r.Context()), data.Term.Value())
	if err != nil {
		return err
	}
	rows = titled(rows, data.Q)
	number := web.PageNumber(r)
	data.Total, data.Pager = total, web.NewPager(r, number, len(rows))
	data.Rows = rows[min(len(rows), web.Offset(number)):min(len(rows), web.Offset(number)+web.PerPage)]
	return web.Render(w, http.StatusOK, pages["heard_list.html"], data)
}

// heardAs writes the list as a file. Shares of few answers stay out of it too.
func (h handlers) heardAs(f file) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		rows, _, err := h.l.HeardInTerm(r.Context(), actor.From(r.Context()), plain(r.URL.Query().Get("term")))
		if err != nil {
			return err
		}
		rows = titled(rows, plain(r.URL.Query().Get("q")))
		return f.send(w, "feedback", export.Sheet{
			Name: "Feedback",
			Columns: []export.Column{
				{Name: "Course", About: "The title of the run."}, {Name: "Began", About: "The day of its first session."}, {Name: "Answers", About: "How many people answered."},
				{Name: "Good or very good", About: "How many of them said so; empty when fewer than five answered."}, {Name: "Per cent", About: "Their share of all answers; empty when fewer than five answered."},
			},
			Rows: func(yield func([]string) error) error {
				for _, x := range rows {
					cells := []string{x.Run.Title, dayOf(x.Run.StartsAt), strconv.Itoa(x.Figures.N), "", ""}
					if x.Figures.Enough() {
						cells[3], cells[4] = strconv.Itoa(x.Figures.Satisfied), strconv.Itoa(x.Figures.Percent())
					}
					if err := yield(cells); err != nil {
						return err
					}
				}
				return nil
			},
		})
	}
}

type heardPage struct {
	web.Page
	Heard  Heard
	Spread []web.Share
	Few    int
	Manage bool
}

func (h handlers) heard(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	heard, err := h.l.Heard(r.Context(), by, r.PathValue("run"))
	if err != nil {
		return err
	}
	data := heardPage{Page: web.NewPage(w, r, "What people thought of "+heard.Run.Title, learningCrumb, heardCrumb), Heard: heard, Few: FewAnswers}
	data.Manage = h.l.reach(r.Context(), h.l.db, by, Manage, heard.Run.UnitID) == nil
	for i, n := range heard.Spread {
		data.Spread = append(data.Spread, web.Share{Label: HowWas[i].Label, Colour: [...]string{"green", "green", "yellow", "grey", "grey"}[i], Count: n, Total: heard.Figures.N})
	}
	return web.Render(w, http.StatusOK, pages["heard.html"], data)
}

// ours is a run that the visitor manages.
func (h handlers) ours(r *http.Request) (college.Run, web.Crumb, error) {
	run, err := h.l.run(r.Context(), h.l.db, actor.From(r.Context()), Manage, r.PathValue("run"))
	return run, web.Crumb{Label: run.Title, Href: "/learning/runs/" + run.ID + "/heard"}, err
}

func (h handlers) showAddFeedback(w http.ResponseWriter, r *http.Request, form *web.Form, run college.Run, crumb web.Crumb) error {
	data := feedbackPage{Page: web.NewPage(w, r, "Type in a paper form", learningCrumb, heardCrumb, crumb).WithForm(form), Run: run, Action: crumb.Href, Staff: true}
	data.fill(form)
	return web.Render(w, web.FormStatus(form), pages["feedback.html"], data)
}

func (h handlers) newFeedback(w http.ResponseWriter, r *http.Request) error {
	run, crumb, err := h.ours(r)
	if err != nil {
		return err
	}
	return h.showAddFeedback(w, r, web.NewForm(nil), run, crumb)
}

func (h handlers) addFeedback(w http.ResponseWriter, r *http.Request) error {
	run, crumb, err := h.ours(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	f := readFeedback(form)
	return finish(w, r, form, func() (string, error) {
		return crumb.Href + "/add", h.l.AddFeedback(r.Context(), actor.From(r.Context()), run.ID, f)
	}, "Kept. You can type in the next one.", func() error { return h.showAddFeedback(w, r, form, run, crumb) })
}

// printedForm is one paper form with its own link.
type printedForm struct {
	Address string
	Code    export.Code
}

type sheetsPage struct {
	web.Page
	Run                college.Run
	Back               string
	Copies             web.Field
	Forms              []printedForm
	HowWas, Recommends []web.Option
}

func (h handlers) showSheets(w http.ResponseWriter, r *http.Request, form *web.Form, run college.Run, crumb web.Crumb) error {
	data := sheetsPage{Page: web.NewPage(w, r, "Print feedback forms", learningCrumb, heardCrumb, crumb).WithForm(form), Run: run, Back: crumb.Href}
	data.Copies = form.Input("copies", "How many copies?", "One for each person. Each has its own link, for whoever prefers to answer on a phone.").Wide("2")
	return web.Render(w, web.FormStatus(form), pages["sheets_ask.html"], data)
}

func (h handlers) askSheets(w http.ResponseWriter, r *http.Request) error {
	run, crumb, err := h.ours(r)
	if err != nil {
		return err
	}
	return h.showSheets(w, r, web.NewForm(map[string]string{"copies": strconv.Itoa(max(1, min(run.Taken, 60)))}), run, crumb)
}

// sheets shows the forms at once: the links in them are kept nowhere.
func (h handlers) sheets(w http.ResponseWriter, r *http.Request) error {
	run, crumb, err := h.ours(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	copies := form.Int("copies", "The number of copies", 1, 60)
	if !form.OK() {
		return h.showSheets(w, r, form, run, crumb)
	}
	addresses, err := h.l.Sheets(r.Context(), actor.From(r.Context()), run.ID, copies)
	if err != nil {
		return err
	}
	data := sheetsPage{Page: web.NewPage(w, r, "Feedback forms", learningCrumb, heardCrumb, crumb), Run: run, Back: crumb.Href, HowWas: howWasOptions(), Recommends: recommendOptions()}
	for _, address := range addresses {
		code, err := export.QR(address)
		if err != nil {
			return err
		}
		data.Forms = append(data.Forms, printedForm{Address: address, Code: code})
	}
	return web.Render(w, http.StatusOK, pages["sheets.html"], data)
}

// file is a kind of file that a list is given away as.
type file struct {
	kind, ending string
	write        func(io.Writer, export.Sheet) error
}

var (
	csvFile  = file{export.TypeCSV, ".csv", export.CSV}
	xlsxFile = file{export.TypeXLSX, ".xlsx", export.XLSX}
)

func (f file) send(w http.ResponseWriter, name string, s export.Sheet) error {
	return web.Download(w, f.kind, name+f.ending, func(out io.Writer) error { return f.write(out, s) })
}

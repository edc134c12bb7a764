package learning

import (
	"io"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

type feedbackPage struct {
	web.Page
	Run    college.Run
	Action string
	Staff  bool // somebody types in what is on paper
	Sheet  forms.Sheet
}

// posted is what was sent of a form of feedback: the answers, if there is
// nothing wrong with them, and the sheet as it is shown again.
func posted(r *http.Request, form *forms.Form) (forms.Response, *web.Form, forms.Sheet, bool) {
	in := web.ReadForm(r)
	language := in.Value("language")
	press := forms.Pressed(in.Values)
	sheet := forms.Sheet{Form: form, Values: in.Values, Language: press.Language(language), Buttons: []string{forms.Send}}
	if press.Do == forms.Add || press.Do == forms.Speak {
		return forms.Response{}, in, sheet, false
	}
	answers, problems := form.FromFields(in.Values, language)
	answers = form.Tidy(answers)
	sheet.Problems = append(problems, form.Validate(&answers)...)
	sheet.Mark(in)
	return answers, in, sheet, in.OK()
}

// blank is a sheet that nobody has written on.
func blank(form *forms.Form) forms.Sheet {
	start := form.Start("")
	return forms.Sheet{Form: form, Response: &start, Buttons: []string{forms.Send}}
}

func (h handlers) showFeedback(w http.ResponseWriter, r *http.Request, form *web.Form, q Questions, sheet forms.Sheet) error {
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, web.FormStatus(form), pages["feedback.html"], feedbackPage{
		Page: web.NewPage(w, r, "How was it for you?").WithForm(form), Run: q.Run, Action: "/learning/feedback/" + r.PathValue("token"), Sheet: sheet,
	})
}

func (h handlers) askFeedback(w http.ResponseWriter, r *http.Request) error {
	q, err := h.l.Asked(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return h.showFeedback(w, r, web.NewForm(nil), q, blank(q.Form))
}

func (h handlers) answer(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	q, err := h.l.Asked(r.Context(), token)
	if err != nil {
		return err
	}
	answers, form, sheet, send := posted(r, q.Form)
	if send {
		err := h.l.Answer(r.Context(), token, answers)
		if err == nil || fault.KindOf(err) == fault.Conflict {
			return web.SeeOther(w, r, "/learning/thanks", "") // sent twice by one tap is thanked for once
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showFeedback(w, r, form, q, sheet)
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
	Heard     Heard
	Questions []heardQuestion
	Few       int
	Manage    bool
}

// heardQuestion is a question with its options as bars.
type heardQuestion struct {
	Question
	Spread []web.Share
}

func (h handlers) heard(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	heard, err := h.l.Heard(r.Context(), by, r.PathValue("run"))
	if err != nil {
		return err
	}
	data := heardPage{Page: web.NewPage(w, r, "What people thought of "+heard.Run.Title, learningCrumb, heardCrumb), Heard: heard, Few: FewAnswers}
	data.Manage = h.l.reach(r.Context(), h.l.db, by, Manage, heard.Run.UnitID) == nil
	for _, q := range heard.Questions {
		shown := heardQuestion{Question: q}
		for _, o := range q.Options {
			shown.Spread = append(shown.Spread, web.Share{Label: o.Label, Colour: "green", Count: o.N, Total: q.N})
		}
		data.Questions = append(data.Questions, shown)
	}
	return web.Render(w, http.StatusOK, pages["heard.html"], data)
}

// ours is a run that the visitor manages.
func (h handlers) ours(r *http.Request) (college.Run, web.Crumb, error) {
	run, err := h.l.run(r.Context(), h.l.db, actor.From(r.Context()), Manage, r.PathValue("run"))
	return run, web.Crumb{Label: run.Title, Href: "/learning/runs/" + run.ID + "/heard"}, err
}

func (h handlers) showAddFeedback(w http.ResponseWriter, r *http.Request, form *web.Form, q Questions, crumb web.Crumb, sheet forms.Sheet) error {
	return web.Render(w, web.FormStatus(form), pages["feedback.html"], feedbackPage{
		Page: web.NewPage(w, r, "Type in a paper form", learningCrumb, heardCrumb, crumb).WithForm(form), Run: q.Run, Action: crumb.Href, Staff: true, Sheet: sheet,
	})
}

func (h handlers) newFeedback(w http.ResponseWriter, r *http.Request) error {
	q, crumb, err := h.asked(r)
	if err != nil {
		return err
	}
	return h.showAddFeedback(w, r, web.NewForm(nil), q, crumb, blank(q.Form))
}

// asked is what is asked about a run that the visitor manages.
func (h handlers) asked(r *http.Request) (Questions, web.Crumb, error) {
	run, crumb, err := h.ours(r)
	if err != nil {
		return Questions{}, crumb, err
	}
	q, err := h.l.questions(r.Context(), h.l.db, run)
	return q, crumb, err
}

func (h handlers) addFeedback(w http.ResponseWriter, r *http.Request) error {
	q, crumb, err := h.asked(r)
	if err != nil {
		return err
	}
	answers, form, sheet, send := posted(r, q.Form)
	if send {
		err := h.l.AddFeedback(r.Context(), actor.From(r.Context()), q.Run.ID, answers)
		if err == nil {
			return web.SeeOther(w, r, crumb.Href+"/add", "Kept. You can type in the next one.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showAddFeedback(w, r, form, q, crumb, sheet)
}

// printedForm is one paper form with its own link.
type printedForm struct {
	Address string
	Code    export.Code
}

type sheetsPage struct {
	web.Page
	Run       college.Run
	Back      string
	Copies    web.Field
	Forms     []printedForm
	Questions []printedQuestion
}

// printedQuestion is a question on paper: with boxes to tick, or lines to write on.
type printedQuestion struct {
	Words    string
	Required bool
	Options  []string
}

// printed are the questions of a form, for a sheet of paper.
func printed(form *forms.Form) []printedQuestion {
	var out []printedQuestion
	form.Walk(func(_ []*forms.Item, i *forms.Item) {
		if i.Kind == forms.Group || i.Kind == forms.Display || i.Hidden {
			return
		}
		q := printedQuestion{Words: i.Text.Plain, Required: i.Required}
		for _, o := range form.OptionsOf(i) {
			q.Options = append(q.Options, o.Text.Plain)
		}
		out = append(out, q)
	})
	return out
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
	q, crumb, err := h.asked(r)
	if err != nil {
		return err
	}
	run := q.Run
	form := web.ReadForm(r)
	copies := form.Int("copies", "The number of copies", 1, 60)
	if !form.OK() {
		return h.showSheets(w, r, form, run, crumb)
	}
	addresses, err := h.l.Sheets(r.Context(), actor.From(r.Context()), run.ID, copies)
	if err != nil {
		return err
	}
	data := sheetsPage{Page: web.NewPage(w, r, "Feedback forms", learningCrumb, heardCrumb, crumb), Run: run, Back: crumb.Href, Questions: printed(q.Form)}
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

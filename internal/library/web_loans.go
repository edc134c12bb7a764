package library

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/web"
)

// loanView is a loan with how it stands.
type loanView struct {
	Loan
	Tag web.Tag
}

// views are loans as they stand today.
func (h handlers) views(loans []Loan) []loanView {
	out := make([]loanView, len(loans))
	for i, l := range loans {
		tag := web.Tag{Text: "Lent", Colour: "blue"}
		switch {
		case l.How == "returned":
			tag = web.Tag{Text: "Returned", Colour: "grey"}
		case l.How == "lost":
			tag = web.Tag{Text: "Lost", Colour: "grey"}
		case l.Overdue(h.l.today()):
			tag = web.Tag{Text: "Overdue", Colour: "yellow"}
		}
		out[i] = loanView{l, tag}
	}
	return out
}

type minePage struct {
	web.Page
	Out, Before []loanView
}

// mine is what the visitor has borrowed.
func (h handlers) mine(w http.ResponseWriter, r *http.Request) error {
	loans, err := h.l.Mine(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	data := minePage{Page: web.NewPage(w, r, "What I have borrowed", listCrumb)}
	for _, v := range h.views(loans) {
		if v.Open() {
			data.Out = append(data.Out, v)
		} else {
			data.Before = append(data.Before, v)
		}
	}
	return web.Render(w, http.StatusOK, pages["mine.html"], data)
}

type loansPage struct {
	web.Page
	Q       string
	Overdue bool
	Loans   []loanView
	Pager   web.Pager
}

func (h handlers) loans(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	data := loansPage{Page: web.NewPage(w, r, "Loans", listCrumb), Q: q.Get("q"), Overdue: q.Get("overdue") == "yes"}
	loans, err := h.l.Loans(r.Context(), actor.From(r.Context()), data.Overdue)
	if err != nil {
		return err
	}
	var fit []Loan
	parts := strings.Fields(fold.Text(data.Q))
	for _, l := range loans {
		words, fits := fold.Text(l.Title+" "+l.Student), true
		for _, part := range parts {
			fits = fits && strings.Contains(words, part)
		}
		if fits {
			fit = append(fit, l)
		}
	}
	number, total := web.PageNumber(r), len(fit)
	data.Pager = web.NewPager(r, number, total)
	data.Loans = h.views(fit[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)])
	return web.Render(w, http.StatusOK, pages["loans.html"], data)
}

func (h handlers) remind(w http.ResponseWriter, r *http.Request) error {
	n, err := h.l.Remind(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	message := "Nobody was written to: everybody with something overdue has had a reminder within a week."
	if n > 0 {
		message = fmt.Sprintf("A reminder goes to %s.", plural(n, "student", "students"))
	}
	return web.SeeOther(w, r, "/library/loans?overdue=yes", message)
}

type lendPage struct {
	web.Page
	Item     Item
	Q        string
	Students []web.Option
}

func (h handlers) askLend(w http.ResponseWriter, r *http.Request) error {
	item, err := h.managedItem(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"q": r.URL.Query().Get("q")})
	form.SetDate("due", h.l.today().AddDays(LoanDays))
	return h.showLend(w, r, form, item)
}

// studentOptions are the students found by q.
func (h handlers) studentOptions(r *http.Request, q string) ([]web.Option, error) {
	if q == "" {
		return nil, nil
	}
	found, err := h.l.college.FindStudents(r.Context(), actor.From(r.Context()), q)
	var out []web.Option
	for _, s := range found {
		out = append(out, web.Option{Value: s.ID, Label: s.Name, Hint: s.Preferred})
	}
	return out, err
}

func (h handlers) showLend(w http.ResponseWriter, r *http.Request, form *web.Form, item Item) error {
	data := lendPage{Item: item, Q: form.Value("q")}
	data.Page = web.NewPage(w, r, "Lend "+item.Title, listCrumb, web.Crumb{Label: item.Title, Href: "/library/" + item.ID}).WithForm(form)
	var err error
	if data.Students, err = h.studentOptions(r, data.Q); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["lend.html"], data)
}

func (h handlers) lend(w http.ResponseWriter, r *http.Request) error {
	item, err := h.managedItem(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	students, err := h.studentOptions(r, form.Value("q"))
	if err != nil {
		return err
	}
	if len(students) == 0 {
		form.Fail("q", "Find the student first.")
		return h.showLend(w, r, form, item)
	}
	student, due := form.OneOf("student", "A student", students, true), form.Date("due", "The day it is due", true)
	return finish(w, r, form, func() (string, error) {
		_, err := h.l.Lend(r.Context(), actor.From(r.Context()), item.ID, student, due)
		return "/library/" + item.ID, err
	}, "Lent.", func() error { return h.showLend(w, r, form, item) })
}

// onLoan does something to the loan of the address, and goes back to where the
// button was.
func (h handlers) onLoan(w http.ResponseWriter, r *http.Request, do func(context.Context, actor.Actor, string) error, message string) error {
	by := actor.From(r.Context())
	if err := do(r.Context(), by, r.PathValue("borrowing")); err != nil {
		return err
	}
	path := "/library/mine"
	if web.ReadForm(r).Value("back") == "loans" {
		path = "/library/loans"
	}
	return web.SeeOther(w, r, path, message)
}

func (h handlers) giveBack(w http.ResponseWriter, r *http.Request) error {
	return h.onLoan(w, r, h.l.Return, "Returned.")
}

func (h handlers) lose(w http.ResponseWriter, r *http.Request) error {
	return h.onLoan(w, r, h.l.Lose, "Counted as lost.")
}

func (h handlers) renew(w http.ResponseWriter, r *http.Request) error {
	return h.onLoan(w, r, h.l.Renew, "Renewed.")
}

// onItem does something to the item of the address.
func (h handlers) onItem(w http.ResponseWriter, r *http.Request, do func(context.Context, actor.Actor, string) error, message string) error {
	id := r.PathValue("libraryitem")
	if err := do(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/library/"+id, message)
}

func (h handlers) found(w http.ResponseWriter, r *http.Request) error {
	return h.onItem(w, r, h.l.Found, "Back on the shelf.")
}

func (h handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	return h.onItem(w, r, h.l.Withdraw, "Withdrawn from the lists.")
}

func (h handlers) putBack(w http.ResponseWriter, r *http.Request) error {
	return h.onItem(w, r, h.l.PutBack, "In the lists again.")
}

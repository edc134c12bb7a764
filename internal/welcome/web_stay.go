package welcome

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

type stayPage struct {
	web.Page
	Ward   units.Unit
	Stay   Stay
	Lines  []line
	Takes  bool        // the card still takes answers
	Code   export.Code // of the printed card
	Link   string
	Fields []web.Field // what the person says, item by item
	How    web.Field
}

// line is an item of a stay.
type line struct {
	Item Item
	Mark Mark
}

func lines(marks []Mark) []line {
	out := make([]line, len(Items))
	for i, item := range Items {
		out[i] = line{item, marks[i]}
	}
	return out
}

func (h handlers) page(w http.ResponseWriter, r *http.Request, title string) (stayPage, error) {
	by := actor.From(r.Context())
	s, marks, err := h.w.Stay(r.Context(), by, r.PathValue("stay"))
	if err != nil {
		return stayPage{}, err
	}
	ward, err := h.w.units.Unit(r.Context(), by.OrgID, s.UnitID)
	if err != nil {
		return stayPage{}, err
	}
	name := "Somebody who came on " + s.CameOn.String()
	if s.Label != "" {
		name = s.Label + ", who came on " + s.CameOn.String()
	}
	crumbs := []web.Crumb{crumb, wardCrumb(ward)}
	if title == "" {
		title = name
	} else {
		crumbs = append(crumbs, web.Crumb{Label: name, Href: "/welcome/stays/" + s.ID})
	}
	return stayPage{Page: web.NewPage(w, r, title, crumbs...), Ward: ward, Stay: s, Lines: lines(marks), Takes: h.w.takes(s)}, nil
}

func (h handlers) stay(w http.ResponseWriter, r *http.Request) error {
	data, err := h.page(w, r, "")
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["stay.html"], data)
}

func version(form *web.Form) int { n, _ := strconv.Atoi(form.Value("version")); return n }

func (h handlers) print(w http.ResponseWriter, r *http.Request) error {
	data, err := h.page(w, r, "Their card")
	if err != nil {
		return err
	}
	if _, data.Link, err = h.w.Print(r.Context(), actor.From(r.Context()), data.Stay.ID); err != nil {
		return err
	}
	if data.Code, err = export.QR(data.Link); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["card_print.html"], data)
}

func (h handlers) done(w http.ResponseWriter, r *http.Request) error {
	form, id := web.ReadForm(r), r.PathValue("stay")
	if err := h.w.Done(r.Context(), actor.From(r.Context()), id, form.Values["done"], version(form)); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/welcome/stays/"+id, "Saved. It counts when the person says that it happened.")
}

func answerOptions() []web.Option {
	var out []web.Option
	for _, a := range Answers {
		out = append(out, web.Option{Value: a.Code, Label: a.Label})
	}
	return out
}

// ask makes the six questions.
func ask(form *web.Form) []web.Field {
	var out []web.Field
	for _, item := range Items {
		out = append(out, form.Choice(item.Code, item.Asked, "", answerOptions()))
	}
	return out
}

// answers reads the six questions; one that is left out stays as it was.
func answers(form *web.Form) map[string]string {
	said, some := map[string]string{}, false
	for _, item := range Items {
		said[item.Code] = form.OneOf(item.Code, item.Owed, answerOptions(), false)
		some = some || said[item.Code] != ""
	}
	if !some && form.OK() {
		form.Fail(Items[0].Code, "Answer at least one of the six.")
	}
	return said
}

// remembered puts what was said before into the form.
func remembered(form *web.Form, marks []Mark) *web.Form {
	for _, m := range marks {
		if m.Happened != "" {
			form.Set(m.Item, m.Happened)
		}
	}
	return form
}

func howOptions() []web.Option {
	return []web.Option{{Value: "paper", Label: "They marked it on their paper card"}, {Value: "peer", Label: "They told a peer worker who asked them"}}
}

func (h handlers) showSaid(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data, err := h.page(w, r, "What the person says")
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		for _, l := range data.Lines {
			remembered(form, []Mark{l.Mark})
		}
	}
	data.Page = data.WithForm(form)
	data.Fields, data.How = ask(form), form.Choice("how", "How do you know?", "", howOptions())
	return web.Render(w, web.FormStatus(form), pages["said.html"], data)
}

func (h handlers) askSaid(w http.ResponseWriter, r *http.Request) error {
	return h.showSaid(w, r, web.NewForm(nil))
}

func (h handlers) said(w http.ResponseWriter, r *http.Request) error {
	form, id := web.ReadForm(r), r.PathValue("stay")
	how, said := form.OneOf("how", "How you know", howOptions(), true), answers(form)
	if form.OK() {
		err := h.w.SayFor(r.Context(), actor.From(r.Context()), id, how, said, version(form))
		if err == nil {
			return web.SeeOther(w, r, "/welcome/stays/"+id, "Saved.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showSaid(w, r, form)
}

func (h handlers) showEnd(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data, err := h.page(w, r, "The stay has ended")
	if err != nil {
		return err
	}
	data.Page = data.WithForm(form)
	return web.Render(w, web.FormStatus(form), pages["end.html"], data)
}

func (h handlers) askEnd(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(nil)
	form.SetDate("ended", h.w.today())
	return h.showEnd(w, r, form)
}

func (h handlers) end(w http.ResponseWriter, r *http.Request) error {
	form, id := web.ReadForm(r), r.PathValue("stay")
	on := form.Date("ended", "The day the stay ended", true)
	if form.OK() {
		err := h.w.End(r.Context(), actor.From(r.Context()), id, on, version(form))
		if err == nil {
			return web.SeeOther(w, r, "/welcome/stays/"+id, "Saved. Their card works for two more weeks.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showEnd(w, r, form)
}

type cardPage struct {
	web.Page
	Ward   string
	Token  string
	Fields []web.Field
}

func (h handlers) showCard(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	token := r.PathValue("token")
	s, marks, err := h.w.Card(r.Context(), token)
	if err != nil {
		return err
	}
	ward, err := h.w.units.Unit(r.Context(), s.OrgID, s.UnitID)
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		remembered(form, marks)
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, web.FormStatus(form), pages["card.html"], cardPage{
		Page: web.NewPage(w, r, "Your welcome").WithForm(form), Ward: ward.Name, Token: token, Fields: ask(form),
	})
}

func (h handlers) card(w http.ResponseWriter, r *http.Request) error {
	return h.showCard(w, r, web.NewForm(nil))
}

func (h handlers) say(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	said := answers(form)
	if form.OK() {
		err := h.w.Say(r.Context(), r.PathValue("token"), said)
		if err == nil {
			return web.SeeOther(w, r, "/welcome/thanks", "")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showCard(w, r, form)
}

func (h handlers) thanks(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, http.StatusOK, pages["thanks.html"], cardPage{Page: web.NewPage(w, r, "Thank you")})
}

package questionnaires

import (
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func draftRoutes(h handlers) []web.Route {
	edits := []web.Route{
		{Pattern: "GET /questionnaires/draft/{qdraft}/edit", Handler: h.editor},
		{Pattern: "GET /questionnaires/draft/{qdraft}/question", Handler: h.askQuestion},
		{Pattern: "POST /questionnaires/draft/{qdraft}/question", Handler: h.saveQuestion},
		{Pattern: "POST /questionnaires/draft/{qdraft}/arrange", Button: true, Handler: h.arrange},
		{Pattern: "GET /questionnaires/draft/{qdraft}/words", Handler: h.askWords},
		{Pattern: "POST /questionnaires/draft/{qdraft}/words", Handler: h.saveWords},
		{Pattern: "GET /questionnaires/draft/{qdraft}/score", Handler: h.askScore},
		{Pattern: "POST /questionnaires/draft/{qdraft}/score", Handler: h.saveScore},
		{Pattern: "POST /questionnaires/draft/{qdraft}/score-remove", Button: true, Handler: h.removeScore},
		{Pattern: "GET /questionnaires/draft/{qdraft}/figure", Handler: h.askFigure},
		{Pattern: "POST /questionnaires/draft/{qdraft}/figure", Handler: h.saveFigure},
		{Pattern: "GET /questionnaires/draft/{qdraft}/history", Handler: h.history},
		{Pattern: "POST /questionnaires/draft/{qdraft}/put-back", Button: true, Handler: h.putBack},
		{Pattern: "GET /questionnaires/draft/{qdraft}/publish", Handler: h.askPublish},
		{Pattern: "POST /questionnaires/draft/{qdraft}/publish", Handler: h.publish},
		{Pattern: "GET /questionnaires/draft/{qdraft}/discard", Handler: h.askDiscard},
		{Pattern: "POST /questionnaires/draft/{qdraft}/discard", Button: true, Handler: h.discard},
	}
	for n := range edits {
		edits[n].Permission, edits[n].Whole = Edit, true
	}
	return edits
}

func number(n int) string { return strconv.Itoa(n) }

// draft is the draft of the address, and its questionnaire.
func (h handlers) draft(r *http.Request) (Version, Questionnaire, error) {
	v, of, err := h.version(r, "qdraft")
	if err == nil && !v.Draft() {
		err = fault.New(fault.Conflict, "Version %d is published, and a published version never changes. Begin a new draft from it.", v.Number)
	}
	return v, of, err
}

// draftPage is what every page about a draft has.
type draftPage struct {
	web.Page
	Draft         Version
	Questionnaire Questionnaire
}

// Here is the address of the draft's pages.
func (p draftPage) Here() string { return "/questionnaires/draft/" + p.Draft.ID }

// tick is one box to tick.
type tick struct {
	Name, Label string
	On          bool
}

// Tick is a box of the page's form.
func (p draftPage) Tick(name, label string) tick { return tick{name, label, p.Form.Bool(name)} }

func newDraftPage(w http.ResponseWriter, r *http.Request, draft Version, of Questionnaire, title string, form *web.Form) draftPage {
	crumbs := []web.Crumb{listCrumb, crumbOf(of)}
	if title != "" {
		crumbs = append(crumbs, web.Crumb{Label: "Draft of version " + number(draft.Number), Href: "/questionnaires/draft/" + draft.ID + "/edit"})
	} else {
		title = "Edit " + of.Title
	}
	return draftPage{web.NewPage(w, r, title, crumbs...).WithForm(form), draft, of}
}

type editorPage struct {
	draftPage
	Rows      []outlineRow
	Problems  []forms.Problem
	Scores    []forms.Score
	Languages []string
	Last      *Step // the last change, which can be taken back
	Types     []web.Option
}

func typeOptions() []web.Option {
	var out []web.Option
	for _, t := range Types {
		out = append(out, web.Option{Value: t.Code, Label: t.Label, Hint: t.About})
	}
	return out
}

func (h handlers) editor(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	steps, err := h.q.Steps(r.Context(), draft.OrgID, draft.ID)
	if err != nil {
		return err
	}
	data := editorPage{draftPage: newDraftPage(w, r, draft, of, "", nil), Rows: outline(&draft.Form, draft), Scores: draft.Form.Scores, Types: typeOptions()}
	if len(draft.Form.Items) > 0 {
		data.Problems = Problems(&draft.Form)
	}
	for _, tag := range draft.Form.Languages() {
		data.Languages = append(data.Languages, LanguageName(tag))
	}
	if len(steps) > 0 {
		data.Last = &steps[0]
	}
	return web.Render(w, http.StatusOK, pages["editor.html"], data)
}

// versionOf is the version of the draft that the form was made from.
func versionOf(form *web.Form) int {
	n, _ := strconv.Atoi(form.Value("version"))
	return n
}

// change changes the draft of the address with a good form, and leads back to
// the item on the editor's page.
func (h handlers) change(r *http.Request, draftID string, form *web.Form, linkID string, do func(f *forms.Form) (string, error)) (path string, err error) {
	anchor := ""
	err = h.q.EditDraft(r.Context(), actor.From(r.Context()), draftID, versionOf(form), func(f *forms.Form) (string, error) {
		what, err := do(f)
		anchor = anchorOf(f, linkID)
		return what, err
	})
	return "/questionnaires/draft/" + draftID + "/edit" + anchor, err
}

func (h handlers) arrange(w http.ResponseWriter, r *http.Request) error {
	form, draftID := web.ReadForm(r), r.PathValue("qdraft")
	link, move, flash := form.Value("item"), form.Value("do"), ""
	path, err := h.change(r, draftID, form, link, func(f *forms.Form) (string, error) {
		what, err := Arrange(f, link, move)
		flash = what + "."
		return what, err
	})
	if err != nil {
		return err
	}
	if move == "remove" {
		flash += " You can put it back."
	}
	return web.SeeOther(w, r, path, flash)
}

type historyPage struct {
	draftPage
	Steps []Step
}

func (h handlers) history(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	steps, err := h.q.Steps(r.Context(), draft.OrgID, draft.ID)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["history.html"], historyPage{newDraftPage(w, r, draft, of, "What was changed", nil), steps})
}

func (h handlers) putBack(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("qdraft")
	step, _ := strconv.Atoi(web.ReadForm(r).Value("step"))
	if err := h.q.PutBack(r.Context(), actor.From(r.Context()), id, step); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/draft/"+id+"/edit", "The draft is as it was before that change.")
}

type publishPage struct {
	draftPage
	Problems []forms.Problem
	Before   int
	Changes  []string
	Licence  Standing
}

func (h handlers) askPublish(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	return h.showPublish(w, r, draft, of, web.NewForm(map[string]string{"version": number(draft.Version)}))
}

func (h handlers) showPublish(w http.ResponseWriter, r *http.Request, draft Version, of Questionnaire, form *web.Form) error {
	data := publishPage{draftPage: newDraftPage(w, r, draft, of, "Publish version "+number(draft.Number), form), Problems: Problems(&draft.Form)}
	older, found, err := h.before(r, draft)
	if err != nil {
		return err
	}
	if found {
		data.Before, data.Changes = older.Number, draft.Form.Changes(&older.Form)
	}
	if data.Licence, err = h.q.Standing(r.Context(), draft.OrgID, of.ID); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["publish.html"], data)
}

func (h handlers) publish(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	p := Publishing{Changed: form.Text("changed", "What is new", 1, 1000), Breaks: form.Bool("breaks"), Version: versionOf(form)}
	return finish(w, r, form, func() (string, error) {
		return "/questionnaires/" + of.ID, h.q.Publish(r.Context(), actor.From(r.Context()), draft.ID, p)
	}, "Published. This version never changes from now on.", func() error { return h.showPublish(w, r, draft, of, form) })
}

func (h handlers) askDiscard(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["discard.html"], newDraftPage(w, r, draft, of, "Give up this draft?", nil))
}

func (h handlers) discard(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	if err := h.q.Discard(r.Context(), actor.From(r.Context()), draft.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/questionnaires/"+of.ID, "The draft is given up.")
}

// At is when a change was made, in words.
func (s Step) At() string { return when.Stamp(s.CreatedAt) }

type wordsPage struct{ draftPage }

func (h handlers) askWords(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	words := WordsOf(&draft.Form)
	return h.showWords(w, r, draft, of, web.NewForm(map[string]string{
		"version": number(draft.Version), "title": words.Title, "title_easy": words.Easy, "title_cy": words.Welsh, "about": words.About, "about_easy": words.AboutEasy,
		"about_cy": words.AboutWelsh, "purpose": words.Purpose, "publisher": words.Publisher, "copyright": words.Copyright,
	}))
}

func (h handlers) showWords(w http.ResponseWriter, r *http.Request, draft Version, of Questionnaire, form *web.Form) error {
	return web.Render(w, web.FormStatus(form), pages["words.html"], wordsPage{newDraftPage(w, r, draft, of, "Title and first words", form)})
}

func (h handlers) saveWords(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	words := Words{
		Title: form.Text("title", "A title", 1, 200), Easy: form.Text("title_easy", "The title in easy words", 0, 200), Welsh: form.Text("title_cy", "The title in Welsh", 0, 200),
		About: form.Text("about", "The first words", 0, 4000), AboutEasy: form.Text("about_easy", "The first words in easy words", 0, 4000), AboutWelsh: form.Text("about_cy", "The first words in Welsh", 0, 4000),
		Purpose: form.Text("purpose", "The purpose", 0, 1000), Publisher: form.Text("publisher", "Who publishes it", 0, 200), Copyright: form.Text("copyright", "Whose words they are", 0, 1000),
	}
	return finish(w, r, form, func() (string, error) {
		return h.change(r, draft.ID, form, "", func(f *forms.Form) (string, error) { return SetWords(f, words) })
	}, "Saved.", func() error { return h.showWords(w, r, draft, of, form) })
}

package surveys

import (
	_ "embed"
	"net/http"
	"net/url"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

//go:embed worker/worker.js
var worker []byte

func kioskRoutes(h handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /surveys/kiosk/worker.js", Permission: web.Anyone, Handler: kioskWorker},
		{Pattern: "GET /surveys/kiosk/{kiosklink}", Permission: web.Anyone, Handler: h.kiosk},
		{Pattern: "POST /surveys/kiosk/{kiosklink}", Permission: web.Anyone, Button: true, Handler: h.kioskPost},
		{Pattern: "POST /surveys/kiosk/{kiosklink}/send", Permission: web.Anyone, Handler: h.kioskSend},
		{Pattern: "GET /surveys/kiosk/{kiosklink}/thanks", Permission: web.Anyone, Handler: h.kioskThanks},
	}
}

// kioskWorker is the script that keeps the page usable while the server is away.
func kioskWorker(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, err := w.Write(worker)
	return err
}

type kioskPage struct {
	web.Page
	Door  Door
	Sheet forms.Sheet
	Here  string
}

// kioskDoor is the tablet's door, and the language that is asked for.
func (h handlers) kioskDoor(r *http.Request) (Door, string, error) {
	d, err := h.s.Enter(r.Context(), r.PathValue("kiosklink"))
	if err == nil && d.Channel != "kiosk" {
		err = errNoDoor
	}
	if err != nil {
		return d, "", err
	}
	return d, plainLanguage(d.Form, r.URL.Query().Get("language")), nil
}

func kioskPath(r *http.Request) string {
	return "/surveys/kiosk/" + url.PathEscape(r.PathValue("kiosklink"))
}

// tabletLanguage is the language in which the tablet showed what is sent.
func tabletLanguage(d Door, posted *web.Form) string {
	return plainLanguage(d.Form, forms.Pressed(posted.Values).Shown)
}

func (h handlers) showKiosk(w http.ResponseWriter, r *http.Request, d Door, sheet forms.Sheet, form *web.Form) error {
	data := kioskPage{Page: web.NewPage(w, r, d.Form.In(d.Form.Title, sheet.Language).Text).WithForm(form), Door: d, Sheet: sheet, Here: kioskPath(r)}
	return web.Render(w, web.FormStatus(form), pages["kiosk.html"], data)
}

func (h handlers) kiosk(w http.ResponseWriter, r *http.Request) error {
	d, language, err := h.kioskDoor(r)
	if err != nil {
		return err
	}
	start := d.Form.Start(language)
	return h.showKiosk(w, r, d, forms.Sheet{Form: d.Form, Response: &start, Language: language}, nil)
}

// kioskPost takes the long page of a tablet whose browser runs no script.
func (h handlers) kioskPost(w http.ResponseWriter, r *http.Request) error {
	d, _, err := h.kioskDoor(r)
	if err != nil {
		return err
	}
	posted := web.ReadForm(r)
	language := tabletLanguage(d, posted)
	press := forms.Pressed(posted.Values)
	if press.Do == forms.Speak {
		return web.SeeOther(w, r, kioskPath(r)+"?language="+url.QueryEscape(press.Path), "")
	}
	answers, problems := d.Form.FromFields(posted.Values, language)
	if press.Do == forms.Add {
		return h.showKiosk(w, r, d, forms.Sheet{Form: d.Form, Values: posted.Values, Language: language}, web.NewForm(nil))
	}
	if problems = append(problems, d.Form.Validate(&answers)...); len(problems) > 0 {
		sheet := forms.Sheet{Form: d.Form, Values: posted.Values, Problems: problems, Language: language}
		sheet.Mark(posted)
		return h.showKiosk(w, r, d, sheet, posted)
	}
	if err := h.s.Answer(r.Context(), d, language, "", "", answers); err != nil {
		return err
	}
	return web.SeeOther(w, r, kioskPath(r)+"/thanks", "")
}

// kioskSend takes an answer that a tablet kept until it was heard. What it sends
// twice counts once.
func (h handlers) kioskSend(w http.ResponseWriter, r *http.Request) error {
	d, _, err := h.kioskDoor(r)
	if err != nil {
		return err
	}
	posted := web.ReadForm(r)
	language := tabletLanguage(d, posted)
	sent := posted.Value("_sent")
	if len(sent) < 16 || len(sent) > 100 {
		return fault.New(fault.Invalid, "This answer has no word of its own, so it could not be told from another.")
	}
	answers, problems := d.Form.FromFields(posted.Values, language)
	if problems = append(problems, d.Form.Validate(&answers)...); len(problems) > 0 {
		return fault.New(fault.Invalid, "%s", problems[0].Message)
	}
	if err := h.s.Answer(r.Context(), d, language, "", sent, answers); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

type kioskThanksPage struct {
	web.Page
	Here string
}

func (h handlers) kioskThanks(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := h.kioskDoor(r); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["kiosk_thanks.html"], kioskThanksPage{web.NewPage(w, r, "Thank you"), kioskPath(r)})
}

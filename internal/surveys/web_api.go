package surveys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/web"
)

// apiOperation is one thing that other systems may do. Routes and the OpenAPI
// document are both made from [apiOperations], so that they say the same.
type apiOperation struct {
	method, path, name, summary, about string
	parameters                         []apiParameter
	body                               reflect.Type // nil for none
	answers                            []apiAnswer
	do                                 func(handlers, http.ResponseWriter, *http.Request) error
}

type apiParameter struct {
	name, in string // path or query
	required bool
	words    string
	schema   object
}

type apiAnswer struct {
	status int
	words  string
	media  string
	of     reflect.Type
}

const (
	typeFHIR = "application/fhir+json"
	typeJSON = "application/json"
	// mostAnswers is how many bytes answers may have.
	mostAnswers = 1 << 20
	// The list of questionnaires has so many a page, and so many at most.
	perBundle, mostPerBundle = 10, 50
)

var jsonTypes = []string{typeFHIR, typeJSON}

func apiRoutes(h handlers) []web.Route {
	out := []web.Route{{Pattern: "GET /api", Permission: web.Anyone, Handler: h.apiPage}} // web_api_page.go
	for _, op := range apiOperations() {
		route := web.Route{Pattern: op.method + " " + op.path, Permission: web.Anyone, Handler: h.apiHandler(op)}
		if op.body != nil {
			route.Button, route.Most = true, mostAnswers // not a form
		}
		out = append(out, route)
	}
	return out
}

func refusedAs(status int, words string) apiAnswer {
	return apiAnswer{status, words, typeFHIR, reflect.TypeFor[outcome]()}
}

// apiOperations is what other systems may do.
func apiOperations() []apiOperation {
	text := object{"type": "string"}
	return []apiOperation{
		{
			method: "GET", path: "/api/questionnaires", name: "listQuestionnaires", do: handlers.apiQuestionnaires,
			summary: "Questionnaires that anybody may answer today",
			about:   "Those of waves that are open and have an open link, poster or tablet. One whose licence has ended is left out.",
			parameters: []apiParameter{
				{"organisation", "query", false, "Only those of the organisation with this name in addresses.", text},
				{"_count", "query", false, "How many a page has.", object{"type": "integer", "minimum": 1, "maximum": mostPerBundle, "default": perBundle}},
				{"_offset", "query", false, "How many to pass over.", object{"type": "integer", "minimum": 0, "default": 0}},
			},
			answers: []apiAnswer{
				{200, "A FHIR Bundle of Questionnaires.", typeFHIR, reflect.TypeFor[bundle]()},
				refusedAs(400, "A number is not one, or is out of range."), refusedAs(404, "There is no such organisation."),
			},
		},
		{
			method: "GET", path: "/api/questionnaires/{apiform}", name: "readQuestionnaire", do: handlers.apiQuestionnaire,
			summary: "One questionnaire that anybody may answer today", about: "A version that is published never changes.",
			parameters: []apiParameter{{"apiform", "path", true, "The id of the Questionnaire, as in the list.", text}},
			answers: []apiAnswer{
				{200, "A FHIR Questionnaire.", typeFHIR, reflect.TypeFor[questionnaireJSON]()}, refusedAs(404, "It is not one that may be answered today."),
			},
		},
		{
			method: "POST", path: "/api/questionnaire-responses", name: "sendAnswers", do: handlers.apiAnswer, body: reflect.TypeFor[answersJSON](),
			summary:    "Send the answers of one person",
			about:      "Answers only: who gave them, of whom they are, when they were written, ids and extensions are not kept, and of the time only the hour. No id comes back, so that nobody can look the answers up.",
			parameters: []apiParameter{{"way", "query", true, "The end of the address of a link, poster or tablet, or of a one-time link: what comes after the last stroke.", text}},
			answers: []apiAnswer{
				refusedAs(201, "The answers are kept."), refusedAs(400, "What was sent is not JSON."), refusedAs(404, "No way in has this address."),
				refusedAs(409, "The survey is not open, or the one-time link was used."), refusedAs(413, "What was sent is larger than 1 MB."),
				refusedAs(415, "The content type is not "+typeFHIR+" or "+typeJSON+"."),
				refusedAs(422, "Some answers do not fit the questionnaire. Each issue names the link IDs, from the outside in, and the reason. Nothing is kept."),
				refusedAs(429, "Too many requests from one place. Wait a minute."),
			},
		},
		{
			method: "GET", path: "/api/surveys/{results}/results", name: "readResults", do: handlers.apiResults,
			summary:    "The published figures of a wave",
			about:      "Exactly what was published, frozen on that day, small numbers hidden. A figure that is not shown is null, with the reason.",
			parameters: []apiParameter{{"results", "path", true, "The last word of the address of the page with the figures.", text}},
			answers: []apiAnswer{
				{200, "The figures.", typeJSON, reflect.TypeFor[resultJSON]()}, refusedAs(404, "Nothing is published at this address, or it was withdrawn."),
			},
		},
		{
			method: "GET", path: "/api/openapi.json", name: "readDescription", do: handlers.apiDescription,
			summary: "This description", about: "OpenAPI 3.1, made from the table that makes the routes.",
			answers: []apiAnswer{{200, "An OpenAPI document.", typeJSON, reflect.TypeFor[documentJSON]()}},
		},
	}
}

// refusal is an answer of the interface that is not what was asked for.
type refusal struct {
	status int
	issues []issue
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %+v", r.status, r.issues) }

func refuse(status int, code, words string) *refusal {
	return &refusal{status, []issue{{"error", code, words, nil}}}
}

// apiHandler does an operation. What it refuses is said as a FHIR
// OperationOutcome; a fault on our side is logged as everywhere.
func (h handlers) apiHandler(op apiOperation) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := op.do(h, w, r)
		if err == nil {
			return nil
		}
		no, ok := errors.AsType[*refusal](err)
		if !ok {
			switch fault.KindOf(err) {
			case fault.NotFound:
				no = refuse(http.StatusNotFound, "not-found", fault.Text(err))
			case fault.Conflict:
				no = refuse(http.StatusConflict, "conflict", fault.Text(err))
			case fault.Invalid:
				no = refuse(http.StatusUnprocessableEntity, "invalid", fault.Text(err))
			default:
				return err
			}
		}
		return writeAPI(w, no.status, typeFHIR, outcome{"OperationOutcome", no.issues})
	}
}

func writeAPI(w http.ResponseWriter, status int, media string, v any) error {
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = w.Write(append(content, '\n')) // an error here is a visitor who has gone
	return nil
}

// number reads a number of the query.
func number(r *http.Request, name string, usual, least, most int) (int, error) {
	given := r.URL.Query().Get(name)
	if given == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < least || n > most {
		return 0, refuse(http.StatusBadRequest, "value", fmt.Sprintf("%s must be a whole number from %d to %d.", name, least, most))
	}
	return n, nil
}

func (h handlers) apiQuestionnaires(w http.ResponseWriter, r *http.Request) error {
	count, err := number(r, "_count", perBundle, 1, mostPerBundle)
	if err != nil {
		return err
	}
	offset, err := number(r, "_offset", 0, 0, 1_000_000)
	if err != nil {
		return err
	}
	slug := r.URL.Query().Get("organisation")
	all, err := h.s.OpenForms(r.Context(), slug)
	if err != nil {
		return err
	}
	at := func(offset int) string {
		q := url.Values{"_count": {strconv.Itoa(count)}, "_offset": {strconv.Itoa(offset)}}
		if slug != "" {
			q.Set("organisation", slug)
		}
		return h.s.baseURL + "/api/questionnaires?" + q.Encode()
	}
	page := bundle{ResourceType: "Bundle", Type: "searchset", Total: len(all), Link: []bundleLink{{"self", at(offset)}}}
	if offset > 0 {
		page.Link = append(page.Link, bundleLink{"previous", at(max(0, offset-count))})
	}
	if offset+count < len(all) {
		page.Link = append(page.Link, bundleLink{"next", at(offset + count)})
	}
	for _, x := range all[min(offset, len(all)):min(offset+count, len(all))] {
		content, err := x.json()
		if err != nil {
			return err
		}
		page.Entry = append(page.Entry, bundleEntry{h.s.baseURL + "/api/questionnaires/" + x.ID, content, bundleSearch{"match"}})
	}
	return writeAPI(w, http.StatusOK, typeFHIR, page)
}

// json is the questionnaire as a FHIR resource, under the id that it has here.
func (x OpenForm) json() (questionnaireJSON, error) {
	form := *x.Form
	form.ID = x.ID
	content, err := forms.WriteJSON(&form)
	return questionnaireJSON{content}, err
}

func (h handlers) apiQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	x, err := h.s.OpenForm(r.Context(), r.PathValue("apiform"))
	if err != nil {
		return err
	}
	content, err := x.json()
	if err != nil {
		return err
	}
	return writeAPI(w, http.StatusOK, typeFHIR, content)
}

func (h handlers) apiAnswer(w http.ResponseWriter, r *http.Request) error {
	if !h.s.api.lets(h.client(r), h.s.now()) {
		return refuse(http.StatusTooManyRequests, "throttled", "There have been too many requests from here. Please wait a minute and try again.")
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || !slices.Contains(jsonTypes, media) {
		return refuse(http.StatusUnsupportedMediaType, "not-supported", "Send JSON, with the content type "+typeFHIR+" or "+typeJSON+".")
	}
	content, err := io.ReadAll(r.Body)
	if tooBig, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "too-long", fmt.Sprintf("What was sent is larger than %d MB.", tooBig.Limit>>20))
	}
	if err != nil || !json.Valid(content) {
		return refuse(http.StatusBadRequest, "structure", "What was sent is not JSON.")
	}
	door, err := h.s.EnterWay(r.Context(), r.URL.Query().Get("way"))
	if err != nil {
		return err
	}
	answers, _, err := forms.ReadResponse("answers", content)
	if err != nil {
		return refuse(http.StatusUnprocessableEntity, "structure", err.Error())
	}
	problems, err := h.s.Take(r.Context(), door, answers)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		no := &refusal{status: http.StatusUnprocessableEntity}
		for _, p := range problems {
			x := issue{"error", "invalid", p.Message, nil}
			if p.Path != "" {
				x.Expression = []string{p.Path}
			}
			no.issues = append(no.issues, x)
		}
		return no
	}
	return writeAPI(w, http.StatusCreated, typeFHIR, outcome{"OperationOutcome", []issue{{"information", "informational", "The answers are kept. Thank you.", nil}}})
}

func (h handlers) apiResults(w http.ResponseWriter, r *http.Request) error {
	e, _, err := h.s.ResultBy(r.Context(), r.PathValue("results"))
	if err != nil {
		return err
	}
	return writeAPI(w, http.StatusOK, typeJSON, resultJSON{e.Number, e.PublishedAt, e.Hash, publishedJSON{json.RawMessage(e.Data)}})
}

func (h handlers) apiDescription(w http.ResponseWriter, _ *http.Request) error {
	return writeAPI(w, http.StatusOK, typeJSON, openAPI(apiOperations(), h.s.baseURL))
}

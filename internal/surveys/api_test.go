package surveys

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// checker holds JSON to the part of JSON Schema that the document uses. A word
// that it does not know is an error, so that nothing goes unchecked.
type checker struct{ components object }

func (c checker) check(at string, schema object, v any) []string {
	var out []string
	bad := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	for word, want := range schema {
		switch word {
		case "description", "default", "properties", "format":
		case "$ref":
			name := strings.TrimPrefix(want.(string), "#/components/schemas/")
			target, ok := c.components[name].(object)
			if !ok {
				bad("there is no component %q", name)
			}
			out = append(out, c.check(at, target, v)...)
		case "const":
			if !reflect.DeepEqual(v, want) {
				bad("%v, want %v", v, want)
			}
		case "enum":
			if !slices.Contains(want.([]any), v) {
				bad("%v is none of %v", v, want)
			}
		case "type":
			if kind := kindOf(v); kind != want && !(want == "number" && kind == "integer") {
				bad("%s, want %s", kind, want)
			}
		case "minimum":
			if n, ok := v.(float64); ok && n < want.(float64) {
				bad("%v is less than %v", n, want)
			}
		case "maximum":
			if n, ok := v.(float64); ok && n > want.(float64) {
				bad("%v is more than %v", n, want)
			}
		case "anyOf":
			if !slices.ContainsFunc(want.([]any), func(s any) bool { return len(c.check(at, s.(object), v)) == 0 }) {
				bad("fits none of %v", want)
			}
		case "items":
			list, _ := v.([]any)
			for i, x := range list {
				out = append(out, c.check(at+"/"+strconv.Itoa(i), want.(object), x)...)
			}
		case "required":
			o, _ := v.(object)
			for _, name := range want.([]any) {
				if _, there := o[name.(string)]; o != nil && !there {
					bad("%s is missing", name)
				}
			}
		case "additionalProperties":
			known, _ := schema["properties"].(object)
			o, _ := v.(object)
			for name := range o {
				if known[name] == nil {
					bad("%s is not described", name)
				}
			}
		default:
			bad("the checker does not know %q", word)
		}
	}
	if schema["format"] == "date-time" {
		if s, _ := v.(string); !strings.HasSuffix(s, "Z") {
			bad("%v is not a time", v)
		} else if _, err := time.Parse(time.RFC3339Nano, s); err != nil {
			bad("%v", err)
		}
	}
	known, _ := schema["properties"].(object)
	if o, ok := v.(object); ok {
		for name, s := range known {
			if x, there := o[name]; there {
				out = append(out, c.check(at+"/"+name, s.(object), x)...)
			}
		}
	}
	return out
}

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	}
	return "object"
}

// caller is another system.
type caller struct {
	t    *testing.T
	site *web.Site
}

func (c caller) send(method, path, media, body string) (int, string, string) {
	c.t.Helper()
	r := httptest.NewRequestWithContext(actor.With(c.t.Context(), actor.Actor{}), method, path, strings.NewReader(body))
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	w := httptest.NewRecorder()
	c.site.Handler().ServeHTTP(w, r)
	return w.Code, w.Header().Get("Content-Type"), w.Body.String()
}

func parsed(t *testing.T, body string) object {
	t.Helper()
	var out object
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return out
}

// call is a request with the status that it is answered with.
type call struct {
	status            int
	path, media, body string
}

const given = `{"resourceType": "QuestionnaireResponse", "status": "completed", "subject": {"display": "Asha Lark"}, "authored": "2027-05-03T12:17:21Z", "id": "mark-7",
	"item": [{"linkId": "welcome", "text": "Asha's", "answer": [{"valueCoding": {"system": "https://example.org/a", "code": "yes", "display": "Asha Lark"}}]},
	{"linkId": "words", "answer": [{"valueString": "Thank you"}]}]}`

// calls are requests for every status that the document names.
func (w *world) calls(t *testing.T) map[string][]call {
	wave := w.open(t)
	link := wordOf(w.link(t, wave, "link").Address)
	closed := w.open(t)
	over := wordOf(w.link(t, closed, "link").Address)
	interview := wordOf(w.link(t, wave, "interview").Address)
	ok(t, w.surveys.CloseWave(t.Context(), w.by, closed.ID))
	token := "bridgewater." + randomID()
	ok(t, insertToken(t.Context(), w.db, tokenOf(wave, w.ward.ID, token)))
	e := Edition{OrgID: w.by.OrgID, WaveID: closed.ID, Number: 1, PublishedAt: noon, PublishedBy: "a test",
		Data: `{"table":` + emptyTable(t) + `,"method":"By post","themes":null}`}
	e.Hash = fingerprint(e.Data)
	ok(t, insertEdition(t.Context(), w.db, e))
	ok(t, setPublished(t.Context(), w.db, closed, noon))
	closed, err := oneWave(t.Context(), w.db, w.by.OrgID, closed.ID)
	ok(t, err)
	to := "/api/questionnaire-responses?way="
	answers := []call{
		{201, to + link, typeFHIR, given}, {201, to + token, typeJSON + "; charset=utf-8", given}, {409, to + token, typeJSON, given}, {409, to + over, typeJSON, given},
		{400, to + link, typeJSON, `{"resourceType":`}, {400, to + link, typeFHIR, `<QuestionnaireResponse/>`}, {404, to + "bridgewater.no-such-words-here", typeJSON, given}, {404, to, typeJSON, given},
		{404, to + interview, typeJSON, given}, {415, to + link, "text/plain", given}, {415, to + link, "", given}, {413, to + link, typeJSON, `"` + strings.Repeat("a", mostAnswers) + `"`},
		{422, to + link, typeJSON, `{"resourceType": "Patient"}`}, {422, to + link, typeJSON, strings.Replace(given, "completed", "in-progress", 1)},
		{422, to + link, typeJSON, strings.Replace(given, `"yes"`, `"perhaps"`, 1)}, {422, to + link, typeJSON, strings.Replace(given, `"words"`, `"no-such"`, 1)},
	}
	return map[string][]call{
		"GET /api/questionnaires": {
			{200, "/api/questionnaires", "", ""}, {200, "/api/questionnaires?organisation=bridgewater&_count=1&_offset=1", "", ""},
			{400, "/api/questionnaires?_count=many", "", ""}, {400, "/api/questionnaires?_offset=-1", "", ""}, {404, "/api/questionnaires?organisation=elsewhere", "", ""},
		},
		"GET /api/questionnaires/{apiform}":  {{200, "/api/questionnaires/" + w.version, "", ""}, {404, "/api/questionnaires/nosuchthing", "", ""}},
		"POST /api/questionnaire-responses":  answers,
		"GET /api/surveys/{results}/results": {{200, "/api/surveys/" + closed.Slug + "/results", "", ""}, {404, "/api/surveys/" + wave.Slug + "/results", "", ""}},
		"GET /api/openapi.json":              {{200, "/api/openapi.json", "", ""}},
	}
}

func tokenOf(w Wave, unitID, address string) token {
	_, word, _ := strings.Cut(address, ".")
	return token{w.OrgID, hashed(word), w.ID, unitID, "letter", randomID()}
}

// emptyTable has one figure that is shown and one that is not.
func emptyTable(t *testing.T) string {
	t.Helper()
	n, mean := 12, 4.5
	content, err := json.Marshal(Table{
		Survey: "Ward experience", Cuts: []Cut{{Key: "all", Label: "Everybody", N: &n}},
		Lines: []Line{{LinkID: "welcome", Kind: Share, Cells: []Cell{{Num: &n, Den: &n, Percent: &n, Mean: &mean}, {Why: TooFew}}}},
	})
	ok(t, err)
	return string(content)
}

// The document is what the server does: for every operation and every status that
// the document names there is a request, whose answer fits its schema; and a
// status that it does not name never comes.
func TestAPIDoesWhatItSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c := caller{t, site(d, w.surveys)}
		calls := w.calls(t)
		_, _, body := c.send("GET", "/api/openapi.json", "", "")
		doc := parsed(t, body)
		check := checker{doc["components"].(object)["schemas"].(object)}
		for path, ops := range doc["paths"].(object) {
			for method, op := range ops.(object) {
				name := strings.ToUpper(method) + " " + path
				described, came := op.(object)["responses"].(object), map[string]bool{}
				for _, x := range calls[name] {
					code, media, body := c.send(strings.ToUpper(method), x.path, x.media, x.body)
					if code != x.status {
						t.Errorf("%s %s: %d, want %d: %s", name, x.path, code, x.status, body)
						continue
					}
					check.answer(t, name, described, code, media, body)
					came[strconv.Itoa(code)] = true
					if figures := parsed(t, body)["fingerprint"]; figures != nil {
						_, frozen, _ := strings.Cut(strings.TrimSuffix(body, "}\n"), `"figures":`)
						if fingerprint(frozen) != figures {
							t.Errorf("%s: not what was published: %s", name, frozen)
						}
					}
				}
				if name == "POST /api/questionnaire-responses" {
					code, media, body := c.tooMany()
					check.answer(t, name, described, code, media, body)
					came[strconv.Itoa(code)] = true
				}
				if a, b := slices.Sorted(maps.Keys(came)), slices.Sorted(maps.Keys(described)); !slices.Equal(a, b) {
					t.Errorf("%s: tried %v, described %v", name, a, b)
				}
				delete(calls, name)
			}
		}
		if len(calls) > 0 {
			t.Errorf("not described: %v", slices.Collect(maps.Keys(calls)))
		}
	})
}

func (c checker) answer(t *testing.T, name string, described object, code int, media, body string) {
	t.Helper()
	answer, there := described[strconv.Itoa(code)].(object)
	if !there {
		t.Errorf("%s: %d is not described", name, code)
		return
	}
	content, there := answer["content"].(object)[media].(object)
	if !there {
		t.Errorf("%s: %d as %q is not described", name, code, media)
		return
	}
	for _, wrong := range c.check(strconv.Itoa(code), content["schema"].(object), parsed(t, body)) {
		t.Errorf("%s: %s", name, wrong)
	}
}

// tooMany sends until it is asked to wait.
func (c caller) tooMany() (code int, media, body string) {
	for range 200 {
		if code, media, body = c.send("POST", "/api/questionnaire-responses", typeJSON, "{}"); code == 429 {
			break
		}
	}
	return code, media, body
}

// The checker finds what does not fit.
func TestAPIChecker(t *testing.T) {
	s := &schemas{components: itemSchemas()}
	schema := s.of(reflect.TypeFor[resultJSON]())
	var doc object
	content, err := json.Marshal(object{"schema": schema, "components": s.components})
	ok(t, err)
	ok(t, json.Unmarshal(content, &doc))
	good := `{"edition":1,"published_at":"2027-05-03T12:00:00Z","fingerprint":"a","figures":{"table":` + emptyTable(t) + `,"method":"m","themes":null}}`
	check := checker{doc["components"].(object)}
	if wrong := check.check("", doc["schema"].(object), parsed(t, good)); len(wrong) > 0 {
		t.Errorf("good: %v", wrong)
	}
	for _, change := range [][2]string{{`"edition":1`, `"edition":1.5`}, {`"edition":1,`, ``}, {`"edition":1`, `"edition":1,"more":1`}, {`12:00:00Z`, `noon`}, {`"num":12`, `"num":"12"`}, {`"method":"m"`, `"method":null`}} {
		if wrong := check.check("", doc["schema"].(object), parsed(t, strings.Replace(good, change[0], change[1], 1))); len(wrong) == 0 {
			t.Errorf("%s in place of %s: nothing is wrong", change[1], change[0])
		}
	}
}

// Every route under /api is in the document, with its parameters, and the
// reverse.
func TestAPIRoutesAreDescribed(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	c := caller{t, site(w.db, w.surveys)}
	var routes, described []string
	for _, r := range c.site.Routes() {
		if strings.HasPrefix(r.Path(), "/api/") {
			routes = append(routes, r.Pattern)
		}
	}
	_, _, body := c.send("GET", "/api/openapi.json", "", "")
	for path, ops := range parsed(t, body)["paths"].(object) {
		for method, op := range ops.(object) {
			described = append(described, strings.ToUpper(method)+" "+path)
			var inPath int
			parameters, _ := op.(object)["parameters"].([]any)
			for _, p := range parameters {
				if x := p.(object); x["in"] == "path" {
					inPath++
					if x["required"] != true || !strings.Contains(path, "{"+x["name"].(string)+"}") {
						t.Errorf("%s: parameter %v", path, x)
					}
				}
			}
			if inPath != strings.Count(path, "{") {
				t.Errorf("%s: %d parameters described", path, inPath)
			}
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if !slices.Equal(routes, described) || len(routes) == 0 {
		t.Errorf("routes %v, described %v", routes, described)
	}
	code, _, page := c.send("GET", "/api", "", "")
	for _, call := range described {
		if code != 200 || !strings.Contains(page, "<code class=\"fb-break\">"+call+"</code>") {
			t.Errorf("the page says nothing of %s", call)
		}
	}
}

// Answers may be large, and browsers may not send them from other websites.
func TestAPILimits(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	c := caller{t, site(w.db, w.surveys)}
	to := "/api/questionnaire-responses?way=" + wordOf(w.link(t, w.open(t), "link").Address)
	if code, _, body := c.send("POST", to, typeFHIR, given+strings.Repeat(" ", mostAnswers-len(given))); code != 201 {
		t.Errorf("1 MB: %d %s", code, body)
	}
	for _, name := range []string{"Sec-Fetch-Site", "Origin"} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", to, strings.NewReader(given))
		r.Header.Set("Content-Type", typeFHIR)
		r.Header.Set(name, map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}[name])
		rec := httptest.NewRecorder()
		if c.site.Handler().ServeHTTP(rec, r); rec.Code != 403 {
			t.Errorf("with %s: %d", name, rec.Code)
		}
	}
	if n := rowsIn(t, w.db, "surveys_response", w.by.OrgID); n != 1 {
		t.Errorf("%d answers are kept", n)
	}
}

// What came through the interface is kept like any other answer, without what
// says who gave it.
func TestAPIKeepsNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c := caller{t, site(d, w.surveys)}
		wave := w.open(t)
		to := "/api/questionnaire-responses?way=" + wordOf(w.link(t, wave, "poster").Address)
		if code, _, body := c.send("POST", to, typeFHIR, given); code != 201 {
			t.Fatalf("%d %s", code, body)
		}
		row, err := db.One[Response](t.Context(), d, `SELECT org_id, wave_id, id, unit_id, channel, language, peer, hour, data FROM surveys_response WHERE org_id = $1`, w.by.OrgID)
		ok(t, err)
		if row.Channel != "api" || row.UnitID != w.ward.ID || !row.Hour.Equal(noon.Truncate(time.Hour)) {
			t.Errorf("kept %+v", row)
		}
		for _, no := range []string{"Asha", "mark-7", "authored", "12:17", "Thank you"} {
			if strings.Contains(row.Data, no) {
				t.Errorf("%s is kept: %s", no, row.Data)
			}
		}
		answers, _, err := forms.ReadResponse("kept", []byte(row.Data))
		ok(t, err)
		if len(answers.Items) != 1 || answers.Items[0].Answers[0].Value.Display != "Yes" {
			t.Errorf("kept %s", row.Data)
		}
		if n := rowsIn(t, d, "surveys_comment", w.by.OrgID); n != 1 {
			t.Errorf("%d comments", n)
		}
		_, _, body := c.send("POST", to, typeFHIR, strings.Replace(given, `"yes"`, `"perhaps"`, 1))
		wrong := parsed(t, body)["issue"].([]any)[0].(object)
		if !slices.Equal(wrong["expression"].([]any), []any{"welcome"}) || wrong["diagnostics"] == "" {
			t.Errorf("what is wrong: %s", body)
		}
		if n := rowsIn(t, d, "surveys_response", w.by.OrgID); n != 1 {
			t.Errorf("%d answers are kept", n)
		}
	})
}

// A questionnaire is listed while a wave that asks it is open to everybody, as
// the FHIR resource that it is, a page at a time.
func TestAPILists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c := caller{t, site(d, w.surveys)}
		total := func(query string) (int, int, string) {
			t.Helper()
			code, _, body := c.send("GET", "/api/questionnaires"+query, "", "")
			if code != 200 {
				t.Fatalf("%d %s", code, body)
			}
			page := parsed(t, body)
			entries, _ := page["entry"].([]any)
			return int(page["total"].(float64)), len(entries), body
		}
		wave := w.open(t)
		w.link(t, wave, "interview")
		if n, _, _ := total(""); n != 0 {
			t.Error("listed for interviewers only")
		}
		link := w.link(t, wave, "kiosk")
		w.link(t, wave, "link")
		n, shown, body := total("?organisation=bridgewater")
		if n != 1 || shown != 1 || !strings.Contains(body, "Were you made welcome?") || !strings.Contains(body, "https://footbridge.example.org/api/questionnaires/"+w.version) {
			t.Errorf("listed: %s", body)
		}
		if strings.Contains(body, link.Word) {
			t.Error("the list tells a way in")
		}
		if n, shown, body := total("?_offset=1"); n != 1 || shown != 0 || !strings.Contains(body, "previous") {
			t.Errorf("the second page: %s", body)
		}
		_, _, body = c.send("GET", "/api/questionnaires/"+w.version, "", "")
		form, _, err := forms.ReadJSON([]byte(body))
		ok(t, err)
		if form.ID != w.version || form.Find("welcome") == nil {
			t.Errorf("the questionnaire: %s", body)
		}
		licences, err := w.bank.Licences(t.Context(), w.by.OrgID, w.questionnaire)
		ok(t, err)
		ok(t, w.bank.EndLicence(t.Context(), w.by, licences[0].ID))
		if n, _, _ := total(""); n != 0 {
			t.Error("listed without a licence")
		}
		if code, _, _ := c.send("GET", "/api/questionnaires/"+w.version, "", ""); code != 404 {
			t.Errorf("without a licence: %d", code)
		}
		ok(t, w.bank.AddLicence(t.Context(), w.by, questionnaires.Licence{QuestionnaireID: w.questionnaire, Kind: "own", FromDate: when.DateOf(noon)}))
		ok(t, w.surveys.CloseWave(t.Context(), w.by, wave.ID))
		if n, _, _ := total(""); n != 0 {
			t.Error("listed when its wave had closed")
		}
	})
}

// The questionnaires that come with the program are as the document says.
func TestAPIReadyOnes(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	_, _, body := caller{t, site(w.db, w.surveys)}.send("GET", "/api/openapi.json", "", "")
	check := checker{parsed(t, body)["components"].(object)["schemas"].(object)}
	for _, one := range questionnaires.ReadyOnes() {
		q, err := w.bank.AddReady(t.Context(), w.by, one.Name)
		ok(t, err)
		v, err := w.bank.Current(t.Context(), w.db, w.by.OrgID, q.ID)
		ok(t, err)
		content, err := OpenForm{v.ID, &v.Form}.json()
		ok(t, err)
		for _, wrong := range check.check(one.Name, check.components["Questionnaire"].(object), parsed(t, string(content.RawMessage))) {
			t.Error(wrong)
		}
	}
}

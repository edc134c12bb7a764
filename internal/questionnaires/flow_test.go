package questionnaires_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
)

// browser sends forms as one account.
type browser struct {
	t  *testing.T
	h  http.Handler
	as actor.Actor
}

func (b browser) send(method, path string, form url.Values, status int, words ...string) (string, string) {
	b.t.Helper()
	r := httptest.NewRequestWithContext(actor.With(b.t.Context(), b.as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	body := w.Body.String()
	if w.Code != status {
		b.t.Fatalf("%s %s = %d, want %d: %s", method, path, w.Code, status, body)
	}
	for _, want := range words {
		if !strings.Contains(body, want) {
			b.t.Fatalf("%s %s does not say %q: %s", method, path, want, body)
		}
	}
	return body, strings.SplitN(w.Header().Get("Location"), "#", 2)[0]
}

// Somebody who knows nothing of FHIR makes, tries and publishes a questionnaire.
func TestMake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBank(t, d)
		web := browser{t, site(b.Questionnaires).Handler(), who(b.by.OrgID, questionnaires.Read, questionnaires.Edit)}
		_, edit := web.send("POST", "/questionnaires", url.Values{"title": {"Ward welcome"}, "own": {"yes"}}, 303)
		here := strings.TrimSuffix(edit, "/edit")
		try := strings.Replace(here, "/draft/", "/version/", 1) + "/try"
		web.send("GET", edit, nil, 200, "There is no question yet")
		web.send("GET", here+"/question", nil, 200, "What kind of question?")
		web.send("GET", here+"/question?type=one", nil, 200, "Answer 4", "Room for more answers")
		one := url.Values{"version": {"1"}, "type": {"one"}, "text": {"Were you made welcome?"}, "options": {"4"}, "option-0": {"Yes"}, "option-0-number": {"1"}, "option-1": {"No"}, "option-1-number": {"0"}, "needs": {"1"}}
		one.Set("more", "options")
		web.send("POST", here+"/question", one, 200, "Answer 8", "Were you made welcome?")
		one.Del("more")
		web.send("POST", here+"/question", one, 303)
		web.send("POST", here+"/question", one, 422, "Somebody changed this")
		web.send("POST", here+"/question", url.Values{"version": {"2"}, "type": {"more"}, "text": {"What was missing?"}, "required": {"yes"}, "needs": {"1"}, "need-0": {"were-you-made-welcome|=no"}, "need-0-is": {"is"}}, 303)
		web.send("GET", edit, nil, 200, "Only asked if</strong> “Were you made welcome?” is “No”")
		web.send("POST", here+"/score", url.Values{"version": {"3"}, "title": {"Welcome"}, "method": {"sum"}, "items": {"were-you-made-welcome"}}, 303)

		answer := func(key string) url.Values {
			return url.Values{forms.FieldName("were-you-made-welcome"): {key}, "_do": {"check"}}
		}
		web.send("POST", try, answer("yes"), 200, "What would be kept", "Not asked with these answers", "“What was missing?”", "1 of 1 answered")
		web.send("POST", try, answer("no"), 422, "1 answer has to be put right")
		web.send("GET", try+"?view=phone", nil, 200, "<iframe", "view=frame")
		web.send("POST", try+"?view=frame", answer("yes"), 200, "What would be kept")
		web.send("GET", strings.TrimSuffix(try, "try")+"paper", nil, 200, "Were you made welcome?")

		web.send("POST", here+"/publish", url.Values{"version": {"4"}, "changed": {"The first."}}, 303)
		web.send("GET", edit, nil, 409, "never changes")
		see := strings.TrimSuffix(try, "try") + "see"
		web.send("GET", see, nil, 200, "Start a new draft from it")
		_, edit = web.send("POST", strings.TrimSuffix(try, "try")+"draft", nil, 303)
		here = strings.TrimSuffix(edit, "/edit")
		web.send("POST", here+"/arrange", url.Values{"version": {"1"}, "item": {"what-was-missing"}, "do": {"remove"}}, 303)
		body, _ := web.send("GET", edit, nil, 200, "Last change: Took out “What was missing?”")
		if strings.Contains(body, "Only asked if") {
			t.Error("what was taken out is still there")
		}
		web.send("GET", here+"/publish", nil, 200, "What is different from version 1", "What was missing?")
		web.send("POST", here+"/put-back", url.Values{"step": {"1"}}, 303)
		web.send("GET", edit, nil, 200, "Only asked if")
	})
}

var carried = regexp.MustCompile(`name="data" value="([^"]*)"`)

// What a file uses and we do not is named before anything is kept, and written
// again when the form is exported.
func TestImport(t *testing.T) {
	b := newBank(t, dbtest.SQLite(t))
	web := browser{t, site(b.Questionnaires).Handler(), who(b.by.OrgID, questionnaires.Read, questionnaires.Edit)}
	const file = `{"resourceType":"Questionnaire","status":"active","title":"A scale","item":[
		{"linkId":"1","type":"boolean","text":"Do you sleep well?"},{"linkId":"2","type":"attachment","text":"A photograph of your room"}]}`
	body, _ := web.send("POST", "/questionnaires/import", url.Values{"text": {file}}, 200, "What does not work here", "attachment", "Nothing is kept yet", "Do you sleep well?")
	list, err := b.List(t.Context(), b.db, b.by.OrgID)
	ok(t, err)
	if len(list) != 0 {
		t.Fatalf("the bank has %v", list)
	}
	data := url.Values{"data": {carried.FindStringSubmatch(body)[1]}, "file_name": {"scale.json"}, "title": {"A scale"}}
	_, edit := web.send("POST", "/questionnaires/import-now", data, 303)
	web.send("GET", edit, nil, 200, "Do you sleep well?")
	version := strings.TrimSuffix(strings.Replace(edit, "/draft/", "/version/", 1), "edit")
	web.send("GET", version+"try", nil, 409, "No licence is recorded")
	exported, _ := web.send("GET", version+"form.json", nil, 200)
	var got struct{ Item []struct{ Type string } }
	ok(t, json.Unmarshal([]byte(exported), &got))
	if len(got.Item) != 2 || got.Item[1].Type != "attachment" {
		t.Errorf("exported as %s", exported)
	}
	ours, _ := web.send("GET", version+"form.yaml", nil, 200, "Do you sleep well?")
	web.send("POST", "/questionnaires/import", url.Values{"text": {ours}}, 200, "Do you sleep well?", "attachment")
	web.send("POST", "/questionnaires/import", url.Values{"text": {"items:\n  - ask: [\n"}}, 422, "line")
	web.send("POST", "/questionnaires/import", url.Values{"text": {`<Questionnaire xmlns="http://hl7.org/fhir"><status value="active"/><item><linkId value="1"/><text value="By XML?"/><type value="boolean"/></item></Questionnaire>`}}, 200, "By XML?")
	web.send("POST", "/questionnaires/import", url.Values{"text": {`{"resourceType":"Patient"}`}}, 422, "We could not read it")
	web.send("POST", "/questionnaires/import", url.Values{"text": {strings.Repeat("x", questionnaires.MaxFile+1)}}, 422, "2 MB or less")
}

// Only the phone's page may hold a frame, and only the frame may be held.
func TestFrame(t *testing.T) {
	b := newBank(t, dbtest.SQLite(t))
	_, draft := b.draft(t, "Ward welcome")
	h := site(b.Questionnaires).Handler()
	for view, want := range map[string][2]bool{"": {false, false}, "phone": {true, false}, "frame": {false, true}} {
		r := httptest.NewRequestWithContext(actor.With(t.Context(), who(b.by.OrgID, questionnaires.Read)), "GET", "/questionnaires/version/"+draft.ID+"/try?view="+view, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		policy := w.Header().Get("Content-Security-Policy")
		if got := [2]bool{strings.Contains(policy, "frame-src 'self'"), strings.Contains(policy, "frame-ancestors 'self'")}; got != want {
			t.Errorf("%q: %s", view, policy)
		}
	}
}

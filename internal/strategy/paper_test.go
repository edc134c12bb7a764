package strategy

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jba/templatecheck"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

func TestImportAndPaperTemplates(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]any{
		"import.html": importFrontPage{}, "import_preview.html": importPreviewPage{}, "import_batch.html": importBatchPage{},
		"page.html": onAPage{}, "timeline.html": timelinePage{}, "changes.html": changesPage{}, "paper.html": paperPage{}, "paper_print.html": printByHandPage{},
	} {
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := templatecheck.CheckHTML(pages["paper.html"].Lookup("paperdocument"), paperDocument{}); err != nil {
		t.Error(err)
	}
}

// visit sends a request as somebody who may do everything, and returns the answer.
func (w importWorld) visit(t testing.TB, method, target string, body []byte, kind string) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	h := &handlers{s: w.Strategy}
	site := web.NewSite(slog.New(slog.DiscardHandler))
	site.Mount(slices.Concat(importRoutes(h), paperRoutes(h)))
	by := w.by
	by.AccountID = "account"
	r := httptest.NewRequestWithContext(actor.With(t.Context(), by), method, target, bytes.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	rec := httptest.NewRecorder()
	site.Handler().ServeHTTP(rec, r)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(rec.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return rec, doc
}

func (w importWorld) get(t testing.TB, target string) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	return w.visit(t, "GET", target, nil, "")
}

func (w importWorld) post(t testing.TB, target string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	return w.visit(t, "POST", target, []byte(form.Encode()), "application/x-www-form-urlencoded")
}

// send uploads a file with the fields of the form.
func (w importWorld) send(t testing.TB, fields map[string]string, f File) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", f.Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(f.Content); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return w.visit(t, "POST", "/strategy/import", b.Bytes(), m.FormDataContentType())
}

func TestTheImportPagesFromUploadToUndo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		if rec, doc := w.send(t, map[string]string{"strategy": "new"}, File{"a.pdf", []byte("%PDF")}); rec.Code != 422 || doc.Find(".nhsuk-error-summary a").Length() != 1 {
			t.Errorf("an upload without a title: %d", rec.Code)
		}
		if rec, doc := w.send(t, map[string]string{"strategy": "new", "title": "Recovery"}, File{"a.pdf", []byte("%PDF")}); rec.Code != 422 || doc.Find("#file-error").Length() != 1 {
			t.Errorf("an upload that is no spreadsheet: %d", rec.Code)
		}
		rec, _ := w.send(t, map[string]string{"strategy": "new", "title": "Recovery"}, plan2007(t))
		at := rec.Header().Get("Location")
		if rec.Code != 303 || !strings.HasPrefix(at, "/strategy/import/") {
			t.Fatalf("upload: %d to %q", rec.Code, at)
		}
		_, doc := w.get(t, at)
		if n := doc.Find("td .nhsuk-tag--green").Length(); n != 28 {
			t.Errorf("the preview makes %d things, want a strategy, 10 objectives and 17 actions", n)
		}
		hash, _ := doc.Find("input[name=hash]").Attr("value")
		if rec, _ := w.post(t, at+"/commit", url.Values{}); rec.Code != 422 {
			t.Errorf("a commit without a preview: %d", rec.Code)
		}
		if rec, doc := w.post(t, at+"/commit", url.Values{"hash": {strings.Repeat("0", 64)}}); rec.Code != 409 || doc.Find("input[name=hash]").AttrOr("value", "") != hash {
			t.Errorf("a commit of another preview: %d", rec.Code)
		}
		rec, _ = w.post(t, at+"/commit", url.Values{"hash": {hash}})
		batch := rec.Header().Get("Location")
		if rec.Code != 303 || !strings.HasPrefix(batch, "/strategy/imports/") {
			t.Fatalf("commit: %d to %q", rec.Code, batch)
		}
		if rec, _ := w.post(t, at+"/commit", url.Values{"hash": {hash}}); rec.Code != 409 {
			t.Errorf("a second commit: %d", rec.Code)
		}
		if _, doc := w.get(t, "/strategy/import"); doc.Find("table tbody tr").Length() != 1 {
			t.Error("the import is not in the list")
		}
		if rec, _ := w.post(t, batch+"/undo", nil); rec.Code != 303 {
			t.Errorf("undo: %d", rec.Code)
		}
		if rec, doc := w.post(t, batch+"/undo", nil); rec.Code != 409 || doc.Find(".nhsuk-error-summary").Length() != 1 {
			t.Errorf("a second undo: %d", rec.Code)
		}
	})
}

func TestColumnsCanBeChosenByHand(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	rec, _ := w.send(t, map[string]string{"strategy": "new", "title": "Recovery"}, File{"a.csv", []byte("x1;x2;x3\n1;Lead;Chair\n2;Follow;Deputy\n")})
	at := rec.Header().Get("Location")
	_, doc := w.get(t, at)
	if doc.Find("input[name=hash]").Length() != 0 || doc.Find("select#objective option").Length() != 4 {
		t.Fatal("the page does not ask what the columns hold")
	}
	if rec, doc := w.post(t, at+"/columns", url.Values{"header": {"1"}, "number": {"0"}, "owners": {"2"}}); rec.Code != 422 || doc.Find("#objective-error").Length() != 1 {
		t.Errorf("without the objective: %d", rec.Code)
	}
	if rec, _ := w.post(t, at+"/columns", url.Values{"header": {"1"}, "number": {"0"}, "objective": {"1"}, "owners": {"2"}}); rec.Code != 303 {
		t.Errorf("columns: %d", rec.Code)
	}
	if _, doc := w.get(t, at); doc.Find("input[name=hash]").Length() != 1 {
		t.Error("the preview cannot be committed")
	}
}

func TestDownloads(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	if rec, _ := w.get(t, "/strategy/export.csv"); rec.Code != 404 {
		t.Errorf("an export of nothing: %d", rec.Code)
	}
	w.load2007(t)
	for target, kind := range map[string]string{"/strategy/export.csv": export.TypeCSV, "/strategy/export.xlsx": export.TypeXLSX, "/strategy/paper.md": "text/markdown; charset=utf-8"} {
		rec, _ := w.get(t, target)
		if rec.Code != 200 || rec.Header().Get("Content-Type") != kind || !strings.Contains(rec.Header().Get("Content-Disposition"), "2007-05-03") {
			t.Errorf("%s: %d %v", target, rec.Code, rec.Header())
		}
	}
}

func TestPapersBeforeThereIsAStrategy(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	for _, target := range []string{"/strategy/page", "/strategy/timeline", "/strategy/changes", "/strategy/paper"} {
		if rec, doc := w.get(t, target); rec.Code != 200 || doc.Find("h1").Length() != 1 || !strings.Contains(doc.Text(), "There is no strategy yet") {
			t.Errorf("%s: %d", target, rec.Code)
		}
		if rec, _ := w.get(t, target+"?strategy=unknown"); rec.Code != 404 {
			t.Errorf("%s of an unknown strategy: %d", target, rec.Code)
		}
	}
}

// underWay imports the plan of 2007, lets a year pass, and has something happen.
func (w importWorld) underWay(t testing.TB) Batch {
	t.Helper()
	b := w.load2007(t)
	*w.now = time.Date(2008, 4, 10, 9, 0, 0, 0, time.UTC)
	rows, err := w.PlanRows(t.Context(), w.by.OrgID, b.StrategyID)
	if err != nil {
		t.Fatal(err)
	}
	err = w.KeepAction(t.Context(), w.by, rows[0].ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
		if _, err := acts.AddUpdate(t.Context(), tx, w.by, module, rows[0].ActionID, w.today(), actions.ToPlan, "The event was well attended."); err != nil {
			return err
		}
		if _, err := acts.AddEvidence(t.Context(), tx, w.by, module, rows[0].ActionID, actions.EvidenceInput{Kind: "note", Title: "Programme", Words: "Of the day"}); err != nil {
			return err
		}
		if err := acts.Close(t.Context(), tx, w.by, module, rows[0].ActionID); err != nil {
			return err
		}
		if err := acts.Override(t.Context(), tx, w.by, module, rows[1].ActionID, actions.OnTrack, "The seminars *are* booked"); err != nil {
			return err
		}
		in := actions.Input{Title: rows[15].Action.Title, Due: actions.DueMonth(rows[15].Action.DueMonth.Add(6)), Owners: rows[15].Action.Owners}
		_, err := acts.Change(t.Context(), tx, w.by, module, rows[15].ActionID, rows[15].Action.Version, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheBoardPaperListsEveryExceptionOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newImportWorld(t, d)
		b := w.underWay(t)
		e, err := w.Edition(t.Context(), w.by.OrgID, b.StrategyID)
		if err != nil {
			t.Fatal(err)
		}
		p, err := w.Paper(t.Context(), w.by, e, "", "Agree a <new> date | for training")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, g := range p.Exceptions {
			for _, x := range g.Lines {
				seen[x.Title]++
				if len(x.Why) == 0 {
					t.Errorf("%q has no reason", x.Title)
				}
			}
		}
		for title, n := range seen {
			if n != 1 {
				t.Errorf("%q stands %d times", title, n)
			}
		}
		if len(p.Exceptions[0].Lines) == 0 || seen["Objective 9: Develop training for staff, Recovery Support Workers included"] != 1 || seen["Objective 1: Launch the strategy at the Focus on the Future event on 22 June 2007"] != 0 {
			t.Errorf("exceptions: %v", seen)
		}
		golden(t, "paper.md", []byte(p.Markdown()))
	})
}

func TestThePaperPages(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	w.underWay(t)
	_, doc := w.get(t, "/strategy/paper?ask=Agree+a+date&purpose=To+decide")
	if !strings.Contains(doc.Find("main").Text(), "Agree a date") || !strings.Contains(doc.Find("main").Text(), "To decide") {
		t.Error("the words are not in the paper")
	}
	if href := doc.Find(`a[href^="/strategy/paper.md"]`).AttrOr("href", ""); !strings.Contains(href, "ask=Agree+a+date") {
		t.Errorf("the download is %q", href)
	}
	_, doc = w.get(t, "/strategy/page")
	if n := doc.Find("table tbody tr").Length(); n != 17 {
		t.Errorf("the plan on a page has %d rows", n)
	}
	_, doc = w.get(t, "/strategy/changes")
	text := doc.Find("main").Text()
	for _, want := range []string{"Updates", "The event was well attended.", "Completed and reopened", "Dates moved", "September 2009", "Status set by hand", "are* booked"} {
		if !strings.Contains(text, want) {
			t.Errorf("what changed does not say %q", want)
		}
	}
	if rec, _ := w.get(t, "/strategy/changes?since-day=40&since-month=1&since-year=2008"); rec.Code != 422 {
		t.Errorf("an impossible day: %d", rec.Code)
	}
	_, doc = w.get(t, "/strategy/changes?since-day=11&since-month=4&since-year=2008")
	if !strings.Contains(doc.Find("main").Text(), "Nothing has changed since") {
		t.Error("tomorrow has changes")
	}
}

func TestTheTimelineSaysItsStatusInShapesAndWords(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	w.underWay(t)
	rec, doc := w.get(t, "/strategy/timeline")
	if rec.Code != http.StatusOK || doc.Find("svg[role=img] > title").Length() != 1 || doc.Find("svg[role=img] > desc").Length() != 1 {
		t.Fatalf("no drawing with a title and a description: %d", rec.Code)
	}
	shapes := map[string]string{}
	doc.Find("svg[role=img] g").Each(func(_ int, g *goquery.Selection) {
		status := g.Find("text").Last().Text()
		shape := g.Find("path").AttrOr("d", "") + g.Find("path").AttrOr("class", "")
		base, _, _ := strings.Cut(status, ",")
		if was, ok := shapes[base]; ok && was != shape || status == "" {
			t.Errorf("%q is drawn as %q and as %q", status, was, shape)
		}
		shapes[base] = shape
	})
	if n := doc.Find("svg[role=img] g").Length(); n != 17 || doc.Find("table tbody tr").Length() != 17 || len(shapes) < 3 {
		t.Errorf("%d actions drawn as %v", n, shapes)
	}
	if doc.Find("[style]").Length() > 0 {
		t.Error("style in the page, which the policy forbids")
	}
}

func TestThePrintedPaperNeedsNothingElse(t *testing.T) {
	t.Parallel()
	w := newImportWorld(t, dbtest.SQLite(t))
	b := w.underWay(t)
	e, err := w.Edition(t.Context(), w.by.OrgID, b.StrategyID)
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.Paper(t.Context(), w.by, e, "", "")
	if err != nil {
		t.Fatal(err)
	}
	html, err := document(p)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Find("link, script, img, iframe").Length() > 0 || !strings.Contains(doc.Find("style").Text(), "@page") {
		t.Errorf("the page is not by itself:\n%s", html[:min(len(html), 600)])
	}
}

func TestThePDFIsMadeOrThePageSaysHow(t *testing.T) {
	w := newImportWorld(t, dbtest.SQLite(t))
	w.load2007(t)
	t.Setenv("PATH", t.TempDir())
	if rec, doc := w.get(t, "/strategy/paper.pdf"); rec.Code != 200 || !strings.Contains(doc.Text(), "Save as PDF") {
		t.Errorf("without Chromium: %d", rec.Code)
	}
	if err := os.Setenv("PATH", "/usr/bin:/bin:/usr/local/bin"); err != nil {
		t.Fatal(err)
	}
	rec, _ := w.get(t, "/strategy/paper.pdf")
	if kind := rec.Header().Get("Content-Type"); kind != export.TypePDF && !strings.HasPrefix(kind, "text/html") || rec.Code != 200 {
		t.Errorf("status %d, %s", rec.Code, kind)
	}
}

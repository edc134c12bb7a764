package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// gallery opens the page with every component; posted, it shows every error.
func gallery(t *testing.T, form url.Values) *goquery.Document {
	t.Helper()
	method, status := "GET", http.StatusOK
	if form != nil {
		method, status = "POST", http.StatusUnprocessableEntity
	}
	r := httptest.NewRequestWithContext(actor.With(t.Context(), reader), method, "/gallery", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	site(t).Handler().ServeHTTP(w, r)
	if w.Code != status {
		t.Fatalf("status %d, want %d", w.Code, status)
	}
	return parse(t, w.Result())
}

func TestEveryErrorLeadsToItsField(t *testing.T) {
	doc := gallery(t, url.Values{})
	links := doc.Find(".nhsuk-error-summary a")
	if links.Length() != 10 {
		t.Errorf("%d errors, want one for each of the 10 fields", links.Length())
	}
	links.Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		field := doc.Find(href)
		if field.Length() != 1 || !field.Is("input, select, textarea") {
			t.Errorf("%q leads to %q, which is not one field that can be filled in", a.Text(), href)
		}
		group := field.Closest(".nhsuk-form-group--error")
		if got := words(group.Find(".nhsuk-error-message").First()); got != "Error: "+a.Text() {
			t.Errorf("%q: beside the field it says %q", a.Text(), got)
		}
	})
	if title := doc.Find("title").Text(); !strings.HasPrefix(title, "Error: ") {
		t.Errorf("the title %q does not begin with the error", title)
	}
	if !doc.Find(".nhsuk-error-summary").Is("[tabindex='-1'][autofocus]") {
		t.Error("the summary does not take the focus")
	}
}

func TestEveryFieldIsLabelledAndDescribed(t *testing.T) {
	for name, doc := range map[string]*goquery.Document{"empty": gallery(t, nil), "with errors": gallery(t, url.Values{})} {
		doc.Find("main input:not([type=hidden]), main select, main textarea").Each(func(_ int, f *goquery.Selection) {
			id, _ := f.Attr("id")
			if doc.Find("label[for='"+id+"']").Length() != 1 {
				t.Errorf("%s: the field %q has no label", name, id)
			}
		})
		doc.Find("fieldset").Each(func(_ int, f *goquery.Selection) {
			if f.Find("legend").Length() != 1 {
				t.Errorf("%s: a group of fields without a legend", name)
			}
		})
		doc.Find("[aria-describedby], [aria-labelledby]").Each(func(_ int, f *goquery.Selection) {
			ids := strings.Fields(f.AttrOr("aria-describedby", "") + " " + f.AttrOr("aria-labelledby", ""))
			for _, id := range ids {
				if doc.Find("#"+id).Length() != 1 {
					t.Errorf("%s: described by %q, which is not there", name, id)
				}
			}
		})
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
			if id := e.AttrOr("id", ""); ids[id] {
				t.Errorf("%s: the id %q stands twice", name, id)
			}
			ids[e.AttrOr("id", "")] = true
		})
	}
}

func TestWhatWasTypedIsShownAgain(t *testing.T) {
	doc := gallery(t, url.Values{
		"title": {`"><script>alert(1)</script>`}, "email": {"asha"}, "secret": {"hunter2"}, "words": {"\r\nTwo\r\nlines "},
		"kind": {"ward"}, "way": {"phone"}, "boxes": {"letter", "phone"}, "on-day": {"31"}, "on-month": {"February"}, "on-year": {"2027"},
		"due-month": {"13"}, "due-year": {"27"},
	})
	for selector, want := range map[string]string{
		"#title": `"><script>alert(1)</script>`, "#email": "asha", "#secret": "",
		"#on": "31", "#on-month": "February", "#on-year": "2027", "#due": "13", "#due-year": "27",
	} {
		if got := doc.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s shows %q, want %q", selector, got, want)
		}
	}
	if got := doc.Find("#words").Text(); strings.TrimPrefix(got, "\n") != "Two\nlines" {
		t.Errorf("the text area shows %q", got)
	}
	if got := words(doc.Find("#kind option[selected]")); got != "Ward" {
		t.Errorf("the choice shown is %q", got)
	}
	if n := doc.Find("input[name=boxes][checked]").Length(); n != 2 || doc.Find("input[name=way][checked]").Length() != 1 {
		t.Errorf("%d boxes ticked, want 2 and one answer", n)
	}
	if doc.Find("main script").Length() > 0 {
		t.Error("what was typed became code")
	}
}

func TestComponents(t *testing.T) {
	doc := gallery(t, nil)
	for selector, want := range map[string]string{
		".nhsuk-breadcrumb__list-item:last-child":         "Components",
		".nhsuk-back-link":                                "Back to Components",
		".fb-tabs [aria-current=page]":                    "Overview",
		".fb-tabs li:nth-child(2)":                        "Actions (17)",
		".fb-spread li:nth-child(2)":                      "At risk 1 of 17",
		".fb-card:contains('Overdue')":                    "2 Overdue Actions past their month.",
		".nhsuk-summary-list__row:last-child a":           "Add Evidence",
		".nhsuk-card--warning h2":                         "Important: Two actions have no owner",
		".nhsuk-details__text p:last-child":               "A second one.",
		".fb-timeline__item:first-child .fb-timeline__at": "3 May 2027, 9.15am · Asha Lark",
		".fb-timeline__item:last-child":                   "1 April 2027 Started",
		".fb-pagination p":                                "Showing 51 to 100 of 120",
		"#title-limit":                                    "You can enter up to 20 characters.",
		".nhsuk-inset-text":                               "Nothing here yet.",
	} {
		if got := words(doc.Find(selector)); got != want {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
	if width := doc.Find(".fb-spread li:nth-child(1) rect").AttrOr("width", ""); width != "52" {
		t.Errorf("9 of 17 is drawn %s wide, want 52", width)
	}
	if kind := doc.Find("input[type=file]").AttrOr("accept", ""); kind != ".csv,.xlsx" {
		t.Errorf("the file field offers %q", kind)
	}
}

func TestSharesStayWithinTheBar(t *testing.T) {
	for _, c := range []struct{ count, total, want int }{{0, 10, 0}, {1, 1000, 2}, {5, 10, 50}, {10, 10, 100}, {11, 10, 100}, {3, 0, 0}, {-1, 10, 0}} {
		if got := (web.Share{Count: c.count, Total: c.total}).Percent(); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.count, c.total, got, c.want)
		}
	}
}

func TestPager(t *testing.T) {
	r := httptest.NewRequest("GET", "/things?q=a+b%26c&page=2&status=late", nil)
	for name, c := range map[string]struct {
		number, total   int
		from, to, pages int
		previous, next  string
	}{
		"nothing":             {number: 1, total: 0, pages: 1},
		"one row":             {number: 1, total: 1, from: 1, to: 1, pages: 1},
		"one full page":       {number: 1, total: 50, from: 1, to: 50, pages: 1},
		"a row more":          {number: 1, total: 51, from: 1, to: 50, pages: 2, next: "2"},
		"in the middle":       {number: 2, total: 120, from: 51, to: 100, pages: 3, previous: "1", next: "3"},
		"the last":            {number: 3, total: 120, from: 101, to: 120, pages: 3, previous: "2"},
		"past the end":        {number: 9, total: 120, pages: 3, previous: "3"},
		"past an empty list":  {number: 4, total: 0, pages: 1, previous: "1"},
		"as large as allowed": {number: 1_000_000, total: 50_000_000, from: 49_999_951, to: 50_000_000, pages: 1_000_000, previous: "999999"},
	} {
		p := web.NewPager(r, c.number, c.total)
		if p.From != c.from || p.To != c.to || p.Pages != c.pages {
			t.Errorf("%s: rows %d to %d of %d pages, want %d to %d of %d", name, p.From, p.To, p.Pages, c.from, c.to, c.pages)
		}
		for what, link := range map[string][2]string{"previous": {p.Previous, c.previous}, "next": {p.Next, c.next}} {
			u, err := url.Parse(link[0])
			if err != nil || u.Query().Get("page") != link[1] {
				t.Errorf("%s: %s leads to %q, want page %q", name, what, link[0], link[1])
			}
			if link[0] != "" && (u.Path != "/things" || u.Query().Get("q") != "a b&c" || u.Query().Get("status") != "late") {
				t.Errorf("%s: %s loses what was asked for: %q", name, what, link[0])
			}
		}
	}
}

// A list that was counted only so far says so.
func TestPagerOfALongList(t *testing.T) {
	for more, want := range map[bool]string{true: "Showing 1 to 50 of more than 1000", false: "Showing 1 to 50 of 1000"} {
		var b strings.Builder
		p := web.NewPager(httptest.NewRequest("GET", "/things", nil), 1, 1000).AtLeast(more)
		if err := web.Component(&b, "pagination", p); err != nil || !strings.Contains(b.String(), want+"<") {
			t.Errorf("got %v, %s, want %q", err, b.String(), want)
		}
	}
}

func TestStrangeQueriesOpenTheFirstPage(t *testing.T) {
	for query, want := range map[string]int{"": 1, "page=": 1, "page=0": 1, "page=-3": 1, "page=two": 1, "page=1e3": 1, "page=9999999999999999999999": 1, "page=1000001": 1, "page=7": 7, "page=%00": 1, "page=3&page=4": 3, "%zz=1": 1} {
		r := httptest.NewRequest("GET", "/things", nil)
		r.URL.RawQuery = query
		if got := web.PageNumber(r); got != want {
			t.Errorf("%q: page %d, want %d", query, got, want)
		}
	}
	if web.Offset(1) != 0 || web.Offset(3) != 100 {
		t.Error("the pages do not follow each other")
	}
}

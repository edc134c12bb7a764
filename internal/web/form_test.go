package web_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func posted(values url.Values) *web.Form {
	r := httptest.NewRequest("POST", "/", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return web.ReadForm(r)
}

// says returns the first message, or "".
func says(f *web.Form) string {
	if len(f.Errors) == 0 {
		return ""
	}
	return f.Errors[0].Text
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		typed      string
		min, max   int
		want, says string
	}{
		{"  Recovery college ", 1, 20, "Recovery college", ""},
		{"", 0, 20, "", ""},
		{"", 1, 20, "", "Enter a title."},
		{" \t\n ", 1, 20, "", "Enter a title."},
		{"ab", 3, 20, "ab", "A title must have at least 3 characters."},
		{"éééé", 1, 4, "éééé", ""},
		{"éééé", 1, 3, "éééé", "A title must have 3 characters or fewer."},
		{"a\x00b\x1b\xffc", 1, 20, "abc", ""},
		{"one\r\ntwo", 1, 20, "one\ntwo", ""},
	} {
		f := posted(url.Values{"title": {c.typed}})
		if got := f.Text("title", "A title", c.min, c.max); got != c.want || says(f) != c.says {
			t.Errorf("%q: %q, %q; want %q, %q", c.typed, got, says(f), c.want, c.says)
		}
	}
}

func TestLabelsBeginSentences(t *testing.T) {
	for label, want := range map[string]string{"Your name": "Enter your name.", "NHS number": "Enter NHS number.", "É": "Enter é."} {
		f := posted(nil)
		f.Text("x", label, 1, 5)
		if says(f) != want {
			t.Errorf("%q: %q, want %q", label, says(f), want)
		}
	}
}

func TestInt(t *testing.T) {
	for typed, want := range map[string]int{"3": 3, "0": -1, "13": -1, "3.5": -1, "": -1, "three": -1, "99999999999999999999": -1, "１": -1} {
		f := posted(url.Values{"n": {typed}})
		got := f.Int("n", "The interval", 1, 12)
		if ok := says(f) == ""; ok != (want > 0) || ok && got != want {
			t.Errorf("%q: %d, %q", typed, got, says(f))
		}
	}
}

func TestChoices(t *testing.T) {
	options := []web.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}
	for _, c := range []struct {
		typed    string
		required bool
		want     string
		ok       bool
	}{{"a", true, "a", true}, {"", false, "", true}, {"", true, "", false}, {"c", false, "", false}, {"A", true, "", false}} {
		f := posted(url.Values{"x": {c.typed}})
		if got := f.OneOf("x", "A letter", options, c.required); got != c.want || f.OK() != c.ok {
			t.Errorf("%q, required %v: %q, %v", c.typed, c.required, got, f.Errors)
		}
	}
	f := posted(url.Values{"x": {"b", "c", "b", "a"}, "on": {"yes"}, "off": {""}})
	if got := f.Some("x", options); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("of b, c, b, a: %q", got)
	}
	if !f.Bool("on") || f.Bool("off") || f.Bool("never") {
		t.Error("a box is read wrongly")
	}
}

func TestEmail(t *testing.T) {
	for typed, ok := range map[string]bool{
		"asha@example.org": true, "o'neil+plan@trust.example.uk": true, "": false, "asha": false, "asha@": false, "asha@localhost": false,
		"Asha <asha@example.org>": false, "a@b.c, d@e.f": false, "a@b@c.org": false, strings.Repeat("a", 250) + "@example.org": false,
	} {
		f := posted(url.Values{"email": {typed}})
		if f.Email("email", "An e-mail address", true); f.OK() != ok {
			t.Errorf("%q: %v", typed, f.Errors)
		}
	}
	if f := posted(nil); f.Email("email", "An e-mail address", false) != "" || !f.OK() {
		t.Error("an address that need not be there is asked for")
	}
}

func TestDate(t *testing.T) {
	for _, c := range []struct {
		d, m, y string
		want    when.Date
		says    string
	}{
		{"27", "3", "2027", when.Date{Year: 2027, Month: time.March, Day: 27}, ""},
		{"07", "march", "2027", when.Date{Year: 2027, Month: time.March, Day: 7}, ""},
		{"29", "2", "2028", when.Date{Year: 2028, Month: time.February, Day: 29}, ""},
		{"29", "2", "2027", when.Date{}, "The date must be a real date, like 27 3 2027."},
		{"1", "13", "2027", when.Date{}, "The date must be a real date, like 27 3 2027."},
		{"1", "1", "27", when.Date{}, "The date must be a real date, like 27 3 2027."},
		{"1", "", "2027", when.Date{}, "The date must be a real date, like 27 3 2027."},
		{"0", "1", "2027", when.Date{}, "The date must be a real date, like 27 3 2027."},
		{"", "", "", when.Date{}, "Enter the date."},
	} {
		f := posted(url.Values{"on-day": {c.d}, "on-month": {c.m}, "on-year": {c.y}})
		if got := f.Date("on", "The date", true); got != c.want || says(f) != c.says {
			t.Errorf("%s/%s/%s: %v, %q; want %v, %q", c.d, c.m, c.y, got, says(f), c.want, c.says)
		}
	}
}

func TestMonth(t *testing.T) {
	for _, c := range []struct {
		m, y string
		want when.Month
		ok   bool
	}{
		{"3", "2027", when.Month{Year: 2027, Month: time.March}, true},
		{"March", "2027", when.Month{Year: 2027, Month: time.March}, true},
		{"0", "2027", when.Month{}, false}, {"3", "", when.Month{}, false}, {"", "", when.Month{}, false}, {"-1", "2027", when.Month{}, false}, {"3", "-207", when.Month{}, false},
	} {
		f := posted(url.Values{"due-month": {c.m}, "due-year": {c.y}})
		if got := f.Month("due", "The month", true); got != c.want || f.OK() != c.ok {
			t.Errorf("%s/%s: %v, %v", c.m, c.y, got, f.Errors)
		}
	}
}

func TestDatesComeBackAsTheyWereSet(t *testing.T) {
	f := &web.Form{}
	day, month := when.Date{Year: 2027, Month: time.May, Day: 3}, when.Month{Year: 2028, Month: time.June}
	f.SetDate("on", day)
	f.SetMonth("due", month)
	f.SetDate("none", when.Date{})
	if f.Date("on", "x", true) != day || f.Month("due", "x", true) != month || !f.Date("none", "x", false).IsZero() || !f.OK() {
		t.Errorf("%v, %v", f.Values, f.Errors)
	}
}

func TestTake(t *testing.T) {
	broken := errors.New("disk full")
	for name, c := range map[string]struct {
		err, want error
		errors    []web.FieldError
	}{
		"nothing":  {nil, nil, nil},
		"a field":  {fault.Field("title", "That title is taken."), nil, []web.FieldError{{Name: "title", Text: "That title is taken."}}},
		"conflict": {fault.New(fault.Conflict, "Somebody was first."), nil, []web.FieldError{{Text: "Somebody was first."}}},
		"internal": {broken, broken, nil},
	} {
		f := &web.Form{}
		if got := f.Take(c.err); got != c.want {
			t.Errorf("%s: %v comes back, want %v", name, got, c.want)
		}
		if diff := cmp.Diff(c.errors, f.Errors); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	missing := fault.New(fault.NotFound, "Not there.")
	if got := (&web.Form{}).Take(missing); got != error(missing) {
		t.Errorf("what was not found became %v", got)
	}
}

func TestFilesAndFieldsTogether(t *testing.T) {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	m.WriteField("title", " A plan ")
	part, _ := m.CreateFormFile("file", "plan.csv")
	part.Write([]byte("Objective,Action\n"))
	m.Close()
	r := httptest.NewRequest("POST", "/", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	f := web.ReadForm(r)
	if f.Value("title") != "A plan" || !f.OK() || len(r.MultipartForm.File["file"]) != 1 {
		t.Errorf("%v, %v", f.Values, f.Errors)
	}
}

func TestUnreadableFormsAreSaidSo(t *testing.T) {
	for kind, body := range map[string]string{"multipart/form-data; boundary=x": "--x\r\nnot a part", "application/x-www-form-urlencoded": "a=%zz", "multipart/form-data": ""} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		if f := web.ReadForm(r); f.OK() || f.Errors[0].Name != "" {
			t.Errorf("%s: %v", kind, f.Errors)
		}
	}
}

// FuzzForm posts whatever it likes: nothing breaks, what is kept is text, and a
// value without an error is one that the rules allow.
func FuzzForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "title=a&email=a@b.org&on-day=1&on-month=2&on-year=2027&n=3&kind=a")
	f.Add("application/x-www-form-urlencoded", "on-day=%ff&on-month=%00&title=%0d%0a&email=%22a%22@b.c")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA\r\n--x--\r\n")
	options := []web.Option{{Value: "a", Label: "A"}}
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		form := web.ReadForm(r)
		for _, vs := range form.Values {
			for _, v := range vs {
				if !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\r\x1b") || v != strings.TrimSpace(v) {
					t.Errorf("kept %q", v)
				}
			}
		}
		if title := form.Text("title", "A title", 1, 10); form.Error("title") == "" && (title == "" || utf8.RuneCountInString(title) > 10) {
			t.Errorf("title %q passed", title)
		}
		if on := form.Date("on", "The date", true); form.Error("on") == "" {
			if again, err := when.ParseDate(on.ISO()); err != nil || again != on {
				t.Errorf("date %v passed", on)
			}
		}
		if due := form.Month("on", "The month", true); !due.IsZero() && (due.Month < 1 || due.Month > 12) {
			t.Errorf("month %v passed", due)
		}
		if n := form.Int("n", "A number", 1, 12); form.Error("n") == "" && (n < 1 || n > 12) {
			t.Errorf("number %d passed", n)
		}
		if mail := form.Email("email", "An address", true); form.Error("email") == "" && strings.ContainsAny(mail, " <>,\n") {
			t.Errorf("address %q passed", mail)
		}
		form.OneOf("kind", "A kind", options, false)
		form.Some("kind", options)
	})
}

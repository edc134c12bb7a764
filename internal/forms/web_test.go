package forms

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"
)

var sheetTemplates = template.Must(template.New("").Funcs(template.FuncMap{"asset": func(name string) string { return "/assets/" + name }}).ParseFS(Templates, "templates/_*.html"))

func TestTemplates(t *testing.T) {
	for _, name := range []string{"forms.sheet", "forms.buttons", "forms.languages", "forms.answers"} {
		if err := templatecheck.CheckHTML(sheetTemplates.Lookup(name), Sheet{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := templatecheck.CheckHTML(sheetTemplates.Lookup("forms.paper"), Paper{}); err != nil {
		t.Error(err)
	}
}

// draw is the page of a sheet, parsed.
func draw(t *testing.T, s Sheet) *goquery.Document {
	t.Helper()
	var b strings.Builder
	b.WriteString("<form>")
	for _, name := range []string{"forms.languages", "forms.sheet", "forms.buttons"} {
		if err := sheetTemplates.ExecuteTemplate(&b, name, s); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String() + "</form>"))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// printed is the paper of a form, parsed.
func printed(t *testing.T, p Paper) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := sheetTemplates.ExecuteTemplate(&b, "forms.paper", p); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// sound checks what every page must have: ids once, a label for each control,
// and ids that are referred to.
func sound(t *testing.T, doc *goquery.Document) {
	t.Helper()
	ids := map[string]int{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { ids[s.AttrOr("id", "")]++ })
	for id, n := range ids {
		if n > 1 || id == "" || strings.ContainsAny(id, " %/[]") {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	doc.Find("input, select, textarea").Not("[type=hidden]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		label := doc.Find("label").FilterFunction(func(_ int, l *goquery.Selection) bool { return l.AttrOr("for", "") == id })
		if id == "" || label.Length() != 1 || strings.TrimSpace(label.Text()) == "" {
			t.Errorf("control %q (%s) has %d labels", id, s.AttrOr("name", ""), label.Length())
		}
		if s.AttrOr("name", "") == "" {
			t.Errorf("control %q has no name", id)
		}
	})
	for _, attr := range []string{"aria-describedby", "aria-labelledby"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				if ids[id] != 1 {
					t.Errorf("%s refers to %q, which is not there", attr, id)
				}
			}
		})
	}
	doc.Find("fieldset").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.ChildrenFiltered("legend").Text()) == "" {
			t.Error("a fieldset has no legend")
		}
	})
	doc.Find("[style], [onclick], script:not([src])").Each(func(_ int, s *goquery.Selection) { t.Error("inline style or script") })
}

func coding(code, words string) Option {
	return Option{Value: Value{Kind: "Coding", Text: code, Display: words}, Text: Text{Plain: words}}
}

func point(n float64) *float64 { return &n }

// everything is a form with an item of every kind.
func everything() *Form {
	colours := []Option{coding("r", "Red"), coding("g", "Green"), coding("b", "Blue")}
	none := coding("none", "None of these")
	none.Exclusive = true
	long := make([]Option, 14)
	for i := range long {
		long[i] = coding(string(rune('a'+i)), "Place "+string(rune('A'+i)))
	}
	var scale []Option
	for i, w := range []string{"Never", "Rarely", "Sometimes", "Often", "Always"} {
		o := coding("s"+w, w)
		o.Ordinal = point(float64(i))
		scale = append(scale, o)
	}
	q := func(id string, kind Kind, text string) Item {
		return Item{LinkID: id, Kind: kind, Text: Text{Plain: text}}
	}
	with := func(i Item, change func(*Item)) Item { change(&i); return i }
	row := func(id, text string) Item {
		return with(q(id, Choice, text), func(i *Item) { i.Options = scale })
	}
	return &Form{
		ID: "everything", Name: "everything", Version: "3", Title: Text{Plain: "Everything", In: map[string]string{"cy": "Popeth"}}, Description: Text{Plain: "First words.\n\nSecond words."},
		Items: []Item{
			q("hello", Display, "Words before."),
			with(q("name", String, "What may we call you?"), func(i *Item) { i.MaxLength = 20; i.Text.In = map[string]string{"cy": "Beth yw eich enw?"} }),
			with(q("story", LongText, "How was it?"), func(i *Item) { i.MaxLength = 200; i.Help = Text{Plain: "Please name nobody."} }),
			with(q("visits", Integer, "How many visits?"), func(i *Item) { i.Required = true; i.MinValue, i.MaxValue = point(0), point(50) }),
			with(q("weight", Quantity, "How heavy?"), func(i *Item) { i.Unit = "kg" }),
			q("day", Date, "Which day?"),
			q("moment", DateTime, "Exactly when?"),
			q("clock", Time, "At what time?"),
			with(q("well", Boolean, "Are you well?"), func(i *Item) { i.Required = true }),
			with(q("why", String, "Why not?"), func(i *Item) {
				i.EnableWhen = []Condition{{Question: "well", Operator: "=", Value: Value{Kind: "boolean", Text: "false"}}}
			}),
			with(q("colour", Choice, "Which colour?"), func(i *Item) { i.Options = colours }),
			with(q("colours", Choice, "Which colours?"), func(i *Item) { i.Options = append(slices.Clone(colours), none); i.Repeats = true }),
			with(q("place", Choice, "Where?"), func(i *Item) { i.Options = long }),
			with(q("open", OpenChoice, "Which, or something else?"), func(i *Item) { i.Options = colours }),
			with(q("often", Choice, "How often?"), func(i *Item) { i.Options = scale }),
			with(q("pain", Integer, "From 0 to 10?"), func(i *Item) { i.Control = "slider"; i.MinValue, i.MaxValue = point(0), point(10) }),
			with(q("grid", Group, "About the ward"), func(i *Item) { i.Items = []Item{row("g1", "Kind"), row("g2", "Quiet"), row("g3", "Clean")} }),
			with(q("pets", String, "Your pets"), func(i *Item) { i.Repeats = true; i.Max = 3 }),
			with(q("people", Group, "People who help"), func(i *Item) {
				i.Repeats = true
				i.Items = []Item{q("who", String, "Who?"), q("near", Boolean, "Near?")}
			}),
			with(q("deep", Group, "Deep"), func(i *Item) {
				i.Items = []Item{with(q("deeper", Group, "Deeper"), func(i *Item) { i.Items = []Item{q("/deepest", String, "Deepest?")} })}
			}),
			with(q("under", Boolean, "Do you have a plan?"), func(i *Item) { i.Items = []Item{q("plan", String, "What is in it?")} }),
			with(q("site", URL, "A web page"), func(i *Item) {}),
			with(q("secret", String, "Hidden"), func(i *Item) { i.Hidden = true }),
			with(q("told", String, "Told by us"), func(i *Item) { i.ReadOnly = true; i.Initial = []Value{{Kind: "string", Text: "This ward"}} }),
		},
	}
}

// post is what a browser would send of a page on which these fields were filled.
func post(t *testing.T, doc *goquery.Document, fill map[string][]string) map[string][]string {
	t.Helper()
	body := url.Values{}
	doc.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", "")
		wanted, given := fill[name]
		switch typ := s.AttrOr("type", ""); {
		case typ == "radio" || typ == "checkbox":
			if v := s.AttrOr("value", ""); given && slices.Contains(wanted, v) {
				body.Add(name, v)
			}
		case typ == "hidden":
			body.Add(name, s.AttrOr("value", ""))
		case given:
			body.Add(name, wanted[0])
		}
	})
	for name := range fill {
		if len(body[name]) != len(fill[name]) {
			t.Errorf("the page has no control for %s = %v: %v", name, fill[name], body[name])
		}
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader(body.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
		t.Fatal(err)
	}
	return r.PostForm
}

func TestEveryKindIsShownAndReadBack(t *testing.T) {
	f := everything()
	doc := draw(t, Sheet{Form: f})
	sound(t, doc)
	n := FieldName
	fill := map[string][]string{
		n("name"): {"Sam"}, n("story"): {"Well."}, n("visits"): {"3"}, n("weight"): {"61.5"}, n("day") + "-day": {"3"}, n("day") + "-month": {"5"}, n("day") + "-year": {"2027"},
		n("moment") + "-day": {"4"}, n("moment") + "-month": {"5"}, n("moment") + "-year": {"2027"}, n("moment") + "-time": {"14:30"}, n("clock"): {"09:15"}, n("well"): {"false"},
		n("why"): {"A cold"}, n("colour"): {"g"}, n("colours"): {"r", "b"}, n("place"): {"c"}, n("open") + "-other": {"Pink"}, n("often"): {"sOften"}, n("pain"): {"7"},
		n("grid/g1"): {"sNever"}, n("grid/g3"): {"sAlways"}, n("pets[0]"): {"Cat"}, n("people[0]/who"): {"Ann"}, n("people[0]/near"): {"true"},
		n("deep/deeper//deepest"): {"Down"}, n("under"): {"true"}, n("under/plan"): {"Rest"}, n("site"): {"https://example.org"},
	}
	posted := post(t, doc, fill)
	answers, problems := f.FromFields(posted, "")
	if problems = append(problems, f.Validate(&answers)...); len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	again := f.ToFields(&answers)
	if diff := cmp.Diff(fill, again); diff != "" {
		t.Error(diff)
	}
	doc = draw(t, Sheet{Form: f, Response: &answers})
	sound(t, doc)
	back := map[string][]string{}
	doc.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name, v := s.AttrOr("name", ""), s.AttrOr("value", "")
		switch typ := s.AttrOr("type", ""); {
		case typ == "radio" || typ == "checkbox":
			if _, checked := s.Attr("checked"); !checked {
				return
			}
		case s.Is("select"):
			v = s.Find("option[selected]").AttrOr("value", "")
		case s.Is("textarea"):
			v = strings.TrimPrefix(s.Text(), "\n")
		}
		if v != "" && !strings.HasPrefix(name, "_") {
			back[name] = append(back[name], v)
		}
	})
	if diff := cmp.Diff(fill, back); diff != "" {
		t.Errorf("shown again: %s", diff)
	}
}

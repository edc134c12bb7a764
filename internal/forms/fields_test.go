package forms

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFieldName(t *testing.T) {
	for path, want := range map[string]string{
		"g/q": "a.g/q", "/44250-9": "a./44250%2D9", Nth("g", 1) + "/q": "a.g[1]/q", Under("", "a b\"<é"): "a.a%20b%22%3C%C3%A9",
		Under("", "x[1]/y%"): "a.x%255B1%255D%252Fy%2525",
	} {
		if got := FieldName(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	for _, ids := range [][]string{{"a"}, {"/a", "b"}, {"a", "/b"}, {"a/", "b"}, {"a", "", "b"}, {"%", "[0]", "]", "/"}, {"//"}} {
		path := ""
		for _, id := range ids {
			path = Under(path, id)
		}
		var got []string
		for _, s := range steps(path) {
			got = append(got, s.linkID)
		}
		if !slices.Equal(got, ids) && !slices.Contains(ids, "") {
			t.Errorf("%q is read as %q", ids, got)
		}
	}
}

func TestFromFields(t *testing.T) {
	f := visit()
	f.Items = append(f.Items, Item{LinkID: "at", Kind: DateTime}, Item{LinkID: "clock", Kind: Time}, Item{LinkID: "kg", Kind: Quantity, Unit: "kg"},
		Item{LinkID: "n", Kind: Decimal, Repeats: true}, Item{LinkID: "sum", Kind: Decimal, Calculated: &Expression{Text: "1"}})
	got, problems := f.FromFields(map[string][]string{
		"a.came": {"no"}, "a.why": {"bus", "bus", ""}, "a.why-other": {" tired\r\nand cold "},
		"a.about/born-day": {"3"}, "a.about/born-month": {"May"}, "a.about/born-year": {"2027"},
		"a.visitor[4]/name": {"Zed"}, "a.visitor[2]/name": {"Ann"}, "a.visitor[2]/eats": {"true"}, "a.visitor[2]/eats/food[1]": {"soup"},
		"a.at-day": {"3"}, "a.at-month": {"5"}, "a.at-year": {"2027"}, "a.at-time": {"9:05"}, "a.clock": {"14:30"}, "a.kg": {".5"},
		"a.n[0]": {""}, "a.n[1]": {"007.50"}, "a.sum": {"9"}, "page": {"2"}, "a.nothing": {"x"}, "a.words": {"x"},
	}, "cy")
	if len(problems) > 0 {
		t.Error(problems)
	}
	want := Response{Questionnaire: "https://example.org/visit|2", Language: "cy", Items: []ResponseItem{
		answered("came", code("no")),
		answered("why", code("bus"), text("tired\nand cold")),
		group("about", answered("born", val("date", "2027-05-03"))),
		group("visitor", answered("name", text("Ann")), ResponseItem{LinkID: "eats", Answers: []Answer{{Value: val("boolean", "true"), Items: []ResponseItem{answered("food", text("soup"))}}}}),
		group("visitor", answered("name", text("Zed"))),
		answered("at", val("dateTime", "2027-05-03T09:05:00+01:00")),
		answered("clock", val("time", "14:30:00")),
		answered("kg", Value{Kind: "Quantity", Text: "0.5", Display: "kg"}),
		answered("n", val("decimal", "7.50")),
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What cannot be read is said, and shown again as it was typed.
func TestFromFieldsUnreadable(t *testing.T) {
	typed := map[string][]string{
		"a.about/age": {"twelve"}, "a.about/born-day": {"31"}, "a.about/born-month": {"2"}, "a.about/born-year": {"2027"}, "a.visitor[0]/eats": {"perhaps"},
	}
	f := visit()
	r, problems := f.FromFields(typed, "")
	want := "[{about/age Enter a whole number, like 12.} {about/born Enter a date that the calendar has, like 3 May 2027.} {visitor[0]/eats Answer yes or no.}]"
	if got := fmt.Sprint(problems); got != want {
		t.Error(got)
	}
	if d := cmp.Diff(typed, f.ToFields(&r)); d != "" {
		t.Error(d)
	}
	_, problems = f.FromFields(map[string][]string{"a.came": {"whatever"}, "a.about/born-day": {"3"}}, "")
	if got := fmt.Sprint(problems); got != "[{came Choose one of the answers that are offered.} {about/born Enter a day, a month and a year, like 3 May 2027.}]" {
		t.Error(got)
	}
}

func TestFromFieldsHostile(t *testing.T) {
	f := visit()
	many := map[string][]string{"a.came": slices.Repeat([]string{"yes"}, maxFields+1)}
	if _, problems := f.FromFields(many, ""); len(problems) != 1 || problems[0].Path != "" {
		t.Error(problems)
	}
	long := strings.Repeat("é", maxText+1)
	r, problems := f.FromFields(map[string][]string{"a.note%252F1": {long}, "a.visitor[99999999999999999999]/name": {"x"}, "a.visitor[-1]/name": {"x"}, "a.visitor[": {"x"}, "a.]": {"y"}}, "")
	if len(problems) != 1 || len([]rune(r.Items[0].Answers[0].Value.Text)) != maxText || len(r.Items) != 1 {
		t.Error(problems, len(r.Items))
	}
}

// anyForm and anyResponse draw a form and answers that fit it.
func anyForm(t *rapid.T) *Form {
	n := 0
	var items func(depth int) []Item
	items = func(depth int) []Item {
		out := make([]Item, rapid.IntRange(1, 4).Draw(t, "items"))
		for i := range out {
			n++
			id := rapid.SampledFrom([]string{"q", "/q-", "a/b", "é[1]%", "- "}).Draw(t, "id") + fmt.Sprint(n)
			kind := rapid.SampledFrom([]Kind{Group, Display, Boolean, Decimal, Integer, Date, DateTime, Time, String, LongText, URL, Choice, OpenChoice, Quantity}).Draw(t, "kind")
			out[i] = Item{LinkID: id, Kind: kind, Repeats: rapid.Bool().Draw(t, "repeats") && kind != Display, Required: rapid.Bool().Draw(t, "required")}
			if kind == Choice || kind == OpenChoice {
				out[i].Options = options("a", "b", "c")
			}
			if n > 1 && rapid.IntRange(0, 3).Draw(t, "condition") == 0 {
				out[i].EnableWhen = when1(out[rapid.IntRange(0, i).Draw(t, "on")].LinkID, rapid.SampledFrom([]string{"exists", "=", "!="}).Draw(t, "operator"), val("boolean", "true"))
			}
			if depth < 2 && kind != Display && rapid.IntRange(0, 2).Draw(t, "nested") == 0 || kind == Group {
				out[i].Items = items(depth + 1)
			}
		}
		return out
	}
	return &Form{Items: items(0)}
}

func anyValue(t *rapid.T, i *Item) Value {
	pick := func(all ...string) string { return rapid.SampledFrom(all).Draw(t, "value") }
	v := Value{Kind: i.Kind.valueKind()}
	switch i.Kind {
	case Boolean:
		v.Text = pick("true", "false")
	case Decimal, Quantity:
		v.Text = pick("0", "-1.50", "12.25", "1e3")
	case Integer:
		v.Text = pick("0", "-7", "2147483647")
	case Date:
		v.Text = pick("2027-05-03", "2024-02-29")
	case DateTime:
		v.Text = pick("2027-05-03", "2027-05-03T14:00:00+01:00", "2027-12-03T00:00:09Z")
	case Time:
		v.Text = pick("14:30:00", "00:00:00", "23:59:59")
	case Choice:
		return code(pick("a", "b", "c"))
	case OpenChoice:
		if rapid.Bool().Draw(t, "own") {
			return text(pick("mine", "a", "é\nü"))
		}
		return code(pick("a", "b", "c"))
	default:
		v.Text = pick("x", "two-words", "é/%[0]")
	}
	return v
}

func anyItems(t *rapid.T, items []Item) []ResponseItem {
	var out []ResponseItem
	for k := range items {
		i := &items[k]
		n := rapid.IntRange(0, 2).Draw(t, "given")
		if !i.Repeats {
			n = min(n, 1)
		}
		if i.Kind == Group {
			for range n {
				if inner := anyItems(t, i.Items); len(inner) > 0 {
					out = append(out, group(i.LinkID, inner...))
				}
			}
			continue
		}
		item := ResponseItem{LinkID: i.LinkID}
		for range n {
			v := anyValue(t, i)
			if i.Kind == Display || slices.ContainsFunc(item.Answers, func(a Answer) bool { return a.Value.Same(v) }) {
				continue
			}
			if own := len(item.Answers); i.Kind == OpenChoice && v.Kind == "Coding" && own > 0 && item.Answers[own-1].Value.Kind == "string" {
				continue // a sheet has own words last
			}
			item.Answers = append(item.Answers, Answer{Value: v, Items: anyItems(t, i.Items)})
		}
		if len(item.Answers) > 0 {
			out = append(out, item)
		}
	}
	return out
}

// A sheet keeps every answer.
func TestFieldsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyForm(t)
		r := Response{Items: anyItems(t, f.Items)}
		fields := f.ToFields(&r)
		got, problems := f.FromFields(fields, "")
		if d := cmp.Diff(r, got); d != "" || len(problems) > 0 {
			t.Fatalf("%s\n%v\n%v", d, problems, slices.Sorted(maps.Keys(fields)))
		}
	})
}

// Tidying twice is tidying once, and nothing that is not asked is left.
func TestTidyProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyForm(t)
		once := f.Tidy(Response{Items: anyItems(t, f.Items)})
		if d := cmp.Diff(once, f.Tidy(once)); d != "" {
			t.Fatal(d)
		}
		for _, p := range f.Validate(&once) {
			if strings.Contains(p.Message, "not asked") {
				t.Fatal(p)
			}
		}
	})
}

func tenQuestions(n int) (*Form, *Response) {
	f, r := &Form{}, &Response{}
	for i := range n {
		id := fmt.Sprint("q", i)
		f.Items = append(f.Items, Item{LinkID: id, Kind: Choice, Required: true, Options: options("yes", "some", "no", "na")})
		if i > 0 && i%3 == 0 {
			f.Items[i].EnableWhen = when1("q0", "!=", code("na"))
		}
		r.Items = append(r.Items, answered(id, code("some")))
	}
	return f, r
}

func BenchmarkValidate(b *testing.B) {
	for _, n := range []int{10, 60} {
		f, r := tenQuestions(n)
		b.Run(fmt.Sprintf("%d questions", n), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				tidy := f.Tidy(*r)
				if p := f.Validate(&tidy); len(p) > 0 {
					b.Fatal(p)
				}
			}
		})
	}
}

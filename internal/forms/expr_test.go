package forms

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// work evaluates an expression of a text item at the end of a form.
func work(f *Form, r *Response, text string) string {
	f.Items = append(f.Items, Item{LinkID: "here", Kind: String})
	b := f.bind(r)
	f.Items = f.Items[:len(f.Items)-1]
	values, err := b.run(b.find("here"), &Expression{Text: text})
	if err != nil {
		return "error: " + err.Error()
	}
	var out []string
	for _, x := range values {
		out = append(out, valueOf(x).Key())
	}
	return strings.Join(out, ",")
}

func TestExpressions(t *testing.T) {
	r := respond(
		answered("came", code("unsure")),
		group("about", answered("age", val("integer", "40")), answered("born", val("date", "1987-02-03")), answered("grown", text("x"))),
		group("visitor", answered("name", text("Ann")), ResponseItem{LinkID: "eats", Answers: []Answer{{Value: val("boolean", "true"), Items: []ResponseItem{answered("food", text("soup"), text("bread"))}}}}),
		group("visitor", answered("name", text("Zoë"))),
		answered("why", code("bus")), // not asked
		answered("note/1", text("one two")),
	)
	r.Authored = "2027-05-03T23:30:00Z"
	for text, want := range map[string]string{
		"1 + 2 * 3": "7", "(1 + 2) * 3": "9", "7 / 2": "3.5", "7 div 2": "3", "7 mod 4": "3", "-2 + 1": "-1", "0.1 + 0.2": "0.3", "1 / 0": "", "6 / 2": "3",
		"'a' + 'b'": "ab", "'a' & {} & 'b'": "ab", "'a' + {}": "", "1 & 'x'": "1x", `'it\'s'`: "it's", `'\u00e9'`: "é",
		"1 = 1.0": "true", "1 != 2": "true", "'a' < 'b'": "true", "2 >= 3": "false", "1 = {}": "", "{} = {}": "", "1 < 'a'": "error: two values of different types cannot be compared",
		"@2027-05-03 > @2026": "true", "@2027-05 = @2027-05-03": "", "@T10:00 < @T11:30": "true", "@2027-05-03 = @2027-05-03": "true",
		"true and {}": "", "false and {}": "false", "true or {}": "true", "{} or {}": "", "true xor false": "true", "false implies {}": "true", "{} implies true": "true", "true implies false": "false",
		"iif(1 = 1, 'y', 'n')": "y", "iif({}, 'y', 'n')": "n", "iif(false, 'y')": "",
		"(1 | 2 | 2).count()": "2", "(3 | 1 | 2).sum()": "6", "(3 | 1 | 2).max()": "3", "(3 | 1 | 2).min()": "1", "(1 | 2).avg()": "1.5", "{}.sum()": "0",
		"(1|2|3).where($this > 1)": "2,3", "(1|2|3).select($this * 2)": "2,4,6", "(1|2|3).all($this > 0)": "true", "(1|2|3).exists($this > 3)": "false", "(1|2|3).any($this = 2)": "true",
		"(5|6).select($index)": "0,1", "(1|2|3|4).aggregate($this + $total, 0)": "10", "(1|2|3)[1]": "2", "(1|2|3)[7]": "", "(1|2|3).first()": "1", "(1|2|3).last()": "3", "(1|2|3).tail()": "2,3",
		"(1|2|3).skip(1).take(1)": "2", "2 in (1|2)": "true", "(1|2) contains 3": "false", "(1|2).combine(2)": "1,2,2", "(1|2).intersect(2|3)": "2", "(1|2).exclude(2)": "1",
		"{}.empty()": "true", "{}.exists()": "false", "true.not()": "false", "{}.not()": "", "(1|2).not()": "error: one value is needed, and there are several",
		"'abc'.toChars()": "a,b,c", "'abc'.length()": "3", "'abc'.contains('b')": "true", "'abc'.startsWith('ab')": "true", "'abc'.endsWith('c')": "true", "'abc'.indexOf('c')": "2", "'Abc'.upper()": "ABC",
		"'a-b'.replace('-', '+')": "a+b", "'abc'.substring(1, 1)": "b", "'a,b'.split(',')": "a,b", "('a'|'b').join('-')": "a-b", "'abc'.matches('^a.c$')": "true", "' x '.trim()": "x",
		"'12'.toInteger() + 1": "13", "'x'.toInteger()": "", "'1.5'.toDecimal()": "1.5", "12.toString()": "12", "1.5.round()": "2", "2.675.round(2)": "2.68", "(-1.5).abs()": "1.5", "1.2.ceiling()": "2", "'yes'.toBoolean()": "true",
		"1 is Integer": "true", "'a' is System.String": "true", "(1|'a').ofType(String)": "a", "today()": "2027-05-04", "today() > @2027-05-03": "true", "now()": "2027-05-03T23:30:00Z", "'2027-05-03T10:00'.toDate()": "2027-05-03",
		"%resource.item.where(linkId='about').item.where(linkId='age').answer.value + 2":                             "42",
		"%resource.item.where(linkId='came').answer.value.code":                                                      "unsure",
		"%resource.item.where(linkId='came').answer.valueCoding.display":                                             "UNSURE",
		"%resource.item.where(linkId='came').answer.value.ordinal()":                                                 "2",
		"%resource.item.where(linkId='came').answer.weight()":                                                        "2",
		"%resource.item.where(linkId='came').weight() * 2":                                                           "4",
		"%resource.item.where(linkId='visitor').item.where(linkId='name').answer.value":                              "Ann,Zoë",
		"%resource.item.where(linkId='visitor')[1].item.where(linkId='name').answer.value.length()":                  "3",
		"%resource.item.where(linkId='visitor').count()":                                                             "2",
		"%resource.descendants().where(linkId='food').answer.value":                                                  "soup,bread",
		"%resource.repeat(item | answer.item).where(linkId='food').exists()":                                         "true",
		"%resource.repeat(item).where(linkId='name').count()":                                                        "2",
		"QuestionnaireResponse.item.where(linkId='came').exists()":                                                   "true",
		"%resource.item.where(linkId='why').exists()":                                                                "false",
		"%resource.item.where(linkId='why').answer.value.code":                                                       "",
		"%resource.item.where(linkId='about').item.where(linkId='born').answer.value < @1990-01-01":                  "true",
		"%questionnaire.item.where(linkId='came').answerOption.where(valueCoding.code='no').extension.value.first()": "1",
		"%questionnaire.item.where(linkId='came').answerOption.value.code":                                           "yes,no,unsure",
		"%questionnaire.url":                             "https://example.org/visit",
		"%questionnaire.item.where(type='group').linkId": "about,visitor",
		"%qitem.linkId":                                  "here", "%context.linkId": "here", "linkId": "here", "%what": "error: there is no variable %what",
		"// nothing\n1 /* or */ + 1": "2", "`linkId`": "here", "1 +": "error: the expression cannot be read", "": "error: the expression cannot be read",
	} {
		if got := work(visit(), r, text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestCheckExpression(t *testing.T) {
	for text, want := range map[string]string{
		"%resource.item.where(linkId='a').answer.value.memberOf('x')": "the function memberOf() is not worked out here",
		"%patient.name.given": "%patient is not worked out here",
		"today() - 5 years":   "a number with a unit (“years”) is not worked out here",
		"4 'mg' > 3":          "a number with a unit (“mg”) is not worked out here",
		"1 +":                 "the expression ends too early",
		"'it''s'":             "at 5: “s” does not belong there",
		"'abc":                "at 1: what begins here in quotes does not end",
		"a ? b":               "at 3: '?' does not belong there",
		"@2027-02-30":         "@2027-02-30 is not a date",
		"iif(%a.exists(), 1)": "",
		strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200): "the expression is nested too deep",
		strings.Repeat(" ", maxExpression+1):                      "the expression is longer than 20000 characters",
	} {
		got := ""
		if err := CheckExpression(text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", shorten(text), got, want)
		}
	}
	var u Unsupported
	if !errors.As(CheckExpression("a.memberOf(b)"), &u) || u.What != "the function memberOf()" {
		t.Error(u)
	}
}

// What would take for ever is given up.
func TestExpressionLimits(t *testing.T) {
	many := "(" + strings.Repeat("1|2|3|4|5|6|7|8|9|", 10) + "0)"
	for _, text := range []string{
		many + strings.Repeat(".select("+many+")", 4),
		"('x').repeat($this + 'x')", "1.repeat($this + 1)", "'" + strings.Repeat("x", 5000) + "'" + strings.Repeat(".replace('x','xxxxxxxxxx')", 6),
	} {
		if got := work(&Form{}, &Response{}, text); !strings.HasPrefix(got, "error: ") {
			t.Errorf("%s: %s", shorten(text), shorten(got))
		}
	}
}

func TestVariables(t *testing.T) {
	e := func(name, text string) Expression { return Expression{Name: name, Text: text} }
	f := &Form{
		Variables: []Expression{e("two", "2"), e("loop", "%pool"), e("pool", "%loop")},
		Items: []Item{
			{LinkID: "g", Kind: Group, Repeats: true, Variables: []Expression{e("own", "item.where(linkId='q').answer.value"), e("two", "%own & '!'")}, Items: []Item{
				{LinkID: "q", Kind: String},
				{LinkID: "c", Kind: String, Calculated: &Expression{Text: "%two"}},
			}},
			{LinkID: "n", Kind: Integer, Calculated: &Expression{Text: "%two + 1"}, Variables: []Expression{e("x", "%resource")}},
			{LinkID: "m", Kind: Decimal, Calculated: &Expression{Text: "%resource.item.where(linkId='n').answer.value / 2"}},
			{LinkID: "kept", Kind: Integer, Calculated: &Expression{Text: "%loop"}},
			{LinkID: "if", Kind: String, EnableExpr: &Expression{Text: "%resource.item.where(linkId='n').answer.value = 3"}},
			{LinkID: "unless", Kind: String, EnableExpr: &Expression{Text: "%two = 3"}},
			{LinkID: "broken", Kind: String, EnableExpr: &Expression{Text: "%resource.unknown()"}},
		},
	}
	r := Response{Items: []ResponseItem{
		group("g", answered("q", text("a"))), group("g", answered("q", text("b"))), answered("kept", val("integer", "9")),
		answered("if", text("x")), answered("unless", text("x")), answered("broken", text("x")),
	}}
	var got []string
	for _, item := range f.Tidy(r).Items {
		got = append(got, fmt.Sprint(item.LinkID, item.Answers, item.Items))
	}
	for i, want := range []string{"a!", "b!", "n[{{integer 3  }", "m[{{decimal 1.5  }", "kept[{{integer 9  }", "if", "broken"} {
		if i >= len(got) || !strings.Contains(got[i], want) {
			t.Errorf("%d: %v, want %s", i, got, want)
		}
	}
	if len(got) != 7 {
		t.Error(got)
	}
}

// read reads a form of the test data.
func read(t testing.TB, name string) Form {
	t.Helper()
	data, err := os.ReadFile("testdata/fhir/" + name)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := Read(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// answerAll answers every question with options by the option with the number.
func answerAll(f *Form, numbers ...float64) Response {
	var r Response
	for k := range f.Items {
		i := &f.Items[k]
		for _, o := range f.OptionsOf(i) {
			if len(r.Items) < len(numbers) && o.Ordinal != nil && *o.Ordinal == numbers[len(r.Items)] {
				r.Items = append(r.Items, answered(i.LinkID, o.Value))
				break
			}
		}
	}
	return r
}

func calculatedText(r Response, linkID string) string {
	for _, item := range r.Items {
		if item.LinkID == linkID {
			return item.Answers[0].Value.Kind + " " + item.Answers[0].Value.Text
		}
	}
	return ""
}

func TestFilesAreCalculated(t *testing.T) {
	phq, apgar := read(t, "phq9.json"), read(t, "apgar-with-itemWeight-variable.json")
	for _, c := range []struct {
		form    *Form
		linkID  string
		numbers []float64
		want    string
	}{
		{&phq, "/44261-6", []float64{0, 1, 2, 3, 0, 1, 2, 3, 1}, "decimal 13"},
		{&phq, "/44261-6", []float64{3, 3, 3, 3, 3, 3, 3, 3, 3}, "decimal 27"},
		{&phq, "/44261-6", []float64{2}, "decimal 2"},
		{&phq, "/44261-6", nil, ""},
		{&apgar, "9272-6", []float64{2, 1, 2, 0, 1}, "decimal 6"},
		{&apgar, "9272-6", []float64{2, 2, 2, 2, 2}, "decimal 10"},
		{&apgar, "9272-6", []float64{2, 2, 2, 2}, ""},
	} {
		r := c.form.Tidy(answerAll(c.form, c.numbers...))
		if got := calculatedText(r, c.linkID); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.linkID, c.numbers, got, c.want)
		}
		if problems := c.form.Validate(&r); len(c.numbers) == 9 && len(problems) > 0 {
			t.Error(problems)
		}
	}
}

func TestCalculatedFile(t *testing.T) {
	f := read(t, "questionnaire-calculatedExpression.json")
	one := Value{Kind: "Coding", Display: "Yes"}
	r := f.Tidy(Response{Items: []ResponseItem{
		answered("string-to-split", text("xyz")), answered("oneCoding", one),
		group("repeating-group", answered("non-repeating-q", text("ab"))), group("repeating-group", answered("non-repeating-q", text("c"))),
	}})
	var got []string
	for _, item := range r.Items {
		line := item.LinkID
		for _, a := range item.Answers {
			line += " " + a.Value.Key()
		}
		for _, inner := range item.Items {
			line += fmt.Sprint(" ", len(inner.Answers))
		}
		got = append(got, line)
	}
	want := []string{"/type-integer 123", "/type-string abc123", "string-to-split xyz", "repeating-string x y z", "repeating-open-choice x y z",
		"repeating-open-choice-from-string x y z", "oneCoding Yes", "repeating-open-choice-coding b", "repeating-choice b", "repeating-group 1 2", "repeating-group 1 1"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Error(strings.Join(got, "\n"))
	}
	if p := f.Validate(&r); len(p) > 0 {
		t.Error(p)
	}
}

// Every expression of the files is one that is worked out.
func TestExpressionsOfFiles(t *testing.T) {
	for name := range files(t) {
		f := read(t, strings.TrimPrefix(name, "testdata/fhir/"))
		check := func(list ...Expression) {
			for _, e := range list {
				if err := CheckExpression(e.Text); err != nil {
					t.Errorf("%s: %s: %v", name, e.Text, err)
				}
			}
		}
		check(f.Variables...)
		f.Walk(func(_ []*Item, i *Item) {
			check(i.Variables...)
			for _, e := range []*Expression{i.Calculated, i.EnableExpr} {
				if e != nil {
					check(*e)
				}
			}
		})
	}
}

// No expression makes it fall over, or go on for ever.
func FuzzExpression(f *testing.F) {
	for _, text := range []string{"1 + 2", "%resource.item.where(linkId='came').answer.value.ordinal()", "iif(%a.exists(), (1|2)[0], {})", "'a'.matches('b') implies @2027 < today()", "-1.round(2) div 3 mod 0.1", "item.repeat(item).aggregate($total & linkId, '')"} {
		f.Add(text)
	}
	form, r := visit(), respond(answered("came", code("no")), answered("why", code("bus"), text("x")), group("visitor", answered("name", text("Ann"))))
	f.Fuzz(func(t *testing.T, text string) {
		if CheckExpression(text) == nil {
			work(form, r, text)
		}
	})
}

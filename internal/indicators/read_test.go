package indicators

import (
	"strings"
	"testing"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// little is the least that is a definition.
const little = `indicator: little
title: Little
question: How many?
why: To see.
aim: hope
group: Small
count: people
with: open-referrals
having:
  died: false
`

// mistakes are changes of the little definition, and what is said of them.
var mistakes = []struct{ name, from, to, want string }{
	{"unknown field", "group: Small", "group: Small\ncolour: blue", "Line 7: a definition has no “colour”; it may have aim,"},
	{"twice", "group: Small", "group: Small\ntitle: Again", "says “title” twice"},
	{"unknown value", "aim: hope", "aim: joy", "Line 5: “joy” is not known here; it may be hope, control, opportunity"},
	{"wrong type", "aim: hope", "aim: [hope]", "Line 5: "},
	{"words missing", "why: To see.\n", "", "Line 1: why is missing"},
	{"nothing to count", "count: people", "count: heads", "Line 7: “heads” cannot be counted; admissions,"},
	{"with what", "with: open-referrals\n", "", "counts people: say “with” what"},
	{"with too much", "count: people", "count: contacts", "only people are counted “with” something"},
	{"unknown basis", "with: open-referrals", "with: luck", "Line 8: people cannot be counted with “luck”"},
	{"unknown condition", "  died: false", "  lucky: true", "Line 10: a condition on referrals has no “lucky”"},
	{"condition of another basis", "  died: false", "  attended: true", "has no “attended”"},
	{"neither true nor false", "  died: false", "  died: perhaps", "Line 10: died is true or false"},
	{"unknown code", "  died: false", "  smi: [Y, Q]", "Line 10: “Q” is not known here"},
	{"code twice", "  died: false", "  smi: [Y, Y]", "stands there twice"},
	{"empty list", "  died: false", "  smi: []", "nothing in the list"},
	{"unknown part", "  died: false", "  employment: {within: 12, luck: 1}", "employment has no “luck”; it may have hours, status, within"},
	{"part missing", "  died: false", "  employment: {status: [\"01\"]}", "employment needs “within”, in months"},
	{"looks back too far", "  died: false", "  employment: {within: 99}", "not a whole number from 1 to 36"},
	{"age backwards", "  died: false", "  age: {from: 60, to: 20}", "age ends before it begins"},
	{"no condition", "having:\n  died: false", "having: {}", "there is no condition here"},
	{"not fields", "having:\n  died: false", "having: [died]", "should be fields with a colon"},
	{"share without numerator", "having:\n  died: false\n", "", "a share needs “having”"},
	{"count with numerator", "group: Small", "group: Small\nshape: count", "only a share has “having”"},
	{"rate of nothing", "having:\n  died: false\n", "shape: rate\nper: 1000\n", "a rate needs “for-each”"},
	{"share with a denominator", "group: Small", "group: Small\nper: 1000", "only a rate has “for-each” and “per”"},
	{"mean of people", "having:\n  died: false\n", "shape: mean\n", "a mean is of contact-minutes or of bed-days"},
	{"share of minutes", "count: people\nwith: open-referrals", "count: contact-minutes", "not minutes or nights"},
	{"for-each of nothing", "having:\n  died: false\n", "shape: rate\nper: 1000\nfor-each:\n  with: contacts\n", "for-each does not say what to count"},
	{"recorded without words", "group: Small", "group: Small\nrecorded: {having: {died: false}}", "recorded needs “words”"},
	{"recorded without condition", "group: Small", "group: Small\nrecorded: {words: with it}", "recorded needs “having”"},
	{"floor", "group: Small", "group: Small\nrecorded: {floor: 60}", "floor is from 0 to 1"},
	{"floor that is no number", "group: Small", "group: Small\nrecorded: {floor: NaN}", "floor is from 0 to 1"},
	{"target without direction", "group: Small", "group: Small\ntargets: [{from: 2027-04, value: 60, agreed: us}]", "a target needs a direction"},
	{"target without agreement", "group: Small", "group: Small\ntargets: [{from: 2027-04, value: 60}]", "with whom"},
	{"target of no month", "group: Small", "group: Small\ntargets: [{from: soon, value: 60, agreed: us}]", "not a month such as 2027-04"},
	{"target that is no number", "group: Small", "group: Small\ntargets: [{from: 2027-04, value: .inf, agreed: us}]", "not a number"},
	{"slug", "indicator: little", "indicator: Little Things", "small letters, numbers and hyphens only"},
	{"slug of a page", "indicator: little", "indicator: compare", "the address of a page"},
	{"review", "group: Small", "group: Small\nreview: 2027-02-30", "not a day such as"},
	{"since", "group: Small", "group: Small\nsince: 2027", "not a month such as"},
	{"dimension", "group: Small", "group: Small\ndimensions: [shoe]", "“shoe” is not known here; it may be ethnicity,"},
	{"anchor", "why: To see.", "why: &x To see.", "Line 4: anchors"},
	{"too long", "title: Little", "title: " + strings.Repeat("long ", 40), "Line 2: more than 120 letters"},
	{"null", "title: Little", "title: ~", "Line 2: there should be words here"},
	{"two documents", "  died: false\n", "  died: false\n---\na: b\n", "Something follows"},
	{"no YAML", "title: Little", "title: [", "Not readable: "},
	{"empty", little, "", "is empty"},
}

// What is wrong is named with its line, in words that say what may stand there.
func TestReadDefinitionMistakes(t *testing.T) {
	for _, test := range mistakes {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(little, test.from, test.to, 1)
			d, err := readDefinition(text)
			if err == nil {
				t.Fatalf("%+v was understood", d)
			}
			if got := fault.Fields(err)["text"]; !strings.Contains(got, test.want) {
				t.Errorf("%q does not say %q", got, test.want)
			}
		})
	}
}

// What may be left out has a value that can be relied on.
func TestReadDefinition(t *testing.T) {
	d, err := readDefinition(little)
	if err != nil {
		t.Fatal(err)
	}
	if d.Shape != Share || d.Period != "month" || d.Direction != Neutral || d.Chart != "xmr" || d.Unit != "people" || !d.Since.IsZero() {
		t.Errorf("%+v", d)
	}
	if d.Numerator != "Of those: alive at the end of the period" || d.Denominator != "People with referrals open at the end of the period" || d.Exclusions != "" {
		t.Errorf("%q, %q, %q", d.Numerator, d.Denominator, d.Exclusions)
	}
	d, err = readDefinition(strings.Replace(little, "group: Small", "group: Small\nsince: 2027-04\ndirection: increase\ntargets:\n  - {from: 2028-04, value: 70, agreed: us}\n  - {from: 2027-04, value: 60.5, agreed: us}", 1))
	if err != nil || d.Since != (when.Month{Year: 2027, Month: 4}) || len(d.Targets) != 2 || d.Targets[0].Value != 60.5 {
		t.Errorf("%+v, %v", d, err)
	}
}

// Every condition there is can be read, says itself in words, and can be worked
// out.
func TestEveryCondition(t *testing.T) {
	s := crowd(11, 60).snapshot()
	value := func(a argument) string {
		switch a.kind {
		case "yes":
			return "true"
		case "number":
			return "2"
		case "codes":
			return `["` + codesKnown(a.codes)[0] + `"]`
		}
		return "{from: 20, to: 60}"
	}
	write := func(a argument) string {
		if a.kind != "parts" {
			return value(a)
		}
		var all []string
		for _, part := range names(a.parts) {
			all = append(all, part+": "+value(a.parts[part]))
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	for _, with := range names(aboutNames()) {
		for _, all := range []parts{aboutPeople, aboutThings[basis(with)]} {
			for name, arg := range all {
				text := strings.NewReplacer("open-referrals", with, "died: false", name+": "+write(arg)).Replace(little)
				d, err := readDefinition(text)
				if err != nil {
					t.Errorf("%s, %s: %v", with, name, err)
					continue
				}
				if strings.HasSuffix(d.Numerator, ": ") || strings.Contains(d.Numerator, "  ") {
					t.Errorf("%s, %s: says %q", with, name, d.Numerator)
				}
				e, err := readDefinition(strings.Replace(text, "having:", "shape: count\nexcept:", 1))
				if err != nil {
					t.Fatal(err)
				}
				whole, _ := readDefinition(text)
				got := compute(s, []Definition{whole, e}, monthAt("2025-01"), monthAt("2025-06"), every)
				in, out := at(got, 0, "2025-03", "root", "", ""), at(got, 1, "2025-03", "root", "", "")
				if _, row := aboutThings[basis(with)][name]; !row && in[0]+out[0] != in[1] {
					t.Errorf("%s, %s: %d with and %d without are not %d", with, name, in[0], out[0], in[1])
				}
			}
		}
	}
}

// Whatever is written, reading it ends in a definition or in a mistake that has
// words.
func FuzzReadDefinition(f *testing.F) {
	f.Add(little)
	for _, text := range readyTexts() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := readDefinition(text)
		if err != nil {
			if fault.Fields(err)["text"] == "" {
				t.Fatal(err)
			}
			return
		}
		if d.Indicator == "" || d.Title == "" || d.Numerator == "" {
			t.Fatalf("%+v", d)
		}
		compute(empty, []Definition{d}, 24300, 24301, every)
	})
}

var empty = (&sketch{}).snapshot()

package forms

import (
	"io"
	"strconv"
	"testing"
)

// BenchmarkSheet shows a form of forty questions, all at once.
func BenchmarkSheet(b *testing.B) {
	f := &Form{Title: Text{Plain: "Long"}}
	for i := range 40 {
		it := Item{LinkID: "q" + strconv.Itoa(i), Kind: Choice, Text: Text{Plain: "Question " + strconv.Itoa(i)}, Options: []Option{coding("yes", "Yes"), coding("some", "To some extent"), coding("no", "No")}}
		if i%4 == 3 {
			it.EnableWhen = []Condition{{Question: "q" + strconv.Itoa(i-1), Operator: "=", Value: Value{Kind: "Coding", Text: "yes"}}}
		}
		f.Items = append(f.Items, it)
	}
	r := f.Start("")
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if err := sheetTemplates.ExecuteTemplate(io.Discard, "forms.sheet", Sheet{Form: f, Response: &r}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("step", func(b *testing.B) {
		for b.Loop() {
			if err := sheetTemplates.ExecuteTemplate(io.Discard, "forms.sheet", Sheet{Form: f, Response: &r, Step: "q20"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("paper", func(b *testing.B) {
		for b.Loop() {
			if err := sheetTemplates.ExecuteTemplate(io.Discard, "forms.paper", Paper{Form: f}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

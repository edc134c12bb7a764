package forms

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChangesAreSaidInPlainWords(t *testing.T) {
	was := Form{Title: Text{Plain: "Hope"}, Items: []Item{ask("a", Choice), ask("b", String), ask("c", String), ask("g", Group, within(ask("d", String)))}}
	now := Form{Title: Text{Plain: "Hope now"}, Items: []Item{
		ask("c", String, func(i *Item) { i.Required = true; i.Text.In = map[string]string{"cy": "Beth?"} }),
		ask("a", Choice, func(i *Item) {
			i.Options = []Option{i.Options[1], coded("", "perhaps", "Perhaps")}
			i.Options[0].Text.Plain = "Not at all"
		}),
		ask("g", Group), ask("d", String, askedWhen("a", "=", "no")), ask("e", Boolean),
	}, Scores: []Score{{ID: "s"}}}
	want := []string{
		"The title was worded anew: “Hope” became “Hope now”.",
		"The question “What about c?” was worded anew in " + LanguageName("cy") + ".",
		"“What about c?” must now be answered.",
		"The answer “no” of “What about a?” was worded anew: “No” became “Not at all”.",
		"“What about a?” has the new answer “Perhaps”.",
		"“What about a?” no longer has the answer “Yes”.",
		"“What about d?” is asked under other conditions.",
		"“What about d?” moved to another group.",
		"Added: “What about e?”",
		"Removed: “What about b?”",
		"The order changed: “What about c?”.",
		"Added: the score “s”.",
	}
	if diff := cmp.Diff(want, now.Changes(&was)); diff != "" {
		t.Error(strings.TrimSpace(diff))
	}
	if same := now.Changes(&now); same != nil {
		t.Error("nothing changed, but:", same)
	}
}

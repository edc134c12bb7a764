package questionnaires

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"footbridge/internal/forms"
)

// Changes says in words what is different in a form from an earlier one.
func Changes(before, after *forms.Form) []string {
	var out []string
	add := func(text string) { out = append(out, text) }
	was, is := itemsOf(before), itemsOf(after)
	if before.Title.Plain != after.Title.Plain {
		add("The title was “" + before.Title.Plain + "” and is “" + after.Title.Plain + "”.")
	}
	if before.Description.Plain != after.Description.Plain {
		add("The words before the first question are different.")
	}
	for _, link := range was.order {
		if is.by[link] == nil {
			add("Taken out: " + brief(was.by[link]) + ".")
		}
	}
	for _, link := range is.order {
		if old, now := was.by[link], is.by[link]; old == nil {
			add("New: " + brief(now) + " (" + strings.ToLower(TypeLabel(now)) + ").")
		} else {
			out = append(out, itemChanges(before, after, old, now)...)
		}
	}
	if moved(was, is) {
		add("The questions are in another order.")
	}
	out = append(out, scoreChanges(before, after)...)
	for _, tag := range languageChanges(before, after) {
		add(tag)
	}
	if len(out) == 0 && !reflect.DeepEqual(before.Items, after.Items) {
		add("Details that the editor does not show.")
	}
	return out
}

type listed struct {
	order []string
	by    map[string]*forms.Item
	place map[string]string // link ID of the group
}

func itemsOf(f *forms.Form) listed {
	l := listed{by: map[string]*forms.Item{}, place: map[string]string{}}
	f.Walk(func(parents []*forms.Item, i *forms.Item) {
		l.order = append(l.order, i.LinkID)
		l.by[i.LinkID] = i
		if len(parents) > 0 {
			l.place[i.LinkID] = parents[len(parents)-1].LinkID
		}
	})
	return l
}

// moved reports whether what is in both stands in another order or group.
func moved(was, is listed) bool {
	both := func(l, other listed) []string {
		return slices.DeleteFunc(slices.Clone(l.order), func(link string) bool { return other.by[link] == nil })
	}
	a, b := both(was, is), both(is, was)
	return !slices.Equal(a, b) || slices.ContainsFunc(a, func(link string) bool { return was.place[link] != is.place[link] })
}

// itemChanges are what is different in one question.
func itemChanges(before, after *forms.Form, old, now *forms.Item) []string {
	var out []string
	words := brief(now)
	if old.Text.Plain != now.Text.Plain {
		out = append(out, brief(old)+" now reads "+words+".")
	}
	if TypeLabel(old) != TypeLabel(now) {
		out = append(out, words+" was of the kind “"+strings.ToLower(TypeLabel(old))+"” and is “"+strings.ToLower(TypeLabel(now))+"”.")
	}
	if old.Required != now.Required {
		if now.Required {
			out = append(out, words+" must now be answered.")
		} else {
			out = append(out, words+" may now be left out.")
		}
	}
	if When(before, old) != When(after, now) {
		if now := When(after, now); now == "" {
			out = append(out, words+" is now always asked.")
		} else {
			out = append(out, words+" is now only asked if "+now+".")
		}
	}
	out = append(out, optionChanges(words, before.OptionsOf(old), after.OptionsOf(now))...)
	if old.Help.Plain != now.Help.Plain {
		out = append(out, words+" has other words of help.")
	}
	if old.Polarity != now.Polarity {
		out = append(out, words+": which way is good is different.")
	}
	if !reflect.DeepEqual(old.Figure, now.Figure) {
		out = append(out, words+": its published figure is different.")
	}
	if !same(old.MinValue, now.MinValue) || !same(old.MaxValue, now.MaxValue) || old.MaxLength != now.MaxLength || old.Min != now.Min || old.Max != now.Max {
		out = append(out, words+" allows other answers: lowest, highest, how many or how long.")
	}
	return out
}

func same(a, b *float64) bool { return numberText(a) == numberText(b) }

func optionChanges(words string, old, now []forms.Option) []string {
	var out []string
	by := map[string]forms.Option{}
	for _, o := range old {
		by[o.Key()] = o
	}
	for _, o := range now {
		was, ok := by[o.Key()]
		switch {
		case !ok:
			out = append(out, words+" has a new answer, “"+OptionWords(o)+"”.")
		case OptionWords(was) != OptionWords(o):
			out = append(out, words+": the answer “"+OptionWords(was)+"” now reads “"+OptionWords(o)+"”.")
		case !same(was.Ordinal, o.Ordinal):
			out = append(out, words+": “"+OptionWords(o)+"” counts for another number.")
		}
		delete(by, o.Key())
	}
	for _, o := range old {
		if _, gone := by[o.Key()]; gone {
			out = append(out, words+" no longer has the answer “"+OptionWords(o)+"”.")
		}
	}
	return out
}

func scoreChanges(before, after *forms.Form) []string {
	var out []string
	for _, s := range after.Scores {
		at := slices.IndexFunc(before.Scores, func(o forms.Score) bool { return o.ID == s.ID })
		if at < 0 {
			out = append(out, "New score: “"+s.Title.Plain+"”.")
		} else if !reflect.DeepEqual(before.Scores[at], s) {
			out = append(out, "The score “"+s.Title.Plain+"” is worked out in another way.")
		}
	}
	for _, s := range before.Scores {
		if !slices.ContainsFunc(after.Scores, func(o forms.Score) bool { return o.ID == s.ID }) {
			out = append(out, "The score “"+s.Title.Plain+"” is gone.")
		}
	}
	return out
}

// languageChanges says in which languages there are other words.
func languageChanges(before, after *forms.Form) []string {
	was, is := wordsIn(before), wordsIn(after)
	tags := map[string]bool{}
	maps.Copy(tags, keys(was))
	maps.Copy(tags, keys(is))
	var out []string
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		switch {
		case was[tag] == "":
			out = append(out, "There are now words in "+LanguageName(tag)+".")
		case is[tag] == "":
			out = append(out, "There are no longer words in "+LanguageName(tag)+".")
		case was[tag] != is[tag]:
			out = append(out, "Some words in "+LanguageName(tag)+" are different.")
		}
	}
	return out
}

func keys(of map[string]string) map[string]bool {
	out := map[string]bool{}
	for k := range of {
		out[k] = true
	}
	return out
}

// wordsIn gathers all words of each language besides the form's own.
func wordsIn(f *forms.Form) map[string]string {
	out := map[string]string{}
	add := func(t forms.Text) {
		for tag, words := range t.In {
			out[strings.ToLower(tag)] += words + "\n"
		}
	}
	add(f.Title)
	add(f.Description)
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		add(i.Text)
		add(i.Help)
		for _, o := range i.Options {
			add(o.Text)
		}
	})
	return out
}

// LanguageName is a language tag in words.
func LanguageName(tag string) string {
	tag = strings.ToLower(tag)
	names := map[string]string{"en": "English", "en-gb": "English", "cy": "Welsh", "pl": "Polish", "ur": "Urdu", "pa": "Punjabi", "bn": "Bengali", "so": "Somali", "ar": "Arabic", "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese", "ro": "Romanian"}
	base, easy := strings.CutSuffix(tag, "-"+forms.Easy)
	name := names[base]
	switch {
	case name == "" && easy:
		return "easy read (" + base + ")"
	case name == "":
		return "the language “" + tag + "”"
	case easy && name == "English":
		return "easy read"
	case easy:
		return "easy read " + name
	}
	return name
}

package forms

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Every FHIR file that is at hand is shown all at once, a page at a time, for
// typing in, and on paper; what was typed is there again.
func TestEveryFileIsShown(t *testing.T) {
	names, err := filepath.Glob("testdata/fhir/*")
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) != ".json" || strings.Contains(string(data), "QuestionnaireResponse") {
			continue
		}
		f, _, err := Read(name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		shown++
		t.Run(filepath.Base(name), func(t *testing.T) { everyWay(t, &f) })
	}
	if shown < 5 {
		t.Errorf("only %d files were shown", shown)
	}
}

func everyWay(t *testing.T, f *Form) {
	t.Helper()
	for _, language := range append(f.Languages(), "cy", "en-x-easy") {
		doc := draw(t, Sheet{Form: f, Language: language, Numbered: true})
		sound(t, doc)
		asked := 0
		f.Walk(func(parents []*Item, i *Item) {
			if i.asked() {
				asked++
			}
		})
		if n := doc.Find("input, select, textarea").Not("[type=hidden]").Length(); asked > 0 && n < asked {
			t.Errorf("in %s: %d questions and %d controls", language, asked, n)
		}
	}
	r := f.Start("")
	steps := f.Steps(&r)
	for _, s := range steps {
		sound(t, draw(t, Sheet{Form: f, Response: &r, Step: s.ID, Buttons: []string{Continue, Back, Save}}))
	}
	sound(t, draw(t, Sheet{Form: f, Paper: true}))
	for _, size := range PaperSizes {
		if n := printed(t, Paper{Form: f, Edition: Edition{Size: size}}).Find(".fb-side").Length(); n == 0 {
			t.Errorf("at %d points there is no page", size)
		}
	}
}

func TestLanguagesKeepTheAnswers(t *testing.T) {
	f := everything()
	posted := map[string][]string{buttonName: {"speak cy"}, FieldName("name"): {"Sam"}, FieldName("colour"): {"g"}}
	press := Pressed(posted)
	if press.Do != Speak || press.Language("en") != "cy" {
		t.Fatalf("pressed %+v", press)
	}
	doc := draw(t, Sheet{Form: f, Values: posted, Language: press.Language("en"), Buttons: []string{Continue}})
	later := post(t, doc, nil)
	later[buttonName] = []string{Continue}
	if got := Pressed(later).Language("en"); got != "cy" {
		t.Errorf("the next page is in %q", got)
	}
	if got := Pressed(map[string][]string{buttonName: {`speak "><b>`}, languageName: {"c y"}}).Language("en"); got != "en" {
		t.Errorf("what is no language: %q", got)
	}
	if doc.Find(".fb-form").AttrOr("lang", "") != "cy" || doc.Find("label[for='"+controlID("name")+"']").Text() != "Beth yw eich enw?" {
		t.Error("the words are not in the language that was asked for")
	}
	if got := doc.Find("input[name='"+FieldName("name")+"']").AttrOr("value", ""); got != "Sam" || doc.Find("input[checked]").AttrOr("value", "") != "g" {
		t.Errorf("the answers are lost: %q", got)
	}
	if english := doc.Find("label[for='" + controlID("story") + "'] span"); english.AttrOr("lang", "") != "en-GB" {
		t.Error("words that are not translated do not say which language they are in")
	}
	if button := doc.Find(".fb-form__buttons button").Text(); button != "Parhau" {
		t.Errorf("the button says %q", button)
	}
	if now := doc.Find("span.fb-form__language").Text(); now != "Cymraeg" || doc.Find("button.fb-form__language").Length() != 1 {
		t.Errorf("the language now is %q", now)
	}
	if n := draw(t, Sheet{Form: branching()}).Find(".fb-form__languages").Length(); n != 0 {
		t.Error("one language needs no choice")
	}
	if dir := (Sheet{Form: f, Language: "ur"}).Dir(); dir != "rtl" {
		t.Errorf("Urdu is written %q", dir)
	}
}

// noted is the errors of a page's form.
type noted map[string]string

func (n noted) Fail(name, text string) { n[name] = text }

func TestWhatIsWrongIsSaidTwice(t *testing.T) {
	f := everything()
	values := map[string][]string{FieldName("visits"): {"many"}, FieldName("pets[0]"): {strings.Repeat("x", 30_000)}}
	answers, problems := f.FromFields(values, "")
	problems = append(problems, f.Validate(&answers)...)
	s := Sheet{Form: f, Values: values, Problems: problems}
	errs := noted{}
	s.Mark(errs)
	doc := draw(t, s)
	sound(t, doc)
	for name := range errs {
		if name == "" {
			continue
		}
		if doc.Find("[id='"+name+"']").Length() != 1 || doc.Find("[id='"+name+"-error']").Length() != 1 {
			t.Errorf("%q leads nowhere: %s", name, errs[name])
		}
	}
	if got := errs[controlID("visits")]; got != "How many visits? Enter a whole number; “many” is not one." {
		t.Errorf("of visits: %q", got)
	}
	if doc.Find("input[aria-invalid=true]").Length() < 2 {
		t.Error("the fields do not say that they are wrong")
	}
	s.Numbered = true
	s.Problems = append(s.Problems, Problem{"people", "Name two."}, Problem{"deep", "Say more."}, Problem{"pets", "Name one."}, Problem{"nowhere", "Something."}, Problem{"colours[1]", "Not that."})
	s.Mark(errs)
	for path, want := range map[string]string{"people[0]/who": "People who help: Name two.", "deep/deeper//deepest": "Deep: Say more.", "pets[0]": "Question 19: Name one.", "colours": "Question 11: Not that."} {
		if got := errs[controlID(path)]; got != want {
			t.Errorf("at %s: %q, want %q", path, got, want)
		}
	}
	if errs[""] != "Something." {
		t.Errorf("of the whole: %q", errs[""])
	}
	if got := errs[controlID("visits")]; !strings.HasPrefix(got, "Question 3: ") {
		t.Errorf("numbered: %q", got)
	}
}

func TestOneMore(t *testing.T) {
	f := everything()
	values := map[string][]string{FieldName("pets[0]"): {"Cat"}}
	for n := 1; n <= 4; n++ {
		doc := draw(t, Sheet{Form: f, Values: values})
		sound(t, doc)
		boxes := doc.Find("input[type=text]").FilterFunction(func(_ int, s *goquery.Selection) bool {
			return strings.HasPrefix(s.AttrOr("name", ""), FieldName("pets"))
		})
		add := doc.Find("button[value='add pets']")
		if boxes.Length() != min(n, 3) || add.Length() == 1 != (n < 3) || boxes.First().AttrOr("value", "") != "Cat" {
			t.Errorf("after %d presses: %d boxes, %d buttons", n-1, boxes.Length(), add.Length())
		}
		values = map[string][]string{FieldName("pets[0]"): {"Cat"}, buttonName: {"add pets"}, manyName("pets"): {doc.Find("input[name='"+manyName("pets")+"']").AttrOr("value", "")}}
	}
}

func TestAnswersToLookOver(t *testing.T) {
	f := everything()
	r, _ := f.FromFields(map[string][]string{
		FieldName("day") + "-day": {"3"}, FieldName("day") + "-month": {"5"}, FieldName("day") + "-year": {"2027"}, FieldName("weight"): {"60"}, FieldName("well"): {"true"},
		FieldName("colours"): {"r", "b"}, FieldName("open") + "-other": {"Pink"}, FieldName("why"): {"left over"},
	}, "")
	said := map[string]string{}
	for _, a := range (Sheet{Form: f, Response: &r, Change: "/x?step="}).Answers() {
		var words []string
		for _, g := range a.Given {
			words = append(words, g.Text)
		}
		said[a.Label.Text] = strings.Join(words, ", ") + " " + a.Href
	}
	for label, want := range map[string]string{
		"Which day?": "3 May 2027 /x?step=day", "How heavy?": "60 kg /x?step=weight", "Are you well?": "Yes /x?step=well", "Which colours?": "Red, Blue /x?step=colours",
		"Which, or something else?": "Pink /x?step=open", "What may we call you?": " /x?step=hello", "Kind": " /x?step=grid",
	} {
		if said[label] != want {
			t.Errorf("%s %q, want %q", label, said[label], want)
		}
	}
	if _, there := said["Why not?"]; there {
		t.Error("what is not asked is listed")
	}
}

package questionnaires

import (
	"net/http"
	"strconv"

	"footbridge/internal/forms"
	"footbridge/internal/web"
)

// How many answers and conditions the editor takes.
const (
	mostOptions = 60
	mostNeeds   = 20
)

type questionPage struct {
	draftPage
	Item           *forms.Item // that is changed, nil for a new one
	Code, TypeName string      // of its type
	Types          []web.Option
	HasOptions     bool
	Several, Asks  bool
	Text           bool // has a length
	Number         bool
	Group          bool
	Options        []int // rows
	Needs          []needRow
	Joints         []web.Option
	Whats          []web.Option
	Operators      []web.Option
	Polarities     []web.Option
	EasyOpen       bool
	After, In      string
}

// needRow is a condition on the page; Kept says in words one that the editor
// cannot show.
type needRow struct {
	N    int
	Kept string
}

var polarityOptions = []web.Option{
	{Value: "", Label: "Neither is better"},
	{Value: string(forms.Positive), Label: "Yes, agreeing or a high number is good"},
	{Value: string(forms.Negative), Label: "Yes, agreeing or a high number is not good"},
}

// itemOf is the item that the page is about, nil for a new question.
func itemOf(f *forms.Form, linkID string) (*forms.Item, error) {
	if linkID == "" {
		return nil, nil
	}
	i := f.Find(linkID)
	if i == nil {
		return nil, errNoItem
	}
	return i, nil
}

func (h handlers) askQuestion(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	item, err := itemOf(&draft.Form, query.Get("item"))
	if err != nil {
		return err
	}
	q := Question{Type: query.Get("type")}
	if item != nil {
		q = QuestionOf(&draft.Form, item)
		if t := query.Get("type"); t != "" {
			q.Type = t
		}
	}
	form := questionForm(q)
	form.Set("version", number(draft.Version))
	form.Set("item", query.Get("item"))
	form.Set("after", query.Get("after"))
	form.Set("in", query.Get("in"))
	return h.showQuestion(w, r, draft, of, form, item)
}

// questionForm fills the fields of the page.
func questionForm(q Question) *web.Form {
	form := web.NewForm(map[string]string{
		"type": q.Type, "text": q.Text, "help": q.Help, "text_easy": q.Easy, "help_easy": q.EasyHelp, "text_cy": q.Welsh, "help_cy": q.WelshHelp,
		"min_value": q.MinValue, "max_value": q.MaxValue, "unit": q.Unit, "polarity": string(q.Polarity), "joint": "all",
		"options": number(min(mostOptions, max(4, len(q.Options)+2))), "needs": number(min(mostNeeds, len(q.Conditions)+1)),
	})
	flag := func(name string, on bool) {
		if on {
			form.Set(name, "yes")
		}
	}
	count := func(name string, n int) {
		if n > 0 {
			form.Set(name, number(n))
		}
	}
	flag("required", q.Required)
	flag("whole", q.Whole)
	count("max_length", q.MaxLength)
	count("min_answers", q.MinAnswers)
	count("max_answers", q.MaxAnswers)
	if q.Any {
		form.Set("joint", "any")
	}
	for n, c := range q.Options {
		name := "option-" + number(n)
		form.Set(name, c.Words)
		form.Set(name+"-key", c.Key)
		form.Set(name+"-easy", c.Easy)
		form.Set(name+"-cy", c.Welsh)
		form.Set(name+"-number", c.Number)
		flag(name+"-only", c.Exclusive)
	}
	for n, c := range q.Conditions {
		name := "need-" + number(n)
		if c.Kept != nil {
			form.Set(name+"-kept", "yes")
		}
		form.Set(name, c.What)
		form.Set(name+"-is", c.Operator)
		form.Set(name+"-value", c.Value)
	}
	return form
}

func (h handlers) showQuestion(w http.ResponseWriter, r *http.Request, draft Version, of Questionnaire, form *web.Form, item *forms.Item) error {
	title := "Add a question"
	if item != nil {
		title = "Change a question"
	}
	code := form.Value("type")
	data := questionPage{draftPage: newDraftPage(w, r, draft, of, title, form), Item: item, Code: code, Types: typeOptions(), Polarities: polarityOptions, After: form.Value("after"), In: form.Value("in")}
	kind, known := kinds[code]
	if !known && item != nil {
		kind = item.Kind
	}
	if kind == "" {
		return web.Render(w, web.FormStatus(form), pages["question_type.html"], data)
	}
	shown := forms.Item{Kind: kind, Repeats: code == "several" || !known && item != nil && item.Repeats}
	data.TypeName = TypeLabel(&shown)
	data.HasOptions = kind == forms.Choice || kind == forms.OpenChoice
	data.Several, data.Number, data.Group = shown.Repeats, kind == forms.Decimal || kind == forms.Integer || kind == forms.Quantity, kind == forms.Group
	data.Text, data.Asks = kind == forms.String || kind == forms.LongText || kind == forms.OpenChoice, kind != forms.Display && kind != forms.Group
	for n := range rows(form, "options", mostOptions) {
		data.Options = append(data.Options, n)
	}
	link := ""
	if item != nil {
		link = item.LinkID
	}
	data.Whats = append(data.Whats, web.Option{Value: "", Label: "Always ask it"})
	for _, c := range NeedChoices(&draft.Form, link) {
		data.Whats = append(data.Whats, web.Option{Value: c.What, Label: c.Label})
	}
	data.Joints = []web.Option{{Value: "all", Label: "All of these are so"}, {Value: "any", Label: "One of these is so"}}
	for _, o := range operators {
		data.Operators = append(data.Operators, web.Option{Value: o.Code, Label: o.Words})
	}
	for n := range rows(form, "needs", mostNeeds) {
		row := needRow{N: n}
		if item != nil && form.Value("need-"+number(n)+"-kept") != "" && n < len(item.EnableWhen) {
			row.Kept = conditionWords(&draft.Form, item.EnableWhen[n])
		}
		data.Needs = append(data.Needs, row)
	}
	return web.Render(w, web.FormStatus(form), pages["question.html"], data)
}

// rows is how many rows of that name the page has.
func rows(form *web.Form, name string, most int) int {
	n, _ := strconv.Atoi(form.Value(name))
	return min(max(n, 1), most)
}

func (h handlers) saveQuestion(w http.ResponseWriter, r *http.Request) error {
	draft, of, err := h.draft(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	item, err := itemOf(&draft.Form, form.Value("item"))
	if err != nil {
		return err
	}
	if more := form.Value("more"); more == "options" || more == "needs" {
		form.Set(more, number(rows(form, more, mostOptions)+4))
		return h.showQuestion(w, r, draft, of, form, item)
	}
	if form.Value("type") == "" && item == nil {
		form.Fail("type", "Choose the kind of question.")
		return h.showQuestion(w, r, draft, of, form, item)
	}
	q := readQuestion(form, item)
	link, flash := form.Value("item"), "Saved."
	if item == nil {
		flash = "Added."
	}
	return finish(w, r, form, func() (string, error) {
		return h.change(r, draft.ID, form, link, func(f *forms.Form) (string, error) {
			if item != nil {
				return ChangeQuestion(f, link, q)
			}
			return AddQuestion(f, form.Value("after"), form.Value("in"), q)
		})
	}, flash, func() error { return h.showQuestion(w, r, draft, of, form, item) })
}

// readQuestion reads the fields of the page.
func readQuestion(form *web.Form, item *forms.Item) Question {
	count := func(name, label string, most int) int {
		if form.Value(name) == "" {
			return 0
		}
		return form.Int(name, label, 0, most)
	}
	q := Question{
		Type: form.Value("type"), Text: form.Text("text", "The words of the question", 1, mostText), Help: form.Text("help", "The help", 0, mostText),
		Easy: form.Text("text_easy", "The easy words", 0, mostText), EasyHelp: form.Text("help_easy", "The help in easy words", 0, mostText),
		Welsh: form.Text("text_cy", "The Welsh words", 0, mostText), WelshHelp: form.Text("help_cy", "The help in Welsh", 0, mostText),
		Required: form.Bool("required"), Whole: form.Bool("whole"), MaxLength: count("max_length", "The most characters", 100_000),
		MinAnswers: count("min_answers", "The fewest answers", 1000), MaxAnswers: count("max_answers", "The most answers", 1000),
		MinValue: form.Value("min_value"), MaxValue: form.Value("max_value"), Unit: form.Text("unit", "The unit", 0, 40),
		Polarity: forms.Polarity(form.OneOf("polarity", "Which way is good", polarityOptions, false)), Any: form.Value("joint") == "any",
	}
	for n := range rows(form, "options", mostOptions) {
		name := "option-" + number(n)
		q.Options = append(q.Options, Choice{
			Key: form.Value(name + "-key"), Words: form.Text(name, "The answer", 0, 300), Easy: form.Text(name+"-easy", "The answer in easy words", 0, 300),
			Welsh: form.Text(name+"-cy", "The answer in Welsh", 0, 300), Number: form.Value(name + "-number"), Exclusive: form.Bool(name + "-only"),
		})
	}
	for n := range rows(form, "needs", mostNeeds) {
		name := "need-" + number(n)
		need := Need{What: form.Value(name), Operator: form.Value(name + "-is"), Value: form.Value(name + "-value")}
		if form.Value(name+"-kept") != "" && item != nil && n < len(item.EnableWhen) {
			need.Kept = &item.EnableWhen[n]
		}
		q.Conditions = append(q.Conditions, need)
	}
	return q
}

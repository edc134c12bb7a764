package questionnaires

import (
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// ScoreInput is a score as the editor shows it and reads it back.
type ScoreInput struct {
	Title, Method     string
	Items, Reversed   []string // link IDs
	MinAnswered       int
	Prorate           bool
	Multiply, Decimal string // numbers, "" for none
	Lookup            string // a line for each raw score: 12 = 45.3
	Polarity          forms.Polarity
	Missing, Source   string
}

// ScoreOf is a score as the editor shows it.
func ScoreOf(s forms.Score) ScoreInput {
	in := ScoreInput{Title: s.Title.Plain, Method: string(s.Method), MinAnswered: s.MinAnswered, Prorate: s.Prorate, Polarity: s.Polarity, Missing: s.Missing, Source: s.Source}
	for _, part := range s.Items {
		in.Items = append(in.Items, part.LinkID)
		if part.Reversed {
			in.Reversed = append(in.Reversed, part.LinkID)
		}
	}
	if s.Multiply != 0 {
		in.Multiply = numberText(&s.Multiply)
	}
	if s.Round != nil {
		in.Decimal = strconv.Itoa(*s.Round)
	}
	for _, row := range s.Lookup {
		in.Lookup += numberText(&row.From) + " = " + numberText(&row.To) + "\n"
	}
	return in
}

// Scorable are the questions that a score may count: numbers, yes or no, and
// choices whose answers have a number.
func Scorable(f *forms.Form) []*forms.Item {
	var out []*forms.Item
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		switch i.Kind {
		case forms.Integer, forms.Decimal, forms.Boolean, forms.Quantity:
			out = append(out, i)
		case forms.Choice, forms.OpenChoice:
			if slices.ContainsFunc(f.OptionsOf(i), func(o forms.Option) bool { return o.Ordinal != nil }) {
				out = append(out, i)
			}
		}
	})
	return out
}

// SetScore writes a score over the one with that ID, or adds one when id is "".
func SetScore(f *forms.Form, id string, in ScoreInput) (string, error) {
	if in.Title = strings.TrimSpace(in.Title); in.Title == "" {
		return "", fault.Field("title", "Enter a name for the score.")
	}
	at := slices.IndexFunc(f.Scores, func(s forms.Score) bool { return id != "" && s.ID == id })
	if id != "" && at < 0 {
		return "", fault.New(fault.NotFound, "That score is not in this draft.")
	}
	var s forms.Score
	if at >= 0 {
		s = f.Scores[at]
	} else {
		taken := map[string]bool{}
		for _, o := range f.Scores {
			taken[o.ID] = true
		}
		s.ID = free(nameOf(in.Title), taken)
	}
	if err := applyScore(&s, in); err != nil {
		return "", err
	}
	if at >= 0 {
		f.Scores[at] = s
		return "Changed the score “" + in.Title + "”", nil
	}
	f.Scores = append(f.Scores, s)
	return "Added the score “" + in.Title + "”", nil
}

func applyScore(s *forms.Score, in ScoreInput) error {
	var parts []forms.ScoreItem
	for _, link := range in.Items {
		part := forms.ScoreItem{LinkID: link, Reversed: slices.Contains(in.Reversed, link)}
		if at := slices.IndexFunc(s.Items, func(o forms.ScoreItem) bool { return o.LinkID == link }); at >= 0 {
			part.Weight = s.Items[at].Weight
		}
		parts = append(parts, part)
	}
	switch {
	case len(parts) == 0 && len(s.Of) == 0:
		return fault.Field("items", "Choose the questions that count.")
	case in.MinAnswered > len(parts) && len(s.Of) == 0:
		return fault.Field("min_answered", "The score cannot need more answers than it has questions.")
	}
	multiply, err := readNumber("multiply", in.Multiply)
	if err != nil {
		return err
	}
	s.Multiply = 0
	if multiply != nil {
		s.Multiply = *multiply
	}
	s.Round = nil
	if in.Decimal != "" {
		n, err := strconv.Atoi(in.Decimal)
		if err != nil || n < 0 || n > 6 {
			return fault.Field("decimal", "Enter how many decimal places, from 0 to 6.")
		}
		s.Round = &n
	}
	if s.Lookup, err = readLookup(in.Lookup); err != nil {
		return err
	}
	s.Title.Plain, s.Method, s.Items, s.MinAnswered, s.Prorate = in.Title, forms.Method(in.Method), parts, in.MinAnswered, in.Prorate
	s.Polarity, s.Missing, s.Source = in.Polarity, in.Missing, in.Source
	return nil
}

// readLookup reads lines like "12 = 45.3".
func readLookup(text string) ([]forms.LookupRow, error) {
	var out []forms.LookupRow
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		left, right, ok := strings.Cut(line, "=")
		from, err1 := strconv.ParseFloat(strings.TrimSpace(left), 64)
		to, err2 := strconv.ParseFloat(strings.TrimSpace(right), 64)
		if !ok || err1 != nil || err2 != nil {
			return nil, fault.Field("lookup", "Write a line for each score, like 12 = 45.3. This one is different: %s", strings.TrimSpace(line))
		}
		out = append(out, forms.LookupRow{From: from, To: to})
	}
	return out, nil
}

// RemoveScore takes a score out.
func RemoveScore(f *forms.Form, id string) (string, error) {
	at := slices.IndexFunc(f.Scores, func(s forms.Score) bool { return s.ID == id })
	if at < 0 {
		return "", fault.New(fault.NotFound, "That score is not in this draft.")
	}
	title := f.Scores[at].Title.Plain
	f.Scores = slices.Delete(f.Scores, at, at+1)
	return "Took out the score “" + title + "”", nil
}

// FigureInput is what is published about a question as the editor reads it.
type FigureInput struct {
	Label, Set, Domain string
	Count, Of          []string // keys of options
}

// SetFigure says what is published about a question; without a label, nothing.
func SetFigure(f *forms.Form, linkID string, in FigureInput) (string, error) {
	i := f.Find(linkID)
	if i == nil || i.Kind != forms.Choice && i.Kind != forms.OpenChoice {
		return "", errNoItem
	}
	if in.Label == "" {
		i.Figure = nil
		return "Took out the figure of " + brief(i), nil
	}
	outside := slices.ContainsFunc(in.Count, func(key string) bool { return !slices.Contains(in.Of, key) })
	switch {
	case len(in.Count) == 0:
		return "", fault.Field("count", "Choose at least one answer that the figure counts.")
	case len(in.Of) == 0 || outside:
		return "", fault.Field("of", "Choose the answers that the figure is a share of: all that it counts are among them.")
	}
	label := forms.Text{Plain: in.Label}
	if i.Figure != nil {
		label.In = i.Figure.Label.In
	}
	i.Figure = &forms.Figure{Label: label, Count: in.Count, Of: in.Of, Set: in.Set, Domain: in.Domain}
	return "Set the figure of " + brief(i), nil
}

// Words are what a form says before its first question.
type Words struct {
	Title, Easy, Welsh            string
	About, AboutEasy, AboutWelsh  string
	Purpose, Publisher, Copyright string
}

// WordsOf are the words of a form.
func WordsOf(f *forms.Form) Words {
	easy := easyTag(f)
	return Words{f.Title.Plain, in(f.Title, easy), in(f.Title, welshTag), f.Description.Plain, in(f.Description, easy), in(f.Description, welshTag), f.Purpose, f.Publisher, f.Copyright}
}

// SetWords writes them over a form's.
func SetWords(f *forms.Form, w Words) (string, error) {
	if w.Title == "" {
		return "", fault.Field("title", "Enter a title.")
	}
	speak(f, &f.Title, w.Title, w.Easy, w.Welsh)
	speak(f, &f.Description, w.About, w.AboutEasy, w.AboutWelsh)
	f.Purpose, f.Publisher, f.Copyright = w.Purpose, w.Publisher, w.Copyright
	return "Changed the words before the first question", nil
}

package surveys

import (
	"strconv"

	"footbridge/internal/export"
)

// sheet is every figure of a table, a row for each figure and cut.
func (t *Table) sheet() export.Sheet {
	return export.Sheet{
		Name: "Figures",
		Columns: []export.Column{
			{Name: "Set", About: "The figure of the strategy of 2007 that this belongs to, where it does."},
			{Name: "Question", About: "The name of the question in the questionnaire."},
			{Name: "Answer", About: "The name of the answer that is counted; empty where several answers are."},
			{Name: "Label", About: "What is counted, in words."},
			{Name: "Words", About: "The question as it was asked."},
			{Name: "Of", About: "Whom the percentage is a share of."},
			{Name: "Who", About: "Everybody, a unit, or those who answered in one way."},
			{Name: "Number", About: "How many people are counted. Empty where it is not shown, to protect people.", Numbers: true},
			{Name: "Out of", About: "How many people it is a share of. Empty where it is not shown.", Numbers: true},
			{Name: "Percent", About: "Number as a percentage of Out of, to a whole number, a half upwards.", Numbers: true},
			{Name: "Low", About: "Lower end of the 95% interval (Wilson), in percent.", Numbers: true},
			{Name: "High", About: "Upper end of the 95% interval (Wilson), in percent.", Numbers: true},
			{Name: "Mean", About: "Mean, of questions for a number.", Numbers: true},
			{Name: "Median", About: "Median, of questions for a number.", Numbers: true},
			{Name: "Better", About: "Whether a higher or a lower figure is better, where that is known."},
			{Name: "Not shown", About: "Why there is no figure: hidden (to protect people), too few (fewer answers than this survey gives a percentage of), or no answers."},
		},
		Rows: func(yield func([]string) error) error {
			for _, l := range t.Lines {
				for i, c := range l.Cells {
					row := []string{l.Set, l.LinkID, l.Option, l.Label, l.Question, l.Of, t.Cuts[i].Label, whole(c.Num), whole(c.Den), whole(c.Percent), whole(c.Low), whole(c.High), real(c.Mean), real(c.Median), l.Better, c.Why}
					if err := yield(row); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
}

// responses is who answered, by cut.
func (t *Table) responses() export.Sheet {
	var rows [][]string
	for _, c := range t.Cuts {
		rows = append(rows, []string{c.Label, whole(c.N), whole(c.Asked), whole(c.Rate)})
	}
	return export.Sheet{
		Name: "Who answered",
		Columns: []export.Column{
			{Name: "Who", About: "Everybody, a unit, or those who answered in one way."},
			{Name: "Answered", About: "How many people answered. Empty where it is not shown, to protect people.", Numbers: true},
			{Name: "Asked", About: "How many people there were to ask. Empty where that is not known.", Numbers: true},
			{Name: "Rate", About: "Answered as a percentage of Asked.", Numbers: true},
		},
		Rows: export.Listed(rows),
	}
}

// whoIsMissing sets the groups of those who answered beside those there were to
// ask.
func (t *Table) whoIsMissing() export.Sheet {
	var rows [][]string
	for _, m := range t.Missing {
		rows = append(rows, []string{m.Words, m.Label, whole(m.Asked), whole(m.Answered)})
	}
	return export.Sheet{
		Name: "Who is missing",
		Columns: []export.Column{
			{Name: "Question", About: "The question about the group."}, {Name: "Group", About: "The answer."},
			{Name: "Of those to ask", About: "Percent of those there were to ask.", Numbers: true},
			{Name: "Of those who answered", About: "Percent of those who answered.", Numbers: true},
		},
		Rows: export.Listed(rows),
	}
}

func (t *Table) book() export.Workbook {
	return export.Workbook{
		Title: t.Survey + ", " + t.Wave, Sheets: []export.Sheet{t.sheet(), t.responses(), t.whoIsMissing()},
		About: [][2]string{
			{"Survey", t.Survey + ", " + t.Wave}, {"Asked", t.Dates()}, {"Questionnaire", t.Questionnaire},
			{"Small numbers", smallNumbers(t)},
		},
	}
}

// smallNumbers says how people are protected.
func smallNumbers(t *Table) string {
	words := "A number under 5 is not shown, nor is a percentage whose number, total or rest is under 5, nor any other number that would give one of these away. There is no percentage of fewer than " + strconv.Itoa(t.Minimum) + " answers."
	if t.Rounded {
		words = "A number under 5 is not shown, nor is a percentage whose number or total is under 5. The others are rounded to the nearest 5. There is no percentage of fewer than " + strconv.Itoa(t.Minimum) + " answers."
	}
	return words
}

// dictionary says what each column of the sheet holds.
func dictionary(s export.Sheet) export.Sheet {
	var rows [][]string
	for _, c := range s.Columns {
		rows = append(rows, []string{c.Name, c.About})
	}
	return export.Sheet{Name: "About the columns", Columns: []export.Column{{Name: "Column"}, {Name: "What it holds"}}, Rows: export.Listed(rows)}
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func real(v *float64) string {
	if v == nil {
		return ""
	}
	return decimal(*v)
}

package forms

import "strings"

// A side of A4 in millimetres, between the margins that a browser prints.
const (
	paperWidth  = 180.0
	paperHeight = 261.0
	codeWidth   = 28.0 // of the code and the gap beside it
	codeHeight  = 24.0
)

// ruler estimates how high things are in one size of type. It follows the style
// sheet, .fb-print, and errs on the high side: a side that is too full would run
// over onto one without a code.
type ruler struct {
	em   float64 // millimetres
	size int
}

func newRuler(size int) ruler { return ruler{float64(size) * 0.3528, size} }

// lines is how many lines a text needs at a width; a letter is taken to be 0.56
// em wide.
func (r ruler) lines(text string, width, scale float64) float64 {
	perLine, n := width/(r.em*scale*0.56), 0.0
	for line := range strings.Lines(text) {
		room := 0.0
		for _, word := range strings.Fields(line) {
			need := float64(len([]rune(word))) + 1
			if room < need {
				n, room = n+1, perLine
			}
			for ; need > perLine; need -= perLine { // a word is broken where it must be
				n++
			}
			room -= need
		}
	}
	return n
}

// words is the height of words over the whole width, in paragraphs.
func (r ruler) words(text string) float64 {
	if text == "" {
		return 0
	}
	return r.lines(text, paperWidth, 1)*1.35*r.em + 0.3*r.em
}

// write is the height of a line to write on.
func (r ruler) write() float64 {
	switch {
	case r.size < 16:
		return 9
	case r.size < 20:
		return 12
	}
	return 14
}

// head is the height of the name of the form and the page's number, with the code
// beside them; foot of what is under the last question of a side.
func (r ruler) head(title string, first bool) float64 {
	scale, space := 1.0, 1.35
	if first {
		scale, space = 1.6, 1.2
	}
	words := (r.lines(title, paperWidth-codeWidth, scale*1.1)*scale*space + 0.5 + 1.35) * r.em
	return max(words, codeHeight) + 0.6*r.em + 1
}

func (r ruler) foot() float64 { return 0.6*r.em + 2.7*max(3.2, 0.7*r.em) }

// item is the height of a printed item with the space under it.
func (r ruler) item(i PaperItem) float64 {
	if i.As == "heading" {
		h := r.lines(i.Number+" "+i.Label.Text, paperWidth, 1.4)*1.63 + 1.6
		return h*r.em + r.under(i)
	}
	if i.As == "table" {
		return r.table(i)
	}
	label := i.Number + ". " + i.Label.Text
	if i.Required {
		label += strings.Repeat(" x", 10)
	}
	h := r.under(i) + 1.1*r.em
	if i.As != "words" {
		h += r.lines(label, paperWidth, 1.08)*1.35*r.em + 0.3*r.em
	}
	switch i.As {
	case "boxes":
		h += r.boxes(i)
	case "lines":
		h += float64(i.Lines) * r.write()
	case "line":
		h += r.write()
	case "number", "time", "date":
		h += 2.5 * r.em
	case "datetime":
		h += 4.8 * r.em
	}
	return h
}

func (r ruler) under(i PaperItem) float64 {
	h := r.words(i.OnlyIf.Text)
	for _, help := range i.Help {
		h += r.words(help.Text)
	}
	if i.Several && len(i.Help) == 0 {
		h += 1.65 * r.em
	}
	return h
}

func (r ruler) boxes(i PaperItem) float64 {
	h := 0.3 * r.em
	switch i.Columns {
	case 0:
		perRow := paperWidth / (4.4 * r.em)
		h += float64(1+int(float64(len(i.Options))/perRow)) * 1.7 * r.em
	case 1:
		for _, o := range i.Options {
			h += (r.lines(o.Words.Text+" "+o.GoTo+strings.Repeat(" x", min(1, len(o.GoTo))*6), paperWidth-2*r.em, 1)*1.35 + 0.35) * r.em
		}
	default:
		h += float64((len(i.Options)+i.Columns-1)/i.Columns) * 1.7 * r.em
	}
	if i.Own.Text != "" {
		h += 1.8 * r.em
	}
	return h
}

func (r ruler) table(i PaperItem) float64 {
	h := (r.tableHead(i.Options) + 1) * r.em
	for _, row := range i.Rows {
		h += r.row(row)
	}
	return h
}

func (r ruler) tableHead(columns []PaperOption) float64 {
	most := 1.0
	for _, c := range columns {
		most = max(most, r.lines(c.Words.Text, paperWidth*0.56/float64(len(columns))-r.em*0.6, 0.85))
	}
	return most*1.2*0.85 + 0.9
}

func (r ruler) row(row PaperRow) float64 {
	return (max(1, r.lines(row.Number+". "+row.Label.Text, paperWidth*0.42-r.em*0.6, 1.08))*1.35 + 0.95) * r.em
}

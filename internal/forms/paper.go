package forms

import (
	"slices"
	"strconv"
)

// Edition is a way of printing a form.
type Edition struct {
	Size     int    // points of the type: one of PaperSizes
	Language string // easy read is a language of its own: "en-x-easy"
}

// PaperSizes are the sizes of type that a form is printed in; large print begins
// at 16.
var PaperSizes = []int{11, 16, 18, 20, 24}

// whole returns the edition with a size that there is: never under 16 points for
// easy read.
func (e Edition) whole() Edition {
	least := PaperSizes[0]
	if easy(e.Language) {
		least = 16
	}
	e.Size = max(e.Size, least)
	for _, size := range PaperSizes {
		if size >= e.Size {
			e.Size = size
			return e
		}
	}
	e.Size = PaperSizes[len(PaperSizes)-1]
	return e
}

// PaperPage is what fits on one side of A4.
type PaperPage struct {
	Number, Of int
	Items      []PaperItem
}

// PaperItem is something printed: a heading, words, or a question with room for
// its answer.
type PaperItem struct {
	// As says how: heading, words, boxes, line, lines, number, date, datetime, time
	// or table.
	As        string
	LinkID    string
	Number    string
	Label     Phrase
	Help      []Phrase
	OnlyIf    Phrase
	Level     int // of a heading
	Required  bool
	Several   bool
	Options   []PaperOption
	Columns   int    // of boxes; 0 is as many as there is room for
	Own       Phrase // beside a line for own words
	Lines     int
	Unit      string
	Rows      []PaperRow // of a table
	Continued bool       // a table that began on the page before
	height    float64
	language  string
	with      bool // stays with what follows
}

// PaperOption is a box to tick.
type PaperOption struct {
	Words Phrase
	GoTo  string // the question that is next, where that is not the one below
}

// PaperRow is a question of a table.
type PaperRow struct {
	LinkID, Number string
	Label          Phrase
}

// Pages lays the form out on sides of A4, by an estimate of how high everything
// is. The numbers are those of [Form.Numbers].
func (f *Form) Pages(e Edition) []PaperPage {
	e = e.whole()
	p := &printer{form: f, edition: e, numbers: f.Numbers(), ruler: newRuler(e.Size)}
	p.next = f.jumps(p.numbers)
	p.items(f.Items, 2)
	return p.pages()
}

// pages fills one page after the other. What stays with the next item moves with
// it.
func (p *printer) pages() []PaperPage {
	title := p.form.In(p.form.Title, p.edition.Language).Text
	side := func(first bool) float64 { return paperHeight - p.ruler.head(title, first) - p.ruler.foot() }
	before := 8 * 1.4 * p.ruler.em // who asks and why, and the rule
	for _, line := range paragraphs(p.form.In(p.form.Description, p.edition.Language)) {
		before += p.ruler.words(line.Text)
	}
	var out []PaperPage
	room, page := max(side(true)-before, 0), []PaperItem(nil)
	for at := 0; at < len(p.out); {
		end, height := at+1, p.out[at].height
		for end < len(p.out) && p.out[end-1].with {
			height += p.out[end].height
			end++
		}
		need := height
		if end == len(p.out) {
			need += 4 * p.ruler.em // where the sheet goes
		}
		switch {
		case need > room && p.divide(end-1, room-height+p.out[end-1].height):
			continue // with the part that there is room for
		case need > room && (len(page) > 0 || len(out) == 0):
			out = append(out, PaperPage{Items: page})
			page, room = nil, side(false)
			continue
		}
		page, room, at = append(page, p.out[at:end]...), room-height, end
	}
	if len(page) > 0 || len(out) == 0 {
		out = append(out, PaperPage{Items: page})
	}
	for i := range out {
		out[i].Number, out[i].Of = i+1, len(out)
	}
	return out
}

// divide cuts a table in two where a good part of it has room here, and reports
// whether it did. The second part says its head again.
func (p *printer) divide(at int, room float64) bool {
	table := p.out[at]
	if table.As != "table" {
		return false
	}
	here, rest := table, table
	here.Rows, rest.Continued = nil, true
	for n, row := range table.Rows {
		if p.ruler.table(here)+p.ruler.row(row) > room {
			break
		}
		here.Rows, rest.Rows = table.Rows[:n+1], table.Rows[n+1:]
	}
	if len(here.Rows) < 2 || len(rest.Rows) < 2 {
		return false
	}
	here.height, rest.height = p.ruler.table(here), p.ruler.table(rest)
	p.out[at] = here
	p.out = slices.Insert(p.out, at+1, rest)
	return true
}

// printer makes the printed items of a form in order.
type printer struct {
	form    *Form
	edition Edition
	numbers map[string]string
	next    map[string]map[string]string // link ID, option: where to go
	ruler   ruler
	out     []PaperItem
}

func (p *printer) items(items []Item, level int) {
	for i := range items {
		it := &items[i]
		if !it.shown() || it.Calculated != nil || it.ReadOnly && it.Kind != Group {
			continue
		}
		if it.Kind == Group {
			p.group(it, level)
			continue
		}
		p.question(it)
		p.items(it.Items, level)
	}
}

// blanks is how often what may repeat without end is printed.
const blanks = 3

func printedTimes(it *Item) int {
	switch {
	case !it.Repeats:
		return 1
	case it.Max > 0 && it.Max < blanks:
		return it.Max
	}
	return max(blanks, it.Min)
}

func (p *printer) group(g *Item, level int) {
	heading := p.item(g, "heading")
	heading.Level, heading.with = level, true
	p.add(heading)
	if shared := p.form.tableOf(g); shared != nil {
		p.table(g, shared)
		return
	}
	for n := range printedTimes(g) {
		if n > 0 {
			again := PaperItem{As: "heading", Level: min(level+1, 4), LinkID: g.LinkID, with: true}
			again.Label = say(p.edition.Language, "nth", short(heading.Label.Text), n+1)
			p.add(again)
		}
		p.items(g.Items, min(level+1, 4))
	}
}

func (p *printer) add(i PaperItem) {
	i.height = p.ruler.item(i)
	p.out = append(p.out, i)
}

// item is what all printed items have in common.
func (p *printer) item(it *Item, as string) PaperItem {
	lang := p.edition.Language
	return PaperItem{As: as, language: lang, LinkID: it.LinkID, Number: p.numbers[it.LinkID], Label: p.form.In(it.Text, lang), Help: paragraphs(p.form.In(it.Help, lang)), OnlyIf: p.form.onlyIf(it, lang, p.numbers), Required: it.Required}
}

func (p *printer) question(it *Item) {
	i := p.item(it, "line")
	switch {
	case it.Kind == Display:
		i.As, i.Help = "words", paragraphs(i.Label)
		i.with = it.Control == "lower" || it.Control == "upper"
	case it.Kind == Boolean:
		p.boxes(&i, []PaperOption{{Words: say(p.edition.Language, "yes")}, {Words: say(p.edition.Language, "no")}}, []string{"true", "false"})
	case p.form.Picks(it):
		var list []PaperOption
		var keys []string
		for _, o := range p.form.OptionsOf(it) {
			list, keys = append(list, PaperOption{Words: p.form.optionWords(o, p.edition.Language)}), append(keys, o.Key())
		}
		i.Several = it.Repeats
		p.boxes(&i, list, keys)
		if it.Kind == OpenChoice {
			i.Own = say(p.edition.Language, "other")
		}
	case it.Kind == LongText:
		i.As, i.Lines = "lines", 5
	case it.Kind == Date:
		i.As = "date"
	case it.Kind == DateTime:
		i.As = "datetime"
	case it.Kind == Time:
		i.As = "time"
	case it.slides():
		p.steps(&i, it)
	case it.Kind == Integer || it.Kind == Decimal || it.Kind == Quantity:
		i.As, i.Unit = "number", it.Unit
	}
	if i.As == "line" && it.Repeats {
		i.As, i.Lines = "lines", printedTimes(it)
	}
	p.add(i)
}

// steps prints a box for each number.
func (p *printer) steps(i *PaperItem, it *Item) {
	i.As = "boxes"
	for n := int(*it.MinValue); n <= int(*it.MaxValue); n++ {
		i.Options = append(i.Options, PaperOption{Words: Phrase{Text: strconv.Itoa(n)}})
	}
}

// boxes puts few and short answers beside each other.
func (p *printer) boxes(i *PaperItem, list []PaperOption, keys []string) {
	longest, jumps := 0, false
	for n := range list {
		list[n].GoTo = p.next[i.LinkID][keys[n]]
		longest = max(longest, len([]rune(list[n].Words.Text)))
		jumps = jumps || list[n].GoTo != ""
	}
	i.As, i.Options, i.Columns = "boxes", list, 1
	perLine := paperWidth / (p.ruler.em * 0.56)
	for _, columns := range []int{5, 4, 3, 2} {
		if !jumps && len(list) >= columns && float64(longest)+6 < perLine/float64(columns) && (len(list) <= columns || len(list) > 6) {
			i.Columns = columns
			break
		}
	}
}

// table prints the questions that share their answers.
func (p *printer) table(g *Item, shared []Option) {
	var columns []PaperOption
	for _, o := range shared {
		columns = append(columns, PaperOption{Words: p.form.optionWords(o, p.edition.Language)})
	}
	part := PaperItem{As: "table", LinkID: g.LinkID, Label: p.form.In(g.Text, p.edition.Language), language: p.edition.Language, Options: columns}
	for i := range g.Items {
		it := &g.Items[i]
		if !it.shown() {
			continue
		}
		part.Rows = append(part.Rows, PaperRow{LinkID: it.LinkID, Number: p.numbers[it.LinkID], Label: p.form.In(it.Text, p.edition.Language)})
	}
	p.add(part)
}

// PageOf says on which page each item is printed, by its link ID.
func (f *Form) PageOf(e Edition) map[string]int { return pagesOf(f.Pages(e)) }

func pagesOf(pages []PaperPage) map[string]int {
	out := map[string]int{}
	note := func(linkID string, page int) {
		if _, there := out[linkID]; !there {
			out[linkID] = page
		}
	}
	for _, page := range pages {
		for _, i := range page.Items {
			note(i.LinkID, page.Number)
			for _, row := range i.Rows {
				note(row.LinkID, page.Number)
			}
		}
	}
	return out
}

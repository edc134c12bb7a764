package forms

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/when"
)

// Limits of what is read from a posted sheet; what is beyond them is a problem.
const (
	maxFields = 10_000
	maxText   = 20_000 // characters
)

// fieldPrefix keeps the names of answers apart from a page's own fields.
const fieldPrefix = "a."

// FieldName is the name of the control for what is at path: of a question, of
// one answer "[n]" of a question that repeats, or of all answers of one that is
// answered by picking several options. Suffixes follow it: "-day", "-month",
// "-year" of a date; these and "-time" of a date with a time; "-other" for own
// words beside options; "-unit" of a quantity whose item has no unit. A link ID
// may hold anything, so what is not plain is escaped as %XX, and so is "-".
func FieldName(path string) string {
	plain := func(c byte) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._/[]", c) >= 0
	}
	var b strings.Builder
	b.WriteString(fieldPrefix)
	for i := 0; i < len(path); i++ {
		if c := path[i]; plain(c) {
			b.WriteByte(c)
		} else {
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// Picks reports whether an item is answered by picking among options. Then one
// name carries all its answers; else each answer of an item that repeats has a
// name of its own.
func (f *Form) Picks(i *Item) bool {
	return i.Kind != Group && i.Kind != Display && len(f.OptionsOf(i)) > 0
}

// ToFields is the response as the fields of a sheet, by their names.
func (f *Form) ToFields(r *Response) map[string][]string {
	w := &writer{bound: f.bind(r), fields: map[string][]string{}}
	w.place(w.root)
	return w.fields
}

type writer struct {
	*bound
	fields map[string][]string
}

func (w *writer) add(name, value string) {
	if value != "" {
		w.fields[name] = append(w.fields[name], value)
	}
}

func (w *writer) place(p *place) {
	for i := range p.slots {
		s := &p.slots[i]
		for n, a := range s.answers {
			if a.Value.empty() {
				continue
			}
			if w.form.Picks(s.item) {
				w.picked(FieldName(s.path()), s.item, a.Value)
			} else {
				w.typed(FieldName(s.answerPath(n)), s.item, a.Value)
			}
		}
		for _, inner := range s.places {
			w.place(inner)
		}
	}
}

// picked writes an answer that is one of the options, or own words.
func (w *writer) picked(name string, i *Item, v Value) {
	options := w.form.OptionsOf(i)
	for k := range options {
		if options[k].Value.Same(v) {
			w.add(name, options[k].Key())
			return
		}
	}
	if i.Kind == OpenChoice {
		w.add(name+"-other", v.Key())
	} else {
		w.add(name, v.Key())
	}
}

// typed writes an answer that was typed.
func (w *writer) typed(name string, i *Item, v Value) {
	switch i.Kind {
	case Date, DateTime:
		w.date(name, i.Kind, v.Text)
	case Time:
		w.add(name, strings.TrimSuffix(v.Text, ":00"))
	case Quantity:
		w.add(name, v.Text)
		if i.Unit == "" {
			w.add(name+"-unit", v.Display)
		}
	default:
		w.add(name, v.Key())
	}
}

func (w *writer) date(name string, kind Kind, text string) {
	day, clock, _ := strings.Cut(text, "T")
	if t, err := parseDateTime(text); err == nil && kind == DateTime && clock != "" {
		t = t.In(when.London)
		day, clock = t.Format(time.DateOnly), strings.TrimSuffix(t.Format("15:04:05"), ":00")
	}
	var parts []string
	if typed := strings.Split(day, "/"); len(typed) == 3 { // as it was typed, and is no date
		parts = []string{typed[2], typed[1], typed[0]}
	} else {
		parts = append(strings.SplitN(day, "-", 3), "", "")
		for i, part := range parts {
			if n := strings.TrimLeft(part, "0"); i > 0 && n != "" {
				parts[i] = n
			}
		}
	}
	w.add(name+"-year", parts[0])
	w.add(name+"-month", parts[1])
	w.add(name+"-day", parts[2])
	if kind == DateTime {
		w.add(name+"-time", clock)
	}
}

// posted is what came from a sheet.
type posted struct {
	values map[string][]string
	// nth are the occurrences that a name speaks of, by what is before the "[".
	nth map[string][]int
}

// readPosted takes the answers among the values. It reports whether there were
// more than a sheet can have.
func readPosted(values map[string][]string) (p posted, tooMany bool) {
	p = posted{map[string][]string{}, map[string][]int{}}
	n := 0
	for name, all := range values {
		if !strings.HasPrefix(name, fieldPrefix) || len(name) > maxText {
			continue
		}
		if n += max(len(all), 1); n > maxFields {
			return posted{}, true
		}
		p.values[name] = all
		stem, _, _ := strings.Cut(name, "-")
		for from := 0; ; {
			open := strings.IndexByte(stem[from:], '[')
			if open < 0 {
				break
			}
			open += from
			length := strings.IndexByte(stem[open:], ']')
			if length < 0 {
				break
			}
			from = open + length + 1
			k, err := strconv.Atoi(stem[open+1 : from-1])
			if err != nil || k < 0 || strconv.Itoa(k) != stem[open+1:from-1] {
				continue
			}
			before := stem[:open]
			p.nth[before] = append(p.nth[before], k)
		}
	}
	for before, all := range p.nth {
		slices.Sort(all)
		p.nth[before] = slices.Compact(all)
	}
	return p, false
}

// first is the one value of a field, without the space around it.
func (p posted) first(name string) string {
	if all := p.values[name]; len(all) > 0 {
		return cleanText(all[0])
	}
	return ""
}

// cleanText makes line ends \n and drops what is not text.
func cleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

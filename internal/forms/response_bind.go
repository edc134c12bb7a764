package forms

import (
	"strconv"
	"strings"
)

// entry is an item of a form with its place in the tree.
type entry struct {
	item   *Item
	parent *entry
	index  int // among its siblings
	kids   []entry
}

// plan is a form with its items by link ID.
type plan struct {
	form *Form
	top  []entry
	by   map[string]*entry
}

func (f *Form) plan() *plan {
	n := count(f.Items)
	p := &plan{form: f, by: make(map[string]*entry, n)}
	all := make([]entry, n)
	var lay func(items []Item, parent *entry) []entry
	lay = func(items []Item, parent *entry) []entry {
		if len(items) == 0 {
			return nil
		}
		kids := all[:len(items):len(items)]
		all = all[len(items):]
		for i := range items {
			kids[i] = entry{item: &items[i], parent: parent, index: i}
			if p.by[items[i].LinkID] == nil {
				p.by[items[i].LinkID] = &kids[i]
			}
			kids[i].kids = lay(items[i].Items, &kids[i])
		}
		return kids
	}
	p.top = lay(f.Items, nil)
	return p
}

func count(items []Item) int {
	n := len(items)
	for i := range items {
		n += count(items[i].Items)
	}
	return n
}

// inside reports whether e is somewhere under a.
func (e *entry) inside(a *entry) bool {
	for e = e.parent; e != nil; e = e.parent {
		if e == a {
			return true
		}
	}
	return false
}

func (e *entry) question() bool { return e.item.Kind != Group && e.item.Kind != Display }

// bound is a form and a response to it, laid over each other: a tree of places,
// each with a slot for every item that may be answered there.
type bound struct {
	*plan
	response *Response
	root     *place
	eval     *evaluation
}

// place is the whole response, one occurrence of a group, or one answer.
type place struct {
	slot   *slot // whose occurrence or answer this is; nil for the whole
	n      int
	group  *ResponseItem // of an occurrence that was given
	answer *Answer
	slots  []slot
	strays []*ResponseItem // that do not belong here
}

// slot is an item in one place.
type slot struct {
	*entry
	in      *place
	items   []*ResponseItem // what was given for it
	answers []*Answer
	places  []*place // occurrences of a group; answers that have items under them
	state   state
}

// state is whether an item is asked, as far as that is known.
type state uint8

const (
	unknown state = iota
	working       // being found out: whoever asks again is in a loop
	on
	off
)

// bind lays r over f. The response is not changed, but the tree points into it.
func (f *Form) bind(r *Response) *bound {
	b := &bound{plan: f.plan(), response: r}
	b.root = b.place(nil, 0, b.top, r.Items)
	return b
}

func (b *bound) place(of *slot, n int, kids []entry, given []ResponseItem) *place {
	p := &place{slot: of, n: n, slots: make([]slot, len(kids))}
	for i := range kids {
		p.slots[i] = slot{entry: &kids[i], in: p}
	}
	var parent *entry
	if of != nil {
		parent = of.entry
	}
	room, answers := make([]*ResponseItem, len(given)), make([]*Answer, len(given)) // for the usual one of each
	for i := range given {
		e := b.by[given[i].LinkID]
		if e == nil || e.parent != parent {
			p.strays = append(p.strays, &given[i])
			continue
		}
		s := &p.slots[e.index]
		if s.items == nil {
			s.items, s.answers = room[i:i:i+1], answers[i:i:i+1]
		}
		s.items = append(s.items, &given[i])
	}
	for i := range p.slots {
		b.fill(&p.slots[i])
	}
	return p
}

// fill lays what was given for an item under it. A group that does not repeat is
// there once, whether it was given or not.
func (b *bound) fill(s *slot) {
	if s.item.Kind == Group {
		for _, given := range s.items {
			p := b.place(s, len(s.places), s.kids, given.Items)
			p.group = given
			s.places = append(s.places, p)
		}
		if len(s.places) == 0 && !s.item.Repeats {
			s.places = []*place{b.place(s, 0, s.kids, nil)}
		}
		return
	}
	for _, given := range s.items {
		for i := range given.Answers {
			s.answers = append(s.answers, &given.Answers[i])
		}
	}
	if len(s.kids) == 0 && !nested(s.answers) {
		return
	}
	for i, a := range s.answers {
		p := b.place(s, i, s.kids, a.Items)
		p.answer = a
		s.places = append(s.places, p)
	}
}

func nested(answers []*Answer) bool {
	for _, a := range answers {
		if len(a.Items) > 0 {
			return true
		}
	}
	return false
}

// Under is the path of the item linkID inside the place with path parent, ""
// being the whole form. What would make a path ambiguous is escaped in the link
// ID: "%", "[", "]", and "/" except at its beginning.
func Under(parent, linkID string) string {
	if strings.ContainsAny(linkID, "%[]/") {
		var b strings.Builder
		for i := 0; i < len(linkID); i++ {
			switch c := linkID[i]; {
			case c == '%', c == '[', c == ']', c == '/' && (i > 0 || len(linkID) == 1):
				b.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c), 16)))
			default:
				b.WriteByte(c)
			}
		}
		linkID = b.String()
	}
	if parent == "" {
		return linkID
	}
	return parent + "/" + linkID
}

// Nth is the path of the occurrence n, from 0, of what is at path and repeats.
func Nth(path string, n int) string { return path + "[" + strconv.Itoa(n) + "]" }

func (p *place) path() string {
	switch {
	case p.slot == nil:
		return ""
	case p.slot.item.Repeats:
		return Nth(p.slot.path(), p.n)
	}
	return p.slot.path()
}

func (s *slot) path() string { return Under(s.in.path(), s.item.LinkID) }

// answerPath is the path of an answer.
func (s *slot) answerPath(n int) string {
	if s.item.Repeats {
		return Nth(s.path(), n)
	}
	return s.path()
}

// step is a part of a path: an item, and which occurrence of it.
type step struct {
	linkID string
	n      int // -1 when the path does not say
}

// steps reads a path.
func steps(path string) []step {
	var out []step
	for path != "" {
		from := 0
		if path[0] == '/' {
			from = 1
		}
		part, rest := path, ""
		if cut := strings.IndexByte(path[from:], '/'); cut >= 0 {
			part, rest = path[:from+cut], path[from+cut+1:]
		}
		s := step{linkID: part, n: -1}
		if open := strings.IndexByte(part, '['); open >= 0 && strings.HasSuffix(part, "]") {
			if n, err := strconv.Atoi(part[open+1 : len(part)-1]); err == nil && n >= 0 {
				s.linkID, s.n = part[:open], n
			}
		}
		s.linkID = unescape(s.linkID)
		out = append(out, s)
		path = rest
	}
	return out
}

// unescape turns %XX into the byte.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// find is the slot at path. An occurrence that was not given is made for the
// purpose, so that an empty sheet can be asked about too.
func (b *bound) find(path string) *slot {
	p := b.root
	all := steps(path)
	for i, st := range all {
		e := b.by[st.linkID]
		if e == nil || e.index >= len(p.slots) || p.slots[e.index].entry != e {
			return nil
		}
		s := &p.slots[e.index]
		if i == len(all)-1 {
			return s
		}
		n := max(st.n, 0)
		if n < len(s.places) {
			p = s.places[n]
		} else {
			p = b.place(s, n, s.kids, nil)
		}
	}
	return nil
}

package surveys

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"footbridge/internal/forms"
)

// A pack holds the answers of some people in columns: a byte for each question
// and person, eight for a number. It is a cache. Counting a hundred thousand
// answers from packs takes some hundredths of a second; from their rows, seconds.

// allChannels are the ways in which answers come, in the order in which they are
// shown. A pack holds their places in this list: add new ones at the end.
var allChannels = []string{"link", "poster", "kiosk", "interview", "mail", "sms", "letter", "paper", "api"}

// What stands in a column of bytes besides the number of an option, from 1.
const (
	noAnswer byte = 0   // asked, and no answer
	ownWords byte = 254 // own words instead of an option
	notAsked byte = 255 // the question did not come up
)

// In the columns of a question that takes several answers, one column an option.
const (
	unticked byte = 1
	ticked   byte = 2
)

// column is one column of a pack.
type column struct {
	LinkID string
	// Option is the option that the column is about, where several may be chosen;
	// otherwise the column holds the number of the option that was.
	Option  string
	Options []string // keys; nil for numbers
	Number  bool
}

// layout says which columns the answers to a form have.
type layout struct {
	columns []column
	at      map[string][]int // by link ID; of several answers, one an option
	mark    [8]byte          // of the columns: packs with other ones are not believed
}

// newLayout lays the questions of a form out in columns: those with options, yes or
// no, and numbers. Questions in a group that repeats have more than one answer a
// person and no figure.
func newLayout(f *forms.Form) *layout {
	p := &layout{at: map[string][]int{}}
	f.Walk(func(parents []*forms.Item, i *forms.Item) {
		for _, above := range parents {
			if above.Repeats {
				return
			}
		}
		p.add(f, i)
	})
	content, _ := json.Marshal(p.columns) // plain strings: it cannot go wrong
	sum := sha256.Sum256(content)
	copy(p.mark[:], sum[:])
	return p
}

func (p *layout) add(f *forms.Form, i *forms.Item) {
	put := func(c column) {
		c.LinkID = i.LinkID
		p.at[i.LinkID] = append(p.at[i.LinkID], len(p.columns))
		p.columns = append(p.columns, c)
	}
	switch i.Kind {
	case forms.Boolean:
		put(column{Options: []string{"true", "false"}})
	case forms.Integer, forms.Decimal, forms.Quantity:
		if !i.Repeats {
			put(column{Number: true})
		}
	case forms.Choice, forms.OpenChoice:
		var keys []string
		for _, o := range f.OptionsOf(i) {
			keys = append(keys, o.Key())
		}
		if len(keys) > 200 {
			return
		}
		if !i.Repeats {
			put(column{Options: keys})
			return
		}
		for _, key := range keys {
			put(column{Option: key, Options: []string{key}})
		}
	}
}

// block is some answers in columns.
type block struct {
	layout  *layout
	units   []string // whose places stand in unit
	unitAt  map[string]uint16
	unit    []uint16
	channel []byte
	bytes   [][]byte    // by column, of those with options
	numbers [][]float64 // by column; NaN without an answer, +Inf when not asked
}

func newBlock(p *layout) *block {
	return &block{layout: p, unitAt: map[string]uint16{}, bytes: make([][]byte, len(p.columns)), numbers: make([][]float64, len(p.columns))}
}

func (b *block) rows() int { return len(b.unit) }

// packAnswer is as much of a FHIR QuestionnaireResponse as columns need. Reading the
// whole would take ten times as long.
type packAnswer struct {
	Item []struct {
		LinkID string `json:"linkId"`
		packAnswer
		Answer []packGiven `json:"answer"`
	} `json:"item"`
}

// packGiven is one answer to one question.
type packGiven struct {
	Boolean  *bool                           `json:"valueBoolean"`
	Decimal  *float64                        `json:"valueDecimal"`
	Integer  *float64                        `json:"valueInteger"`
	Quantity *struct{ Value *float64 }       `json:"valueQuantity"`
	Coding   *struct{ Code, Display string } `json:"valueCoding"`
	String   *string                         `json:"valueString"`
	Date     *string                         `json:"valueDate"`
	Time     *string                         `json:"valueTime"`
	packAnswer
}

func (g *packGiven) number() *float64 {
	if g.Quantity != nil {
		return g.Quantity.Value
	}
	return cmp.Or(g.Decimal, g.Integer)
}

// key is what names an answer, as [forms.Value.Key].
func (g *packGiven) key() string {
	switch {
	case g.Boolean != nil:
		return strconv.FormatBool(*g.Boolean)
	case g.Coding != nil:
		return cmp.Or(g.Coding.Code, g.Coding.Display)
	case g.Integer != nil:
		return strconv.FormatFloat(*g.Integer, 'f', -1, 64)
	}
	for _, s := range []*string{g.String, g.Date, g.Time} {
		if s != nil {
			return *s
		}
	}
	return ""
}

// add puts one person's answers into the block. asked says whether a question
// came up at all; nil means that all did.
func (b *block) add(unitID, channel string, data []byte, asked func(linkID string) bool) error {
	var a packAnswer
	if err := json.Unmarshal(data, &a); err != nil {
		return fmt.Errorf("read an answer: %w", err)
	}
	at, found := b.unitAt[unitID]
	if !found {
		if len(b.units) > math.MaxUint16 {
			return errors.New("there are too many units in one pack")
		}
		at = uint16(len(b.units))
		b.units, b.unitAt[unitID] = append(b.units, unitID), at
	}
	b.unit = append(b.unit, at)
	b.channel = append(b.channel, byte(slices.Index(allChannels, channel)))
	for c, col := range b.layout.columns {
		missing, number := noAnswer, math.NaN()
		if asked != nil && !asked(col.LinkID) {
			missing, number = notAsked, math.Inf(1)
		}
		if col.Number {
			b.numbers[c] = append(b.numbers[c], number)
		} else {
			b.bytes[c] = append(b.bytes[c], missing)
		}
	}
	b.take(&a)
	return nil
}

// take goes through the answers, into groups and what is asked under an answer.
func (b *block) take(a *packAnswer) {
	last := b.rows() - 1
	for _, item := range a.Item {
		b.take(&item.packAnswer)
		at := b.layout.at[item.LinkID]
		for n := range item.Answer {
			v := &item.Answer[n]
			b.take(&v.packAnswer)
			if len(at) == 0 {
				continue
			}
			first := b.layout.columns[at[0]]
			switch {
			case first.Number:
				if x := v.number(); x != nil && !math.IsInf(*x, 0) {
					b.numbers[at[0]][last] = *x
				}
			case first.Option != "":
				key := v.key()
				for _, c := range at {
					if b.layout.columns[c].Option == key {
						b.bytes[c][last] = ticked
					} else if b.bytes[c][last] != ticked {
						b.bytes[c][last] = unticked
					}
				}
			default:
				b.bytes[at[0]][last] = ownWords
				if o := slices.Index(first.Options, v.key()); o >= 0 {
					b.bytes[at[0]][last] = byte(o + 1)
				}
			}
		}
	}
}

// addRow puts an answer into the block as it is kept.
func (b *block) addRow(r answerRow) error {
	return b.add(r.UnitID, r.Channel, r.Data, nil)
}

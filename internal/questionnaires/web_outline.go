package questionnaires

import (
	"strconv"

	"footbridge/internal/forms"
)

// outlineRow is one item of a form as the version's page and the editor list it.
type outlineRow struct {
	Anchor, LinkID, Number, Words, Type, When, Easy, Welsh string
	Prefix, Help, Limits, Scale, Figure                    string
	Required, Group, MayUp, MayDown, MayIn, MayOut         bool
	Options                                                []string
	Rows                                                   []outlineRow
	Draft                                                  string // id of the draft that is edited, "" where nothing is
	Version                                                int    // of that draft
}

// outline lists the items of a form.
func outline(f *forms.Form, draft Version) []outlineRow {
	b := outliner{form: f}
	if draft.Draft() {
		b.draft, b.version = draft.ID, draft.Version
	}
	return b.rows(f.Items, "", false)
}

type outliner struct {
	form    *forms.Form
	draft   string
	version int
	count   int
}

func (b *outliner) rows(items []forms.Item, above string, inGroup bool) []outlineRow {
	var out []outlineRow
	number := 0
	for n := range items {
		i := &items[n]
		b.count++
		row := outlineRow{
			Anchor: "q-" + strconv.Itoa(b.count), LinkID: i.LinkID, Words: i.Text.Plain, Type: TypeLabel(i), When: When(b.form, i), Prefix: i.Prefix, Help: i.Help.Plain,
			Easy: in(i.Text, easyTag(b.form)), Welsh: in(i.Text, welshTag), Required: i.Required, Group: i.Kind == forms.Group, Limits: limitWords(i), Scale: polarityWords(i),
			MayUp: n > 0, MayDown: n < len(items)-1, MayOut: inGroup, Draft: b.draft, Version: b.version,
			MayIn: i.Kind != forms.Group && (n > 0 && items[n-1].Kind == forms.Group || n < len(items)-1 && items[n+1].Kind == forms.Group),
		}
		if i.Kind != forms.Display {
			number++
			row.Number = above + strconv.Itoa(number)
		}
		if row.Easy == row.Words {
			row.Easy = ""
		}
		if row.Words == "" {
			row.Words = i.LinkID
		}
		for _, o := range b.form.OptionsOf(i) {
			words := OptionWords(o)
			if o.Ordinal != nil {
				words += " (" + numberText(o.Ordinal) + ")"
			}
			row.Options = append(row.Options, words)
		}
		if i.Figure != nil {
			row.Figure = i.Figure.Label.Plain
		}
		row.Rows = b.rows(i.Items, row.Number+".", i.Kind == forms.Group)
		out = append(out, row)
	}
	return out
}

// anchorOf is where an item stands on the page of its outline.
func anchorOf(f *forms.Form, linkID string) string {
	count, at := 0, 0
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		count++
		if i.LinkID == linkID {
			at = count
		}
	})
	if at == 0 {
		return ""
	}
	return "#q-" + strconv.Itoa(at)
}

// limitWords says what an answer may be.
func limitWords(i *forms.Item) string {
	switch {
	case i.MaxLength > 0:
		return "Up to " + strconv.Itoa(i.MaxLength) + " characters"
	case i.MinValue != nil && i.MaxValue != nil:
		return "From " + numberText(i.MinValue) + " to " + numberText(i.MaxValue)
	case i.MinValue != nil:
		return "At least " + numberText(i.MinValue)
	case i.MaxValue != nil:
		return "At most " + numberText(i.MaxValue)
	case i.Repeats && i.Min > 1 && i.Max > 0:
		return "From " + strconv.Itoa(i.Min) + " to " + strconv.Itoa(i.Max) + " answers"
	case i.Repeats && i.Max > 0:
		return "Up to " + strconv.Itoa(i.Max) + " answers"
	}
	return ""
}

func polarityWords(i *forms.Item) string {
	switch i.Polarity {
	case forms.Positive:
		return "Yes, or a high number, is good"
	case forms.Negative:
		return "Yes, or a high number, is not good"
	}
	return ""
}

package indicators

import (
	"strconv"
	"strings"

	"footbridge/internal/disclosure"
	"footbridge/internal/when"
)

// tooFew stands where a number is not shown.
const tooFew = "too few to show"

// Text is a value as people read it: "31%", "3.2 for each 1,000", "1,235".
func (d Definition) Text(v float64) string {
	switch d.Shape {
	case Share:
		return number(v) + "%"
	case Rate:
		return number(v) + " for each " + number(float64(d.Per))
	}
	return number(v)
}

// number is v with commas, and with a decimal where it has one.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	whole, rest, _ := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

// Better says which way is better.
func (d Definition) Better() string {
	switch d.Direction {
	case Increase:
		return "Higher is better"
	case Decrease:
		return "Lower is better"
	}
	return "Neither way is better by itself"
}

// Said is a figure in words, without its month: "31%".
func (d Definition) Said(f Figure) string {
	if !f.Shown {
		return tooFew
	}
	return d.Text(f.Value)
}

// Of are the numbers behind a figure: "35 of 120 people".
func (d Definition) Of(f Figure) string {
	if d.Shape == Count {
		return d.Unit
	}
	return strings.TrimSpace(counted(f.Num) + " of " + counted(f.Den) + " " + d.Unit)
}

// counted is a count as it is read: a hidden one in words.
func counted(n string) string {
	if n == disclosure.Mark {
		return "fewer than can be shown"
	}
	v, err := strconv.ParseFloat(n, 64)
	if err != nil {
		return n
	}
	return number(v)
}

// Completeness says for how many it was recorded; "" where that has no meaning.
func (d Definition) Completeness(f Figure) string {
	switch {
	case d.Recorded == "":
		return ""
	case !f.RecordedShown:
		return tooFew
	}
	return strconv.Itoa(int(f.Recorded*100+0.5)) + "%"
}

// TargetOf is the target that holds in a month, or nil.
func (d Definition) TargetOf(m when.Month) *Target {
	var out *Target
	for i, t := range d.Targets {
		if !t.From.After(m) && (out == nil || !t.From.Before(out.From)) {
			out = &d.Targets[i]
		}
	}
	return out
}

// TargetText is a target in words: "at least 60%".
func (d Definition) TargetText(t *Target) string {
	switch {
	case t == nil:
		return ""
	case d.Direction == Decrease:
		return "at most " + d.Text(t.Value)
	}
	return "at least " + d.Text(t.Value)
}

// Every says how often there is a figure.
func (d Definition) Every() string {
	switch d.Period {
	case "quarter":
		return "each quarter"
	case "rolling-12":
		return "each month, of the twelve months up to it"
	}
	return "each month"
}

// AimLabel is the aim as people read it.
func (d Definition) AimLabel() string {
	if d.Aim == "" {
		return ""
	}
	return strings.ToUpper(d.Aim[:1]) + d.Aim[1:]
}

// dimensionLabel is a dimension as people read it.
func dimensionLabel(slug string) string {
	for _, d := range Dimensions {
		if d.Slug == slug {
			return d.Label
		}
	}
	return ""
}

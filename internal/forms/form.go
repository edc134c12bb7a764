// Package forms treats a questionnaire as data: what is asked, when an item is
// asked at all, in which languages, and how the answers are scored. A form comes
// and goes as a FHIR R4 Questionnaire or as our own YAML, without loss; answers
// are a FHIR R4 QuestionnaireResponse.
//
// Everything but the files web*.go is a pure function of its arguments. Nothing
// here is stored: modules keep forms and answers.
package forms

import (
	"encoding/json"
	"strings"
)

// Form is one version of a questionnaire.
type Form struct {
	ID          string // of the FHIR resource
	URL         string // canonical address
	Version     string
	Name        string // for machines
	Title       Text
	Description Text // shown before the first question
	Purpose     string
	Publisher   string
	Copyright   string
	Status      string // draft, active, retired or unknown
	Date        string // as FHIR writes it
	Language    string // of Text.Plain; British English when empty
	SubjectType []string
	Codes       []Coding
	Items       []Item
	Scores      []Score
	ValueSets   []ValueSet // contained
	Variables   []Expression
	// Extra keeps what a file says and we do not act on, by the name of the
	// field, so that an export says it again.
	Extra Extra
}

// Extra is what was read and not understood: JSON by the name of its field;
// extensions under "extension".
type Extra map[string]json.RawMessage

// Text is words in several languages.
type Text struct {
	Plain string
	// In is the same words by language tag ("cy", "en-x-easy").
	In map[string]string
}

// Easy is the private part of a language tag that marks easy read words: an
// edition of the same instrument, not another one.
const Easy = "x-easy"

// For returns the words in a language: that very one, else the language without
// its easy read or regional part, else the plain words.
func (t Text) For(language string) string {
	for tag := strings.ToLower(language); tag != ""; {
		for have, words := range t.In {
			if strings.ToLower(have) == tag && words != "" {
				return words
			}
		}
		if strings.HasSuffix(tag, "-"+Easy) {
			tag = strings.TrimSuffix(tag, "-"+Easy)
			continue
		}
		cut := strings.LastIndexByte(tag, '-')
		tag = tag[:max(cut, 0)]
	}
	return t.Plain
}

// Kind is the type of an item, in FHIR's words.
type Kind string

// The kinds of item that are understood. Attachments and references are named as
// unsupported when a file is read.
const (
	Group      Kind = "group"
	Display    Kind = "display"
	Boolean    Kind = "boolean"
	Decimal    Kind = "decimal"
	Integer    Kind = "integer"
	Date       Kind = "date"
	DateTime   Kind = "dateTime"
	Time       Kind = "time"
	String     Kind = "string" // one line
	LongText   Kind = "text"   // several lines
	URL        Kind = "url"
	Choice     Kind = "choice"
	OpenChoice Kind = "open-choice" // a choice, or own words
	Quantity   Kind = "quantity"    // a number with a unit
)

// Item is a question, a group of items, or words between them.
type Item struct {
	LinkID    string
	Kind      Kind
	Prefix    string // "1.", "a)"
	Text      Text
	Help      Text   // smaller words under the question
	Format    string // how an answer is written: "dd/mm/yyyy"
	Codes     []Coding
	Required  bool
	Repeats   bool
	Min, Max  int // how many answers, or times a group is given; 0 is not stated
	ReadOnly  bool
	Hidden    bool
	MaxLength int      // characters
	MinValue  *float64 // of numbers
	MaxValue  *float64
	Unit      string // of numbers
	// Control is FHIR's questionnaire-itemControl code, where a file states one.
	Control    string
	Options    []Option
	ValueSet   string // "#id" of one of Form.ValueSets, instead of Options
	Initial    []Value
	EnableWhen []Condition
	EnableAny  bool        // one condition is enough; otherwise all must hold
	EnableExpr *Expression // SDC enableWhenExpression
	Calculated *Expression // SDC calculatedExpression
	Variables  []Expression
	// Polarity says what agreeing means for the service that is asked about.
	Polarity Polarity
	// Figure says which answers are counted in a published figure, and of which.
	Figure *Figure
	Items  []Item
	Extra  Extra
}

// Figure is the share of the answers to a question that a report shows: those
// with a code in Count, of those with a code in Of.
type Figure struct {
	Label     Text
	Count, Of []string
	Set       string // the figure of the report that it belongs to: "3", "8a"
	Domain    string // what it is about: hope, control or opportunity
}

// Polarity says whether yes, or a high number, is good.
type Polarity string

// What a yes or a high number means.
const (
	Neutral  Polarity = ""
	Positive Polarity = "positive"
	Negative Polarity = "negative"
)

// Option is one answer that may be chosen.
type Option struct {
	Value Value
	Text  Text // the words shown; Value.Display in FHIR
	// Ordinal is the number that the option counts for in scores: FHIR's
	// ordinalValue, or itemWeight.
	Ordinal *float64
	Initial bool
	Prefix  string // "a)", "1"
	// Exclusive rules the others out: "none of these".
	Exclusive bool
	Extra     Extra
}

// Key is what names the option in a page's form, in a table of results and in
// YAML: its code, or its value where it has none.
func (o Option) Key() string { return o.Value.Key() }

// ValueSet is a list of options that several items use.
type ValueSet struct {
	ID      string
	URL     string
	Title   string
	Options []Option
	Extra   Extra
}

// Coding is a code of a system, with its words.
type Coding struct {
	System, Code, Display string
}

// Value is one answer, or what an answer is compared with. It is comparable, but
// compare with [Value.Same]: the words of a coding do not count.
type Value struct {
	// Kind is FHIR's name of the type: "boolean", "decimal", "integer", "date",
	// "dateTime", "time", "string", "uri", "Coding", "Quantity".
	Kind string
	// Text is the value as FHIR writes it ("true", "4.50", "2027-05-03"); the
	// code of a Coding; the number of a Quantity.
	Text    string
	System  string // of a Coding or Quantity
	Display string // of a Coding; the unit of a Quantity
}

// Key is the value in one word: the code of a coding, or its words where it has
// no code.
func (v Value) Key() string {
	if v.Text == "" {
		return v.Display
	}
	return v.Text
}

// Condition compares the answers to a question with a value.
type Condition struct {
	Question string // link ID
	Operator string // exists = != > < >= <=
	Value    Value  // a boolean for exists
}

// Expression is FHIRPath.
type Expression struct {
	Name        string
	Language    string // text/fhirpath
	Text        string
	Description string
}

// Score says how a number is made from answers.
type Score struct {
	ID     string
	Title  Text
	Method Method
	Items  []ScoreItem
	// Of are other scores that are parts of this one, instead of Items.
	Of []string
	// MinAnswered is how many items must have an answer for there to be a score:
	// all when 0. With Prorate a sum with fewer answers than items is the mean of
	// those answered times the number of items.
	MinAnswered int
	Prorate     bool
	Multiply    float64 // 1 when 0
	Lookup      []LookupRow
	Round       *int // decimal places
	Polarity    Polarity
	// Missing says the missing rule in words, Source where the rule is from.
	Missing, Source string
}

// Method is how the items of a score come together.
type Method string

// The methods of a score.
const (
	Sum   Method = "sum"
	Mean  Method = "mean"
	Count Method = "count" // of the items answered with anything but zero
)

// ScoreItem is an item's part in a score.
type ScoreItem struct {
	LinkID string
	// Reversed counts from the other end of the item's options: lowest + highest
	// - value.
	Reversed bool
	Weight   float64 // 1 when 0
}

// LookupRow turns a raw score into another: that of the row with the same From.
type LookupRow struct {
	From, To float64
}

// Response is the answers of one person to a form.
type Response struct {
	ID            string
	Questionnaire string // canonical|version
	Status        string // in-progress, completed, amended, entered-in-error, stopped
	Language      string
	Authored      string // as FHIR writes it; empty where an answer is anonymous
	Items         []ResponseItem
	Extra         Extra
}

// ResponseItem is the answers to one item, or one occurrence of a group.
type ResponseItem struct {
	LinkID  string
	Text    string
	Answers []Answer
	Items   []ResponseItem // of a group
	Extra   Extra
}

// Answer is one answer, with those to the items under it.
type Answer struct {
	Value Value
	Items []ResponseItem
	Extra Extra
}

// Problem is something wrong with a form or with answers, in words for the
// person who can put it right.
type Problem struct {
	Path    string // link IDs from the outside in, with /; with [n] where something repeats
	Message string
}

// Note says what became of a part of a file that was read and that we do not, or
// not wholly, act on.
type Note struct {
	Path string
	// What is a plain sentence that names the part.
	What string
	// Acted is false when the part is only kept and written again: it does not
	// work here.
	Acted bool
}

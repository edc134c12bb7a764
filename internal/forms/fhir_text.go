package forms

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

const hl7 = "http://hl7.org/fhir/StructureDefinition/"
const sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

// languageTag is how a language is named: "cy", "en-GB", "en-x-easy".
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// textParts are the parts of words with their translations: a field, and its
// twin with "_" that carries the extensions of a primitive.
func textParts[T any](name string, field func(x *T) *Text) []fieldOf[T] {
	return []fieldOf[T]{
		textPart(name, func(x *T) *string { return &field(x).Plain }),
		translatedPart(name, field),
	}
}

func translatedPart[T any](name string, field func(x *T) *Text) fieldOf[T] {
	return fieldOf[T]{
		name: "_" + name,
		read: func(c *reading, x *T, p spot) error {
			o, ok := p.v.(object)
			if !ok {
				return p.wrong("an object")
			}
			for _, inside := range fieldOrder(o) {
				if inside == "extension" {
					_, err := readExtensions(c, translations, field(x), spot{under(p.path, inside), o[inside], o})
					if err != nil {
						return err
					}
				}
			}
			return nil
		},
		write: func(x *T) any { return twin(field(x), nil) },
		over:  func(x *T, kept any) any { return twin(field(x), kept) },
	}
}

// twin writes the translations of a text over what was kept of them.
func twin(t *Text, kept any) any {
	o := object{}
	if was, ok := kept.(object); ok {
		o = maps.Clone(was)
	} else if kept != nil {
		return kept
	}
	before, has := o["extension"].([]any)
	list := writeExtensions(translations, t, before)
	switch {
	case len(list) > 0:
		o["extension"] = list
	case has && len(before) > 0:
		delete(o, "extension")
	}
	if len(o) == 0 && (kept == nil || has) {
		return nil
	}
	return o
}

var translations = []extension[Text]{{
	url: hl7 + "translation",
	read: func(t *Text, e object) bool {
		var tag, words string
		for _, v := range listOf(e["extension"]) {
			o, _ := v.(object)
			switch o["url"] {
			case "lang":
				tag, _ = o["valueCode"].(string)
			case "content":
				for _, kind := range []string{"valueString", "valueMarkdown"} {
					if s, ok := o[kind].(string); ok {
						words = s
					}
				}
			}
		}
		if words == "" || !languageTag.MatchString(tag) {
			return false
		}
		if _, twice := t.In[tag]; twice {
			return false
		}
		t.In = maps.Clone(t.In)
		if t.In == nil {
			t.In = map[string]string{}
		}
		t.In[tag] = words
		return true
	},
	write: func(t *Text) []object {
		var list []object
		for _, tag := range slices.Sorted(maps.Keys(t.In)) {
			if t.In[tag] != "" {
				list = append(list, object{"extension": []any{
					object{"url": "lang", "valueCode": tag},
					object{"url": "content", "valueString": t.In[tag]},
				}})
			}
		}
		return list
	},
}}

// unknown notes a field that is kept and not acted on.
func (c *reading) unknown(path, name string) {
	if why, ok := fields[strings.TrimPrefix(name, "_")]; ok {
		c.note(path, why, false)
		return
	}
	c.note(path, "“"+name+"” is not known here; it is kept and written again", false)
}

// fields says why the fields of FHIR that are not acted on are not.
var fields = map[string]string{
	"id":                "an id inside the form; it is kept and written again",
	"meta":              "the file's own particulars, such as its profile; they are kept and written again",
	"implicitRules":     "rules from outside the form are not followed; their address is kept",
	"text":              "the summary in words of the file is not shown; it is kept and written again",
	"modifierExtension": "something that changes the meaning of what it is part of, and that is not known here; do not use the form before you know what it is",
	"identifier":        "other identifiers of the form are kept and written again",
	"derivedFrom":       "the form this one is made from is kept and written again, not read",
	"experimental":      "that the form is only for trying out is kept and written again",
	"contact":           "whom to ask about the form is kept and written again",
	"useContext":        "where the form is meant to be used is kept and written again",
	"jurisdiction":      "the countries the form is for are kept and written again",
	"approvalDate":      "the date of approval is kept and written again",
	"lastReviewDate":    "the date of the last review is kept and written again",
	"effectivePeriod":   "when the form is meant to be used is kept and written again; it is not shut outside that time",
	"definition":        "the definition elsewhere of this item is kept and written again",
	"option":            "answers in the way of an older edition (STU3) are not offered; they are kept and written again",
	"options":           "a list of answers in the way of an older edition (STU3) is not offered; its address is kept and written again",
	"answerConstraint":  "what a newer edition (R5) says about other answers is acted on only for a coding; it is kept and written again",
	"disabledDisplay":   "a question that is not asked is always left out, never shown greyed; what the file says is kept and written again",
	"valueReference":    "an answer that refers to another record cannot be chosen; it is kept and written again",
}

// unknownExtension notes an extension that is kept and not acted on. known ones
// say nothing that can be acted on, or say it twice.
func (c *reading) unknownExtension(path string, e object, known bool) {
	url, _ := e["url"].(string)
	name := url[strings.LastIndexAny(url, "/:")+1:]
	switch why, ok := extensions[name]; {
	case known:
		c.note(path, "“"+name+"” says nothing that can be acted on, or says it a second time; it is kept and written again", false)
	case ok:
		c.note(path, "“"+name+"”: "+why, false)
	default:
		c.note(path, "the extension “"+url+"” is not known here; it is kept and written again", false)
	}
}

// extensions says why the well-known extensions that are not acted on are not.
var extensions = map[string]string{
	"rendering-xhtml":                                 "the words are shown without their formatting; it is kept and written again",
	"rendering-markdown":                              "the words are shown without their formatting; it is kept and written again",
	"rendering-style":                                 "colours and type of the file are not used; they are kept and written again",
	"rendering-styleSensitive":                        "colours and type of the file are not used; they are kept and written again",
	"questionnaire-displayCategory":                   "the kind of these words is kept and written again",
	"questionnaire-supportLink":                       "the address of help is not shown; it is kept and written again",
	"questionnaire-choiceOrientation":                 "answers always stand below one another; what the file says is kept and written again",
	"questionnaire-unitOption":                        "only one unit is offered; the others are kept and written again",
	"questionnaire-sliderStepValue":                   "the step of the slider is kept and written again",
	"questionnaire-usageMode":                         "when the item is shown is kept and written again; it is always shown",
	"questionnaire-constraint":                        "a rule about the answers is not checked; it is kept and written again",
	"questionnaire-fhirType":                          "the type elsewhere of the answer is kept and written again",
	"questionnaire-baseType":                          "the type elsewhere of the answer is kept and written again",
	"preferredTerminologyServer":                      "lists of answers are not fetched from elsewhere; the address is kept and written again",
	"regex":                                           "a pattern for the answer is not checked; it is kept and written again",
	"minLength":                                       "a least length of the answer is not checked; it is kept and written again",
	"maxDecimalPlaces":                                "how many decimals an answer may have is not checked; it is kept and written again",
	"sdc-questionnaire-initialExpression":             "an answer worked out in advance is not filled in; the rule is kept and written again",
	"sdc-questionnaire-answerExpression":              "answers worked out from elsewhere are not offered; the rule is kept and written again",
	"sdc-questionnaire-candidateExpression":           "answers worked out from elsewhere are not offered; the rule is kept and written again",
	"sdc-questionnaire-contextExpression":             "records from elsewhere are not read; the rule is kept and written again",
	"sdc-questionnaire-launchContext":                 "what the form would be opened with is kept and written again",
	"sdc-questionnaire-itemExtractionContext":         "nothing is made of the answers elsewhere; the rule is kept and written again",
	"sdc-questionnaire-observationLinkPeriod":         "answers are not filled in from other records; how far back to look is kept and written again",
	"sdc-questionnaire-observationExtract":            "nothing is made of the answers elsewhere; the rule is kept and written again",
	"sdc-questionnaire-preferredTerminologyServer":    "lists of answers are not fetched from elsewhere; the address is kept and written again",
	"sdc-questionnaire-answerOptionsToggleExpression": "answers are not switched off by a rule; the rule is kept and written again",
}

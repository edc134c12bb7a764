package forms

import (
	"fmt"
	"strings"
)

// Phrase is words with their language, where that is not the language around
// them: a page says it, so that a screen reader pronounces them well.
type Phrase struct{ Text, Lang string }

// In returns the words of t for somebody who reads language, and which language
// they really are in. The plain words are in the form's own language.
func (f *Form) In(t Text, language string) Phrase {
	words := t.For(language)
	p := Phrase{Text: words}
	if words == "" || sameLanguage(language, f.tongue()) {
		return p
	}
	for tag, w := range t.In {
		if w == words && sameLanguage(tag, language) {
			return p
		}
	}
	if words == t.Plain {
		p.Lang = f.tongue()
	}
	return p
}

// tongue is the language of the form's plain words.
func (f *Form) tongue() string {
	if f.Language == "" {
		return English
	}
	return f.Language
}

// sameLanguage compares languages without region or easy read.
func sameLanguage(a, b string) bool { return base(a) == base(b) }

func base(tag string) string {
	b, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return b
}

// easy reports whether the tag asks for easy read words.
func easy(tag string) bool { return strings.HasSuffix(strings.ToLower(tag), Easy) }

// languageNames are languages in their own words.
var languageNames = map[string]string{
	"en": "English", "cy": "Cymraeg", "pl": "Polski", "ro": "Română", "pt": "Português", "es": "Español", "fr": "Français", "so": "Soomaali",
	"ur": "اردو", "ar": "العربية", "fa": "فارسی", "pa": "ਪੰਜਾਬੀ", "bn": "বাংলা", "gu": "ગુજરાતી", "uk": "Українська", "tr": "Türkçe", "zh": "中文",
}

// LanguageName is what a language is called by those who read it.
func LanguageName(tag string) string {
	name := languageNames[base(tag)]
	switch {
	case name == "":
		return tag
	case easy(tag) && base(tag) == "en":
		return "Easy read"
	case easy(tag) && base(tag) == "cy":
		return "Cymraeg (Hawdd ei Ddeall)"
	case easy(tag):
		return name + " (easy read)"
	}
	return name
}

// rightToLeft reports how a language is written.
func rightToLeft(tag string) bool {
	switch base(tag) {
	case "ar", "fa", "he", "ur", "ps", "yi":
		return true
	}
	return false
}

// say returns one of the page's own words in a language, or in English.
func say(language, key string, args ...any) Phrase {
	words, tag := english[key], English
	if base(language) == "cy" && welsh[key] != "" {
		words, tag = welsh[key], "cy"
	}
	if base(language) == "en" && easy(language) && easyRead[key] != "" {
		words = easyRead[key]
	}
	if len(args) > 0 {
		words = fmt.Sprintf(words, args...)
	}
	if sameLanguage(tag, language) {
		tag = ""
	}
	return Phrase{words, tag}
}

// The page's own words: what is not part of the form.
var (
	english = map[string]string{
		"continue": "Continue", "back": "Back", "save": "Save and come back later", "send": "Send my answers", "check": "Check my answers",
		"yes": "Yes", "no": "No", "other": "Something else", "otherwords": "Your own words", "choose": "Choose an answer",
		"day": "Day", "month": "Month", "year": "Year", "time": "Time, like 14:30",
		"add": "Add another", "addto": "Add another: %s", "nth": "%s: number %d",
		"required": "needs an answer", "error": "Error:", "several": "Choose all that apply.", "tick": "Tick all that apply.", "page": "Page %d of %d", "whole": "Enter a whole number.",
		"optional": "You can leave out any question.", "except": "You can leave out any question that is not marked “needs an answer”.",
		"step": "Question %d of %d", "about": "Question %d of about %d", "limit": "You can use up to %d characters.",
		"worked": "We work this out from your other answers.", "nothing": "Nothing yet", "notanswered": "Not answered", "change": "Change",
		"from": "From %s to %s.", "least": "%s or more.", "most": "%s or less.", "language": "Language",
		"clear": "Clear my answer", "applies": "Answer this only if it applies to you.",
		"only": "Answer this only if", "onlypart": "Answer this part only if",
	}
	welsh = map[string]string{
		"continue": "Parhau", "back": "Yn ôl", "send": "Anfon fy atebion", "save": "Cadw a dod yn ôl yn nes ymlaen",
		"yes": "Ie", "no": "Na", "other": "Rhywbeth arall", "choose": "Dewiswch ateb", "otherwords": "Eich geiriau eich hun",
		"day": "Diwrnod", "month": "Mis", "year": "Blwyddyn", "add": "Ychwanegu un arall", "addto": "Ychwanegu un arall: %s",
		"required": "angen ateb", "error": "Gwall:", "step": "Cwestiwn %d o %d", "about": "Cwestiwn %d (tua %d i gyd)",
		"change": "Newid", "language": "Iaith",
	}
	easyRead = map[string]string{
		"continue": "Next", "save": "Stop for now. You can come back later", "check": "Look at my answers",
		"several": "You can choose more than one.", "tick": "You can tick more than one.", "optional": "You do not have to answer every question.",
		"except":   "You do not have to answer every question. Some say “needs an answer”. Please answer those.",
		"required": "needs an answer",
	}
)

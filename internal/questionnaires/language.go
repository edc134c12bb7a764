package questionnaires

import (
	"strings"

	"footbridge/internal/forms"
)

// LanguageName is a language tag in words.
func LanguageName(tag string) string {
	tag = strings.ToLower(tag)
	names := map[string]string{"en": "English", "en-gb": "English", "cy": "Welsh", "pl": "Polish", "ur": "Urdu", "pa": "Punjabi", "bn": "Bengali", "so": "Somali", "ar": "Arabic", "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese", "ro": "Romanian"}
	base, easy := strings.CutSuffix(tag, "-"+forms.Easy)
	name := names[base]
	switch {
	case name == "" && easy:
		return "easy read (" + base + ")"
	case name == "":
		return "the language “" + tag + "”"
	case easy && name == "English":
		return "easy read"
	case easy:
		return "easy read " + name
	}
	return name
}

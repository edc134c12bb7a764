package questionnaires

import "footbridge/internal/forms"

// encode writes a form as it is kept: a FHIR R4 Questionnaire.
func encode(f *forms.Form) ([]byte, error) { return forms.WriteJSON(f) }

// decode reads a form as it is kept.
func decode(text string) (forms.Form, error) {
	f, _, err := forms.ReadJSON([]byte(text))
	return f, err
}

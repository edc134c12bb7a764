package app

import (
	"encoding/json"
	"errors"
	"os"
	"strings"

	"footbridge/internal/forms"
)

type formsScoreCommand struct {
	Questionnaire string `arg:"" help:"A questionnaire: FHIR as JSON or XML, or our own YAML."`
	Response      string `arg:"" help:"The answers of one person: a FHIR QuestionnaireResponse."`
}

// Help is what else there is to know.
func (formsScoreCommand) Help() string {
	return `Prints JSON. "scores" are those that the questionnaire defines: value is null when there is
no score, and reason says why in each case; answered is how many of its items have an answer
that counts. "calculated" are the items that the questionnaire works out itself, by link ID.
Answers that break the questionnaire are refused: each with its path and the reason.`
}

// scored is a score as it is printed.
type scored struct {
	ID       string   `json:"id"`
	Value    *float64 `json:"value"`
	Raw      *float64 `json:"raw"`
	Answered int      `json:"answered"`
	Of       int      `json:"of"`
	Prorated bool     `json:"prorated"`
	Reason   string   `json:"reason"`
}

// Run prints the scores of a response.
func (c formsScoreCommand) Run(s *session) error {
	data, err := os.ReadFile(c.Questionnaire)
	if err != nil {
		return err
	}
	form, _, err := forms.Read(c.Questionnaire, data)
	if err != nil {
		return err
	}
	if data, err = os.ReadFile(c.Response); err != nil {
		return err
	}
	response, _, err := forms.ReadResponse(c.Response, data)
	if err != nil {
		return err
	}
	if err := broken(c.Response, form.Validate(&response)); err != nil {
		return err
	}
	response = form.Tidy(response)
	out := struct {
		Scores     []scored       `json:"scores"`
		Calculated map[string]any `json:"calculated"`
	}{[]scored{}, map[string]any{}}
	for _, r := range form.Score(&response) {
		out.Scores = append(out.Scores, scored{r.ID, r.Value, r.Raw, r.Answered, r.Of, r.Prorated, r.Why})
	}
	calculated(&form, response.Items, out.Calculated)
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

// broken is what to say of answers that break their questionnaire.
func broken(name string, problems []forms.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	lines := []string{name + ": these answers break their questionnaire:"}
	for _, p := range problems {
		path := p.Path
		if path == "" {
			path = "(the whole)"
		}
		lines = append(lines, "  "+path+": "+p.Message)
	}
	return errors.New(strings.Join(lines, "\n"))
}

// calculated collects the values of calculated items; several answers, also
// those of several occurrences, are a list.
func calculated(form *forms.Form, items []forms.ResponseItem, out map[string]any) {
	for i := range items {
		item := &items[i]
		calculated(form, item.Items, out)
		asked := form.Find(item.LinkID)
		for _, a := range item.Answers {
			calculated(form, a.Items, out)
			if asked == nil || asked.Calculated == nil {
				continue
			}
			switch have := out[item.LinkID].(type) {
			case nil:
				out[item.LinkID] = plainValue(a.Value)
			case []any:
				out[item.LinkID] = append(have, plainValue(a.Value))
			default:
				out[item.LinkID] = []any{have, plainValue(a.Value)}
			}
		}
	}
}

// plainValue is a value as JSON has it.
func plainValue(v forms.Value) any {
	switch v.Kind {
	case "boolean":
		return v.Text == "true"
	case "integer", "decimal", "Quantity":
		if n := json.Number(v.Text); json.Valid([]byte(n)) {
			return n
		}
	}
	return v.Key()
}

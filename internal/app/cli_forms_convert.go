package app

import (
	"fmt"
	"os"

	"footbridge/internal/forms"
)

type formsCheckCommand struct {
	File string `arg:"" help:"A questionnaire: FHIR as JSON or XML, or our own YAML."`
}

// Help is what else there is to know.
func (formsCheckCommand) Help() string {
	return `Says what stands in the way of asking the questionnaire, and which parts of the file are
kept but do nothing here. Exits 1 when it cannot be read or should not be published.`
}

// Run prints what is wrong with a form, and what of it does nothing.
func (c formsCheckCommand) Run(s *session) error {
	f, notes, err := readForm(c.File)
	if err != nil {
		return err
	}
	for _, n := range notes {
		s.printf("note: %s: %s\n", n.Path, n.What)
	}
	problems := f.Check()
	for _, p := range problems {
		if p.Path == "" {
			s.printf("problem: %s\n", p.Message)
			continue
		}
		s.printf("problem: %s: %s\n", p.Path, p.Message)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s: %s", c.File, counted(len(problems), "problem stands", "problems stand")+" in the way of publishing")
	}
	questions := 0
	f.Walk(func(_ []*forms.Item, i *forms.Item) {
		if i.Kind != forms.Group && i.Kind != forms.Display {
			questions++
		}
	})
	s.printf("%s: %s, nothing stands in the way of publishing.\n", c.File, counted(questions, "question", "questions"))
	return nil
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

type formsConvertCommand struct {
	File string `arg:"" help:"A questionnaire: FHIR as JSON or XML, or our own YAML."`
	To   string `enum:"yaml,json" default:"yaml" help:"yaml: to read and change by hand. json: FHIR."`
}

// Help is what else there is to know.
func (formsConvertCommand) Help() string {
	return `Prints the questionnaire. Nothing is lost: what the file says and we do not act on is
printed too, in YAML under "fhir".`
}

// Run prints a form in the other way of writing it.
func (c formsConvertCommand) Run(s *session) error {
	f, _, err := readForm(c.File)
	if err != nil {
		return err
	}
	write := forms.WriteYAML
	if c.To == "json" {
		write = forms.WriteJSON
	}
	data, err := write(&f)
	if err != nil {
		return err
	}
	_, err = s.stdout.Write(data)
	return err
}

func readForm(name string) (forms.Form, []forms.Note, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return forms.Form{}, nil, err
	}
	return forms.Read(name, data)
}

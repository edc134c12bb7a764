package forms

import "fmt"

// biggest is how much of a file is read: far more than a form needs.
const biggest = 8 << 20

// Read reads a form from FHIR JSON. An error names the file, and the place in it.
func Read(name string, data []byte) (Form, []Note, error) {
	f, notes, err := ReadJSON(data)
	if err != nil {
		return Form{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, notes, nil
}

package forms

import (
	"bytes"
	"fmt"
)

// biggest is how much of a file is read: far more than a form needs.
const biggest = 8 << 20

// Read reads a form from FHIR JSON, FHIR XML or our own YAML, whichever it is. An
// error names the file, and the place or the line in it.
func Read(name string, data []byte) (Form, []Note, error) {
	read := ReadYAML
	switch start := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"); {
	case len(start) == 0:
		return Form{}, nil, fmt.Errorf("%s: the file is empty", name)
	case start[0] == '{' || start[0] == '[':
		read = ReadJSON
	case start[0] == '<':
		read = ReadXML
	}
	f, notes, err := read(data)
	if err != nil {
		return Form{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, notes, nil
}

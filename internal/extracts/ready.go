package extracts

import (
	"embed"
	"strings"
)

// readyFiles are the mappings that come with the program.
//
//go:embed ready/*.yaml
var readyFiles embed.FS

// Ready are the names of the mappings that come with the program, to be taken as
// they are or copied and changed.
func Ready() []string {
	files, err := readyFiles.ReadDir("ready")
	if err != nil {
		panic("extracts: " + err.Error()) // they are part of the program
	}
	var out []string
	for _, f := range files {
		out = append(out, strings.TrimSuffix(f.Name(), ".yaml"))
	}
	return out
}

// ReadyMapping is the text of the mapping of that name; not ok when there is none.
func ReadyMapping(name string) (text string, ok bool) {
	b, err := readyFiles.ReadFile("ready/" + name + ".yaml")
	return string(b), err == nil
}

package indicators

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed ready/*.yaml
var readyFiles embed.FS

// readyTexts are the definitions to begin with, by their slugs.
func readyTexts() map[string]string {
	out := map[string]string{}
	files, _ := fs.Glob(readyFiles, "ready/*.yaml")
	for _, name := range files {
		if text, err := readyFiles.ReadFile(name); err == nil {
			out[strings.TrimSuffix(path.Base(name), ".yaml")] = string(text)
		}
	}
	return out
}

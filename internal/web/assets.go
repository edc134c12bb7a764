package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// The style sheet in assets/ is ours and always there. `make assets` builds the
// full one, from nhsuk-frontend, into assets/dist, which git ignores.
//
//go:embed all:assets
var assetFiles embed.FS

// asset is one embedded file with the address it is served at.
type asset struct {
	content []byte
	kind    string
	path    string // "/assets/0123456789ab/app.css"
}

var loadAssets = sync.OnceValue(func() map[string]asset {
	out := map[string]asset{}
	fs.WalkDir(assetFiles, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		content, err := assetFiles.ReadFile(name)
		if err != nil {
			return err
		}
		short := strings.TrimPrefix(name, "assets/")
		sum := sha256.Sum256(content)
		kind := mime.TypeByExtension(path.Ext(name))
		if kind == "" {
			kind = "application/octet-stream"
		}
		out[short] = asset{content, kind, "/assets/" + hex.EncodeToString(sum[:6]) + "/" + short}
		return nil
	})
	return out
})

// AssetPath is the address of an asset, its checksum in it. "app.css" is the
// full style sheet where it has been built, and the base one elsewhere.
func AssetPath(name string) string {
	all := loadAssets()
	if a, ok := all["dist/"+name]; ok {
		return a.path
	}
	return all[name].path
}

// Assets serves the embedded files, each at its checksum, to be kept for ever.
func Assets() http.Handler {
	byPath := map[string]asset{}
	for _, a := range loadAssets() {
		byPath[a.path] = a
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Write(a.content)
	})
}

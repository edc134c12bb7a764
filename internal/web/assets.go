package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// footbridge.css is ours and on every page. app.css comes before it: the base
// sheet in assets/ is always there, and `make assets` builds the full one, from
// nhsuk-frontend, into assets/dist, which git ignores.
//
//go:embed all:assets
var assetFiles embed.FS

// asset is one embedded file with the address it is served at.
type asset struct {
	content []byte
	zipped  []byte // the same, for browsers that take gzip
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
		out[short] = asset{content, zipped(content), kind, "/assets/" + hex.EncodeToString(sum[:6]) + "/" + short}
		return nil
	})
	return out
})

func zipped(content []byte) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(content) // a buffer takes everything
	z.Close()
	return buf.Bytes()
}

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
		w.Header().Set("Vary", "Accept-Encoding")
		body := a.content
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			body = a.zipped
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body)
	})
}

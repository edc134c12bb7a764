package web_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

func TestAssetsAreKeptForEverUnderTheirChecksum(t *testing.T) {
	h := site(t).Handler()
	for name, kind := range map[string]string{"app.css": "text/css", "footbridge.css": "text/css", "icon.svg": "image/svg+xml"} {
		res := visit(t, h, actor.Actor{}, "GET", web.AssetPath(name))
		body, _ := io.ReadAll(res.Body)
		sum := sha256.Sum256(body)
		if !strings.HasPrefix(web.AssetPath(name), "/assets/"+hex.EncodeToString(sum[:6])+"/") {
			t.Errorf("%s: the address %q is not that of what is served", name, web.AssetPath(name))
		}
		if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !strings.HasPrefix(got, kind) {
			t.Errorf("%s: status %d, %q", name, res.StatusCode, got)
		}
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") || !strings.Contains(got, "max-age=31536000") {
			t.Errorf("%s: kept as %q", name, got)
		}
		zipped := visit(t, h, actor.Actor{}, "GET", web.AssetPath(name), func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, gzip") })
		z, err := gzip.NewReader(zipped.Body)
		if err != nil || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: not zipped: %v", name, err)
		}
		if again, err := io.ReadAll(z); err != nil || string(again) != string(body) {
			t.Errorf("%s: zipped, it is something else (%v)", name, err)
		}
	}
	if web.AssetPath("nothing.css") != "" {
		t.Error("an address for what is not there")
	}
	for _, target := range []string{"/assets/", "/assets/app.css", "/assets/../web.go", path.Dir(web.AssetPath("app.css")) + "/"} {
		if res := visit(t, h, actor.Actor{}, "GET", target); res.StatusCode == http.StatusOK {
			t.Errorf("%s was served", target)
		}
	}
}

func TestPagesAskForTheirStyleSheets(t *testing.T) {
	doc := parse(t, visit(t, site(t).Handler(), reader, "GET", "/about"))
	for i, name := range []string{"app.css", "footbridge.css"} {
		if got := doc.Find("link[rel=stylesheet]").Eq(i).AttrOr("href", ""); got != web.AssetPath(name) {
			t.Errorf("style sheet %d is %q, want %s", i+1, got, name)
		}
	}
}

var borrowed = regexp.MustCompile(`(?i)frutiger|@font-face|@import|https?:|\burl\(\s*["']?[^#"')]`)

// TestNothingLicensedOrRemoteIsShipped holds for the tracked sheets and for the
// built one where it is: no typeface, no logo, nothing from another server.
func TestNothingLicensedOrRemoteIsShipped(t *testing.T) {
	files := os.DirFS("assets")
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch path.Ext(name) {
		case ".css":
			content, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			if found := borrowed.Find(content); found != nil {
				t.Errorf("%s holds %q", name, found)
			}
		case ".svg", ".js":
		default:
			t.Errorf("%s: neither a style sheet, a drawing nor a script", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBothStyleSheetsKnowTheSameParts: a class that pages use is dressed by the
// base sheet too, so that a page is decent before the full sheet is built.
func TestBothStyleSheetsKnowTheSameParts(t *testing.T) {
	var sheets string
	for _, name := range []string{"assets/app.css", "assets/footbridge.css"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sheets += string(content)
	}
	for _, class := range []string{
		"nhsuk-button", "nhsuk-button--secondary", "nhsuk-button--warning", "nhsuk-error-summary", "nhsuk-error-message",
		"nhsuk-form-group--error", "nhsuk-input", "nhsuk-select", "nhsuk-textarea", "nhsuk-radios__item", "nhsuk-checkboxes__item",
		"nhsuk-date-input", "nhsuk-file-upload__input", "nhsuk-details__summary", "nhsuk-summary-list__row", "nhsuk-tag--green",
		"nhsuk-inset-text", "nhsuk-card--warning", "nhsuk-notification-banner", "nhsuk-breadcrumb__list-item", "nhsuk-skip-link",
		"nhsuk-u-visually-hidden", "nhsuk-grid-row", "nhsuk-width-container", "nhsuk-table", "fb-scroll", "fb-timeline", "fb-tabs__tab",
	} {
		if !strings.Contains(sheets, "."+class) {
			t.Errorf("no rule for .%s", class)
		}
	}
}

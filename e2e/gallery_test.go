package e2e

import (
	"log/slog"
	"net/http/httptest"
	"testing"

	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

// gallery serves the page with every component, without a database.
func gallery(t *testing.T) string {
	t.Helper()
	site := web.NewSite(slog.New(slog.DiscardHandler))
	site.Nav = []web.NavItem{{Label: "Strategy", Href: "/gallery", Permission: web.Anyone}, {Label: "Local plans", Href: "/plans", Permission: web.Anyone}}
	site.Mount(webtest.Gallery())
	site.Mount(web.StaticRoutes())
	server := httptest.NewServer(site.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

func TestComponents(t *testing.T) {
	need(t)
	b := open(t, gallery(t))
	if status := b.visit("/gallery"); status != 200 {
		t.Fatalf("status %d", status)
	}
	b.look()
	if status := b.follow("Save"); status != 422 {
		t.Fatalf("the empty form: status %d, want 422", status)
	}
	b.look()
	b.summary()
}

func TestErrorPages(t *testing.T) {
	need(t)
	b := open(t, gallery(t))
	if status := b.visit("/nowhere"); status != 404 {
		t.Fatalf("status %d, want 404", status)
	}
	b.look()
	for _, path := range []string{"/about", "/accessibility", "/privacy"} {
		b.visit(path)
		b.look()
	}
}

// TestSkipLink: the first key press offers the way past the menus.
func TestSkipLink(t *testing.T) {
	need(t)
	b := open(t, gallery(t))
	b.visit("/about")
	b.press("\t")
	if got := b.focused(); got != "Skip to main content" {
		t.Errorf("the first stop is %q", got)
	}
	b.press("\r")
	if got := b.focused(); got != "main" {
		t.Errorf("it leads to %q, want the main part", got)
	}
}

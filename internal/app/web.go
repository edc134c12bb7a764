package app

import (
	"context"
	"embed"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"footbridge/internal/access"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// routes are the pages that belong to no module: the front page, the search of
// the whole site, and how the service runs.
func routes(a *App) []web.Route {
	out := []web.Route{
		{Pattern: "GET /{$}", Permission: web.Anyone, Handler: a.home},
		{Pattern: "GET /search", Permission: web.SignedIn, Handler: a.search},
		{Pattern: "GET /ops", Permission: "ops.read", Whole: true, Handler: a.ops},
		{Pattern: "GET /healthz", Permission: web.Anyone, Handler: a.healthy},
		{Pattern: "GET /readyz", Permission: web.Anyone, Handler: a.ready},
	}
	return append(out, web.StaticRoutes()...)
}

// healthy says that the program runs.
func (a *App) healthy(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
	return nil
}

// ready says that the program can answer, which needs its database.
func (a *App) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	err := a.DB.Ping(ctx)
	if err == nil {
		var have, want int64
		if have, want, err = a.DB.Version(ctx); err == nil && have != want {
			err = errors.New("the schema is not of this version")
		}
	}
	if err != nil {
		a.Log.ErrorContext(ctx, "not ready", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "the database cannot be used\n")
		return nil
	}
	_, _ = io.WriteString(w, "ready\n")
	return nil
}

// clientIP finds the visitor's address: the connection's or, behind a trusted
// proxy, the last one in the proxy's header, which the proxy itself added.
func clientIP(header string) access.ClientIP {
	if header == "" {
		return nil
	}
	return func(r *http.Request) string {
		passed := strings.Split(strings.Join(r.Header.Values(header), ","), ",")
		if ip := strings.TrimSpace(passed[len(passed)-1]); net.ParseIP(ip) != nil {
			return ip
		}
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			return r.RemoteAddr
		}
		return host
	}
}

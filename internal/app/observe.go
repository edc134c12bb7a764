package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"footbridge/internal/config"
	"footbridge/internal/web"
)

// newLogger returns the program's log. Nothing personal is ever written to it:
// route patterns, never addresses or names.
func newLogger(cfg config.Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// observer counts and logs requests by the pattern of their route.
type observer struct {
	log      *slog.Logger
	patterns *http.ServeMux // the site's patterns, only to look them up
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newObserver(log *slog.Logger, routes []web.Route) *observer {
	o := &observer{
		log: log, patterns: http.NewServeMux(), registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "footbridge_requests_total", Help: "Requests by route pattern, method and status.",
		}, []string{"pattern", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "footbridge_request_seconds", Help: "Time to answer by route pattern and method.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"pattern", "method"}),
	}
	for _, r := range routes {
		o.patterns.HandleFunc(r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	o.patterns.HandleFunc("GET /assets/", func(http.ResponseWriter, *http.Request) {})
	o.registry.MustRegister(o.requests, o.seconds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return o
}

// watch wraps the site.
func (o *observer) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := o.patterns.Handler(r)
		if pattern == "" {
			pattern = "none"
		}
		method := r.Method
		switch method {
		case http.MethodGet, http.MethodHead, http.MethodPost:
		default:
			method = "other" // a stranger must not be able to make new labels
		}
		begin := time.Now()
		status := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			took := time.Since(begin)
			o.requests.WithLabelValues(pattern, method, strconv.Itoa(status.status)).Inc()
			o.seconds.WithLabelValues(pattern, method).Observe(took.Seconds())
			if pattern != "GET /assets/" {
				o.log.InfoContext(r.Context(), "request", "pattern", pattern, "method", method,
					"status", status.status, "ms", float64(took.Microseconds())/1000)
			}
		}()
		next.ServeHTTP(status, r)
	})
}

// handler serves /metrics.
func (o *observer) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	return mux
}

// statusWriter remembers the status of the answer.
type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *statusWriter) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// gauges are counted when they are asked for.
type gauges struct {
	app  *App
	jobs *prometheus.Desc
	sign *prometheus.Desc
}

func newGauges(a *App) *gauges {
	return &gauges{
		app:  a,
		jobs: prometheus.NewDesc("footbridge_jobs", "Jobs by kind and state.", []string{"kind", "state"}, nil),
		sign: prometheus.NewDesc("footbridge_sign_ins_total", "Tries to sign in by outcome.", []string{"outcome"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(ch chan<- *prometheus.Desc) { ch <- g.jobs; ch <- g.sign }

// Collect implements prometheus.Collector.
func (g *gauges) Collect(ch chan<- prometheus.Metric) {
	signedIn, refused, limited := g.app.Access.Counts()
	for outcome, n := range map[string]uint64{"signed in": signedIn, "refused": refused, "limited": limited} {
		ch <- prometheus.MustNewConstMetric(g.sign, prometheus.CounterValue, float64(n), outcome)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	counts, err := g.app.Jobs.Counts(ctx)
	if err != nil {
		g.app.Log.Error("count jobs", "err", err)
		return
	}
	for _, c := range counts {
		ch <- prometheus.MustNewConstMetric(g.jobs, prometheus.GaugeValue, float64(c.Jobs), c.Kind, c.State)
	}
}

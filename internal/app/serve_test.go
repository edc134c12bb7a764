package app

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// output is what a command prints while it runs.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// await returns what pattern finds in the output, once it is there.
func (o *output) await(t *testing.T, pattern string, failed <-chan error) []string {
	t.Helper()
	for deadline := time.After(time.Minute); ; {
		if m := regexp.MustCompile(pattern).FindStringSubmatch(o.String()); m != nil {
			return m
		}
		select {
		case err := <-failed:
			t.Fatalf("it ended: %v\n%s", err, o)
		case <-deadline:
			t.Fatalf("%q is not in:\n%s", pattern, o)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestServe(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, logged, done := &output{}, &output{}, make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"}, world{
			environ: []string{"FOOTBRIDGE_METRICS_ADDR=127.0.0.1:0", "FOOTBRIDGE_LOG_FORMAT=json", "FOOTBRIDGE_NONSENSE=1"},
			stdout:  out, stderr: logged, now: time.Now,
		})
	}()
	address := out.await(t, `is at (http://\S+)`, done)[1]
	out.await(t, `open \S+/setup and give this code, which works once: [a-z0-9-]{19}`, done)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/": 200, "/sign-in": 200, "/setup": 200, "/nowhere?name=Ann": 404, "/about": 200} {
		if got, _ := get(t, address+path); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	if !strings.Contains(logged.String(), `"msg":"there is no such setting","name":"FOOTBRIDGE_NONSENSE"`) {
		t.Errorf("no warning of the unknown setting in:\n%s", logged)
	}
	if !strings.Contains(logged.String(), `"pattern":"GET /sign-in","method":"GET","status":200`) {
		t.Errorf("no line for the request in:\n%s", logged)
	}
	if strings.Contains(logged.String(), "Ann") || strings.Contains(logged.String(), "127.0.0.1:") && strings.Contains(logged.String(), "nowhere") {
		t.Errorf("the log holds what a visitor asked for:\n%s", logged)
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("it did not stop")
	}
}

// A request that has begun is answered although the program is asked to stop.
func TestStopWaitsForRequests(t *testing.T) {
	t.Parallel()
	a := build(t, dbtest.SQLite(t))
	a.Config.Addr = "127.0.0.1:0"
	ctx, stop := context.WithCancel(t.Context())
	begun, release, done, where := make(chan struct{}), make(chan struct{}), make(chan error, 1), make(chan string, 1)
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-release
		io.WriteString(w, "saved")
	})
	go func() { done <- a.listen(ctx, slow, nil, func(address string) { where <- address }) }()
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get(<-where)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		answer <- string(body)
	}()
	<-begun
	stop()
	close(release)
	if got := <-answer; got != "saved" {
		t.Errorf("got %q", got)
	}
	if err := <-done; err != nil {
		t.Errorf("got %v", err)
	}
}

func TestServeSaysWhenThePortIsTaken(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	err = run(t.Context(), []string{"serve", "--data", t.TempDir(), "--addr", taken.Addr().String()}, world{
		environ: []string{"FOOTBRIDGE_METRICS_ADDR=off"}, stdout: io.Discard, stderr: io.Discard, now: time.Now,
	})
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v", err)
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := build(t, d)
		h := a.Handler()
		for _, target := range []string{"/", "/people/somebody", "/no/such/page"} {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", target, nil))
		}
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("BREW", "/", nil))
		rec := httptest.NewRecorder()
		a.observe().handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
		text := rec.Body.String()
		for _, want := range []string{
			`footbridge_requests_total{method="GET",pattern="GET /{$}",status="200"} 1`,
			`footbridge_requests_total{method="GET",pattern="GET /people/{person}",status="303"} 1`,
			`footbridge_requests_total{method="GET",pattern="none",status="404"} 1`,
			`method="other"`,
			`footbridge_sign_ins_total{outcome="refused"} 0`,
			"go_goroutines",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is missing", want)
			}
		}
		if strings.Contains(text, "somebody") || strings.Contains(text, "BREW") {
			t.Error("the metrics hold what a visitor sent")
		}
	})
}

// A database that cannot be used is not ready, and says nothing more.
func TestNotReady(t *testing.T) {
	t.Parallel()
	a := build(t, dbtest.SQLite(t))
	a.DB.Close()
	rec := httptest.NewRecorder()
	if err := a.ready(rec, httptest.NewRequest("GET", "/readyz", nil)); err != nil {
		t.Fatal(err)
	}
	if rec.Code != http.StatusServiceUnavailable || rec.Body.String() != "the database cannot be used\n" {
		t.Errorf("got %d %q", rec.Code, rec.Body)
	}
}

func TestClientIP(t *testing.T) {
	t.Parallel()
	if clientIP("") != nil {
		t.Error("without a proxy the connection's address counts")
	}
	find := clientIP("X-Forwarded-For")
	for header, want := range map[string]string{
		"":                        "192.0.2.1",
		"203.0.113.9":             "203.0.113.9",
		"6.6.6.6, 203.0.113.9":    "203.0.113.9", // what the visitor sent comes first
		"6.6.6.6, not an address": "192.0.2.1",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if header != "" {
			r.Header.Set("X-Forwarded-For", header)
		}
		if got := find(r); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

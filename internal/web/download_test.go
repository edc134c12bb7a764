package web

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A download that fails before its first bytes is an ordinary error; one that
// fails later breaks off, and never looks like a whole file.
func TestDownload(t *testing.T) {
	boom := errors.New("boom")
	w := httptest.NewRecorder()
	if err := Download(w, "text/csv", "a.csv", func(w io.Writer) error { io.WriteString(w, "head"); return boom }); err != boom || w.Body.Len() > 0 || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("early: %v, %q", err, w.Body)
	}
	func() {
		defer func() {
			if p := recover(); p != http.ErrAbortHandler {
				t.Errorf("late: %v", p)
			}
		}()
		Download(httptest.NewRecorder(), "text/csv", "a.csv", func(w io.Writer) error {
			io.WriteString(w, strings.Repeat("x", 100_000))
			return boom
		})
	}()
	w = httptest.NewRecorder()
	if err := DownloadBytes(w, "text/csv", "plan März.csv", []byte("ok")); err != nil || w.Body.String() != "ok" {
		t.Errorf("whole: %v, %q", err, w.Body)
	}
	if got := w.Header().Get("Content-Disposition"); got != "attachment; filename*=utf-8''plan%20M%C3%A4rz.csv" {
		t.Errorf("Content-Disposition = %s", got)
	}
}

package web

import (
	"bufio"
	"io"
	"mime"
	"net/http"
)

// Download answers with a file to keep, which write writes. An error of write
// before the first bytes have left is a page like any other. One that comes
// later breaks the connection off: half a list must not look like a whole one.
func Download(w http.ResponseWriter, kind, name string, write func(io.Writer) error) error {
	a := &attachment{w: w, kind: kind, name: name}
	buffered := bufio.NewWriterSize(a, 64<<10)
	err := write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil && a.begun {
		panic(http.ErrAbortHandler)
	}
	return err
}

// DownloadBytes is [Download] of what is there already.
func DownloadBytes(w http.ResponseWriter, kind, name string, content []byte) error {
	return Download(w, kind, name, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// attachment is an answer that becomes a file with its first byte.
type attachment struct {
	w          http.ResponseWriter
	kind, name string
	begun      bool
}

// Write implements io.Writer.
func (a *attachment) Write(b []byte) (int, error) {
	if !a.begun {
		a.begun = true
		h := a.w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.name}))
	}
	return a.w.Write(b)
}

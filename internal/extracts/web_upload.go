package extracts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

type newPage struct {
	web.Page
	Sources []web.Option
	Same    *Batch // in which a file was brought in already
}

func (h handlers) sourceOptions(r *http.Request) ([]web.Option, error) {
	all, err := h.x.Sources(r.Context(), actor.From(r.Context()))
	var out []web.Option
	for _, s := range all {
		out = append(out, web.Option{Value: s.ID, Label: s.Name})
	}
	return out, err
}

func (h handlers) askNew(w http.ResponseWriter, r *http.Request) error {
	form := web.NewForm(nil)
	form.SetMonth("month", when.DateOf(h.x.now()).MonthOf())
	return h.showNew(w, r, form, nil)
}

func (h handlers) showNew(w http.ResponseWriter, r *http.Request, form *web.Form, same *Batch) error {
	sources, err := h.sourceOptions(r)
	if err != nil {
		return err
	}
	if len(sources) == 1 && form.Value("source") == "" {
		form.Set("source", sources[0].Value)
	}
	return web.Render(w, web.FormStatus(form), pages["new.html"], newPage{Page: web.NewPage(w, r, "Bring in files", crumb).WithForm(form), Sources: sources, Same: same})
}

// upload writes files to disk as they arrive, and lets a job read them.
func (h handlers) upload(w http.ResponseWriter, r *http.Request) error {
	dir, err := h.x.arrivals()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // what begins has taken its files by then
	web.Unhurried(w, longUpload)
	form, files, err := receive(r, dir)
	if err != nil {
		return err
	}
	sources, err := h.sourceOptions(r)
	if err != nil {
		return err
	}
	source, month := form.OneOf("source", "Where the files come from", sources, true), form.Month("month", "The month in which the files were made", true)
	if len(files) == 0 {
		form.Fail("files", "Choose a file.")
	}
	if !form.OK() {
		return h.showNew(w, r, form, nil)
	}
	b, err := h.x.Begin(r.Context(), actor.From(r.Context()), source, month, files)
	if same, ok := errors.AsType[*SameFileError](err); ok {
		form.Fail("files", same.Error())
		return h.showNew(w, r, form, &same.Batch)
	}
	if err = form.Take(err); err != nil {
		return err
	}
	if !form.OK() {
		return h.showNew(w, r, form, nil)
	}
	return web.SeeOther(w, r, "/extracts/loads/"+b.ID, "")
}

// longUpload is how long files may take to arrive: 2 GB at 5 Mbit/s.
const longUpload = time.Hour

// receive reads a form whose files go to a folder. A form that is no multipart
// form has no file.
func receive(r *http.Request, dir string) (*web.Form, []File, error) {
	form := web.NewForm(nil)
	in, err := r.MultipartReader()
	if err != nil {
		return web.ReadForm(r), nil, nil
	}
	var files []File
	for {
		part, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			return form, files, nil
		}
		if err != nil {
			return nil, nil, arrived(err)
		}
		if part.FormName() != "files" {
			value, err := io.ReadAll(io.LimitReader(part, 1000))
			if err != nil {
				return nil, nil, arrived(err)
			}
			form.Set(part.FormName(), strings.TrimSpace(strings.ToValidUTF8(string(value), "")))
			continue
		}
		if part.FileName() == "" || len(files) >= mostFiles {
			continue
		}
		f, err := keepPart(part, dir)
		if err != nil {
			return nil, nil, arrived(err)
		}
		files = append(files, f)
	}
}

// arrived says in words what stood in the way of an upload.
func arrived(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.Invalid, "The files are larger than %d GB. Compress them, send fewer at once, or let the person who looks after the service bring them in by the command “footbridge import extract”.", MostUpload>>30)
	}
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return err
	}
	return fault.New(fault.Invalid, "The files did not arrive whole. Please try again.")
}

// keepPart writes one file, under the hash of its content.
func keepPart(part *multipart.Part, dir string) (File, error) {
	out, err := os.CreateTemp(dir, "file-")
	if err != nil {
		return File{}, err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), part)
	if err = errors.Join(err, out.Close()); err != nil {
		return File{}, err
	}
	path := filepath.Join(dir, hex.EncodeToString(sum.Sum(nil)))
	return File{Name: tidyName(part.FileName()), Path: path}, os.Rename(out.Name(), path)
}

// tidyName is a file's name without its folder, and not too long.
func tidyName(name string) string {
	name = strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), "")
	if r := []rune(name); len(r) > 120 {
		name = string(r[len(r)-120:])
	}
	return name
}

// arrivals is a new folder for files that arrive.
func (x *Extracts) arrivals() (string, error) {
	if x.dir == "" || x.jobs == nil {
		return "", fault.New(fault.Unavailable, "Files cannot be sent here just now.")
	}
	if err := os.MkdirAll(x.dir, 0o700); err != nil {
		return "", err
	}
	dir := filepath.Join(x.dir, "arriving."+id.New())
	return dir, os.Mkdir(dir, 0o700)
}

// Begin takes over files, which a job will read: their names on disk are the
// hashes of their content. The batch waits until then.
func (x *Extracts) Begin(ctx context.Context, by actor.Actor, source string, month when.Month, files []File) (Batch, error) {
	b, err := x.begin(ctx, by, source, month, files, Waiting)
	if err != nil {
		return b, err
	}
	return b, os.Rename(filepath.Dir(files[0].Path), x.folder(b.OrgID, b.ID))
}

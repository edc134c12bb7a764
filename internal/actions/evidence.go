package actions

import (
	"bytes"
	"cmp"
	"context"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// MaxFile is the largest file of evidence, in bytes.
const MaxFile = 10 << 20

// EvidenceInput is a link, a file or a note, by its Kind.
type EvidenceInput struct {
	Kind     string // "link", "file", "note"
	Title    string
	URL      string
	Words    string
	FileName string
	Content  []byte
}

// fileKinds are the kinds of file that may be evidence, known by how their
// content begins, with the ends of the names they may carry. Office documents
// are zip files inside.
var fileKinds = []struct {
	kind, begins string
	ends         []string
}{
	{"application/pdf", "%PDF-", []string{".pdf"}},
	{"image/png", "\x89PNG\r\n\x1a\n", []string{".png"}},
	{"image/jpeg", "\xff\xd8\xff", []string{".jpg", ".jpeg"}},
	{"application/zip", "PK\x03\x04", []string{".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"}},
	{"text/plain", "", []string{".txt", ".csv", ".md"}},
}

// MediaType finds what content is, whatever its name says, and makes the name
// end accordingly.
func MediaType(name string, content []byte) (kind, safeName string, ok bool) {
	for _, k := range fileKinds {
		if !bytes.HasPrefix(content, []byte(k.begins)) || k.begins == "" && !plainText(content) {
			continue
		}
		if !slices.Contains(k.ends, strings.ToLower(path.Ext(name))) {
			name += k.ends[0]
		}
		return k.kind, name, true
	}
	return "", "", false
}

// plainText reports whether content is text and nothing else.
func plainText(content []byte) bool {
	return utf8.Valid(content) && !bytes.ContainsFunc(content, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

// check makes the evidence to be kept from what was given.
func (in EvidenceInput) check() (Evidence, []byte, error) {
	ev := Evidence{Kind: in.Kind, Title: strings.TrimSpace(in.Title), Words: strings.TrimSpace(in.Words)}
	if utf8.RuneCountInString(ev.Title) > 200 || utf8.RuneCountInString(ev.Words) > 5000 {
		return ev, nil, fault.Field("title", "The title must have 200 characters or fewer, and the words 5,000.")
	}
	switch in.Kind {
	case "link":
		u, err := url.Parse(strings.TrimSpace(in.URL))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(in.URL) > 2000 {
			return ev, nil, fault.Field("url", "Enter a link that begins with https:// or http://.")
		}
		ev.URL = u.String()
		ev.Title = cmp.Or(ev.Title, u.Host)
	case "note":
		if ev.Words == "" {
			return ev, nil, fault.Field("words", "Write the note.")
		}
		ev.Title = cmp.Or(ev.Title, "Note")
	case "file":
		return in.checkFile(ev)
	default:
		return ev, nil, fault.Field("kind", "Choose a link, a file or a note.")
	}
	return ev, nil, nil
}

func (in EvidenceInput) checkFile(ev Evidence) (Evidence, []byte, error) {
	if len(in.Content) == 0 {
		return ev, nil, fault.Field("file", "Choose a file that is not empty.")
	}
	if len(in.Content) > MaxFile {
		return ev, nil, fault.Field("file", "The file must be 10 MB or smaller.")
	}
	name := path.Base(strings.ReplaceAll(in.FileName, `\`, "/"))
	kind, safe, ok := MediaType(name, in.Content)
	if !ok {
		return ev, nil, fault.Field("file", "The file must be a PDF, a picture (PNG or JPEG), a document, a spreadsheet or plain text.")
	}
	ev.FileName, ev.FileKind, ev.FileSize = safe, kind, len(in.Content)
	ev.Title = cmp.Or(ev.Title, name)
	return ev, in.Content, nil
}

// AddEvidence keeps a link, a file or a note that shows the action was done.
func (a *Actions) AddEvidence(ctx context.Context, tx *db.DB, by actor.Actor, module, actionID string, in EvidenceInput) (Evidence, error) {
	ev, content, err := in.check()
	if err != nil {
		return Evidence{}, err
	}
	ev.OrgID, ev.ID, ev.ActionID, ev.ByID, ev.ByName, ev.CreatedAt = by.OrgID, id.New(), actionID, by.AccountID, nameOf(by), a.now()
	err = a.alter(ctx, tx, by, module, actionID, "evidence added", audit.Change{Field: "Evidence", To: ev.Title}, func(tx *db.DB) (bool, error) {
		if err := insertEvidence(ctx, tx, ev, content); err != nil {
			return false, err
		}
		return countEvidence(ctx, tx, by.OrgID, actionID, 1, a.now())
	}, "This action has been withdrawn, so it takes no evidence.")
	return ev, err
}

// RemoveEvidence takes a piece of evidence away; that it was there is kept. The
// last piece of a complete action stays until the action is reopened.
func (a *Actions) RemoveEvidence(ctx context.Context, tx *db.DB, by actor.Actor, module, evidenceID string) error {
	return tx.Tx(ctx, func(tx *db.DB) error {
		ev, err := evidenceByID(ctx, tx, by.OrgID, evidenceID)
		if err != nil {
			return err
		}
		if ok, err := setRemoved(ctx, tx, by.OrgID, evidenceID, nameOf(by), a.now()); err != nil || !ok {
			return or(err, fault.New(fault.Conflict, "This evidence has been removed already."))
		}
		return a.alter(ctx, tx, by, module, ev.ActionID, "evidence removed", audit.Change{Field: "Evidence", From: ev.Title}, func(tx *db.DB) (bool, error) {
			return countEvidence(ctx, tx, by.OrgID, ev.ActionID, -1, a.now())
		}, "This action has been withdrawn, or it is complete and this is its only evidence. Put it back or reopen it before you remove the evidence.")
	})
}

// EvidenceOf is the evidence of an action, what was removed included.
func (a *Actions) EvidenceOf(ctx context.Context, tx *db.DB, orgID, actionID string) ([]Evidence, error) {
	return evidenceOf(ctx, tx, orgID, actionID)
}

// File returns a file of evidence that has not been removed, with its content.
func (a *Actions) File(ctx context.Context, tx *db.DB, orgID, evidenceID string) (Evidence, []byte, error) {
	ev, err := evidenceByID(ctx, tx, orgID, evidenceID)
	if err != nil {
		return ev, nil, err
	}
	if ev.Kind != "file" || !ev.RemovedAt.IsZero() {
		return ev, nil, fault.New(fault.NotFound, "We could not find that file.")
	}
	content, err := fileContent(ctx, tx, orgID, evidenceID)
	return ev, content, err
}

// EvidenceByID returns one piece of evidence, without its content.
func (a *Actions) EvidenceByID(ctx context.Context, tx *db.DB, orgID, evidenceID string) (Evidence, error) {
	return evidenceByID(ctx, tx, orgID, evidenceID)
}

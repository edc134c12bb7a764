package courses

import (
	"context"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// MaxFile is the largest file of material, in bytes.
const MaxFile = 2 << 20

// MaterialKinds are what material may be.
var MaterialKinds = []Choice{{"words", "Words"}, {"link", "A link"}, {"file", "A file"}}

// MaterialInput is a link, words or a file, by its Kind.
type MaterialInput struct {
	Kind, Title, URL, Words string
	Visible                 string
	FileName                string
	Content                 []byte
}

// check makes the material to be kept from what was given, but for its file.
func (in MaterialInput) check() (Material, error) {
	m := Material{Kind: in.Kind, Title: strings.TrimSpace(in.Title), Visible: in.Visible}
	if m.Title == "" || utf8.RuneCountInString(m.Title) > 200 {
		return m, fault.Field("title", "Enter a title of 200 characters or fewer.")
	}
	if !known(Sights, in.Visible) {
		return m, fault.Field("visible", "Choose who may see it.")
	}
	switch in.Kind {
	case "link":
		u, err := url.Parse(strings.TrimSpace(in.URL))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(in.URL) > 2000 {
			return m, fault.Field("url", "Enter a link that begins with https:// or http://.")
		}
		m.URL = u.String()
	case "words":
		if m.Words = strings.TrimSpace(in.Words); m.Words == "" || utf8.RuneCountInString(m.Words) > 10000 {
			return m, fault.Field("words", "Write it here, in 10,000 characters or fewer.")
		}
	case "file":
		return in.checkFile(m)
	default:
		return m, fault.Field("kind", "Choose words, a link or a file.")
	}
	return m, nil
}

func (in MaterialInput) checkFile(m Material) (Material, error) {
	switch {
	case len(in.Content) == 0:
		return m, fault.Field("file", "Choose a file that is not empty.")
	case len(in.Content) > MaxFile:
		return m, fault.Field("file", "The file must be 2 MB or smaller. A larger one can stand elsewhere, with a link to it here.")
	}
	kind, name, ok := actions.MediaType(path.Base(strings.ReplaceAll(in.FileName, `\`, "/")), in.Content)
	if !ok {
		return m, fault.Field("file", "The file must be a PDF, a picture (PNG or JPEG), a document, a spreadsheet or plain text.")
	}
	m.FileID, m.FileName, m.FileKind, m.FileSize = id.New(), name, kind, len(in.Content)
	return m, nil
}

// AddMaterial adds a link, words or a file to the draft of a course.
func (c *Courses) AddMaterial(ctx context.Context, by actor.Actor, courseID string, version int, in MaterialInput) error {
	m, err := in.check()
	if err != nil {
		return err
	}
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		last, err := lastMaterial(ctx, tx, v)
		if err != nil {
			return err
		}
		m.OrgID, m.ID, m.VersionID, m.Position, m.CreatedAt = by.OrgID, id.New(), v.ID, last+1, c.now()
		if m.FileID != "" {
			if err := insertFile(ctx, tx, m, v.CourseID, in.Content); err != nil {
				return err
			}
		}
		if err := insertMaterial(ctx, tx, m); err != nil {
			return err
		}
		return c.materialChanged(ctx, tx, by, v, m, "added")
	})
}

func (c *Courses) materialChanged(ctx context.Context, tx *db.DB, by actor.Actor, v Version, m Material, verb string) error {
	if err := c.record(ctx, tx, by, "material."+verb, v, audit.Change{Field: "material", To: m.Title}); err != nil {
		return err
	}
	return c.settle(ctx, tx, by, v)
}

// ChangeMaterial rewrites a piece of material of the draft. A file is replaced
// by removing it and adding another.
func (c *Courses) ChangeMaterial(ctx context.Context, by actor.Actor, courseID string, version int, materialID string, in MaterialInput) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		m, err := materialIn(ctx, tx, v, materialID, false)
		if err != nil {
			return err
		}
		if in.Kind = m.Kind; m.Kind == "file" {
			in.Kind, in.Words = "words", "a file"
		}
		changed, err := in.check()
		if err != nil {
			return err
		}
		m.Title, m.Visible = changed.Title, changed.Visible
		if m.Kind != "file" {
			m.URL, m.Words = changed.URL, changed.Words
		}
		if err := updateMaterial(ctx, tx, m); err != nil {
			return err
		}
		return c.materialChanged(ctx, tx, by, v, m, "changed")
	})
}

// RemoveMaterial takes material out of the draft; it can be put back.
func (c *Courses) RemoveMaterial(ctx context.Context, by actor.Actor, courseID string, version int, materialID string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		m, err := materialIn(ctx, tx, v, materialID, false)
		if err != nil {
			return err
		}
		if err := setMaterialRemoved(ctx, tx, m, c.now()); err != nil {
			return err
		}
		return c.materialChanged(ctx, tx, by, v, m, "removed")
	})
}

// RestoreMaterial undoes [Courses.RemoveMaterial].
func (c *Courses) RestoreMaterial(ctx context.Context, by actor.Actor, courseID string, version int, materialID string) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		m, err := materialIn(ctx, tx, v, materialID, true)
		if err != nil {
			return err
		}
		if err := clearMaterialRemoved(ctx, tx, m); err != nil {
			return err
		}
		return c.materialChanged(ctx, tx, by, v, m, "restored")
	})
}

// materialIn is a piece of the version's material, or one that was removed.
func materialIn(ctx context.Context, tx *db.DB, v Version, materialID string, removed bool) (Material, error) {
	all, err := materialOfVersion(ctx, tx, v)
	for _, m := range all {
		if m.ID == materialID && m.RemovedAt.IsZero() != removed {
			return m, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "We could not find that material in the draft.")
	}
	return Material{}, err
}

package library

import (
	"context"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Item is something in the library.
type Item struct {
	OrgID, ID, UnitID    string
	Kind, Title          string
	Author, About, Shelf string
	Copies, Lent, Lost   int
	URL                  string
	FileName, FileKind   string
	FileSize             int
	WithdrawnOn          when.Date
	Version              int // pass back what was read
	CreatedAt            time.Time
}

// Free is how many copies are on the shelf.
func (i Item) Free() int { return i.Copies - i.Lent - i.Lost }

// KindLabel is the kind as people read it.
func (i Item) KindLabel() string { return kindLabel(i.Kind) }

// Kinds are the kinds of item, in the order in which people choose.
var Kinds = []struct{ Code, Label string }{
	{"book", "Book"}, {"leaflet", "Leaflet"}, {"handout", "Handout"}, {"game", "Game"}, {"recording", "Recording"},
}

func kindLabel(kind string) string {
	for _, k := range Kinds {
		if k.Code == kind {
			return k.Label
		}
	}
	return ""
}

// File is a small file of an item, such as a handout to print.
type File struct {
	Name    string
	Content []byte
}

// MaxFile is how many bytes a file of an item may have.
const MaxFile = 2 << 20

// tidyItem trims an item and says what cannot be.
func tidyItem(i *Item) error {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{{"title", &i.Title, 200}, {"author", &i.Author, 200}, {"about", &i.About, 1000}, {"shelf", &i.Shelf, 60}, {"url", &i.URL, 500}} {
		*f.text = strings.TrimSpace(*f.text)
		if utf8.RuneCountInString(*f.text) > f.most {
			return fault.Field(f.name, "Use %d characters or fewer.", f.most)
		}
	}
	switch {
	case i.Title == "":
		return fault.Field("title", "Enter a title.")
	case kindLabel(i.Kind) == "":
		return fault.Field("kind", "Choose what kind of thing it is.")
	case i.Copies < 0 || i.Copies > 1000:
		return fault.Field("copies", "Enter 0 to 1000 copies.")
	}
	if u, err := url.Parse(i.URL); i.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		return fault.Field("url", "Enter an address that begins with https://.")
	}
	return nil
}

func tidyFile(i *Item, f File) error {
	if len(f.Content) == 0 {
		return nil
	}
	kind, name, ok := actions.MediaType(path.Base(strings.ReplaceAll(f.Name, `\`, "/")), f.Content)
	switch {
	case !ok || utf8.RuneCountInString(name) > 150:
		return fault.Field("file", "Choose a PDF, a picture, a document or a plain text, with a short name.")
	case len(f.Content) > MaxFile:
		return fault.Field("file", "Choose a file of 2 MB or less.")
	}
	i.FileName, i.FileKind, i.FileSize = name, kind, len(f.Content)
	return nil
}

// Item returns one item of by's organisation.
func (l *Library) Item(ctx context.Context, by actor.Actor, id string) (Item, error) {
	return oneItem(ctx, l.db, by.OrgID, id)
}

// Content is the file of an item.
func (l *Library) Content(ctx context.Context, by actor.Actor, id string) ([]byte, error) {
	content, err := itemContent(ctx, l.db, by.OrgID, id)
	if err == nil && len(content) == 0 {
		err = fault.New(fault.NotFound, "This item has no file.")
	}
	return content, err
}

// Add puts an item into a college's library, with a file or none.
func (l *Library) Add(ctx context.Context, by actor.Actor, i Item, f File) (Item, error) {
	if err := tidyItem(&i); err != nil {
		return Item{}, err
	}
	if err := tidyFile(&i, f); err != nil {
		return Item{}, err
	}
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		i, err = l.add(ctx, tx, by, i, f)
		return err
	})
	return i, err
}

func (l *Library) add(ctx context.Context, tx *db.DB, by actor.Actor, i Item, f File) (Item, error) {
	unit, err := l.units.In(tx).Unit(ctx, by.OrgID, i.UnitID)
	switch {
	case fault.KindOf(err) == fault.NotFound || err == nil && unit.Kind != "college":
		return Item{}, fault.Field("college", "Choose a college.")
	case err == nil && !by.CanAt(Lend, unit.Path):
		err = errReach
	}
	if err != nil {
		return Item{}, err
	}
	i.OrgID, i.ID, i.Lent, i.Lost, i.Version = by.OrgID, id.New(), 0, 0, 1
	i.CreatedAt = l.now().UTC().Truncate(time.Microsecond)
	if err := insertItem(ctx, tx, i, f.Content); err != nil {
		return Item{}, err
	}
	return i, l.record(ctx, tx, by, "library.item.added", i, audit.Change{Field: "copies", To: plural(i.Copies, "copy", "copies")})
}

// managed is an item of a college at which by lends, with other changes of the
// item waiting until the end of the transaction.
func (l *Library) managed(ctx context.Context, tx *db.DB, by actor.Actor, itemID string) (Item, error) {
	if err := lockItem(ctx, tx, by.OrgID, itemID); err != nil {
		return Item{}, err
	}
	i, err := oneItem(ctx, tx, by.OrgID, itemID)
	if err != nil {
		return Item{}, err
	}
	return i, l.reach(ctx, tx, by, i.UnitID)
}

// Change saves what an item is, and a new file unless f is empty. There cannot
// be fewer copies than are out or lost.
func (l *Library) Change(ctx context.Context, by actor.Actor, i Item, f File) error {
	if err := tidyItem(&i); err != nil {
		return err
	}
	return l.db.Tx(ctx, func(tx *db.DB) error {
		old, err := l.managed(ctx, tx, by, i.ID)
		if err != nil {
			return err
		}
		if i.Copies < old.Lent+old.Lost {
			return fault.Field("copies", "There cannot be fewer than the %s that are lent or lost.", plural(old.Lent+old.Lost, "copy", "copies"))
		}
		i.OrgID, i.UnitID = old.OrgID, old.UnitID
		i.FileName, i.FileKind, i.FileSize = old.FileName, old.FileKind, old.FileSize
		if err := tidyFile(&i, f); err != nil {
			return err
		}
		if err := updateItem(ctx, tx, i, f.Content); err != nil {
			return err
		}
		var changes []audit.Change
		for _, c := range []audit.Change{{Field: "title", From: old.Title, To: i.Title}, {Field: "copies", From: plural(old.Copies, "copy", "copies"), To: plural(i.Copies, "copy", "copies")}} {
			if c.From != c.To {
				changes = append(changes, c)
			}
		}
		return l.record(ctx, tx, by, "library.item.changed", i, changes...)
	})
}

// Withdraw takes an item out of the lists. What is out can still come back.
func (l *Library) Withdraw(ctx context.Context, by actor.Actor, itemID string) error {
	return l.setWithdrawn(ctx, by, itemID, l.today(), "library.item.withdrawn")
}

// PutBack lists a withdrawn item again.
func (l *Library) PutBack(ctx context.Context, by actor.Actor, itemID string) error {
	return l.setWithdrawn(ctx, by, itemID, when.Date{}, "library.item.put_back")
}

func (l *Library) setWithdrawn(ctx context.Context, by actor.Actor, itemID string, on when.Date, action string) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		i, err := l.managed(ctx, tx, by, itemID)
		if err != nil {
			return err
		}
		if i.WithdrawnOn.IsZero() == on.IsZero() {
			return fault.New(fault.Conflict, "This was done already.")
		}
		if err := setWithdrawn(ctx, tx, by.OrgID, itemID, on); err != nil {
			return err
		}
		return l.record(ctx, tx, by, action, i)
	})
}

// Found says that a lost copy has turned up.
func (l *Library) Found(ctx context.Context, by actor.Actor, itemID string) error {
	return l.db.Tx(ctx, func(tx *db.DB) error {
		i, err := l.managed(ctx, tx, by, itemID)
		if err != nil {
			return err
		}
		if i.Lost == 0 {
			return fault.New(fault.Conflict, "No copy of this is lost.")
		}
		if err := moveCopies(ctx, tx, by.OrgID, itemID, 0, -1); err != nil {
			return err
		}
		return l.record(ctx, tx, by, "library.copy.found", i)
	})
}

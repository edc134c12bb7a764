package library

import (
	"context"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
)

// MostRows is how many items one import brings in at the most.
const MostRows = 500

// columns are those of an exported list, and of one to be imported.
var columns = []export.Column{
	{Name: "Title", About: "What it is called"}, {Name: "Author", About: "Who wrote or made it"},
	{Name: "Kind", About: "Book, leaflet, handout, game or recording"}, {Name: "Shelf", About: "Where it stands"},
	{Name: "Copies", About: "How many there are, those lent included"}, {Name: "About", About: "A line about it"},
	{Name: "Link", About: "Where it can be read on line"},
}

// Row is one item of a list to be imported, and what speaks against it.
type Row struct {
	Line    int // of the sheet
	Item    Item
	Problem string // "" when it can be imported
}

// Preview says what an import of a spreadsheet into a college's library would
// do. Nothing is saved.
func (l *Library) Preview(ctx context.Context, by actor.Actor, unitID, name string, content []byte) ([]Row, error) {
	if err := l.reach(ctx, l.db, by, unitID); err != nil {
		return nil, err
	}
	cells, err := export.Read(name, content)
	if err != nil {
		return nil, err
	}
	if len(cells) < 2 {
		return nil, fault.New(fault.Invalid, "There is nothing below the headings.")
	}
	if len(cells) > MostRows+1 {
		return nil, fault.New(fault.Invalid, "Bring in %d items at a time, or fewer.", MostRows)
	}
	at := headings(cells[0])
	if _, ok := at["title"]; !ok {
		return nil, fault.New(fault.Invalid, "The first row must be the headings, with one that says Title.")
	}
	seen := map[string]bool{}
	known, err := titlesOf(ctx, l.db, by.OrgID, unitID)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		seen[k] = true
	}
	var out []Row
	for i, line := range cells[1:] {
		row := Row{Line: i + 2}
		row.Item, row.Problem = readItem(line, at)
		row.Item.UnitID = unitID
		key := fold.Text(row.Item.Title + " " + row.Item.Author)
		if row.Problem == "" && seen[key] {
			row.Problem = "This is in the library already."
		}
		seen[key] = true
		out = append(out, row)
	}
	return out, nil
}

// headings are the columns of a sheet by what they are called.
func headings(cells []string) map[string]int {
	at := map[string]int{}
	for i, c := range cells {
		name := fold.Text(export.Unguard(c))
		if _, twice := at[name]; !twice {
			at[name] = i
		}
	}
	return at
}

// readItem makes an item of a row, or says why it cannot.
func readItem(line []string, at map[string]int) (Item, string) {
	cell := func(name string) string {
		if i, ok := at[name]; ok && i < len(line) {
			return strings.TrimSpace(export.Unguard(line[i]))
		}
		return ""
	}
	item := Item{Title: cell("title"), Author: cell("author"), Kind: strings.ToLower(cell("kind")), Shelf: cell("shelf"), About: cell("about"), URL: cell("link"), Copies: 1}
	if item.Kind == "" {
		item.Kind = "book"
	}
	if text := cell("copies"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return item, "The copies must be a whole number."
		}
		item.Copies = n
	}
	if err := tidyItem(&item); err != nil {
		return item, fault.Text(err)
	}
	return item, ""
}

// Import brings the items of a spreadsheet in that nothing speaks against, and
// says how many there were.
func (l *Library) Import(ctx context.Context, by actor.Actor, unitID, name string, content []byte) (int, error) {
	rows, err := l.Preview(ctx, by, unitID, name, content)
	if err != nil {
		return 0, err
	}
	added := 0
	err = l.db.Tx(ctx, func(tx *db.DB) error {
		added = 0
		for _, row := range rows {
			if row.Problem != "" {
				continue
			}
			if _, err := l.add(ctx, tx, by, row.Item, File{}); err != nil {
				return err
			}
			added++
		}
		return nil
	})
	return added, err
}

// Sheet is the list that f asks for, as an import reads it again.
func (l *Library) Sheet(ctx context.Context, by actor.Actor, f Filter) export.Sheet {
	return export.Sheet{Name: "Library", Columns: columns, Rows: func(yield func([]string) error) error {
		items, _, err := l.Items(ctx, by, f, 100_000, 0)
		if err != nil {
			return err
		}
		for _, i := range items {
			if err := yield([]string{i.Title, i.Author, i.KindLabel(), i.Shelf, strconv.Itoa(i.Copies), i.About, i.URL}); err != nil {
				return err
			}
		}
		return nil
	}}
}

// sheetText writes the rows that nothing speaks against as an import reads them.
func sheetText(rows []Row) (string, error) {
	var b strings.Builder
	err := export.CSV(&b, export.Sheet{Name: "Library", Columns: columns, Rows: func(yield func([]string) error) error {
		for _, r := range rows {
			if i := r.Item; r.Problem == "" {
				if err := yield([]string{i.Title, i.Author, i.KindLabel(), i.Shelf, strconv.Itoa(i.Copies), i.About, i.URL}); err != nil {
					return err
				}
			}
		}
		return nil
	}})
	return b.String(), err
}

package extracts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/fault"
)

// chunkRows is how many rows are written in one transaction: about a tenth of a
// second, so that nobody waits long for the write connection.
const chunkRows = 10_000

// mostRejects is how many rows may wait to be put right. More of them say that
// the mapping is wrong.
const mostRejects = 200_000

// headerWithin is how many rows may stand before the headings.
const headerWithin = 30

// chunk is what goes from the reader to the writer.
type chunk struct {
	batches  []db.Batch
	progress Batch // how far the reader is then
	rejected []rejected
}

// loader reads the files of one batch on one goroutine, while another writes.
type loader struct {
	x       *Extracts
	batch   Batch
	mapping Mapping
	namer   *namer
	give    func(chunk) error // to the writer
	ctx     context.Context   // ends when the writer fails, too
	done    int64             // bytes of files that are read
	row     int               // the last row of the batch that is given away
	file    int
	teams   map[string]bool
	first   *Wrong // row that could not be read
}

var errStopped = errors.New("somebody stopped it")

// fillBatch reads the files into a batch in the state of reading, and makes it
// ready.
func (x *Extracts) fillBatch(ctx context.Context, b Batch, files []File) error {
	v, err := mappingVersion(ctx, x.db, b.OrgID, b.Source, b.Version)
	if err != nil {
		return err
	}
	m, err := ReadMapping(v.Text)
	if err != nil {
		return err
	}
	n, err := x.vault.namer(b.OrgID, m.Source)
	if err != nil {
		return err
	}
	l := &loader{x: x, batch: b, mapping: m, namer: n, teams: map[string]bool{}}
	if x.db.InTx() { // one connection: reading and writing take turns
		l.ctx, l.give = ctx, func(c chunk) error { return x.writeChunk(ctx, b, c) }
		err = l.readAll(files)
	} else {
		err = l.readBeside(ctx, files)
	}
	if err != nil {
		return err
	}
	return x.finish(ctx, l)
}

// readBeside reads while another goroutine writes.
func (l *loader) readBeside(ctx context.Context, files []File) error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out, written := make(chan chunk, 1), make(chan error, 1)
	batch := l.batch
	go func() {
		var err error
		for c := range out {
			if err == nil {
				if err = l.x.writeChunk(inner, batch, c); err != nil {
					cancel(err)
				}
			}
		}
		written <- err
	}()
	l.ctx, l.give = inner, func(c chunk) error {
		select {
		case out <- c:
			return nil
		case <-inner.Done():
			return fmt.Errorf("read: %w", context.Cause(inner))
		}
	}
	err := l.readAll(files)
	close(out)
	if failed := <-written; failed != nil {
		return failed
	}
	return err
}

// writeChunk keeps a chunk with how far the reader is, and only while somebody
// wants it: so no row arrives after a sweep.
func (x *Extracts) writeChunk(ctx context.Context, b Batch, c chunk) error {
	sealed, err := x.sealed(b, c.rejected)
	if err != nil {
		return err
	}
	return x.db.Copy(ctx, func(tx *db.DB) error {
		wanted, err := setProgress(ctx, tx, c.progress, x.now())
		if err == nil && !wanted {
			err = errStopped
		}
		return err
	}, append(c.batches, sealed)...)
}

// finish makes the batch ready, and puts new teams where their names belong.
func (x *Extracts) finish(ctx context.Context, l *loader) error {
	return x.db.Tx(ctx, func(tx *db.DB) error {
		ready, err := setReady(ctx, tx, l.batch, x.now())
		if err != nil {
			return err
		}
		if !ready {
			return errStopped
		}
		return x.meetTeams(ctx, tx, l.batch, l.mapping, slices.Sorted(maps.Keys(l.teams)))
	})
}

func (l *loader) readAll(files []File) error {
	for _, f := range files {
		if err := l.readFile(f); err != nil {
			if text := fault.Text(err); text != "" && l.ctx.Err() == nil {
				return &fault.Error{Kind: fault.Invalid, Text: f.Name + ": " + text, Err: err}
			}
			return err
		}
	}
	return nil
}

func (l *loader) readFile(f File) error {
	s, err := export.Open(f.Name, f.Path)
	if err != nil {
		return err
	}
	defer s.Close()
	read := 0
	for _, sheet := range s.Sheets() {
		for _, part := range l.mapping.parts(f.Name, sheet) {
			if err := l.readTable(s, f.Name, sheet, part); err != nil {
				return err
			}
			read++
		}
	}
	l.done += s.Size()
	if read == 0 {
		var all []string
		for _, part := range l.mapping.Files {
			all = append(all, part.Match)
		}
		return fault.New(fault.Invalid, "The mapping has no entry for a file of this name. It reads files called %s.", strings.Join(all, ", "))
	}
	return nil
}

// readTable reads one sheet by one entry of the mapping.
func (l *loader) readTable(s *export.Source, name, sheet string, part int) error {
	rows, err := s.Rows(sheet)
	if err != nil {
		return err
	}
	defer rows.Close()
	entry := l.mapping.Files[part]
	kind, _ := kindOf(entry.Kind)
	header, number, err := findHeader(rows, entry)
	if err != nil {
		return err
	}
	t, err := newTable(kind, entry, header, s.Workbook(), l.batch.Month, l.namer)
	if err != nil {
		return err
	}
	l.file++
	table := FilePart{OrgID: l.batch.OrgID, BatchID: l.batch.ID, Number: l.file, Name: name, Sheet: sheet, Kind: kind.Name, Part: part,
		Header: db.JSON[[]string]{V: header}, HeaderRow: number, FirstRow: l.row, Recorded: db.JSON[map[string]int64]{V: map[string]int64{}}}
	if err := insertFile(l.ctx, l.x.db, table); err != nil {
		return err
	}
	w := &tableLoad{loader: l, t: t, part: &table, before: l.done, kind: kind, last: number}
	if err := w.run(rows); err != nil {
		return err
	}
	l.row += w.last
	maps.Copy(l.teams, t.teams)
	for i, f := range kind.Fields {
		table.Recorded.V[f.Name] = t.recorded[i]
	}
	return updateFile(l.ctx, l.x.db, table)
}

// findHeader is the row of the headings: of the first rows, the one that has
// most of the headings that the mapping names.
func findHeader(rows export.Rows, entry FileMap) (header []string, number int, err error) {
	known := map[string]bool{}
	for _, c := range entry.Columns {
		for _, h := range c.From {
			known[folded(h)] = true
		}
	}
	var seen []string
	for tries := 0; tries < headerWithin && rows.Next(); tries++ {
		hits := map[string]bool{}
		for _, cell := range rows.Row() {
			if h := folded(cell); known[h] {
				hits[h] = true
			}
		}
		if len(hits) > 0 && (len(hits) > 1 || len(known) == 1) {
			header = make([]string, len(rows.Row()))
			for i, h := range rows.Row() {
				header[i] = strings.TrimSpace(strings.Clone(h))
			}
			return header, rows.Number(), nil
		}
		if tries == 0 {
			seen = slices.Clone(rows.Row())
		}
	}
	if err := rows.Err(); err != nil {
		return nil, 0, err
	}
	if len(seen) > 8 {
		seen = append(seen[:8], "…")
	}
	return nil, 0, fault.New(fault.Invalid, "We could not find the headings that the mapping names. The file begins with: %s.", strings.Join(seen, ", "))
}

// tableLoad is the reading of one table.
type tableLoad struct {
	*loader
	t        *tableReader
	part     *FilePart
	kind     Kind
	before   int64 // bytes of files read before
	last     int   // row of the file
	rows     [][]any
	aliases  [][]any
	rejected []rejected
	double   doubles
}

func (w *tableLoad) run(rows export.Rows) error {
	for rows.Next() {
		row := rows.Row()
		w.last = rows.Number()
		switch {
		case w.t.isHeader(row):
			w.part.Headings++
			continue
		case w.t.isTotal(row):
			w.part.Totals++
			continue
		}
		w.part.RowsRead++
		w.batch.RowsRead++
		if w.double.seen(row) {
			w.part.Duplicates++
		}
		if err := w.take(row); err != nil {
			return err
		}
		if len(w.rows)+len(w.rejected) >= chunkRows {
			if err := w.send(rows.Read()); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return w.send(rows.Read())
}

// take reads one row.
func (w *tableLoad) take(row []string) error {
	if w.t.read(w.row+w.last, row) {
		for i, v := range w.t.values { // as drivers want them: the writer, which is the slower, need not convert
			if n, ok := v.(int); ok {
				w.t.values[i] = int64(n)
			}
		}
		w.part.RowsGood++
		w.batch.RowsGood++
		if w.t.alias != 0 && w.kind.Table != "extracts_alias" {
			w.aliases = append(w.aliases, []any{w.t.values[0], w.t.values[1], w.t.person, w.t.alias})
		}
		w.rows = append(w.rows, w.t.values)
		return nil
	}
	if w.first == nil {
		first := w.t.wrong[0]
		w.first = &first
	}
	w.part.Rejected++
	if w.batch.RowsWaiting++; w.batch.RowsWaiting > mostRejects {
		return fault.New(fault.Invalid, "More than %d rows cannot be read, so the mapping is probably wrong. The first that is: column “%s”, “%s”. %s",
			mostRejects, w.first.Column, w.first.Value, w.first.Words())
	}
	r, err := json.Marshal(rejectedRow{Cells: row, Wrong: w.t.wrong})
	w.rejected = append(w.rejected, rejected{file: w.file, row: w.last, person: w.t.person, field: w.t.wrong[0].Field, reason: w.t.wrong[0].Reason, plain: r})
	return err
}

// send gives what has been read to the writer.
func (w *tableLoad) send(read int64) error {
	w.batch.BytesRead = min(w.before+read, w.batch.BytesTotal)
	c := chunk{progress: w.batch, rejected: w.rejected}
	same := []string{w.batch.OrgID, w.batch.ID}
	if len(w.rows) > 0 {
		c.batches = append(c.batches, db.Batch{Table: w.kind.Table, Columns: w.kind.columnNames(), Same: same, Rows: w.rows})
	}
	if len(w.aliases) > 0 {
		c.batches = append(c.batches, db.Batch{Table: "extracts_alias", Columns: []string{"org_id", "batch_id", "row", "submitted", "person", "alias"}, Same: same, Rows: w.aliases})
	}
	w.rows, w.aliases, w.rejected = make([][]any, 0, chunkRows), nil, nil
	return w.give(c)
}

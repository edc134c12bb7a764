package extracts

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/fault"
)

// rejectedRow is what is sealed of a row.
type rejectedRow struct {
	Cells []string `json:"cells"`
	Wrong []Wrong  `json:"wrong"`
}

// about binds what is sealed to its place, so that it opens nowhere else.
func about(batchID string, file, row int) []byte {
	return fmt.Appendf(nil, "%s %d %d", batchID, file, row)
}

// sealed are the rows of a chunk that could not be read, as they are kept.
func (x *Extracts) sealed(b Batch, all []rejected) (db.Batch, error) {
	if len(all) == 0 {
		return rejectBatch(b, nil), nil
	}
	seal, err := x.vault.sealer(b.OrgID)
	rows := make([][]any, 0, len(all))
	for _, r := range all {
		if err == nil {
			rows = append(rows, []any{r.file, r.row, r.person, r.field, r.reason, seal.Seal(nil, nil, r.plain, about(b.ID, r.file, r.row))})
		}
	}
	return rejectBatch(b, rows), err
}

// Reject is a row that could not be read, opened.
type Reject struct {
	File, Row int
	State     string
	DoneBy    string
	Cells     []string
	Wrong     []Wrong
}

// unseal opens rows that could not be read.
func (x *Extracts) unseal(orgID, batchID string, all []keptReject) ([]Reject, error) {
	seal, err := x.vault.sealer(orgID)
	if err != nil {
		return nil, err
	}
	out := make([]Reject, 0, len(all))
	for _, kept := range all {
		plain, err := seal.Open(nil, nil, kept.Sealed, about(batchID, kept.File, kept.Row))
		if err != nil {
			return nil, &fault.Error{Kind: fault.Unavailable, Text: "These rows were kept with another key than the one that the program has now, so nobody can open them.", Err: err}
		}
		var r rejectedRow
		if err := json.Unmarshal(plain, &r); err != nil {
			return nil, err
		}
		out = append(out, Reject{File: kept.File, Row: kept.Row, State: kept.State, DoneBy: kept.DoneBy, Cells: r.Cells, Wrong: r.Wrong})
	}
	return out, nil
}

// Rejects are rows of a load that could not be read, and how many there are.
// They show what stood in the file, so only who loads files sees them.
func (x *Extracts) Rejects(ctx context.Context, by actor.Actor, id, state string, limit, offset int) ([]Reject, int, error) {
	if err := may(by, Load); err != nil {
		return nil, 0, err
	}
	b, err := batchOf(ctx, x.db, by.OrgID, id)
	if err != nil {
		return nil, 0, err
	}
	total, err := countRejects(ctx, x.db, b.OrgID, b.ID, state)
	if err != nil {
		return nil, 0, err
	}
	kept, err := rejectsOf(ctx, x.db, b.OrgID, b.ID, state, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	out, err := x.unseal(b.OrgID, b.ID, kept)
	return out, total, err
}

// desk is what is needed to put rows of one file right.
type desk struct {
	batch Batch
	file  FilePart
	table *tableReader
}

var (
	errNoRow  = fault.New(fault.NotFound, "We could not find that row.")
	errSettle = fault.New(fault.Conflict, "Rows can be put right while a load is checked or counts.")
)

// deskOf prepares to read rows of a file again, by the mapping that it was read
// by.
func (x *Extracts) deskOf(ctx context.Context, tx *db.DB, by actor.Actor, id string, number int) (desk, error) {
	if err := may(by, Load); err != nil {
		return desk{}, err
	}
	b, err := batchOf(ctx, tx, by.OrgID, id)
	if err != nil {
		return desk{}, err
	}
	files, err := filesOf(ctx, tx, b.OrgID, b.ID)
	if err != nil {
		return desk{}, err
	}
	i := slices.IndexFunc(files, func(f FilePart) bool { return f.Number == number })
	if i < 0 {
		return desk{}, errNoRow
	}
	v, err := mappingVersion(ctx, tx, b.OrgID, b.Source, b.Version)
	if err != nil {
		return desk{}, err
	}
	m, err := ReadMapping(v.Text)
	if err != nil {
		return desk{}, err
	}
	n, err := x.vault.namer(b.OrgID, m.Source)
	if err != nil {
		return desk{}, err
	}
	kind, _ := kindOf(files[i].Kind)
	// Who puts a row right may write a date as people do, and as a workbook does.
	t, err := newTable(kind, m.Files[files[i].Part], files[i].Header.V, true, b.Month, n)
	return desk{batch: b, file: files[i], table: t}, err
}

// RejectedRow is one row that could not be read, with the headings of its file.
func (x *Extracts) RejectedRow(ctx context.Context, by actor.Actor, id string, file, row int) (Reject, FilePart, error) {
	d, err := x.deskOf(ctx, x.db, by, id, file)
	if err != nil {
		return Reject{}, FilePart{}, err
	}
	kept, found, err := rejectOf(ctx, x.db, by.OrgID, id, file, row)
	if err == nil && !found {
		err = errNoRow
	}
	if err != nil {
		return Reject{}, FilePart{}, err
	}
	all, err := x.unseal(by.OrgID, id, []keptReject{kept})
	if err != nil {
		return Reject{}, FilePart{}, err
	}
	return all[0], d.file, nil
}

// CellName is the form field of a cell, by its column from 0.
func CellName(column int) string { return "cell-" + strconv.Itoa(column) }

// Correct reads a row again, with cells put right. What is still wrong is an
// Invalid fault by [CellName].
func (x *Extracts) Correct(ctx context.Context, by actor.Actor, id string, file, row int, cells []string) error {
	return x.db.Tx(ctx, func(tx *db.DB) error {
		d, err := x.deskOf(ctx, tx, by, id, file)
		if err != nil {
			return err
		}
		wrong, err := x.correct(ctx, tx, by, d, row, cells)
		if err != nil {
			return err
		}
		if len(wrong) > 0 {
			return d.fault(wrong)
		}
		return x.record(ctx, tx, by, "extracts.row.correct", d.batch.target(), audit.Change{Field: "row", To: fmt.Sprintf("%d of file %d", row, file)})
	})
}

// fault says what is wrong with the cells of a row.
func (d desk) fault(wrong []Wrong) error {
	e := &fault.Error{Kind: fault.Invalid, Text: wrong[0].Words(), Fields: map[string]string{}}
	for _, w := range wrong {
		name := CellName(max(slices.Index(d.file.Header.V, w.Column), 0))
		if e.Fields[name] == "" {
			e.Fields[name] = w.Words()
		}
	}
	return e
}

// correct puts one row right, or says what is still wrong with it.
func (x *Extracts) correct(ctx context.Context, tx *db.DB, by actor.Actor, d desk, row int, cells []string) ([]Wrong, error) {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	before := slices.Clone(d.table.recorded)
	if !d.table.read(d.file.FirstRow+row, cells) {
		return slices.Clone(d.table.wrong), nil
	}
	waited, err := setRejectDone(ctx, tx, d.batch, d.file.Number, row, "corrected", by.Name, x.now())
	if err != nil {
		return nil, err
	}
	if !waited {
		return nil, fault.New(fault.Conflict, "Row %d does not wait to be put right.", row)
	}
	if counted, err := correctedRow(ctx, tx, d.batch, 1); err != nil || !counted {
		return nil, cmp.Or(err, error(errSettle))
	}
	kind := d.table.kind
	if err := insertRow(ctx, tx, kind.Table, kind.columnNames(), d.batch, d.table.values); err != nil {
		return nil, err
	}
	if d.table.alias != 0 && kind.Table != "extracts_alias" {
		alias := []any{d.table.values[0], d.table.values[1], d.table.person, d.table.alias}
		if err := insertRow(ctx, tx, "extracts_alias", []string{"org_id", "batch_id", "row", "submitted", "person", "alias"}, d.batch, alias); err != nil {
			return nil, err
		}
	}
	for i, f := range kind.Fields {
		d.file.Recorded.V[f.Name] += d.table.recorded[i] - before[i]
	}
	if err := correctedFile(ctx, tx, d.batch, d.file.Number, d.file.Recorded); err != nil {
		return nil, err
	}
	if d.table.team == "" {
		return nil, nil
	}
	return nil, x.meetTeams(ctx, tx, d.batch, Mapping{}, []string{d.table.team})
}

// LeaveOut says that a row is not to be brought in.
func (x *Extracts) LeaveOut(ctx context.Context, by actor.Actor, id string, file, row int) error {
	return x.db.Tx(ctx, func(tx *db.DB) error {
		d, err := x.deskOf(ctx, tx, by, id, file)
		if err != nil {
			return err
		}
		waited, err := setRejectDone(ctx, tx, d.batch, file, row, "left", by.Name, x.now())
		if err == nil && !waited {
			err = errNoRow
		}
		if err != nil {
			return err
		}
		if counted, err := correctedRow(ctx, tx, d.batch, 0); err != nil || !counted {
			return cmp.Or(err, error(errSettle))
		}
		return x.record(ctx, tx, by, "extracts.row.leave", d.batch.target(), audit.Change{Field: "row", To: fmt.Sprintf("%d of file %d", row, file)})
	})
}

// The columns that the list of rejected rows has after those of the file.
const (
	rowColumn = "Row of the file"
	whyColumn = "What is wrong"
)

// RejectSheet are the rows of a file that wait, in the file's own shape, with
// their number and what is wrong. It can be sent back: see [Extracts.Resend].
func (x *Extracts) RejectSheet(ctx context.Context, by actor.Actor, id string, file int) (export.Sheet, error) {
	d, err := x.deskOf(ctx, x.db, by, id, file)
	if err != nil {
		return export.Sheet{}, err
	}
	s := export.Sheet{Name: "To put right"}
	for _, h := range append(slices.Clone(d.file.Header.V), rowColumn, whyColumn) {
		s.Columns = append(s.Columns, export.Column{Name: h})
	}
	s.Rows = func(yield func([]string) error) error {
		return eachReject(ctx, x.db, by.OrgID, id, file, "waiting", func(k keptReject) error {
			all, err := x.unseal(by.OrgID, id, []keptReject{k})
			if err != nil {
				return err
			}
			return yield(all[0].listed(len(d.file.Header.V)))
		})
	}
	return s, nil
}

// listed is the row as it stands in the list: as many cells as the file has
// headings, its number, and what is wrong.
func (r Reject) listed(width int) []string {
	row := make([]string, width, width+2)
	copy(row, r.Cells)
	var why []string
	for _, w := range r.Wrong {
		why = append(why, strings.TrimPrefix(w.Column+": "+w.Words(), ": "))
	}
	return append(row, strconv.Itoa(r.Row), strings.Join(why, " "))
}

// Resent is what a list that was sent back came to.
type Resent struct {
	Corrected int
	Still     []Reject // wrong as before, or in another way
	Unknown   int      // rows that do not wait
}

// Resend takes the list of [Extracts.RejectSheet] back, with cells put right. The
// rows that are right are brought in; the others wait on.
func (x *Extracts) Resend(ctx context.Context, by actor.Actor, id string, file int, name string, sheet []byte) (out Resent, err error) {
	rows, err := export.Read(name, sheet)
	if err != nil {
		return out, err
	}
	at := slices.Index(rows[0], rowColumn)
	if at < 0 {
		return out, fault.New(fault.Invalid, "The file has no column “%s”. Send back the list that you took from here, with its cells put right.", rowColumn)
	}
	err = x.db.Tx(ctx, func(tx *db.DB) error {
		out = Resent{}
		d, err := x.deskOf(ctx, tx, by, id, file)
		if err != nil {
			return err
		}
		place := make([]int, len(d.file.Header.V)) // where each heading of the file stands in the list
		for i, h := range d.file.Header.V {
			place[i] = slices.Index(rows[0][:at], h)
		}
		for _, row := range rows[1:] {
			if err := x.resendRow(ctx, tx, by, d, row, at, place, &out); err != nil {
				return err
			}
		}
		return x.record(ctx, tx, by, "extracts.rows.correct", d.batch.target(), audit.Change{Field: "rows", To: fmt.Sprint(out.Corrected)})
	})
	return out, err
}

func (x *Extracts) resendRow(ctx context.Context, tx *db.DB, by actor.Actor, d desk, row []string, at int, place []int, out *Resent) error {
	if len(row) == 0 {
		return nil
	}
	number := 0
	if at < len(row) {
		number, _ = strconv.Atoi(strings.TrimSpace(row[at]))
	}
	kept, found, err := rejectOf(ctx, tx, by.OrgID, d.batch.ID, d.file.Number, number)
	if err != nil {
		return err
	}
	if !found || kept.State != "waiting" {
		out.Unknown++
		return nil
	}
	cells := make([]string, len(place))
	for i, from := range place {
		if from >= 0 && from < len(row) {
			cells[i] = row[from]
		}
	}
	before, err := x.unseal(by.OrgID, d.batch.ID, []keptReject{kept})
	if err != nil {
		return err
	}
	if slices.Equal(before[0].listed(len(place))[:len(place)], cells) { // as it was: a cell too many is in no list
		out.Still = append(out.Still, before[0])
		return nil
	}
	wrong, err := x.correct(ctx, tx, by, d, number, cells)
	if len(wrong) > 0 {
		out.Still = append(out.Still, Reject{File: d.file.Number, Row: number, Cells: cells, Wrong: wrong})
	} else if err == nil {
		out.Corrected++
	}
	return err
}

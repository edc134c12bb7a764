package extracts

import (
	"encoding/json"
	"fmt"

	"footbridge/internal/db"
)

// rejectedRow is what is sealed of a row.
type rejectedRow struct {
	Cells []string `json:"cells"`
	Wrong []Wrong  `json:"wrong"`
}

// about binds what is sealed to its place, so that it opens nowhere else.
func about(b Batch, file, row int) []byte { return fmt.Appendf(nil, "%s %d %d", b.ID, file, row) }

// sealed are the rows of a chunk that could not be read, as they are kept.
func (x *Extracts) sealed(b Batch, all []rejected) (db.Batch, error) {
	if len(all) == 0 {
		return rejectBatch(b, nil), nil
	}
	seal, err := x.vault.sealer(b.OrgID)
	rows := make([][]any, 0, len(all))
	for _, r := range all {
		if err == nil {
			rows = append(rows, []any{r.file, r.row, r.person, r.field, r.reason, seal.Seal(nil, nil, r.plain, about(b, r.file, r.row))})
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

func (x *Extracts) open(b Batch, kept keptReject) (Reject, error) {
	seal, err := x.vault.sealer(b.OrgID)
	if err != nil {
		return Reject{}, err
	}
	plain, err := seal.Open(nil, nil, kept.Sealed, about(b, kept.File, kept.Row))
	if err != nil {
		return Reject{}, fmt.Errorf("open a rejected row: the key is another than when it was kept: %w", err)
	}
	var r rejectedRow
	if err := json.Unmarshal(plain, &r); err != nil {
		return Reject{}, err
	}
	return Reject{File: kept.File, Row: kept.Row, State: kept.State, DoneBy: kept.DoneBy, Cells: r.Cells, Wrong: r.Wrong}, nil
}

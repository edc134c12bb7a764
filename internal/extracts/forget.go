package extracts

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Forgotten is what was removed of a person.
type Forgotten struct{ Rows, Waiting int }

// Forget removes every row about the person with an identifier, of whatever load:
// by it as an NHS number, and as every source knows it, and by every number that
// a file says is theirs too. Rows that wait to be put right go as well. The
// trail says that somebody was forgotten, not who.
func (x *Extracts) Forget(ctx context.Context, by actor.Actor, identifier string) (out Forgotten, err error) {
	if err := may(by, Load); err != nil {
		return out, err
	}
	identifier = strings.TrimSpace(identifier)
	if identifier == "" || len(identifier) > longestText {
		return out, fault.Field("identifier", "Enter the NHS number, or the number that the record system has.")
	}
	numbers, err := x.numbersOf(ctx, by.OrgID, identifier)
	if err != nil {
		return out, err
	}
	var found []strayPart
	for _, table := range tables() {
		rows, err := rowsAbout(ctx, x.db, by.OrgID, table, numbers)
		if err != nil {
			return out, err
		}
		found = append(found, rows...)
	}
	if len(found) == 0 {
		return out, fault.Field("identifier", "There is no row about somebody with this identifier.")
	}
	err = x.db.Tx(ctx, func(tx *db.DB) error {
		if out, err = x.remove(ctx, tx, by.OrgID, found); err != nil {
			return err
		}
		return x.record(ctx, tx, by, "extracts.person.forget", audit.Target{Kind: "extract", Words: "a person"},
			audit.Change{Field: "rows", From: fmt.Sprint(out.Rows + out.Waiting)})
	})
	return out, err
}

// numbersOf are the numbers of a person by an identifier, and every other that
// is the same person's by what files say.
func (x *Extracts) numbersOf(ctx context.Context, orgID, identifier string) ([]int64, error) {
	sources, err := sourcesOf(ctx, x.db, orgID)
	if err != nil {
		return nil, err
	}
	var all []int64
	for _, s := range sources {
		n, err := x.vault.namer(orgID, s.Name)
		if err != nil {
			return nil, err
		}
		for _, local := range []bool{false, true} {
			if p, ok := n.number(identifier, local); ok && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	for next := all; len(next) > 0; {
		var more []int64
		for _, p := range next {
			others, err := aliasesAbout(ctx, x.db, orgID, p)
			if err != nil {
				return nil, err
			}
			for _, o := range others {
				if !slices.Contains(all, o) {
					all, more = append(all, o), append(more, o)
				}
			}
		}
		next = more
	}
	return all, nil
}

// remove deletes rows, and takes them off what their loads and files say.
func (x *Extracts) remove(ctx context.Context, tx *db.DB, orgID string, found []strayPart) (out Forgotten, err error) {
	files := map[string][]FilePart{} // by batch
	for _, r := range found {
		if r.Table == "extracts_reject" {
			waited, err := deleteReject(ctx, tx, orgID, r)
			if err != nil {
				return out, err
			}
			out.Waiting++
			if err := takeOff(ctx, tx, orgID, r.BatchID, r.File, 0, waited); err != nil {
				return out, err
			}
			continue
		}
		gone, err := deleteRow(ctx, tx, orgID, r)
		if err != nil {
			return out, err
		}
		if !gone { // twice in the list: person and carer
			continue
		}
		out.Rows++
		if files[r.BatchID] == nil {
			if files[r.BatchID], err = filesOf(ctx, tx, orgID, r.BatchID); err != nil {
				return out, err
			}
		}
		if f := fileOfRow(files[r.BatchID], r); f > 0 {
			if err := takeOff(ctx, tx, orgID, r.BatchID, f, 1, 0); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// fileOfRow is the file of a row, by the numbers that its rows have; 0 for the
// other identifiers of people, which no file counts as rows.
func fileOfRow(files []FilePart, r strayPart) int {
	best := 0
	for _, f := range files {
		if f.FirstRow < r.Row {
			if k, _ := kindOf(f.Kind); k.Table == r.Table {
				best = f.Number
			} else {
				best = 0
			}
		}
	}
	return best
}

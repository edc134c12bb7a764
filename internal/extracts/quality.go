package extracts

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/when"
)

// Quality is how good what counts is.
type Quality struct {
	Kinds    []KindQuality
	Reasons  []ReasonCount
	Unknown  []UnknownCode
	Unplaced []Team
}

// KindQuality is how much is recorded in the rows of one kind that count.
type KindQuality struct {
	Kind             string
	Label            string
	Rows, Duplicates int64
	Waiting          int64
	Newest           when.Month // for which rows were brought in
	LoadedAt         when.Date  // the newest load
	Fields           []FieldQuality
}

// FieldQuality is in how many rows a field is recorded.
type FieldQuality struct {
	Name, About string
	Recorded    int64
	Rows        int64
}

// Label is the field's name in words.
func (f FieldQuality) Label() string { return strings.ReplaceAll(f.Name, "_", " ") }

// Percent is the share of rows, rounded down so that only all is 100.
func (f FieldQuality) Percent() int {
	if f.Rows == 0 {
		return 0
	}
	return int(100 * f.Recorded / f.Rows)
}

// UnknownCode is a value that neither a list nor the mapping knows.
type UnknownCode struct {
	Column, Value string
	Rows          int
}

// mostSealed is how many rows are opened to list the values that nobody knows.
const mostSealed = 2000

// Quality says how good what counts is.
func (x *Extracts) Quality(ctx context.Context, by actor.Actor) (q Quality, err error) {
	if err := may(by, Read); err != nil {
		return q, err
	}
	batches, err := committedBatches(ctx, x.db, by.OrgID)
	if err != nil {
		return q, err
	}
	files, err := countingFiles(ctx, x.db, by.OrgID)
	if err != nil {
		return q, err
	}
	q.Kinds = kindsQuality(batches, files)
	if q.Reasons, err = reasonsNow(ctx, x.db, by.OrgID); err != nil {
		return q, err
	}
	teams, err := teamsOf(ctx, x.db, by.OrgID)
	if err != nil {
		return q, err
	}
	q.Unplaced = slices.DeleteFunc(teams, func(t Team) bool { return t.UnitID != "" })
	q.Unknown, err = x.unknownCodes(ctx, by.OrgID)
	return q, err
}

func kindsQuality(batches []Batch, files []FilePart) []KindQuality {
	byID := map[string]Batch{}
	for _, b := range batches {
		byID[b.ID] = b
	}
	var out []KindQuality
	for _, k := range Kinds {
		kq := KindQuality{Kind: k.Name, Label: k.Label}
		recorded := map[string]int64{}
		for _, f := range files {
			if f.Kind != k.Name {
				continue
			}
			b := byID[f.BatchID]
			kq.Rows += f.RowsGood
			kq.Duplicates += f.Duplicates
			kq.Waiting += f.Rejected
			month, err := when.NewMonth(b.Month/12, monthOfYear(b.Month))
			if day := when.DateOf(b.CommittedAt); err == nil && (kq.LoadedAt.IsZero() || kq.LoadedAt.Before(day)) {
				kq.LoadedAt = day
			}
			if err == nil && (kq.Newest.IsZero() || kq.Newest.Before(month)) {
				kq.Newest = month
			}
			for name, n := range f.Recorded.V {
				recorded[name] += n
			}
		}
		if kq.Rows == 0 && kq.Waiting == 0 {
			continue
		}
		for _, f := range k.Fields {
			kq.Fields = append(kq.Fields, FieldQuality{Name: f.Name, About: f.About, Recorded: min(recorded[f.Name], kq.Rows), Rows: kq.Rows})
		}
		out = append(out, kq)
	}
	return out
}

// unknownCodes are the values that nobody knows in the newest rows that wait.
func (x *Extracts) unknownCodes(ctx context.Context, orgID string) ([]UnknownCode, error) {
	kept, err := sealedCodes(ctx, x.db, orgID, mostSealed)
	if err != nil {
		return nil, err
	}
	count := map[UnknownCode]int{}
	for _, k := range kept {
		rows, err := x.unseal(orgID, k.BatchID, []keptReject{{File: k.File, Row: k.Row, Sealed: k.Sealed}})
		if err != nil {
			return nil, err
		}
		for _, w := range rows[0].Wrong {
			if w.Reason == "code" {
				count[UnknownCode{Column: w.Column, Value: w.Value}]++
			}
		}
	}
	var out []UnknownCode
	for _, u := range slices.SortedFunc(maps.Keys(count), func(a, b UnknownCode) int {
		return cmp.Or(-cmp.Compare(count[a], count[b]), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Value, b.Value))
	}) {
		u.Rows = count[u]
		out = append(out, u)
	}
	return out[:min(len(out), 100)], nil
}

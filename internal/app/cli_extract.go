package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

type importExtractCommand struct {
	Files        []string `arg:"" name:"file" help:"CSV, also compressed, or XLSX files of the record system."`
	Mapping      string   `required:"" placeholder:"FILE" help:"The YAML file that says which column is what, or the name of one that comes along: rowan or mhsds."`
	DryRun       bool     `help:"Read and check, and leave it at that: the same command without this makes exactly that count."`
	Month        string   `placeholder:"2027-05" help:"When the files were made, for rows that do not say. Usually the month that it is."`
	Organisation string   `name:"org" placeholder:"SLUG" help:"Which organisation, when there are several."`
}

// mapping is the text of the mapping that is named.
func (c importExtractCommand) mapping(a *App) (string, error) {
	for _, m := range a.Extracts.Ready() {
		if m.Slug == c.Mapping {
			return m.Text, nil
		}
	}
	text, err := os.ReadFile(c.Mapping)
	return string(text), err
}

// Run brings in extracts of the record system: progress goes to standard error,
// the summary to standard output.
func (c importExtractCommand) Run(s *session) error {
	month := when.DateOf(s.now()).MonthOf()
	if c.Month != "" {
		var err error
		if month, err = when.ParseMonth(c.Month); err != nil {
			return usageError{fmt.Errorf("--month: %w", err)}
		}
	}
	var files []extracts.File
	for _, path := range c.Files {
		files = append(files, extracts.File{Name: filepath.Base(path), Path: path})
	}
	return s.with(func(a *App) error {
		org, err := s.organisation(a, c.Organisation)
		if err != nil {
			return err
		}
		by := s.actor(org)
		text, err := c.mapping(a)
		if err != nil {
			return err
		}
		v, err := a.Extracts.AddMapping(s.ctx, by, text)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Mapping, err)
		}
		b, err := s.readExtract(a, by, v, month, files)
		if err != nil {
			return err
		}
		if err := s.showExtract(a, by, b); err != nil {
			return err
		}
		if c.DryRun {
			s.printf("Nothing counts yet. Without --dry-run exactly this will.\n")
			return a.seal(s.ctx)
		}
		if err := a.Extracts.Commit(s.ctx, by, b.ID); err != nil {
			return err
		}
		s.printf("Done.\n")
		return a.seal(s.ctx)
	})
}

// readExtract reads the files, or finds the dry run in which they were read.
func (s *session) readExtract(a *App, by actor.Actor, v extracts.Version, month when.Month, files []extracts.File) (extracts.Batch, error) {
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	go s.showProgress(ctx, a, by)
	b, err := a.Extracts.Read(s.ctx, by, v.Source, month, files)
	if same, ok := errors.AsType[*extracts.SameFileError](err); ok && same.Batch.State == extracts.Ready && same.Batch.Version == v.Version {
		return same.Batch, nil
	}
	if fault.KindOf(err) == fault.Invalid {
		err = errors.New(fault.Text(err))
	}
	return b, err
}

// showProgress says every second how far a load is, until ctx ends.
func (s *session) showProgress(ctx context.Context, a *App, by actor.Actor) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		all, _, err := a.Extracts.Batches(ctx, by, extracts.Reading, 1, 0)
		if err == nil && len(all) == 1 {
			fmt.Fprintf(s.stderr, "%3d %%  %d rows, %d to put right\n", all[0].Percent(), all[0].RowsRead, all[0].RowsWaiting)
		}
	}
}

func (s *session) showExtract(a *App, by actor.Actor, b extracts.Batch) error {
	r, err := a.Extracts.Report(s.ctx, by, b.ID)
	if err != nil {
		return err
	}
	for _, f := range r.Files {
		s.printf("%s: %s: %d rows, %d right, %d to put right, %d equal to another, %d headings and %d totals left out\n",
			f.Title(), f.KindLabel(), f.RowsRead, f.RowsGood, f.Rejected, f.Duplicates, f.Headings, f.Totals)
	}
	for _, w := range r.Reasons {
		s.printf("%d rows: %s of %s: %s\n", w.Rows, w.FieldLabel(), w.Kind, w.Words())
	}
	for _, t := range r.Unplaced {
		s.printf("team without a unit: %s\n", t.Team)
	}
	s.printf("%s, mapping %d: %d rows, %d right, %d to put right.\n", b.SourceName, b.Version, b.RowsRead, b.RowsGood, b.RowsWaiting)
	return nil
}

package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"footbridge/internal/strategy"
)

type importPlanCommand struct {
	File         string `arg:"" help:"A CSV or XLSX file, as people keep it."`
	Commit       bool   `help:"Do what the preview shows."`
	Title        string `default:"Imported strategy" help:"Title of the strategy that is made."`
	Strategy     string `placeholder:"ID" help:"Bring it into this strategy instead of a new one: its id is in the address of its page."`
	Organisation string `placeholder:"SLUG" help:"Which organisation, when there are several."`
}

// Run shows row by row what importing the file would do and, if asked, does
// exactly that.
func (c importPlanCommand) Run(s *session) error {
	content, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return s.with(func(a *App) error {
		org, err := s.organisation(a, c.Organisation)
		if err != nil {
			return err
		}
		by := s.actor(org)
		p, err := a.Strategy.PreviewImport(s.ctx, by, c.Strategy, c.Title, strategy.File{Name: filepath.Base(c.File), Content: content}, nil)
		if err != nil {
			return err
		}
		s.showPreview(p)
		if len(p.Errors) > 0 {
			return errFound
		}
		switch {
		case !p.Ready():
			s.printf("There is nothing to bring in.\n")
			return nil
		case !c.Commit:
			s.printf("Nothing has been changed. --commit does what is shown.\n")
			return nil
		}
		if _, err := a.Strategy.CommitImport(s.ctx, by, p.UploadID, p.Hash); err != nil {
			return err
		}
		s.printf("Done.\n")
		return a.seal(s.ctx)
	})
}

func (s *session) showPreview(p strategy.Preview) {
	for _, step := range p.Steps {
		line := fmt.Sprintf("%-17s %s", step.Kind, step.Title)
		if step.Row > 0 {
			line = fmt.Sprintf("row %-3d %s", step.Row, line)
		} else {
			line = "        " + line
		}
		if len(step.Flags) > 0 {
			line += " [" + strings.Join(step.Flags, ", ") + "]"
		}
		s.printf("%s\n", strings.TrimRight(line, " "))
	}
	for _, note := range p.Notes {
		s.printf("note: %s\n", note)
	}
	for _, title := range p.Missing {
		s.printf("not in the file, stays as it is: %s\n", title)
	}
	for _, e := range p.Errors {
		s.printf("%s\n", e)
	}
	n := p.Counts
	s.printf("%d objectives and %d actions in the file: %d and %d new, %d and %d changed; %d actions without an owner, %d without a date; %d new posts.\n",
		n.Objectives, n.Actions, n.NewObjectives, n.NewActions, n.ChangedObjectives, n.ChangedActions, n.Ownerless, n.Undated, n.NewPost)
}

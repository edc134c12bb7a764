package app

import (
	"bufio"
	"bytes"
	"fmt"
	"os"

	"footbridge/internal/stats"
)

type spcCommand struct {
	File    string `arg:"" help:"A JSON document with a list of series to chart."`
	Profile string `enum:"plotthedots,making-data-count" default:"plotthedots" help:"Whose rules: plotthedots, or making-data-count."`
}

// Help is what else there is to know.
func (spcCommand) Help() string {
	return `The document has a list "vectors". Each has an "input" with "dates", "values" (null where
there is none), "improvement_direction" (increase, decrease or neutral), "target" and
"rebase_dates". The same document is printed, with "expected" filled in for each: the
limits, what makes a point more than chance, and what the last one says.

plotthedots follows NHSRplotthedots 0.2.2: wide moving ranges are left out of the limits
unless "screen_outliers" is false, and "fix_after_n_points" lets limits stand after so many
points. making-data-count follows version 2.5 of the Making Data Count query: nothing is
left out, trends run on over new limits, a point may have several reasons, and a
"conflict_rule" beside the input says which counts; "settings" in "meta" may change it.
Both know "ghost_dates", and "targets" (a list of "from" and "value") for one that changes.`
}

// Run prints the document with what the rules say.
func (c spcCommand) Run(s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	profile := stats.PlotTheDots
	if c.Profile == "making-data-count" {
		profile = stats.MakingDataCount
	}
	var out bytes.Buffer
	if err := stats.ControlFile(bufio.NewReader(file), &out, profile); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	_, err = s.stdout.Write(out.Bytes())
	return err
}

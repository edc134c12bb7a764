package app

import (
	"errors"
	"fmt"
	"os"

	"footbridge/internal/stats"
)

type statsCommand struct {
	File string `arg:"" help:"A JSON file of questions: an object of sections, each with one entry or a list of them."`
}

// Help is what else there is to know.
func (statsCommand) Help() string {
	return `Prints the same document with every answer that is missing or null filled in; what is there
stays, in its order. Sections: wilson, clopper_pearson, mcnemar, poisson_rate_ratio, two_by_two,
paired, interrupted_time_series, negative_binomial, diff_in_diff, segmented_ols, kappa,
weighted_kappa, cronbach_alpha, reliable_change. Regressions read their columns from "data",
and a "formula" such as "count ~ time + post + offset(log(population))" when there is one.
Exits 1 and says the section and the field when something could not be worked out; the rest
is printed all the same.`
}

// Run prints the document with its answers.
func (c statsCommand) Run(s *session) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	out, problems, err := stats.Fill(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	s.printf("%s", out)
	if len(problems) > 0 {
		return fmt.Errorf("%s: some answers are missing\n%w", c.File, errors.Join(problems...))
	}
	return nil
}

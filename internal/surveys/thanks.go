package surveys

import (
	"context"
	"strings"
)

// SaidAndDone is what people said the last time, and what came of it.
type SaidAndDone struct{ Said, Done string }

// thanksPath is the page that thanks for an answer to a door's survey.
func (s *Surveys) thanksPath(ctx context.Context, d Door) (string, error) {
	org, err := s.units.Organisation(ctx, d.Wave.OrgID)
	return "/surveys/thanks/" + org.Slug + "." + d.Survey.ID, err
}

// thanked is the survey that a page thanks for.
func (s *Surveys) thanked(ctx context.Context, address string) (Survey, error) {
	orgID, surveyID, err := s.organisation(ctx, address)
	if err != nil {
		return Survey{}, err
	}
	return oneSurvey(ctx, s.db, orgID, surveyID)
}

// secure says that people reach the site over https.
func (s *Surveys) secure() bool { return strings.HasPrefix(s.baseURL, "https://") }

// lastTime is what came of what people said before, of waves whose figures are
// published.
func (s *Surveys) lastTime(ctx context.Context, survey Survey) ([]SaidAndDone, error) {
	return saidAndDone(ctx, s.db, survey.OrgID, survey.ID)
}

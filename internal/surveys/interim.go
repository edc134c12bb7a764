package surveys

import (
	"context"
	"encoding/json"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
)

// bank is what this module asks the bank of questionnaires.
type bank interface {
	Published(ctx context.Context, tx *db.DB, orgID, versionID string) (questionnaires.Version, error)
	Licensed(ctx context.Context, tx *db.DB, orgID, questionnaireID string) error
}

func bankOf(q *questionnaires.Questionnaires) bank {
	if b, ok := any(q).(bank); ok {
		return b
	}
	return noBank{}
}

type noBank struct{}

func (noBank) Published(context.Context, *db.DB, string, string) (questionnaires.Version, error) {
	return questionnaires.Version{}, fault.New(fault.NotFound, "No version.")
}
func (noBank) Licensed(context.Context, *db.DB, string, string) error { return nil }

func tidy(f *forms.Form, r forms.Response) forms.Response {
	if t, ok := any(f).(interface {
		Tidy(forms.Response) forms.Response
	}); ok {
		return t.Tidy(r)
	}
	return r
}

func validate(f *forms.Form, r *forms.Response) []forms.Problem {
	if t, ok := any(f).(interface {
		Validate(*forms.Response) []forms.Problem
	}); ok {
		return t.Validate(r)
	}
	return nil
}

func writeResponse(r *forms.Response) ([]byte, error) { return json.Marshal(r) }

func find(f *forms.Form, linkID string) *forms.Item {
	if t, ok := any(f).(interface{ Find(string) *forms.Item }); ok {
		return t.Find(linkID)
	}
	var in func(items []forms.Item) *forms.Item
	in = func(items []forms.Item) *forms.Item {
		for i := range items {
			if items[i].LinkID == linkID {
				return &items[i]
			}
			if x := in(items[i].Items); x != nil {
				return x
			}
		}
		return nil
	}
	return in(f.Items)
}

func formLanguages(f *forms.Form) []string {
	if t, ok := any(f).(interface{ Languages() []string }); ok {
		return t.Languages()
	}
	return nil
}

package people

import (
	"context"
	"slices"

	"footbridge/internal/db"
	"footbridge/internal/notify"
)

// formats are the needs for written information in the words of package notify:
// first those that somebody must prepare, so that they are not passed over for
// one that the program can write by itself.
var formats = []struct{ code, words string }{
	{"format-braille", "braille"}, {"format-audio", "audio"}, {"format-bsl-video", "BSL video"}, {"format-easy-read", "easy read"},
	{"format-translated", "translated"}, {"format-large-print", "large print"}, {"format-plain-text", "plain text"},
}

// Contact is how to write to a person: the way they prefer and, whether or not a
// flag is wanted, in the format that they can read. It follows a merged record.
func (p *People) Contact(ctx context.Context, orgID, personID string) (notify.Contact, error) {
	person, err := p.Person(ctx, orgID, personID)
	if err == nil && person.MergedInto != "" {
		person, err = p.Person(ctx, orgID, person.MergedInto)
	}
	if err != nil {
		return notify.Contact{}, err
	}
	format, err := formatOf(ctx, p.db, orgID, person.ID)
	return notify.Contact{
		PersonID: person.ID, Name: person.Called(), Email: person.Email, Phone: person.Phone, Address: person.Address,
		Channel: person.PreferredChannel, Format: format, QuietFrom: person.QuietFrom, QuietTo: person.QuietTo,
	}, err
}

func formatOf(ctx context.Context, d *db.DB, orgID, personID string) (string, error) {
	items, err := standingNeeds(ctx, d, orgID, []string{personID})
	if err != nil {
		return "", err
	}
	for _, f := range formats {
		if slices.ContainsFunc(items, func(n Need) bool { return n.Code == f.code }) {
			return f.words, nil
		}
	}
	return "", nil
}

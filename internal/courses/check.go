package courses

import (
	"context"
	"fmt"

	"footbridge/internal/db"
	"footbridge/internal/fold"
)

// Check says what in an organisation's courses breaks a rule that the schema
// cannot hold, one sentence each; nothing when all is well.
func (c *Courses) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		out = nil
		for _, rule := range rules {
			ids, err := db.All[string](ctx, tx, rule.query, orgID)
			if err != nil {
				return err
			}
			for _, id := range ids {
				out = append(out, fmt.Sprintf(rule.says, id))
			}
		}
		stored, err := allVersions(ctx, tx, orgID)
		if err != nil {
			return err
		}
		for _, v := range stored {
			found, err := c.checkVersion(ctx, tx, v)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	return out, err
}

// checkVersion looks at what only the program can work out: folded titles, the
// hash of the content, and whether a version that stands as agreed is.
func (c *Courses) checkVersion(ctx context.Context, tx *db.DB, v Version) ([]string, error) {
	var out []string
	folded, err := foldOf(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	if folded != fold.Text(v.Title) {
		out = append(out, fmt.Sprintf("courses: the folded title of version %s is not that of the title", v.ID))
	}
	hash, err := c.contentHash(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	if hash != v.ContentHash {
		out = append(out, fmt.Sprintf("courses: version %s is not the one its designers were asked to agree: it was changed by hand", v.ID))
	}
	if v.State == Agreed || v.State == Piloted {
		p, err := c.progress(ctx, tx, v)
		if err != nil {
			return nil, err
		}
		if needsAgreement(p) != nil {
			out = append(out, fmt.Sprintf("courses: version %s stands as %s, but not every condition of that is met", v.ID, v.State))
		}
	}
	return out, nil
}

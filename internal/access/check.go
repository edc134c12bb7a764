package access

import (
	"context"
	"fmt"
	"strings"

	"footbridge/internal/when"
)

// Check returns what is wrong with the accounts and roles of an organisation, a
// sentence each.
func (a *Access) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	accounts, err := allAccounts(ctx, a.db, orgID)
	if err != nil {
		return nil, err
	}
	people := map[string]string{}
	for _, acc := range accounts {
		say := func(format string, args ...any) {
			out = append(out, fmt.Sprintf("account %s: ", acc.ID)+fmt.Sprintf(format, args...))
		}
		switch {
		case !strings.Contains(acc.Email, "@"):
			say("it has no e-mail address")
		case fold(acc.Email) != acc.EmailFold:
			say("its e-mail address is not filed under itself")
		}
		if fold(acc.Name+" "+acc.Email) != acc.Search {
			say("search would not find it by its name and address")
		}
		if acc.PasswordHash != "" && !strings.HasPrefix(acc.PasswordHash, "$argon2id$") {
			say("its password is not kept as an argon2id hash")
		}
		if acc.State != "active" && acc.State != "closed" {
			say("its state is %q", acc.State)
		}
		if other := people[acc.PersonID]; acc.PersonID != "" && other != "" {
			say("it is linked to the same person as account %s", other)
		}
		people[acc.PersonID] = acc.ID
	}
	wrong, err := a.checkRoles(ctx, orgID)
	return append(out, wrong...), err
}

func (a *Access) checkRoles(ctx context.Context, orgID string) ([]string, error) {
	held, err := allRoles(ctx, a.db, orgID)
	if err != nil {
		return nil, err
	}
	if err := a.paths(ctx, orgID, held); err != nil {
		return nil, err
	}
	var out []string
	for i, h := range held {
		say := func(format string, args ...any) {
			out = append(out, fmt.Sprintf("role %s of account %s: ", h.ID, h.AccountID)+fmt.Sprintf(format, args...))
		}
		if _, known := a.roles[h.Role]; !known && h.EndedOn.IsZero() {
			say("there is no role %q", h.Role)
		}
		if !h.UntilOn.IsZero() && h.UntilOn.Before(h.FromOn) {
			say("it ends before it begins")
		}
		if h.Path == "" {
			say("its unit does not exist")
		}
		if h.EndedOn != (when.Date{}) && h.EndedByName == "" {
			say("nobody is named as having ended it")
		}
		for j := i - 1; j >= 0 && held[j].AccountID == h.AccountID; j-- {
			if o := held[j]; o.Role == h.Role && o.UnitID == h.UnitID && o.overlaps(h) {
				say("it is held twice at the same time (%s)", o.ID)
			}
		}
	}
	return out, nil
}

package app

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"footbridge/internal/access"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/units"
)

type userAddCommand struct {
	Email        string `arg:"" help:"Address to sign in with."`
	Name         string `required:"" help:"The person's name."`
	Role         string `default:"administrator" help:"Role at the whole organisation: ${default} unless given."`
	Organisation string `placeholder:"SLUG" help:"Which organisation, when there are several."`
}

// Run invites somebody and prints the link, so that it works without mail.
func (c userAddCommand) Run(s *session) error {
	return s.sealed(func(a *App) error {
		if !slices.ContainsFunc(a.Roles, func(r access.Role) bool { return r.Slug == c.Role }) {
			return usageError{fmt.Errorf("there is no role %q; the roles are %s", c.Role, strings.Join(slugs(a.Roles), ", "))}
		}
		org, err := s.organisation(a, c.Organisation)
		if err != nil {
			return err
		}
		root, err := a.Units.Root(s.ctx, org.OrgID)
		if err != nil {
			return err
		}
		account, link, err := a.Access.Invite(s.ctx, s.actor(org), access.NewAccount{Name: c.Name, Email: c.Email},
			access.GrantInput{Role: c.Role, UnitID: root.ID})
		if err != nil {
			return err
		}
		s.printf("%s has an account. To choose a password, open this link, which works once:\n%s\n", account.Email, link)
		return nil
	})
}

type userResetCommand struct {
	Email        string `arg:"" help:"Address of the account."`
	Organisation string `placeholder:"SLUG" help:"Which organisation, when there are several."`
}

// Run prints a link with which somebody chooses a new password.
func (c userResetCommand) Run(s *session) error {
	return s.sealed(func(a *App) error {
		org, err := s.organisation(a, c.Organisation)
		if err != nil {
			return err
		}
		by := s.actor(org)
		found, _, err := a.Access.Accounts(s.ctx, by, c.Email, "", 50, 0)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(found, func(acc access.Account) bool { return strings.EqualFold(acc.Email, c.Email) })
		if i < 0 {
			return fmt.Errorf("%s has no account with that address", org.Name)
		}
		link, err := a.Access.ResetLink(s.ctx, by, found[i].ID)
		if err != nil {
			return err
		}
		s.printf("To choose a new password, open this link, which works once:\n%s\n", link)
		return nil
	})
}

func slugs(roles []access.Role) []string {
	var out []string
	for _, r := range roles {
		out = append(out, r.Slug)
	}
	return out
}

// actor is the command line acting in an organisation.
func (s *session) actor(org units.Organisation) actor.Actor {
	return actor.System(org.OrgID, "the command line")
}

// organisation finds the one with that short name, or the only one.
func (s *session) organisation(a *App, slug string) (units.Organisation, error) {
	all, err := a.Units.Organisations(s.ctx)
	if err != nil {
		return units.Organisation{}, err
	}
	var names []string
	for _, org := range all {
		if org.Slug == slug || slug == "" && len(all) == 1 {
			return org, nil
		}
		names = append(names, org.Slug)
	}
	switch {
	case len(all) == 0:
		return units.Organisation{}, errors.New("there is no organisation yet: `footbridge init --organisation NAME` makes one")
	case slug == "":
		return units.Organisation{}, usageError{fmt.Errorf("there are several organisations; choose with --organisation: %s", strings.Join(names, ", "))}
	}
	return units.Organisation{}, fmt.Errorf("there is no organisation %q; there are %s", slug, strings.Join(names, ", "))
}

type auditVerifyCommand struct {
	Seal         string `placeholder:"FILE" help:"Also compare with this export, kept elsewhere."`
	Organisation string `placeholder:"SLUG" help:"Only this organisation."`
}

// Run checks the chain of every organisation.
func (c auditVerifyCommand) Run(s *session) error {
	return s.with(func(a *App) error {
		all, err := s.organisations(a, c.Organisation)
		if err != nil {
			return err
		}
		found := 0
		for _, org := range all {
			problems, err := a.Audit.Verify(s.ctx, org.OrgID)
			if err != nil {
				return err
			}
			if c.Seal != "" {
				more, err := checkSeal(s, a, org, c.Seal)
				if err != nil {
					return err
				}
				problems = append(problems, more...)
			}
			for _, p := range problems {
				s.printf("%s: %s\n", org.Slug, p)
			}
			found += len(problems)
		}
		if found > 0 {
			s.printf("%d problems found in the audit trail.\n", found)
			return errFound
		}
		s.printf("The audit trail is whole.\n")
		return nil
	})
}

func checkSeal(s *session, a *App, org units.Organisation, file string) ([]audit.Problem, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return a.Audit.CheckExport(s.ctx, org.OrgID, f)
}

// organisations are all, or the one with that short name.
func (s *session) organisations(a *App, slug string) ([]units.Organisation, error) {
	if slug == "" {
		return a.Units.Organisations(s.ctx)
	}
	org, err := s.organisation(a, slug)
	return []units.Organisation{org}, err
}

type auditExportCommand struct {
	Organisation string `placeholder:"SLUG" help:"Which organisation, when there are several."`
}

// Run prints the seal of each day.
func (c auditExportCommand) Run(s *session) error {
	return s.with(func(a *App) error {
		org, err := s.organisation(a, c.Organisation)
		if err != nil {
			return err
		}
		return a.Audit.Export(s.ctx, org.OrgID, s.stdout)
	})
}

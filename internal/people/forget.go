package people

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Parts of a record that can be forgotten by themselves.
const (
	PartContact  = "contact"
	PartNeeds    = "needs"
	PartEquality = "equality"
)

// Forget takes one part of a record away when another module has kept it for as
// long as it may, and reports whether there was anything. A record that was
// merged or erased has nothing left.
func (p *People) Forget(ctx context.Context, by actor.Actor, personID, part string) (bool, error) {
	gone := false
	err := p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := onePerson(ctx, tx, by.OrgID, personID)
		if err != nil || person.Gone() {
			return err
		}
		switch part {
		case PartContact:
			if gone = person.Email+person.Phone+person.Address != ""; !gone {
				return nil
			}
			blank := person
			blank.Email, blank.Phone, blank.Address, blank.PreferredChannel = "", "", "", "none"
			_, err = p.change(ctx, tx, person, blank)
		case PartNeeds:
			gone, err = forgetNeeds(ctx, tx, by.OrgID, personID)
		case PartEquality:
			gone, err = forgetEquality(ctx, tx, by.OrgID, personID)
		default:
			err = fault.New(fault.Invalid, "There is no such part of a record.")
		}
		if err != nil || !gone {
			return err
		}
		return p.record(ctx, tx, by, "people.person.forgotten", person, []audit.Change{{Field: part, To: "removed"}})
	})
	return gone, err
}

package strategy

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/people"
)

// SeatRecord is a seat in the steering group, as it is given to the person who
// has or had it.
type SeatRecord struct {
	Role        string `json:"role"`
	Perspective string `json:"perspective"`
	From        string `json:"from"`
	Until       string `json:"until,omitempty"`
}

// ExportPerson returns the seats that a person has or had in steering groups.
func (s *Strategy) ExportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	seats, err := seatsOf(ctx, tx, orgID, personID)
	out := []SeatRecord{}
	for _, m := range seats {
		out = append(out, SeatRecord{m.Role, m.Perspective, m.FromOn.ISO(), m.UntilOn.ISO()})
	}
	return out, err
}

// ErasePerson takes the name off a person's seats, which end.
func (s *Strategy) ErasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	return eraseSeats(ctx, tx, orgID, personID, people.ErasedName, s.today())
}

// MergePerson makes the seats of the record dropID those of keepID. Where both
// have one, the dropped record's ends.
func (s *Strategy) MergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	return mergeSeats(ctx, tx, orgID, keepID, dropID, s.today())
}

package trainers

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(t *Trainers) []web.Route { return nil }

package questionnaires

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(x *Questionnaires) []web.Route { return nil }

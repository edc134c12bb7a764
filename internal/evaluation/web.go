package evaluation

import "footbridge/internal/web"

// Routes are the pages of the module.
func Routes(x *Evaluation) []web.Route { return nil }

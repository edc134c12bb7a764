package extracts

import "footbridge/internal/web"

// Routes are the pages of the module.
func Routes(x *Extracts) []web.Route { return nil }

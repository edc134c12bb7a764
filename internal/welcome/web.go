package welcome

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(x *Welcome) []web.Route { return nil }

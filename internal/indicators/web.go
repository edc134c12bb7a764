package indicators

import "footbridge/internal/web"

// Routes are the pages of the module.
func Routes(x *Indicators) []web.Route { return nil }

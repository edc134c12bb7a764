package college

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(c *College) []web.Route { return nil }

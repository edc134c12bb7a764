package courses

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(c *Courses) []web.Route { return nil }

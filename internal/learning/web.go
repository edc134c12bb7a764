package learning

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(l *Learning) []web.Route { return nil }

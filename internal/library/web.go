package library

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(l *Library) []web.Route { return nil }

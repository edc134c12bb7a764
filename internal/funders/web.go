package funders

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(f *Funders) []web.Route { return nil }

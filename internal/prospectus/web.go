package prospectus

import "footbridge/internal/web"

// Routes are the pages of this module.
func Routes(p *Prospectus) []web.Route { return nil }

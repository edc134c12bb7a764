package surveys

import "footbridge/internal/web"

func apiRoutes(h handlers) []web.Route { return nil }

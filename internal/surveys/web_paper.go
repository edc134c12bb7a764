package surveys

import "footbridge/internal/web"

func paperRoutes(h handlers) []web.Route { return nil }

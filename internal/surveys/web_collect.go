package surveys

import "footbridge/internal/web"

func collectRoutes(h handlers) []web.Route { return nil }

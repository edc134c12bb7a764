package surveys

import "footbridge/internal/web"

func figureRoutes(h handlers) []web.Route { return nil }

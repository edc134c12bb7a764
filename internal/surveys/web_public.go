package surveys

import "footbridge/internal/web"

func publicRoutes(h handlers) []web.Route { return nil }

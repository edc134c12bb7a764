package surveys

import "footbridge/internal/web"

func saidRoutes(h handlers) []web.Route { return nil }

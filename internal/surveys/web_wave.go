package surveys

import "footbridge/internal/web"

func waveRoutes(h handlers) []web.Route { return nil }

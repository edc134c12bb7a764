package surveys

import (
	"encoding/json"

	"footbridge/internal/forms"
)

func writeResponse(r *forms.Response) ([]byte, error) { return json.Marshal(r) }

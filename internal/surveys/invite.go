package surveys

import "footbridge/internal/notify"

// Templates are the words of the module's messages.
func Templates() []notify.Template { return nil }

// Command footbridge runs the machinery of a recovery-focused mental health
// service: one program, one database.
package main

import (
	"os"

	"footbridge/internal/app"
)

func main() { os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr)) }

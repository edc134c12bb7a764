// Package app wires the modules together and is the command line.
//
// [Build] makes the whole program over an open database: the platform, the
// modules, the routes and who may use them. The commands are thin: each opens
// the database, builds the program and calls one thing.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Exit statuses of the program.
const (
	exitDone    = 0 // it is done
	exitProblem = 1 // it could not be done, or a check found something wrong
	exitUsage   = 2 // the command line or the settings are wrong
)

// errFound says that a check has already printed what it found.
var errFound = errors.New("something is wrong")

// usageError is a mistake in the command line or the settings.
type usageError struct{ error }

// Unwrap returns the mistake itself.
func (e usageError) Unwrap() error { return e.error }

// Main runs the command line and returns the exit status: 0 when it is done, 1
// when it could not be done or a check found something wrong, 2 when the command
// line or the settings are wrong.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, args, world{environ: os.Environ(), stdout: stdout, stderr: stderr, now: time.Now})
	switch _, usage := errors.AsType[usageError](err); {
	case err == nil:
		return exitDone
	case errors.Is(err, errFound):
		return exitProblem
	case usage:
		fmt.Fprintln(stderr, "footbridge:", err)
		return exitUsage
	}
	fmt.Fprintln(stderr, "footbridge:", plain(err))
	return exitProblem
}

// world is what a command touches besides the database.
type world struct {
	environ        []string
	stdout, stderr io.Writer
	now            func() time.Time
}

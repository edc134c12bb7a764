// Package fault is the one error type that crosses package boundaries.
//
// A fault says what kind of failure happened and, when the user can act on it,
// a sentence to show them. Every other error is an internal error: it is logged
// in full and shown to nobody.
package fault

import (
	"errors"
	"fmt"
)

// Kind classifies a failure by what the caller can do about it.
type Kind string

const (
	Internal  Kind = "internal"  // a bug or an outage
	Invalid   Kind = "invalid"   // the input breaks a rule
	NotFound  Kind = "not found" // no such thing, or not visible to this user
	Conflict  Kind = "conflict"  // true a moment ago, not any more
	Forbidden Kind = "forbidden" // signed in, but not allowed

	// Unavailable is an outage the user can be told about: the disk is full,
	// too many tries. Nothing was saved.
	Unavailable Kind = "unavailable"
)

// Error is a failure with a kind, a sentence for the user, and messages by form field.
type Error struct {
	Kind   Kind
	Text   string
	Fields map[string]string
	Err    error // cause; logged, never shown
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Text, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Text)
}

func (e *Error) Unwrap() error { return e.Err }

// New returns a fault of kind k with a sentence to show the user.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// KindOf reports the kind of err: Internal unless a fault is in its chain.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Text is the sentence to show the user for err.
func Text(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Text
	}
	return ""
}

// Fields are the messages of err by form field.
func Fields(err error) map[string]string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fields
	}
	return nil
}

// Field returns an Invalid fault about one form field.
func Field(name, format string, args ...any) *Error {
	text := fmt.Sprintf(format, args...)
	return &Error{Kind: Invalid, Text: text, Fields: map[string]string{name: text}}
}

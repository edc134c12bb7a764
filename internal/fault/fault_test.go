package fault

import (
	"errors"
	"fmt"
	"testing"
)

// A fault keeps its kind and sentence through wrapping; every other error is
// internal and has nothing to show.
func TestKinds(t *testing.T) {
	wrapped := fmt.Errorf("book: %w", New(Conflict, "Somebody was quicker than %s.", "you"))
	if KindOf(wrapped) != Conflict || Text(wrapped) != "Somebody was quicker than you." {
		t.Errorf("wrapped = %s, %s", KindOf(wrapped), Text(wrapped))
	}
	plain := errors.New("secret")
	if KindOf(plain) != Internal || Text(plain) != "" || Fields(plain) != nil {
		t.Error("an ordinary error shows something")
	}
	f := Field("title", "Enter a title.")
	if KindOf(f) != Invalid || Fields(f)["title"] != "Enter a title." {
		t.Errorf("Field = %+v", f)
	}
	cause := &Error{Kind: Conflict, Text: "No.", Err: plain}
	if !errors.Is(cause, plain) || cause.Error() != "conflict: No.: secret" {
		t.Errorf("cause is lost: %v", cause)
	}
}

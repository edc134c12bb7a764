package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestEvaluation: a performance lead reads whether the college helped, asks
// another question like it, and waits until it is worked out; a board member
// reads it on a phone, and cannot ask.
func TestEvaluation(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Performance, audit or survey lead")
	b.visit("/evaluation")
	b.look()
	b.follow("Students of the college, half a year before and after")
	b.says("main", "regression to the mean")
	b.says("main", "What it cannot say")
	b.look()

	b.follow("Ask another question like it")
	b.look()
	b.write("#title", "")
	if status := b.follow("Work it out"); status != 422 {
		t.Errorf("without a title: status %d, want 422", status)
	}
	b.summary()
	b.look()
	b.write("#title", "Students, asked again")
	b.follow("Work it out")
	asked := b.where()
	for range 100 { // a job works it out
		if b.visit(asked); !strings.Contains(b.text("main"), "It is being worked out") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.says("main", "Beside others like them")
	b.look()

	b.become("Board member")
	b.width(320)
	b.visit(asked)
	b.says("main", "Students, asked again")
	b.look()
	if b.count("main form") != 0 {
		t.Error("a board member is offered to work it out again")
	}
	if status := b.visit("/evaluation/new"); status != 403 {
		t.Errorf("a board member asks: status %d, want 403", status)
	}
}

package actor

import (
	"slices"
	"testing"
)

// A role reaches the unit it is held at and what lies below, no further.
func TestScope(t *testing.T) {
	a := Actor{OrgID: "o", AccountID: "a", Grants: []Grant{
		{Role: "borough lead", Path: "/t/north/", Permissions: map[string]bool{"strategy.plan": true, "strategy.read": true}},
		{Role: "reader", Path: "/t/", Permissions: map[string]bool{"strategy.read": true}},
	}}
	for _, test := range []struct {
		permission, path string
		want             bool
	}{
		{"strategy.plan", "/t/north/", true},
		{"strategy.plan", "/t/north/team/", true},
		{"strategy.plan", "/t/", false},
		{"strategy.plan", "/t/south/", false},
		{"strategy.plan", "/t/north-west/", false},
		{"strategy.read", "/t/south/", true},
		{"strategy.edit", "/t/north/", false},
	} {
		if got := a.CanAt(test.permission, test.path); got != test.want {
			t.Errorf("CanAt(%s, %s) = %t", test.permission, test.path, got)
		}
	}
	if !a.CanEverywhere("strategy.read") || a.CanEverywhere("strategy.plan") || a.CanEverywhere("strategy.edit") {
		t.Error("CanEverywhere is wrong")
	}
	if !a.Can("strategy.plan") || a.Can("people.read") {
		t.Error("Can is wrong")
	}
	if got := a.Scope("strategy.read"); !slices.Equal(got, []string{"/t/north/", "/t/"}) {
		t.Errorf("Scope = %v", got)
	}
}

// Nobody may do nothing; a command may do everything, without being signed in.
func TestNobodyAndSystem(t *testing.T) {
	if (Actor{}).Can("strategy.read") || (Actor{}).SignedIn() || len(From(t.Context()).Grants) != 0 {
		t.Error("nobody holds something")
	}
	s := System("o", "import command")
	if !s.CanAt("strategy.edit", "/t/") || s.SignedIn() {
		t.Error("System is wrong")
	}
	if got := From(With(t.Context(), s)); got.Name != "import command" {
		t.Errorf("From = %+v", got)
	}
}

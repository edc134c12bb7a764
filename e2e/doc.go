// Package e2e walks through the real program in a real browser: Debian's
// Chromium, driven by chromedp, with axe-core looking at every page. The tests
// run where FOOTBRIDGE_E2E is 1, and then a missing browser or axe-core is a
// failure; elsewhere they say that they were left out.
//
//	npm ci --prefix e2e
//	FOOTBRIDGE_E2E=1 go test ./e2e/
package e2e

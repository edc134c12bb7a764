//go:build race

package college

// raceDetector is whether the tests run under the race detector.
const raceDetector = true

package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// machine is what all journeys share: one browser, one running program.
var machine struct {
	temp    string
	axe     string // the source of axe-core
	browser context.Context

	once    sync.Once
	program *exec.Cmd
	base    string
	err     error
}

func wanted() bool { return os.Getenv("FOOTBRIDGE_E2E") == "1" }

func TestMain(m *testing.M) {
	if !wanted() {
		fmt.Println("e2e: left out, because FOOTBRIDGE_E2E is not 1")
		os.Exit(m.Run())
	}
	os.Exit(run(m))
}

// run prepares the machine, runs the journeys and leaves nothing behind.
func run(m *testing.M) int {
	var err error
	if machine.temp, err = os.MkdirTemp("", "footbridge-e2e-"); err != nil {
		return unprepared(err)
	}
	defer os.RemoveAll(machine.temp)
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		return unprepared(fmt.Errorf("axe-core is not here, `npm ci --prefix e2e` brings it: %w", err))
	}
	machine.axe = string(source)
	stop, err := startBrowser()
	if err != nil {
		return unprepared(err)
	}
	defer stop()
	defer stopProgram()
	return m.Run()
}

func unprepared(err error) int {
	fmt.Fprintln(os.Stderr, "e2e:", err)
	return 1
}

func startBrowser() (stop func(), err error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("no Chromium to open the pages in: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(machine.temp, "browser")),
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-GB"),
		chromedp.Flag("hide-scrollbars", true),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		cancel()
		stopAllocator()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	machine.browser = ctx
	return func() { cancel(); stopAllocator() }, nil
}

var announced = regexp.MustCompile(`https?://\S+`)

// program builds the real program, makes a demonstration and serves it, once.
// It returns the address of the front page, without the last slash.
func program(t *testing.T) string {
	t.Helper()
	machine.once.Do(func() { machine.base, machine.err = startProgram() })
	if machine.err != nil {
		t.Fatal(machine.err)
	}
	return machine.base
}

func startProgram() (string, error) {
	binary := filepath.Join(machine.temp, "footbridge")
	if out, err := exec.Command("go", "build", "-o", binary, "footbridge").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	cmd := exec.Command(binary, "demo", "--data", filepath.Join(machine.temp, "demo"), "--addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "FOOTBRIDGE_METRICS_ADDR=off")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	log, err := os.Create(filepath.Join(machine.temp, "log"))
	if err != nil {
		return "", err
	}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start: %w", err)
	}
	machine.program = cmd
	found := make(chan string, 1)
	go func() {
		defer close(found)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if at := announced.FindString(lines.Text()); at != "" {
				found <- strings.TrimRight(at, "/.,")
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case at, ok := <-found:
		if ok {
			return at, nil
		}
		said, _ := os.ReadFile(log.Name())
		return "", fmt.Errorf("the demonstration ended before it said where it is:\n%s", said)
	case <-time.After(90 * time.Second):
		return "", fmt.Errorf("the demonstration did not say within 90 seconds where it is")
	}
}

// stopProgram asks the program to stop, and says what it logged if it does not
// end well.
func stopProgram() {
	if machine.program == nil {
		return
	}
	_ = machine.program.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- machine.program.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			said, _ := os.ReadFile(filepath.Join(machine.temp, "log"))
			fmt.Fprintf(os.Stderr, "e2e: the program ended with %v:\n%s", err, said)
		}
	case <-time.After(20 * time.Second):
		_ = machine.program.Process.Kill()
	}
}

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

// machine is what all journeys share: one browser, one demonstration.
var machine struct {
	temp    string
	axe     string // the source of axe-core
	browser context.Context

	build, demo   sync.Once
	err           error // of the build
	demonstration *service
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
	defer func() { machine.demonstration.stop() }()
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

// service is the program serving one database.
type service struct {
	base string // address of the front page, without the last slash
	data string
	addr string // to listen at
	log  string
	cmd  *exec.Cmd
	err  error
}

var announced = regexp.MustCompile(`https?://\S+`)

// demonstration makes a demonstration and serves it, once for all tests.
func demonstration(t *testing.T) *service {
	t.Helper()
	machine.demo.Do(func() { machine.demonstration = start("demo", anyPort) })
	if machine.demonstration.err != nil {
		t.Fatal(machine.demonstration.err)
	}
	return machine.demonstration
}

// anyPort lets the system choose where to listen.
const anyPort = "127.0.0.1:0"

// fresh serves an organisation in which there is nothing yet.
func fresh(t *testing.T) *service {
	t.Helper()
	return freshAt(t, anyPort)
}

// freshAt is fresh at an address of the caller's choice.
func freshAt(t *testing.T, addr string) *service {
	t.Helper()
	s := start("serve", addr, "init", "--organisation", "Bridgewater and Vale Mental Health Trust")
	if s.err != nil {
		t.Fatal(s.err)
	}
	t.Cleanup(s.stop)
	return s
}

// start builds the program, lets it prepare a new folder with the arguments, if
// any, and serves.
func start(serve, addr string, prepare ...string) *service {
	s := &service{addr: addr}
	if s.data, s.err = os.MkdirTemp(machine.temp, serve+"-"); s.err != nil {
		return s
	}
	s.log = filepath.Join(s.data, "log")
	machine.build.Do(func() {
		if out, err := exec.Command("go", "build", "-o", binary(), "footbridge").CombinedOutput(); err != nil {
			machine.err = fmt.Errorf("build: %w\n%s", err, out)
		}
	})
	if s.err = machine.err; s.err != nil {
		return s
	}
	if len(prepare) > 0 {
		if _, s.err = s.command(prepare...); s.err != nil {
			return s
		}
	}
	s.err = s.serve(serve)
	return s
}

func binary() string { return filepath.Join(machine.temp, "footbridge") }

// command runs the program's command line on the service's data.
func (s *service) command(args ...string) (string, error) {
	cmd := exec.Command(binary(), append(args, "--data", s.data)...)
	cmd.Env = environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("footbridge %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// environment leaves out settings of whoever runs the tests.
func environment() []string {
	var out []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "FOOTBRIDGE_") {
			out = append(out, v)
		}
	}
	return append(out, "FOOTBRIDGE_METRICS_ADDR=off")
}

// serve starts serving and waits until the program says where.
func (s *service) serve(verb string) error {
	s.cmd = exec.Command(binary(), verb, "--data", s.data, "--addr", s.addr)
	s.cmd.Env = environment()
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	log, err := os.Create(s.log)
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd.Stderr = log
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	found := make(chan string, 1)
	go func() {
		defer close(found)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if at := announced.FindString(lines.Text()); at != "" {
				found <- strings.TrimRight(at, "/.,")
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case at, ok := <-found:
		if !ok {
			said, _ := os.ReadFile(s.log)
			return fmt.Errorf("footbridge %s ended before it said where it is:\n%s", verb, said)
		}
		s.base = at
		return nil
	case <-time.After(90 * time.Second):
		return fmt.Errorf("footbridge %s did not say within 90 seconds where it is", verb)
	}
}

// stop asks the program to stop, and says what it logged if it does not end well.
func (s *service) stop() {
	if s == nil || s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			said, _ := os.ReadFile(s.log)
			fmt.Fprintf(os.Stderr, "e2e: the program ended with %v:\n%s", err, said)
		}
	case <-time.After(20 * time.Second):
		_ = s.cmd.Process.Kill()
	}
}

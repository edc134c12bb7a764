package export

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"footbridge/internal/fault"
)

// ErrNoPrinter says that no Chromium is installed, so that [PDF] cannot print.
var ErrNoPrinter = errors.New("no Chromium is installed to print with")

// printTime is how long a page may take to print.
const printTime = 30 * time.Second

// printers are the names under which Chromium is installed.
var printers = [...]string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell"}

// presses are how many pages may print at once: each takes a Chromium, and so a
// few hundred megabytes. The others wait their turn.
var presses = make(chan struct{}, 2)

// PDF prints a page that needs nothing but itself, by the Chromium on the PATH,
// to a tagged PDF with an outline. The page may not reach the network nor run
// scripts. It is [ErrNoPrinter] where no Chromium is installed.
func PDF(ctx context.Context, html []byte) ([]byte, error) {
	program := printer()
	if program == "" {
		return nil, ErrNoPrinter
	}
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	select {
	case presses <- struct{}{}:
		defer func() { <-presses }()
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "Many pages are being printed just now. Please try again in a minute.")
	}
	home, err := os.MkdirTemp("", "footbridge-print-")
	if err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	defer os.RemoveAll(home)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.UserDataDir(home),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
	)
	if os.Geteuid() == 0 {
		// Chromium refuses to run its sandbox as root, which containers often are.
		options = append(options, chromedp.NoSandbox)
	}
	browser, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	tab, closeTab := chromedp.NewContext(browser)
	defer closeTab()
	if err := chromedp.Do(tab, chromedp.Func(alone), chromedp.Navigate("about:blank"), show(html)); err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	out, err := chromedp.Run(tab, chromedp.PrintToPDF(chromedp.PDFOutlineAndTagged(), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	return out, nil
}

// alone keeps a page from the network and from running scripts.
func alone(ctx context.Context, _ *chromedp.Target) error {
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	blocked := []*network.BlockPattern{{URLPattern: "*://*:*/*", Block: true}}
	if _, err := chromedp.Call(ctx, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: blocked}); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return err
}

// show writes the page into the empty tab.
func show(html []byte) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		tree, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, page.SetDocumentContent, page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: string(html)})
		return err
	})
}

// printer is the path of the first Chromium found, or "".
func printer() string {
	for _, name := range printers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

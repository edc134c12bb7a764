package db_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
)

const crashFile = "FOOTBRIDGE_TEST_CRASH_FILE"

// TestCrashChild is not a test: it is the program that TestCrash kills. Sixteen
// writers write for ever and print each key once it is acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashFile)
	if path == "" {
		t.Skip("runs only as the child of TestCrash")
	}
	d, err := db.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	base := time.Now().UnixNano()
	for w := range int64(16) {
		go func() {
			for i := int64(0); ; i++ {
				key := base + w*1_000_000_000 + i
				err := d.Tx(context.Background(), func(tx *db.DB) error {
					if err := put(context.Background(), tx, int(key)); err != nil {
						return err
					}
					_, err := tx.Exec(context.Background(), `INSERT INTO pair (id) VALUES ($1)`, key)
					return err
				})
				if err == nil {
					mu.Lock()
					fmt.Println("ack", key)
					mu.Unlock()
				}
			}
		}()
	}
	select {}
}

// A program killed at any moment under load has lost nothing it acknowledged,
// holds no half of a transaction, and opens again at once.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills programs")
	}
	path := filepath.Join(t.TempDir(), "crash.db")
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	scratch(t, d)
	if _, err := d.Exec(t.Context(), `CREATE TABLE pair (id INTEGER PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	acked := map[int]bool{}
	for range 8 {
		crashOnce(t, path, acked)
		began := time.Now()
		d, err := db.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := db.All[int](t.Context(), d, `SELECT id FROM scratch`)
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("opening again took %v", took)
		}
		have := map[int]bool{}
		for _, k := range kept {
			have[k] = true
		}
		for k := range acked {
			if !have[k] {
				t.Fatalf("key %d was acknowledged and is gone", k)
			}
		}
		halves, err := db.One[int](t.Context(), d, `SELECT (SELECT count(*) FROM scratch) - (SELECT count(*) FROM pair)`)
		if err != nil || halves != 0 {
			t.Fatalf("half transactions: %d, %v", halves, err)
		}
		if word, err := db.One[string](t.Context(), d, `PRAGMA integrity_check`); err != nil || word != "ok" {
			t.Fatalf("integrity: %s, %v", word, err)
		}
		d.Close()
	}
	if len(acked) == 0 {
		t.Error("nothing was acknowledged: the test saw nothing")
	}
}

// crashOnce runs the child, kills it after a random number of answers, and adds
// what was acknowledged.
func crashOnce(t *testing.T, path string, acked map[int]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashFile+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, limit := bufio.NewScanner(out), 1+rand.IntN(3000)
	for n := 0; lines.Scan(); n++ {
		var key int
		if _, err := fmt.Sscanf(lines.Text(), "ack %d", &key); err == nil {
			acked[key] = true
		}
		if n == limit {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
}

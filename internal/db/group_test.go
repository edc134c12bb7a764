package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// scratch makes a small table to write to.
func scratch(t testing.TB, d *db.DB) {
	t.Helper()
	if _, err := d.Exec(t.Context(), `CREATE TABLE scratch (id INTEGER PRIMARY KEY, note TEXT NOT NULL)`); err != nil {
		t.Fatal(err)
	}
}

func put(ctx context.Context, tx *db.DB, id int) error {
	_, err := tx.Exec(ctx, `INSERT INTO scratch (id, note) VALUES ($1, 'x')`, id)
	return err
}

func count(t testing.TB, d *db.DB) int {
	t.Helper()
	n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM scratch`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hold occupies the single write connection until release is called, so that
// the callers who come meanwhile wait together and share the next commit.
func hold(t *testing.T, d *db.DB) (release func()) {
	t.Helper()
	begun, end, over := make(chan bool), make(chan bool), make(chan bool)
	go func() {
		defer close(over)
		var once sync.Once // it runs again when it shares a lost commit
		d.Tx(context.Background(), func(*db.DB) error { once.Do(func() { close(begun) }); <-end; return nil })
	}()
	<-begun
	return func() { close(end); <-over }
}

var errBoom = errors.New("boom")

// Of the callers in one commit, those that fail, panic or end their goroutine
// undo only their own work, and the others keep theirs.
func TestTxKeepsOthersWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		scratch(t, d)
		release := func() {}
		if !d.Postgres() {
			release = hold(t, d)
		}
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				defer func() {
					if p := recover(); (p != nil) != (i%4 == 2) {
						t.Errorf("caller %d: panic = %v", i, p)
					}
				}()
				err := d.Tx(context.Background(), func(tx *db.DB) error {
					if err := put(context.Background(), tx, i); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return errBoom
					case 2:
						panic("boom")
					case 3:
						runtime.Goexit()
					}
					return nil
				})
				if want := map[int]error{1: errBoom}[i%4]; !errors.Is(err, want) || want == nil && err != nil {
					t.Errorf("caller %d: error = %v, want %v", i, err, want)
				}
			})
		}
		release()
		wg.Wait()
		if got := count(t, d); got != 10 {
			t.Errorf("%d rows, want the 10 of the callers that ended well", got)
		}
	})
}

// A caller whose context ends before its turn is skipped; one whose context
// ends during its turn undoes its own work only.
func TestTxAbandoned(t *testing.T) {
	d := dbtest.SQLite(t)
	scratch(t, d)
	release := hold(t, d)
	gone, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		left <- d.Tx(gone, func(tx *db.DB) error { t.Error("ran after its caller had gone"); return nil })
	}()
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("abandoned caller: error = %v", err)
	}
	during, cancelDuring := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.Tx(t.Context(), func(tx *db.DB) error { return put(t.Context(), tx, 1) }); err != nil {
			t.Error(err)
		}
	})
	wg.Go(func() {
		err := d.Tx(during, func(tx *db.DB) error {
			if err := put(during, tx, 2); err != nil {
				return err
			}
			cancelDuring()
			return put(during, tx, 3)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("caller that ended midway: error = %v", err)
		}
	})
	wg.Go(func() {
		if err := d.Tx(t.Context(), func(tx *db.DB) error { return put(t.Context(), tx, 4) }); err != nil {
			t.Error(err)
		}
	})
	release()
	wg.Wait()
	ids, err := db.All[int](t.Context(), d, `SELECT id FROM scratch ORDER BY id`)
	if err != nil || fmt.Sprint(ids) != "[1 4]" {
		t.Errorf("rows = %v, %v, want 1 and 4", ids, err)
	}
}

// When one caller destroys the outer transaction, those who shared it are run
// again: nobody is told that lost work was kept.
func TestTxGroupLost(t *testing.T) {
	d := dbtest.SQLite(t)
	scratch(t, d)
	release := hold(t, d)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			first := true
			err := d.Tx(context.Background(), func(tx *db.DB) error {
				if err := put(context.Background(), tx, i); err != nil {
					return err
				}
				if i == 7 && first {
					first = false
					tx.Exec(context.Background(), `ROLLBACK`)
					return errBoom
				}
				return nil
			})
			if err != nil && i != 7 {
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	release()
	wg.Wait()
	if got := count(t, d); got < 19 {
		t.Errorf("%d rows, want at least the 19 of the others", got)
	}
}

// A transaction inside a transaction is the same one.
func TestTxJoins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		scratch(t, d)
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			if err := tx.Tx(t.Context(), func(inner *db.DB) error { return put(t.Context(), inner, 1) }); err != nil {
				return err
			}
			return errBoom
		})
		if !errors.Is(err, errBoom) || count(t, d) != 0 {
			t.Errorf("error = %v with %d rows, want boom with none", err, count(t, d))
		}
	})
}

// Constraint errors become conflicts, by the engine's code.
func TestTranslate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		scratch(t, d)
		if err := put(t.Context(), d, 1); err != nil {
			t.Fatal(err)
		}
		err := put(t.Context(), d, 1)
		if fault.KindOf(err) != fault.Conflict || !db.Duplicate(err) || db.Dangling(err) || db.Breaks(err) {
			t.Errorf("same key twice: %v", err)
		}
		_, err = d.Exec(t.Context(), `INSERT INTO scratch (id, note) VALUES (2, NULL)`)
		if fault.KindOf(err) != fault.Conflict || !db.Breaks(err) {
			t.Errorf("NULL in a NOT NULL column: %v", err)
		}
		_, err = d.Exec(t.Context(), `INSERT INTO units_post (org_id, id, unit_id, title, fold, created_at) VALUES ('no', 'x', 'y', 'z', 'z', '2026-01-01 00:00:00+00:00')`)
		if fault.KindOf(err) != fault.Conflict || !db.Dangling(err) {
			t.Errorf("reference to nothing: %v", err)
		}
		if _, err := db.One[int](t.Context(), d, `SELECT id FROM scratch WHERE id = 99`); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no row: %v", err)
		}
	})
}

// A full disk answers with a sentence, keeps what was acknowledged, and the
// database works again when there is room.
func TestDiskFull(t *testing.T) {
	d := dbtest.SQLite(t)
	scratch(t, d)
	if err := put(t.Context(), d, 1); err != nil {
		t.Fatal(err)
	}
	pages, err := db.One[int](t.Context(), d, `PRAGMA page_count`)
	if err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if err := d.Tx(t.Context(), func(tx *db.DB) error {
			_, err := db.One[int](t.Context(), tx, fmt.Sprintf(`PRAGMA max_page_count = %d`, n))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 2)
	var full error
	for i := 2; i < 200 && full == nil; i++ {
		_, full = d.Exec(t.Context(), `INSERT INTO scratch (id, note) VALUES ($1, $2)`, i, fmt.Sprintf("%4000d", i))
	}
	if fault.KindOf(full) != fault.Unavailable {
		t.Fatalf("full disk: %v", full)
	}
	before := count(t, d)
	limit(1 << 20)
	if err := put(t.Context(), d, 9999); err != nil {
		t.Fatal(err)
	}
	if got := count(t, d); got != before+1 {
		t.Errorf("%d rows, want %d", got, before+1)
	}
}

// After Close nothing begins, and Close waits for what has.
func TestClose(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	scratch(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := put(t.Context(), d, 1); err == nil {
		t.Error("wrote after Close")
	}
}

// A pool of readers cannot write, so no write can slip past the shared commit.
func TestReadersOnlyRead(t *testing.T) {
	d := dbtest.SQLite(t)
	scratch(t, d)
	if _, err := db.All[int](t.Context(), d, `INSERT INTO scratch (id, note) VALUES (1, 'x') RETURNING id`); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("write through the readers: %v", err)
	}
}

// BenchmarkTx is one write a transaction: by one caller, and by 200 at once.
func BenchmarkTx(b *testing.B) {
	for _, callers := range []int{1, 200} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			d := dbtest.SQLite(b)
			scratch(b, d)
			b.SetParallelism(max(1, callers/runtime.GOMAXPROCS(0)))
			var mu sync.Mutex
			next := 0
			run := func() {
				mu.Lock()
				next++
				id := next
				mu.Unlock()
				if err := d.Tx(context.Background(), func(tx *db.DB) error { return put(context.Background(), tx, id) }); err != nil {
					b.Error(err)
				}
			}
			b.ResetTimer()
			if callers == 1 {
				for b.Loop() {
					run()
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						run()
					}
				})
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
		})
	}
}

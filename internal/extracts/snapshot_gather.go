package extracts

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"footbridge/internal/db"
)

// rec is one row on its way into the columns. T is what its kind keeps of it.
type rec[T any] struct {
	person int64
	key    uint64 // equal for two rows about the same thing
	rank   uint64 // the higher wins; 0 has lost
	day    int32  // by which a person's rows are sorted
	of     T
}

// fullBlock is how many rows a block of a pile holds, the first few apart.
const fullBlock = 4096

// pile is rows in the order in which they came. It never copies what it holds,
// and gives emptied blocks to the next pile.
type pile[T any] struct{ blocks [][]rec[T] }

func (p *pile[T]) add(r rec[T], pool *pool[T]) {
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == cap(p.blocks[last]) {
		p.blocks = append(p.blocks, pool.get(min(fullBlock, 64<<min(len(p.blocks), 10))))
		last++
	}
	p.blocks[last] = append(p.blocks[last], r)
}

func (p *pile[T]) len() int {
	n := 0
	for _, b := range p.blocks {
		n += len(b)
	}
	return n
}

// pool keeps emptied blocks.
type pool[T any] struct {
	mu   sync.Mutex
	free [][]rec[T]
}

func (p *pool[T]) get(size int) []rec[T] {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 && size == fullBlock {
		b := p.free[n-1]
		p.free = p.free[:n-1]
		return b
	}
	return make([]rec[T], 0, size)
}

func (p *pool[T]) put(block []rec[T]) {
	if cap(block) == fullBlock {
		p.mu.Lock()
		p.free = append(p.free, block[:0])
		p.mu.Unlock()
	}
}

// reading says how the rows of one kind are read.
type reading[T any] struct {
	table, columns string
	// read fills day, key and of from the columns.
	read func(l *lane, row db.Row, out *rec[T])
	// after orders rows of one person and day; nil leaves them as they came.
	after func(a, b *rec[T]) int
}

// lane is what one of several readers needs for itself.
type lane struct {
	b     *build
	known []map[string]uint16 // by dictionary
	units map[string]uint16   // of the part's source
	from  string              // that source
	err   error
}

// mix takes v into the hash h.
func mix(h, v uint64) uint64 {
	h = (h ^ v) * 0x9E3779B97F4A7C15
	return h ^ bits.RotateLeft64(h, 31)
}

func (l *lane) text(h uint64, s string) uint64 { return mix(h, maphash.String(l.b.seed, s)) }

// number is the key of what a record system numbers, each in its own way.
func (l *lane) number(s string) uint64 { return l.text(l.text(1, l.from), s) }

// whole takes every one of the columns of a row into a hash: rows of kinds
// without a key are one when they are equal throughout.
func (l *lane) whole(h uint64, row db.Row) uint64 {
	for i := range row {
		if n, ok := row.Int(i); ok {
			h = mix(h, uint64(n))
		} else {
			h = l.text(h, row.Text(i))
		}
	}
	return h
}

// day is a day or a month; None for NULL.
func day(row db.Row, i int) int32 {
	if n, ok := row.Int(i); ok {
		return int32(n)
	}
	return None
}

// gather reads the rows of one kind that count, lets the last of each key win,
// and gives them to set in the order of person and day, after telling size how
// many there are. Several readers work at once, and set is called by several;
// how many never shows in what comes out.
func gather[T any](ctx context.Context, b *build, k reading[T], size func(n int), set func(i int, r *rec[T])) ([][]tally, error) {
	parts, err := b.parts(ctx, k.table)
	if err != nil {
		return nil, err
	}
	rows := int64(0)
	for _, p := range parts {
		rows += p.to - p.from + 1
	}
	width := min(bits.Len64(uint64(rows)>>15), 6) // of the number of piles: each is worth a reader's turn
	g := &gathering[T]{b: b, k: k, width: width}
	if err := g.readAll(ctx, parts); err != nil {
		return nil, err
	}
	g.settle()
	return g.deliver(size, set), nil
}

// tally is how many rows of a kind a person has.
type tally struct {
	person int64
	rows   int32
}

// gathering is the work on one kind. byKey and byPerson hold, for each worker,
// a pile for every share of the keys or of the people.
type gathering[T any] struct {
	b        *build
	k        reading[T]
	width    int
	pool     pool[T]
	byKey    [][]pile[T]
	byPerson [][]pile[T]
}

// work calls fn with 0 to n-1, on as many workers as there are processors.
func work(n int, fn func(worker, i int)) {
	var wg sync.WaitGroup
	turn := make(chan int, n)
	for i := range n {
		turn <- i
	}
	close(turn)
	for w := range min(n, workers()) {
		wg.Go(func() {
			for i := range turn {
				fn(w, i)
			}
		})
	}
	wg.Wait()
}

func workers() int { return runtime.GOMAXPROCS(0) }

func (g *gathering[T]) piles() [][]pile[T] {
	out := make([][]pile[T], workers())
	for w := range out {
		out[w] = make([]pile[T], 1<<g.width)
	}
	return out
}

func (g *gathering[T]) readAll(ctx context.Context, parts []part) error {
	g.byKey = g.piles()
	lanes := make([]*lane, workers())
	for w := range lanes {
		lanes[w] = &lane{b: g.b, known: make([]map[string]uint16, dictionaries)}
	}
	work(len(parts), func(w, i int) {
		l, piles, p := lanes[w], g.byKey[w], parts[i]
		if l.err != nil {
			return
		}
		if l.units == nil || l.from != p.source {
			l.units, l.from = map[string]uint16{}, p.source
		}
		l.err = eachRow(ctx, g.b.db, g.b.orgID, g.k.table, g.k.columns, p, func(row db.Row) error {
			number, _ := row.Int(0)
			submitted, _ := row.Int(1)
			person, _ := row.Int(2)
			out := rec[T]{person: g.b.same.find(person), rank: uint64(max(0, min(submitted-earliest, 0xffff)))<<48 | uint64(p.ordinal+1)<<32 | uint64(uint32(number))}
			g.k.read(l, row[3:], &out)
			piles[out.key>>(64-g.width)&(1<<g.width-1)].add(out, &g.pool)
			return nil
		})
	})
	for _, l := range lanes {
		if l.err != nil {
			return fmt.Errorf("read %s: %w", g.k.table, l.err)
		}
	}
	return nil
}

// earliest is the month from which months of submission are counted.
const earliest = 1900 * 12

// settle lets one row of each key live and deals them out by person.
func (g *gathering[T]) settle() {
	g.byPerson = g.piles()
	work(1<<g.width, func(w, share int) {
		n := 0
		for i := range g.byKey {
			n += g.byKey[i][share].len()
		}
		size := 1 << bits.Len(uint(2*n))
		table := make([]*rec[T], size)
		for i := range g.byKey {
			for _, block := range g.byKey[i][share].blocks {
				for j := range block {
					contest(table, &block[j])
				}
			}
		}
		for i := range g.byKey {
			for _, block := range g.byKey[i][share].blocks {
				for j := range block {
					if r := &block[j]; r.rank > 0 {
						g.byPerson[w][uint64(r.person)>>(63-g.width)&(1<<g.width-1)].add(*r, &g.pool)
					}
				}
				g.pool.put(block)
			}
			g.byKey[i][share].blocks = nil
		}
	})
	g.byKey = nil
}

// contest puts r in the table unless one of its key and a higher rank is there.
func contest[T any](table []*rec[T], r *rec[T]) {
	mask := uint64(len(table) - 1)
	for at := r.key & mask; ; at = (at + 1) & mask {
		switch there := table[at]; {
		case there == nil:
			table[at] = r
			return
		case there.key != r.key:
		case there.rank < r.rank:
			there.rank = 0
			table[at] = r
			return
		default:
			r.rank = 0
			return
		}
	}
}

// deliver puts the rows of each share of people in order and hands them on.
func (g *gathering[T]) deliver(size func(n int), set func(i int, r *rec[T])) [][]tally {
	starts, n := make([]int, 1<<g.width), 0
	for share := range starts {
		starts[share] = n
		for w := range g.byPerson {
			n += g.byPerson[w][share].len()
		}
	}
	size(n)
	out := make([][]tally, len(starts))
	work(len(starts), func(_, share int) {
		var blocks [][]rec[T]
		for w := range g.byPerson {
			blocks = append(blocks, g.byPerson[w][share].blocks...)
			g.byPerson[w][share].blocks = nil
		}
		rows, tallies := byPerson(blocks)
		at := 0
		for _, t := range tallies {
			own := rows[at : at+int(t.rows)]
			slices.SortFunc(own, g.order)
			for i := range own {
				set(starts[share]+at+i, &own[i])
			}
			at += len(own)
		}
		out[share] = tallies
	})
	return out
}

// order is that of the rows of one person.
func (g *gathering[T]) order(a, b rec[T]) int {
	c := cmp.Compare(a.day, b.day)
	if c == 0 && g.k.after != nil {
		c = g.k.after(&a, &b)
	}
	if c == 0 {
		c = cmp.Compare(a.rank, b.rank)
	}
	return c
}

// byPerson sorts rows by person alone, and counts those of each.
func byPerson[T any](blocks [][]rec[T]) ([]rec[T], []tally) {
	at := map[int64]int32{} // of each person in tallies
	var tallies []tally
	n := 0
	for _, block := range blocks {
		n += len(block)
		for i := range block {
			j, ok := at[block[i].person]
			if !ok {
				j = int32(len(tallies))
				at[block[i].person] = j
				tallies = append(tallies, tally{person: block[i].person})
			}
			tallies[j].rows++
		}
	}
	slices.SortFunc(tallies, func(a, b tally) int { return cmp.Compare(a.person, b.person) })
	next, from := make([]int32, len(tallies)), int32(0)
	for j, t := range tallies {
		at[t.person], next[j] = int32(j), from
		from += t.rows
	}
	rows := make([]rec[T], n)
	for _, block := range blocks {
		for i := range block {
			j := at[block[i].person]
			rows[next[j]] = block[i]
			next[j]++
		}
	}
	return rows, tallies
}

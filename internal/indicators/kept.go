package indicators

import "sync"

// cellsKey names what one version came to as of one run.
type cellsKey struct {
	orgID, indicator string
	version          int
	runID            string
}

// keptMost is how many indicators' cells are held in memory at most.
const keptMost = 200

// keptCells holds unpacked cells, so that a page of forty figures need not
// unpack forty times. When it is full it begins anew.
type keptCells struct {
	mu    sync.Mutex
	cells map[cellsKey][]Cell
}

func (k *keptCells) get(key cellsKey) ([]Cell, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	cells, ok := k.cells[key]
	return cells, ok
}

func (k *keptCells) put(key cellsKey, cells []Cell) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cells == nil || len(k.cells) >= keptMost {
		k.cells = map[cellsKey][]Cell{}
	}
	k.cells[key] = cells
}

package disclosure

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"
)

// remembered is how many publications a [Memory] holds.
const remembered = 256

// Memory hides like [Publication.Hide] and remembers the last publications it was
// asked about: a page, its spreadsheet and the freezing of it ask about the same
// figures, and to hide those of a year takes the best part of a second. The zero
// value is empty. Many may use it at once.
type Memory struct {
	mu      sync.Mutex
	results map[[sha256.Size]byte]Result
	order   [][sha256.Size]byte // the oldest first
}

// Hide is what [Publication.Hide] says of p.
func (m *Memory) Hide(p *Publication) (Result, error) {
	key := p.key()
	m.mu.Lock()
	result, known := m.results[key]
	m.mu.Unlock()
	if !known {
		var err error
		if result, err = p.Hide(); err != nil {
			return Result{}, err
		}
		m.keep(key, result)
	}
	return Result{Hidden: slices.Clone(result.Hidden), Narrow: slices.Clone(result.Narrow)}, nil
}

func (m *Memory) keep(key [sha256.Size]byte, result Result) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.results[key]; known {
		return
	}
	if m.results == nil {
		m.results = map[[sha256.Size]byte]Result{}
	}
	if len(m.order) == remembered {
		delete(m.results, m.order[0])
		m.order = m.order[1:]
	}
	m.results[key] = result
	m.order = append(m.order, key)
}

// key is the same for publications that are the same in everything Hide looks at.
func (p *Publication) key() [sha256.Size]byte {
	b := binary.AppendVarint(nil, int64(p.Threshold))
	b = binary.AppendVarint(b, int64(len(p.cells)))
	for _, c := range p.cells {
		flags := int64(c.Role) << 2
		if c.Few {
			flags |= 1
		}
		if c.Known {
			flags |= 2
		}
		b = binary.AppendVarint(binary.AppendVarint(b, int64(c.N)), flags)
	}
	for _, s := range p.sums {
		b = binary.AppendVarint(b, int64(len(s.cells)))
		for _, c := range s.cells {
			b = binary.AppendVarint(b, int64(c))
		}
	}
	return sha256.Sum256(b)
}

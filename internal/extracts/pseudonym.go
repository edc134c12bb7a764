package extracts

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"strings"

	"footbridge/internal/fault"
)

// keyFile is the file in the data folder that holds the master key.
const keyFile = "pseudonym.key"

// shortest is how many characters a key of the settings must have.
const shortest = 32

// vault holds the master key, from which each organisation has its own. It is
// never in the database, so that whoever has only that cannot tell who anybody
// is, nor try out all NHS numbers.
type vault struct {
	dir    string // of the file; "" when nothing is kept
	secret string // from the settings
}

var errNoKey = fault.New(fault.Unavailable, "There is no key for pseudonyms, so nothing was read. Please tell the person who looks after the service.")

// master is the key, made at its first use.
func (v vault) master() ([]byte, error) {
	if v.secret != "" {
		if len(v.secret) < shortest {
			return nil, fmt.Errorf("the key for pseudonyms has fewer than %d characters", shortest)
		}
		return []byte(v.secret), nil
	}
	if v.dir == "" {
		return nil, errNoKey
	}
	name := filepath.Join(v.dir, keyFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return v.make(name)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) < 32 {
		return nil, fmt.Errorf("%s does not hold a key", name)
	}
	return key, nil
}

// make writes a new key. Of two that make it at once, one file stays, whole.
func (v vault) make(name string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(v.dir, ".key-") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, hex.EncodeToString(key))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), name); errors.Is(err, os.ErrExist) {
		return v.master()
	} else if err != nil {
		return nil, err
	}
	return key, nil
}

// derive is a key of its own for one use in one organisation.
func (v vault) derive(orgID, use string) ([]byte, error) {
	master, err := v.master()
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, master)
	m.Write([]byte(orgID))
	if use != "" {
		m.Write([]byte("\x00" + use))
	}
	return m.Sum(nil), nil
}

// namer turns identifiers of one source into numbers. One goroutine uses it.
type namer struct {
	mac    hash.Hash
	prefix string // of identifiers that only this source knows
	known  map[string]int64
	buf    []byte
}

// mostKnown bounds what a namer remembers: people come again and again in a
// file, and often close together.
const mostKnown = 1 << 17

func (v vault) namer(orgID, source string) (*namer, error) {
	key, err := v.derive(orgID, "")
	if err != nil {
		return nil, err
	}
	return &namer{mac: hmac.New(sha256.New, key), prefix: "local:" + folded(source) + ":", known: map[string]int64{}}, nil
}

// number is the person of an identifier: the first 63 bits of HMAC-SHA256, with
// the organisation's key, over "nhs:" and ten digits, or over "local:", the
// source and the identifier in capitals. Not ok is an NHS number whose check
// digit is wrong; local takes ten digits for no NHS number.
func (n *namer) number(identifier string, local bool) (person int64, ok bool) {
	if !local {
		if p, seen := n.known[identifier]; seen {
			return p, true
		}
	}
	text := n.prefix + strings.ToUpper(strings.TrimSpace(identifier))
	if digits, ten := tenDigits(identifier); ten && !local {
		if !ValidNHS(digits) {
			return 0, false
		}
		text = "nhs:" + digits
	}
	n.mac.Reset()
	n.mac.Write([]byte(text))
	n.buf = n.mac.Sum(n.buf[:0])
	person = int64(binary.BigEndian.Uint64(n.buf) >> 1)
	if !local {
		if len(n.known) >= mostKnown {
			clear(n.known)
		}
		n.known[strings.Clone(identifier)] = person
	}
	return person, true
}

// tenDigits is an identifier without its spaces and hyphens, when ten digits are
// left.
func tenDigits(s string) (string, bool) {
	var out [10]byte
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' || c == '-':
		case c < '0' || c > '9' || n == 10:
			return "", false
		default:
			out[n] = c
			n++
		}
	}
	return string(out[:n]), n == 10
}

// ValidNHS reports whether ten digits are an NHS number: the last is the check
// digit, by modulus 11 with weights from 10 to 2 (NHS Data Dictionary). Ten times
// the same digit passes the test and is nobody's number.
func ValidNHS(digits string) bool {
	if len(digits) != 10 {
		return false
	}
	sum, same := 0, true
	for i := range 9 {
		sum += int(digits[i]-'0') * (10 - i)
		same = same && digits[i] == digits[9]
	}
	check := (11 - sum%11) % 11
	return !same && check == int(digits[9]-'0')
}

// sealer closes and opens what must not be read without the key.
func (v vault) sealer(orgID string) (cipher.AEAD, error) {
	key, err := v.derive(orgID, "rejected rows")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

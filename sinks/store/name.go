package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxName is how much of a key stands readable in a file's name.
const maxName = 60

// Name is the file name of the store of a cluster: prod-eu1.db. Whatever the key,
// it is one safe path element, and different keys have different names, also on
// file systems that ignore case: a key that cannot stand as it is carries a hash.
func Name(key string) string {
	var b strings.Builder
	for _, c := range []byte(key) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', (c == '-' || c == '.') && b.Len() > 0:
			b.WriteByte(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == maxName {
			break
		}
	}
	if b.String() == key && key != "" && !hashed(key) {
		return key + ".db"
	}
	sum := sha256.Sum256([]byte(key))
	return strings.Trim(b.String(), "-.") + "~" + hex.EncodeToString(sum[:8]) + ".db"
}

// hashed tells whether a key looks like a name that carries a hash already.
func hashed(key string) bool { return strings.Contains(key, "~") }

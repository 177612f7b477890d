package crammd5

import (
	"crypto/hmac"
	"crypto/md5" // what the mechanism is made of (RFC 2195)
	"encoding/hex"
)

// Answer is what RFC 2195 wants for a challenge: the principal, a space and the
// keyed hash of the challenge. The secret cannot be read out of it, but whoever
// hears challenge and answer can try secrets on them at home, as many as he likes.
func Answer(principal, secret string, challenge []byte) string {
	mac := hmac.New(md5.New, []byte(secret))
	mac.Write(challenge)
	return principal + " " + hex.EncodeToString(mac.Sum(nil))
}

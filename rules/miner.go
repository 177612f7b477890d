package rules

import "strings"

// minerWords are names of mining programs, pools and coins that are no other
// word, as whole words in lower case and without digits at their end: those do not
// count in what is looked at either.
var minerWords = []string{
	"bfgminer", "ccminer", "cgminer", "coinhive", "cpuminer", "cryptonight", "dockerminer", "ethermine", "ethminer",
	"f2pool", "gminer", "hashvault", "herominers", "kdevtmpfsi", "kinsing", "lolminer", "minerd", "minergate", "minexmr",
	"monero", "monerohash", "moneroocean", "moneropool", "moneropull", "nanominer", "nanopool", "nbminer", "nicehash",
	"phoenixminer", "sgminer", "srbminer", "supportxmr", "teamredminer", "watchbog", "wildrig",
	"xmr", "xmrig", "xmrigcc", "xmrminer", "xmrpool", "xmrstak", "zminer",
}

// minerImages are repositories that are known for nothing else (docker/hub-feedback
// on GitHub, 2018).
var minerImages = []string{
	"dockerminer/etcd", "dockerminer/scan_marathon_forever", "l0s3r/m3n", "l0se3/dah", "minergate2/notarig",
	"moneropull/sshhh", "ramondelgadoz/xmrig",
}

// maxMinerWord is as long as a word can be to be looked up.
const maxMinerWord = 16

// miners finds words of mining in texts.
type miners struct {
	words  map[string]bool
	images map[string]bool
	sizes  [256]uint32 // by first letter: the lengths of words, as bits
}

func newMiners() *miners {
	m := &miners{words: make(map[string]bool), images: make(map[string]bool)}
	for _, w := range minerWords {
		m.words[w] = true
		m.sizes[w[0]] |= 1 << len(w)
	}
	for _, i := range minerImages {
		m.images[i] = true
	}
	return m
}

// find answers the first word of mining in a text; empty when there is none. The
// address of a pool is one: stratum+tcp:// and its relatives.
func (m *miners) find(text string) string {
	var word [maxMinerWord]byte
	n, digits := 0, 0 // of the word at hand: letters and digits; digits at its end
	for i := 0; i <= len(text); i++ {
		c := byte(0)
		if i < len(text) {
			c = text[i]
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		letter, number := c >= 'a' && c <= 'z', c >= '0' && c <= '9'
		if letter || number {
			if n < maxMinerWord {
				word[n] = c
			}
			n++
			if digits++; letter {
				digits = 0
			}
			continue
		}
		if n > 0 && n <= maxMinerWord {
			name := word[:n-digits]
			if m.sizes[word[0]]>>len(name)&1 != 0 && m.words[string(name)] {
				return string(name)
			}
			if c == '+' && string(name) == "stratum" && pool(text[i:]) {
				return "stratum" + strings.ToLower(text[i:i+4])
			}
		}
		n, digits = 0, 0
	}
	return ""
}

// pool tells whether a text behind the word stratum goes on like the scheme of a
// pool's address.
func pool(rest string) bool {
	for _, s := range []string{"+tcp://", "+ssl://", "+tls://", "+udp://"} {
		if len(rest) >= len(s) && strings.EqualFold(rest[:len(s)], s) {
			return true
		}
	}
	return false
}

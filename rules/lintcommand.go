package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// problemAt is what is wrong in a line of a command, from 0.
type problemAt struct {
	line   int
	reason string
}

// shellWord is what may stand in for a missing value in a command.
var shellWord = regexp.MustCompile(`^([A-Za-z0-9_./:@%+=,-]+|"\$[A-Z_]+")$`)

// slotProblems look at a placeholder in a command by itself.
func slotProblems(name, words string) []string {
	var out []string
	if check, known := placeholders[name]; known && check == nil {
		out = append(out, fmt.Sprintf("{{%s}} is free text, which never enters a command", name))
	}
	if words != "" && !shellWord.MatchString(words) {
		out = append(out, fmt.Sprintf("%q stands in for {{%s}} in a command and is no plain word and no \"$VARIABLE\"", words, name))
	}
	return out
}

// commandReader walks a command as a POSIX shell would, as far as it takes to
// know where a placeholder stands.
type commandReader struct {
	text string
	// quote is the one that is open; comment: until the end of the line.
	quote   byte
	comment bool
	// first: the next word is a command; target: it is a file that is written.
	first, target bool
	line          int
	out           []problemAt
}

// commandProblems says which placeholders stand where the quoting of their value
// would not hold it together, or where a value has no business.
func commandProblems(text string) []problemAt {
	r := commandReader{text: text, first: true}
	for i := 0; i < len(text); {
		if at := placeholder.FindStringSubmatchIndex(text[i:]); at != nil && at[0] == 0 {
			words := ""
			if at[4] >= 0 {
				words = text[i+at[4] : i+at[5]]
			}
			r.slot(text[i+at[2]:i+at[3]], words, i)
			i += at[1]
			continue
		}
		i += r.step(i)
	}
	if r.quote != 0 {
		r.say("a quote has no end")
	}
	return r.out
}

func (r *commandReader) say(format string, args ...any) {
	r.out = append(r.out, problemAt{r.line, fmt.Sprintf(format, args...)})
}

func (r *commandReader) slot(name, words string, at int) {
	for _, why := range slotProblems(name, words) {
		r.say("%s", why)
	}
	switch {
	case r.comment:
	case r.quote != 0:
		r.say("{{%s}} stands inside quotes, where its own quoting would end them", name)
	case at > 0 && strings.ContainsRune(`\$`, rune(r.text[at-1])):
		r.say("{{%s}} stands behind a %c", name, r.text[at-1])
	case r.first:
		r.say("{{%s}} would be the command", name)
	case r.target:
		r.say("{{%s}} would be the file that is written", name)
	}
}

// step takes what stands at i and answers how many bytes that were.
func (r *commandReader) step(i int) int {
	c := r.text[i]
	switch {
	case c == '\n':
		r.line++
		if r.quote == 0 {
			r.comment, r.first, r.target = false, true, false
		}
	case r.comment:
	case c == '\\' && r.quote != '\'':
		if strings.HasPrefix(r.text[i+1:], "\n") {
			r.line++
			return 2
		}
		r.first, r.target = false, false
		if strings.HasPrefix(r.text[i+1:], "{{") {
			return 1
		}
		return 2
	case r.quote != 0:
		if c == r.quote {
			r.quote = 0
		}
	case c == '\'' || c == '"' || c == '`':
		r.quote, r.first, r.target = c, false, false
	case c == '#' && (i == 0 || strings.ContainsRune(" \t\n;|&(", rune(r.text[i-1]))):
		r.comment = true
	case strings.HasPrefix(r.text[i:], "<<"):
		r.say("a value in a here-document would keep its quotes")
		return 2
	case c == '>':
		r.target = true
	case strings.ContainsRune(";|&(", rune(c)):
		r.first, r.target = c != '&' || !r.target, false // >&1 writes to what is open
	case c == ' ' || c == '\t':
	default:
		return r.word(i)
	}
	return 1
}

// opening are words behind which a command begins.
var opening = []string{"if", "then", "elif", "else", "while", "until", "do", "{", "!"}

func (r *commandReader) word(i int) int {
	n := 0
	for i+n < len(r.text) && !strings.ContainsRune(" \t\n\\'\"`;|&()<>{", rune(r.text[i+n])) {
		n++
	}
	n = max(n, 1)
	r.first = r.first && slices.Contains(opening, r.text[i:i+n])
	r.target = false
	return n
}

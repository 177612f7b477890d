package ui

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"

	"github.com/mesoswatch/mesoswatch"
)

// KeyError is what is wrong with the keys that were given to one action.
type KeyError struct {
	Action string // as it was given
	Why    string
}

func (e *KeyError) Error() string {
	return strconv.Quote(mesoswatch.Printable(e.Action)) + ": " + e.Why
}

// CheckKeys tells what is wrong with keys for Options.Keys, in the order of the
// actions' names; nil: nothing is.
func CheckKeys(keys map[string][]string) []*KeyError {
	k := newKeyMap("")
	return k.rebind(keys)
}

// rebind gives actions other keys. What is wrong is told, and that action keeps
// its keys.
func (k *keyMap) rebind(keys map[string][]string) []*KeyError {
	before := newKeyMap("")
	acts := k.actions()
	var errs []*KeyError
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		i := slices.IndexFunc(acts, func(a keyAction) bool { return a.name == name })
		if i < 0 {
			errs = append(errs, &KeyError{name, noAction(name)})
			continue
		}
		names, why := keyNames(keys[name], acts[i].at)
		if why != "" {
			errs = append(errs, &KeyError{name, why})
			continue
		}
		b := acts[i].key
		b.SetKeys(names...)
		b.SetHelp(keyWord(names[0]), b.Help().Desc)
	}
	return append(errs, k.conflicts(&before, keys)...)
}

// noAction says which name may have been meant.
func noAction(name string) string {
	const far = 4
	best, near := far, ""
	for _, n := range KeyActions() {
		if d := mesoswatch.EditDistance(name, n, far); d < best {
			best, near = d, n
		}
	}
	if near != "" {
		return "no such action: is it " + near + "?"
	}
	return "no such action: docs/ui.md lists them"
}

// keyNames reads the keys for an action; why tells what is wrong.
func keyNames(given []string, at keyPlace) (names []string, why string) {
	if len(given) == 0 {
		return nil, "no key: every action keeps at least one"
	}
	for _, g := range given {
		name, ok := keyName(g)
		switch {
		case !ok:
			return nil, strconv.Quote(mesoswatch.Printable(g)) + " is no key: a character, enter, f5, pgdown, ctrl+x, alt+x"
		case at&inTyping != 0 && utf8.RuneCountInString(name) == 1, at&inTyping != 0 && name == "space":
			return nil, strconv.Quote(mesoswatch.Printable(g)) + " is typed while typing"
		case slices.Contains(names, name):
			return nil, strconv.Quote(mesoswatch.Printable(g)) + " is given twice"
		}
		names = append(names, name)
	}
	return names, ""
}

// specialKeys are those that have a name, and how the foot writes them.
func specialKeys() map[string]string {
	keys := map[string]string{
		"enter": "Enter", "tab": "Tab", "backspace": "Bksp", "esc": "Esc", "space": "space", "up": "Up", "down": "Down", "left": "Left", "right": "Right",
		"insert": "Ins", "delete": "Del", "pgup": "PgUp", "pgdown": "PgDn", "home": "Home", "end": "End",
	}
	for i := 1; i <= 12; i++ {
		n := "f" + strconv.Itoa(i)
		keys[n] = "F" + n[1:]
	}
	return keys
}

// keyName is a key as the terminal reports it; false when there is none of that
// name.
func keyName(given string) (string, bool) {
	if utf8.RuneCountInString(given) == 1 {
		r, _ := utf8.DecodeRuneInString(given)
		if r == ' ' {
			return "space", true
		}
		return given, unicode.IsGraphic(r) && r != utf8.RuneError && mesoswatch.Printable(given) == given
	}
	rest, mods := strings.ToLower(given), ""
	for _, mod := range []string{"ctrl+", "alt+", "shift+"} {
		if cut, is := strings.CutPrefix(rest, mod); is {
			rest, mods = cut, mods+mod
		}
	}
	if _, special := specialKeys()[rest]; special {
		return mods + rest, true
	}
	letter := len(rest) == 1 && rest[0] > ' ' && rest[0] < 0x7f && strings.HasSuffix(given, rest)
	if mods == "ctrl+" && strings.Contains("im[@", rest) {
		return "", false // terminals send Tab, Enter, Esc and nothing for these
	}
	return mods + rest, letter && (mods == "ctrl+" || mods == "alt+" || mods == "ctrl+alt+")
}

// keyWord is a key as the foot and the help write it.
func keyWord(name string) string {
	for _, mod := range []struct{ from, to string }{{"ctrl+", "^"}, {"alt+", "M-"}, {"shift+", "S-"}} {
		if rest, is := strings.CutPrefix(name, mod.from); is && rest != "" {
			return mod.to + keyWord(rest)
		}
	}
	return cmp.Or(specialKeys()[name], name)
}

// conflicts are keys that two actions have where both can be meant. What shares a
// key from the start, since one goes before the other there, may go on to.
func (k *keyMap) conflicts(before *keyMap, changed map[string][]string) []*KeyError {
	acts, was := k.actions(), before.actions()
	var errs []*KeyError
	for i, a := range acts {
		for j, b := range acts[:i] {
			_, mine := changed[a.name]
			_, others := changed[b.name]
			at := meets(a.at, b.at)
			if at == 0 || !mine && !others || shared(was[i].key, was[j].key) != "" {
				continue
			}
			on := shared(a.key, b.key)
			if on == "" {
				continue
			}
			name, other := a.name, b.name
			if !mine {
				name, other = other, name
			}
			errs = append(errs, &KeyError{name, keyWord(on) + " also means " + other + " (" + at.words() + "): give one of them another key"})
		}
	}
	return errs
}

// meets is where two actions can both be meant. The keys of a replay work in every
// view of it.
func meets(a, b keyPlace) keyPlace {
	if a == inReplay {
		a = everywhere
	}
	if b == inReplay {
		b = everywhere
	}
	return a & b
}

// shared is a key that both have, empty when there is none.
func shared(a, b *key.Binding) string {
	for _, k := range a.Keys() {
		if slices.Contains(b.Keys(), k) {
			return k
		}
	}
	return ""
}

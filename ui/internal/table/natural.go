package table

import "cmp"

// Natural compares texts as people order them: numbers in them by value (n2 before
// n10, 10.0.0.9 before 10.0.0.11), ASCII letters in any case. Texts that only
// differ in case or leading zeros are told apart by their bytes. Nothing comes
// behind everything.
func Natural(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	for i, j := 0, 0; ; {
		switch {
		case i == len(a) && j == len(b):
			return cmp.Compare(a, b)
		case i == len(a):
			return -1
		case j == len(b):
			return 1
		}
		x, y := a[i], b[j]
		if digit(x) && digit(y) {
			ni, nj := number(a, &i), number(b, &j)
			if c := cmp.Or(cmp.Compare(len(ni), len(nj)), cmp.Compare(ni, nj)); c != 0 {
				return c
			}
			continue
		}
		if c := cmp.Compare(small(x), small(y)); c != 0 {
			return c
		}
		i++
		j++
	}
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func small(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// number is the run of digits at i without leading zeros; i goes behind it.
func number(s string, i *int) string {
	for *i < len(s) && s[*i] == '0' {
		*i++
	}
	from := *i
	for *i < len(s) && digit(s[*i]) {
		*i++
	}
	return s[from:*i]
}

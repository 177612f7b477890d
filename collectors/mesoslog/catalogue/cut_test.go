package catalogue

import "testing"

func TestCut(t *testing.T) {
	c := Default()
	for message, want := range map[string]bool{
		"Received SUBSCRIBE call for framework 'innocent":                        true,
		"Adding framework " + testFW + " (innocent":                              true,
		"Subscribing framework innocent":                                         true,
		"Received SUBSCRIBE call for framework 'innocent'" + testAt:              false,
		"Framework " + testFW + " seems to have exited. Ignoring timeout for it": false,
		"Replica received write request for position 7":                          false,
		"": false,
	} {
		if got := c.Cut(master(message)); got != want {
			t.Errorf("%q: cut %v, want %v", message, got, want)
		}
	}
}

// No message of a recording is taken for a cut one but the forged ones.
func TestCorpusIsNotCut(t *testing.T) {
	c := Default()
	corpus(t, "testdata", func(m message) {
		if c.Cut(m.Input) {
			t.Errorf("%s: %q", m.where, m.Message)
		}
	})
}

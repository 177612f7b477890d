package mesosapi

import "github.com/mesoswatch/mesoswatch/collectors/internal/ask"

// UserAgent is what requests of a version of this program carry; see
// mesoswatch.Self.
func UserAgent(version string) string { return ask.UserAgent(version) }

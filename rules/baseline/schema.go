package baseline

import _ "embed"

//go:embed schema.json
var schema []byte

// Schema answers the published JSON schema of the file format.
func Schema() []byte { return append([]byte(nil), schema...) }

package saved

// Kind is what a JSON value is.
type Kind byte

// The kinds of values. A document is an Object, an Array, or Records: a stream of
// objects, framed by their lengths or one a line.
const (
	Object  Kind = '{'
	Array   Kind = '['
	Text    Kind = '"'
	Number  Kind = '0'
	Word    Kind = 't' // true, false, null
	Records Kind = '+'
)

// Shape is which keys stand where in a document.
type Shape struct {
	Kind Kind
	// Keys of the object; of an array or of records, those of the first object in it.
	Keys []string
	// Values tells what stands at each of them.
	Values map[string]Kind
	// Type is the text at the key "type", which names answers and events of the
	// operator API.
	Type string
	// Under has the keys of the object at a key, or of the first object in the array
	// at it.
	Under map[string][]string
	// Cut is set when the document breaks off.
	Cut bool
}

// Has tells whether all of these keys are there.
func (s *Shape) Has(keys ...string) bool {
	for _, k := range keys {
		if s.Values[k] == 0 {
			return false
		}
	}
	return true
}

// HasAny tells whether one of these keys is there.
func (s *Shape) HasAny(keys ...string) bool {
	for _, k := range keys {
		if s.Values[k] != 0 {
			return true
		}
	}
	return false
}

// Below tells whether a key stands below another one.
func (s *Shape) Below(key, below string) bool {
	for _, k := range s.Under[key] {
		if k == below {
			return true
		}
	}
	return false
}

// Empty tells whether there is nothing in the document.
func (s *Shape) Empty() bool { return len(s.Keys) == 0 }

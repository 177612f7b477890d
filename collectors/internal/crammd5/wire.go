package crammd5

import (
	"encoding/binary"
	"errors"
)

// The kinds of fields that protobuf has on the wire.
const (
	varint  = 0
	fixed64 = 1
	counted = 2 // a length, and so many bytes
	fixed32 = 5
)

var errCut = errors.New("it ends within a field")

// field is one of bytes, with its number.
func field(number uint64, value string) []byte {
	b := binary.AppendUvarint(nil, number<<3|counted)
	b = binary.AppendUvarint(b, uint64(len(value)))
	return append(b, value...)
}

// fields tells each field of bytes in a body, in order; others are passed over.
func fields(body []byte, tell func(number uint64, value []byte) error) error {
	for len(body) > 0 {
		tag, n := binary.Uvarint(body)
		if n <= 0 || tag>>3 == 0 {
			return errors.New("not the form of a message")
		}
		body = body[n:]
		value, size, err := value(tag&7, body)
		if err != nil {
			return err
		}
		if tag&7 == counted {
			if err := tell(tag>>3, value); err != nil {
				return err
			}
		}
		body = body[size:]
	}
	return nil
}

// value is that of a field of bytes, and how many bytes a field of any kind takes.
func value(kind uint64, body []byte) (bytes []byte, size int, err error) {
	switch kind {
	case varint:
		if _, size = binary.Uvarint(body); size <= 0 {
			return nil, 0, errCut
		}
		return nil, size, nil
	case fixed64:
		size = 8
	case fixed32:
		size = 4
	case counted:
		length, n := binary.Uvarint(body)
		if n <= 0 || length > uint64(len(body)-n) {
			return nil, 0, errCut
		}
		return body[n : n+int(length)], n + int(length), nil
	default:
		return nil, 0, errors.New("a field of an unknown kind")
	}
	if size > len(body) {
		return nil, 0, errCut
	}
	return nil, size, nil
}

package zookeeper

import (
	"encoding/binary"
	"errors"
)

var errProto = errors.New("not a MasterInfo in protobuf")

// Fields of MasterInfo (include/mesos/mesos.proto).
const (
	infoID       = 1
	infoIP       = 2
	infoPort     = 3
	infoPID      = 4
	infoHostname = 5
	infoVersion  = 6
)

// decodeProto reads the fields of MasterInfo that the releases up to 0.23 wrote;
// others are passed over.
func decodeProto(data []byte) (masterInfo, error) {
	var i masterInfo
	var ip, port int64
	for len(data) > 0 {
		key, n := binary.Uvarint(data)
		if n <= 0 {
			return masterInfo{}, errProto
		}
		data = data[n:]
		value, text, rest, err := protoField(key&7, data)
		if err != nil {
			return masterInfo{}, err
		}
		data = rest
		switch key >> 3 {
		case infoID:
			i.id = valid(string(text))
		case infoIP:
			ip = int64(uint32(value))
		case infoPort:
			port = int64(uint32(value))
		case infoPID:
			i.pid = valid(string(text))
		case infoHostname:
			i.hostname = valid(string(text))
		case infoVersion:
			i.version = valid(string(text))
		}
	}
	if i.id == "" && i.pid == "" {
		return masterInfo{}, errProto
	}
	i.address = firstOf(pidAddress(i.pid), join(packedIP(ip), port))
	return i, nil
}

// protoField takes one value off data: a number, or a text.
func protoField(wire uint64, data []byte) (value uint64, text, rest []byte, err error) {
	size := 0
	switch wire {
	case 0:
		if value, size = binary.Uvarint(data); size <= 0 {
			return 0, nil, nil, errProto
		}
	case 1:
		size = 8
	case 5:
		size = 4
	case 2:
		length, n := binary.Uvarint(data)
		if n <= 0 || length > uint64(len(data)-n) {
			return 0, nil, nil, errProto
		}
		return 0, data[n : n+int(length)], data[n+int(length):], nil
	default:
		return 0, nil, nil, errProto
	}
	if size > len(data) {
		return 0, nil, nil, errProto
	}
	return value, nil, data[size:], nil
}

package zookeeper

import (
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxInfo bounds what is read as MasterInfo, in bytes; real ones take 300.
const maxInfo = 64 << 10

// masterInfo is the part of MasterInfo (include/mesos/mesos.proto) that counts
// here. All of it is what the writer of the znode claims.
type masterInfo struct {
	id, pid, hostname, version string
	address                    string // ip:port
}

func decodeInfo(l label, data []byte) (masterInfo, error) {
	if len(data) > maxInfo {
		return masterInfo{}, errors.New("more than a MasterInfo can hold")
	}
	switch l {
	case labelJSON:
		return decodeJSON(data)
	case labelProto:
		return decodeProto(data)
	case labelText:
		return decodePID(data)
	}
	return masterInfo{}, errors.New("a candidate under a name that no master uses")
}

// decodePID reads name@ip:port: a master up to 0.16, or a log replica.
func decodePID(data []byte) (masterInfo, error) {
	if len(data) > maxInfo {
		return masterInfo{}, errors.New("more than an address can take")
	}
	i := masterInfo{pid: valid(string(data))}
	if i.address = pidAddress(i.pid); i.address == "" {
		return masterInfo{}, errors.New("not name@ip:port")
	}
	return i, nil
}

func decodeJSON(data []byte) (masterInfo, error) {
	var v struct {
		ID       string          `json:"id"`
		PID      string          `json:"pid"`
		Hostname string          `json:"hostname"`
		Version  string          `json:"version"`
		IP       json.RawMessage `json:"ip"`
		Port     json.RawMessage `json:"port"`
		Address  struct {
			IP   string          `json:"ip"`
			Port json.RawMessage `json:"port"`
		} `json:"address"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return masterInfo{}, errors.New("not a MasterInfo in JSON")
	}
	i := masterInfo{id: valid(v.ID), pid: valid(v.PID), hostname: valid(v.Hostname), version: valid(v.Version)}
	i.address = firstOf(
		join(v.Address.IP, number(v.Address.Port)),
		pidAddress(v.PID),
		join(packedIP(number(v.IP)), number(v.Port)))
	if i == (masterInfo{}) {
		return masterInfo{}, errors.New("an object without anything of a MasterInfo")
	}
	return i, nil
}

// number takes what may come as 5050 or 5050.0; -1 for anything else.
func number(raw json.RawMessage) int64 {
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || f != float64(int64(f)) {
		return -1
	}
	return int64(f)
}

// packedIP unpacks MasterInfo.ip: the four bytes in network order, read as a
// little-endian number, so 16777343 is 127.0.0.1.
func packedIP(n int64) string {
	if n <= 0 || n > 0xffffffff {
		return ""
	}
	return netip.AddrFrom4([4]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}).String()
}

func join(ip string, port int64) string {
	if _, err := netip.ParseAddr(ip); err != nil || port <= 0 || port > 65535 {
		return ""
	}
	return net.JoinHostPort(ip, strconv.FormatInt(port, 10))
}

func pidAddress(pid string) string {
	u, ok := mesoswatch.ParseUPID(pid)
	if !ok {
		return ""
	}
	return net.JoinHostPort(u.IP, u.Port)
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// valid makes text from foreign bytes, of bounded length.
func valid(s string) string {
	const most = 1024
	return strings.ToValidUTF8(s[:min(len(s), most)], "\uFFFD")
}

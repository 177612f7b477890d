package masterlog

import "strconv"

// Ensemble is the ZooKeeper of a master, as its log shows it.
type Ensemble struct {
	Master  string // "ip:port"
	Path    string // "/mesos"
	Members int    // number of the next sequential znode
}

// group 1 and 2 are those of the replicated log, 3 contends, 4 detects.
const groups = 4

// Joining is a master with a connection that enters the contest and wins it.
func (z *Ensemble) Joining() []Line {
	var lines []Line
	for i := 1; i <= groups; i++ {
		path, joins := z.Path, "1"
		if i <= 2 {
			path += "/log_replicas"
		}
		if i == 1 || i == groups {
			joins = "0"
		}
		lines = append(lines,
			info("group.cpp:341", "Group process (zookeeper-group("+strconv.Itoa(i)+")@"+z.Master+") connected to ZooKeeper"),
			info("group.cpp:831", "Syncing group operations: queue size (joins, cancels, datas) = ("+joins+", 0, 0)"),
			info("group.cpp:419", "Trying to create path '"+path+"' in ZooKeeper"))
	}
	id := strconv.Itoa(z.Members)
	sequence := "0000000000"[len(id):] + id
	z.Members++
	return append(lines,
		info("contender.cpp:268", "New candidate (id='"+id+"') has entered the contest for leadership"),
		info("network.hpp:437", "ZooKeeper group memberships changed"),
		info("group.cpp:700", "Trying to get '"+z.Path+"/log_replicas/"+sequence+"' in ZooKeeper"),
		info("network.hpp:485", "ZooKeeper group PIDs: { log-replica(1)@"+z.Master+" }"),
		info("detector.cpp:152", "Detected a new leader: (id='"+id+"')"),
		info("group.cpp:700", "Trying to get '"+z.Path+"/json.info_"+sequence+"' in ZooKeeper"),
		info("zookeeper.cpp:262", "A new leading master (UPID=master@"+z.Master+") is detected"),
		info("master.cpp:2174", "Elected as the leading master!"))
}

// Lost is the connection of all groups breaking.
func (z *Ensemble) Lost() []Line {
	var lines []Line
	for range groups {
		lines = append(lines, info("group.cpp:452", "Lost connection to ZooKeeper, attempting to reconnect ..."))
	}
	return lines
}

// Expired is the session given up; sessions are hexadecimal, "0" where there was
// none yet.
func (z *Ensemble) Expired(sessions ...string) []Line {
	var lines []Line
	for _, s := range sessions {
		lines = append(lines,
			warning("group.cpp:495", "Timed out waiting to connect to ZooKeeper. Forcing ZooKeeper session (sessionId="+s+") expiration"),
			info("group.cpp:511", "ZooKeeper session expired"))
	}
	return lines
}

// LostLeadership is the end of a leading master without its ZooKeeper.
func (z *Ensemble) LostLeadership() []Line {
	return []Line{
		info("network.hpp:437", "ZooKeeper group memberships changed"),
		info("network.hpp:485", "ZooKeeper group PIDs: {  }"),
		info("log.cpp:258", "Renewing replica group membership"),
		info("detector.cpp:152", "Detected a new leader: None"),
		info("master.cpp:2225", "No master was elected."),
		{Error, "master.cpp:2228", "EXIT with status 1: Lost leadership after indecisive election... committing suicide!"},
	}
}

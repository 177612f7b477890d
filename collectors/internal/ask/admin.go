package ask

// Word is a command of ZooKeeper's AdminServer that only reads.
type Word uint8

// The words that can be asked (org.apache.zookeeper.server.admin.Commands), 3.5
// and later unless noted. Those that reset statistics, set trace masks, list
// sessions, take or restore snapshots are left out.
const (
	AdminRuok   Word = iota // is it running; answered also when it does not serve
	AdminSrvr               // version, mode, latencies, zxid
	AdminMntr               // numbers for monitoring
	AdminStat               // as srvr, with connections
	AdminConf               // its configuration
	AdminCons               // connections
	AdminEnvi               // system properties; answered also when it does not serve
	AdminIsro               // read-only mode
	AdminWchs               // how many watches
	AdminLeader             // who leads; 3.6 and later
)

// words are all there are, in the order of the constants.
func words() []string {
	return []string{"ruok", "srvr", "mntr", "stat", "conf", "cons", "envi", "isro", "wchs", "leader"}
}

// Admin asks ZooKeeper's AdminServer, on port 8080 unless set otherwise, 3.5 and
// later, without authentication: it never gets a credential, which is one for
// Mesos. The JSON object has "command" and "error"; with a word it does not
// know, or while it does not serve, error says so, up to 3.8 with status 200. A
// Word that is not listed gives the zero Request.
func Admin(w Word) Request {
	all := words()
	if int(w) >= len(all) {
		return Request{}
	}
	return Request{to: get("/commands/"+all[w], small), bare: true}
}

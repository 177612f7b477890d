package posture

// What would settle a check that cannot tell.
const (
	settleMaster  = "read the flags (--master with a credential for the realm mesos-master-readonly), or the files of the master (--root)"
	settleAgent   = "read the flags (--agent with a credential for the realm mesos-agent-readonly), or the files of the agent (--root)"
	settleDaemons = "read the flags of masters and agents (--master, --agent, --credential), or the files of their hosts (--root)"
	settleHost    = "look at the host's files and processes (--root, or on the host itself as root)"
	settleCluster = "ask the leading master (--master, --credential)"
	settleZK      = "ask ZooKeeper (--zk), or read its configuration on its host (--root)"
	settlePorts   = "run it on the host itself as root, and from where an attacker would be"
	settleTLS     = "let it connect to the endpoint (--master, --agent with https)"
	settleApps    = "ask the scheduler (its URL, and a token where it wants one)"
	settleVersion = "ask /version, or read the installed packages of the host (--root)"
)

// Pages that checks refer to.
const (
	docAuthn    = "https://mesos.apache.org/documentation/latest/authentication/"
	docAuthz    = "https://mesos.apache.org/documentation/latest/authorization/"
	docMaster   = "https://mesos.apache.org/documentation/latest/configuration/master/"
	docAgent    = "https://mesos.apache.org/documentation/latest/configuration/agent/"
	docOperator = "https://mesos.apache.org/documentation/latest/operator-http-api/"
	docSSL      = "https://mesos.apache.org/documentation/latest/ssl/"
	docQuota    = "https://mesos.apache.org/documentation/latest/quota/"
	docHA       = "https://mesos.apache.org/documentation/latest/high-availability/"
	docVolume   = "https://mesos.apache.org/documentation/latest/container-volume/"
	docAttic    = "https://attic.apache.org/projects/mesos.html"
	docZK       = "https://zookeeper.apache.org/doc/current/zookeeperAdmin.html"
	docZKSec    = "https://zookeeper.apache.org/security.html"
	docMarathon = "https://mesosphere.github.io/marathon/docs/"
	docSpark    = "https://spark.apache.org/docs/latest/security.html"
	docDocker   = "https://docs.docker.com/engine/security/"
	docDCOS     = "https://docs.d2iq.com/mesosphere/dcos/"
)

// Runbooks that checks refer to.
const (
	bookConfig      = "weak-configuration"
	bookOpen        = "open-registration"
	bookCredentials = "credentials-file"
	bookTLS         = "weak-tls"
	bookCertificate = "certificate-expiry"
	bookZooKeeper   = "zookeeper-open"
	bookTask        = "suspicious-task"
	bookSession     = "container-session"
	bookFramework   = "rogue-framework"
	bookVersion     = "version-mixed"
	bookHole        = "vulnerable-version"
	bookPort        = "open-port"
	bookResources   = "resource-use"
	bookLog         = "log-trust"
	bookRegistry    = "master-state"
)

package posture

import (
	"maps"
	"slices"
)

// Manual is something that no program sees from here and that belongs to the
// picture: it is looked at by hand, and is never passed.
type Manual struct {
	Title string `json:"title"`
	Why   string `json:"why"`
	// Wanted is what should be found.
	Wanted string `json:"wanted"`
	// Command to run, on the host that it is about; it only reads.
	Command string `json:"command"`
}

// Manuals lists what has to be looked at by hand, in the order of reports.
func Manuals() []Manual {
	return []Manual{
		{
			"Firewalls and networks", "What is reached from here says nothing of other networks: an office, another tenant, the internet.",
			"Only schedulers, agents and operators reach 5050; only masters and operators 5051; only the cluster 2181; nobody else 2888, 3888, 2375.",
			"iptables-save; nft list ruleset; ss -tlnp",
		},
		{
			"Reachability from outside", "A load balancer or a public address that nobody remembers makes all of it public.",
			"No answer from a host that is on no network of yours.",
			"nmap -Pn -p 2181,2375,2888,3888,4400,5050,5051,6066,7077,8080,8181 HOST",
		},
		{
			"Networks of tasks", "Tasks that share the network of the hosts reach masters, agents, ZooKeeper and the metadata service of the cloud.",
			"From inside a task none of these answers, or only what the task needs.",
			"for p in 5050 2181 5051; do nc -zv -w 2 MASTER $p; done; nc -zv -w 2 169.254.169.254 80",
		},
		{
			"Rules for outgoing connections", "Miners and stolen data leave by what nobody limits.",
			"A list of what may be reached, and a log of the rest.",
			"iptables -S OUTPUT; iptables -S FORWARD; iptables -t nat -S",
		},
		{
			"Who becomes root", "Whoever may use sudo on a master or agent reads every secret of the cluster.",
			"Named people with their own accounts; no NOPASSWD: ALL, no shared account.",
			"grep -rnE '^[^#].*ALL' /etc/sudoers /etc/sudoers.d; getent group sudo wheel docker",
		},
		{
			"Logins to the hosts", "An old key of somebody who left is a way in that leaves no trace in Mesos.",
			"Keys of people who need them; no passwords; no login as root.",
			"sshd -T | grep -Ei 'permitroot|passwordauth|allow'; for f in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do wc -l $f; done; last -n 50",
		},
		{
			"Patches of the operating system", "Mesos gets no fixes any more; kernel, OpenSSL, Docker and Java do, and a container that breaks out uses what is missing there.",
			"Nothing older than a month that fixes a hole; a kernel that runs, not only is installed.",
			"apt list --upgradable || yum updateinfo list security; uname -r; uptime",
		},
		{
			"Encryption at rest", "A disk that is sold, stolen or copied has registry, sandboxes, credentials and ZooKeeper's data in clear.",
			"Disks with work_dir, dataDir and /etc encrypted, keys elsewhere.",
			"lsblk -o NAME,TYPE,MOUNTPOINT,FSTYPE; dmsetup table --target crypt; cryptsetup status NAME",
		},
		{
			"Use of a secret manager", "Whether secrets come from one, are changed, and are withdrawn when somebody leaves, files do not tell.",
			"Each credential has an owner and a date of its last change, less than a year ago.",
			"ls -l --time-style=long-iso CREDENTIALS-FILE; grep -rlE 'secret|password' /etc/mesos* /etc/marathon /etc/default",
		},
		{
			"Who holds the credentials", "A file shows principals, not the people and machines that know the secret.",
			"A list: principal, who and what uses it, where its secret lies, when it was last changed.",
			"grep -o '\"principal\": *\"[^\"]*\"' CREDENTIALS-FILE",
		},
		{
			"Physical and console access", "Whoever sits at the console, or at the management board or the cloud account, needs no password of Mesos.",
			"Management boards on a network of their own with passwords of their own; cloud accounts with a second factor.",
			"ipmitool lan print; ipmitool user list",
		},
		{
			"Where logs go, and who can change them there", "Logs on the host that was taken prove nothing; those in a store prove it if the host cannot change them.",
			"A line of today from each master and agent in the store; the hosts can add and not delete.",
			"grep -rn mesos /etc/rsyslog.d /etc/filebeat /etc/fluent* /etc/td-agent*; ls -l --time-style=full-iso /var/log/mesos",
		},
		{
			"Backups off site", "Configuration, ZooKeeper's data and credentials have to survive the loss of the site, and whoever took it.",
			"A copy of last week elsewhere, encrypted; a restore that was tried.",
			"ls -l --time-style=long-iso BACKUP-FOLDER; crontab -l; systemctl list-timers",
		},
		{
			"Clocks", "Logs of several hosts are put in order by their clocks; certificates and tokens are judged by them.",
			"All hosts within a second of one another, against servers of yours.",
			"timedatectl; chronyc tracking || ntpq -p",
		},
		{
			"Modules and their libraries", "Modules are code inside masters and agents; whether it is what was built cannot be seen from outside.",
			"Files owned by root, hashes as built.",
			"ls -l /etc/mesos-modules /usr/lib/mesos/modules; sha256sum LIBRARY",
		},
		{
			"The build of Mesos", "A packaged version number tells neither who built it nor how: whether TLS is in it, whether the launcher is sealed (CVE-2019-0204).",
			"A build of your own or of somebody you trust, with --enable-ssl and --enable-launcher-sealing.",
			"dpkg -V mesos || rpm -V mesos; ldd $(command -v mesos-master) | grep -i ssl; curl -s MASTER/version",
		},
		{
			"Schedulers of your own", "A framework's own API, its own users and what it lets them run are unknown here.",
			"Each framework has an owner, a login, and a reason to run as the user it has.",
			"curl -s --netrc-file FILE MASTER/frameworks | jq -r '.frameworks[] | [.name, .principal, .user, .webui_url] | @tsv'",
		},
		{
			"The registry of images", "Who may push decides what runs on every agent.",
			"Pushing needs a login of its own; tags that are used cannot be pushed anew; images are scanned.",
			"grep -rn . /etc/docker/daemon.json; docker info 2>/dev/null | grep -A5 -i registr",
		},
		{
			"Metadata of the cloud", "Tasks that reach the metadata service get the rights of the host's role.",
			"The role of agents may nothing that a task must not; tokens of one hop only.",
			"curl -s -m 2 http://169.254.169.254/latest/meta-data/iam/security-credentials/",
		},
	}
}

// Runbooks lists the runbooks that checks refer to, each once.
func (c *Catalog) Runbooks() []string {
	used := make(map[string]bool)
	for _, check := range c.checks {
		used[check.Runbook] = true
	}
	return slices.Sorted(maps.Keys(used))
}

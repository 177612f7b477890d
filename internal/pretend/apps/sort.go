package apps

import (
	"fmt"
	"strings"
)

// Sort is what an application is like; each brings other work when it is moved.
type Sort string

// The sorts. What each means for a migration is written beside it in sorts.
const (
	Plain       Sort = "plain"
	Web         Sort = "web"
	API         Sort = "api"
	HostPort    Sort = "host-port"
	HostNet     Sort = "host-network"
	Command     Sort = "command"
	Exposed     Sort = "exposed-secrets"
	Referenced  Sort = "referenced-secrets"
	Database    Sort = "database"
	External    Sort = "external-volume"
	HostData    Sort = "host-data"
	LogShipper  Sort = "log-shipper"
	DockerAdmin Sort = "docker-socket"
	GPU         Sort = "gpu"
	Overlay     Sort = "overlay"
	Tuned       Sort = "docker-parameters"
	Framework   Sort = "framework"
	Placed      Sort = "placed"
	Rolling     Sort = "readiness"
	Suspended   Sort = "suspended"
	Patient     Sort = "patient"
	Public      Sort = "public"
	Terminal    Sort = "terminal"
	SignedFetch Sort = "signed-fetch"
)

// sortRow is how often a sort comes and how one is made.
type sortRow struct {
	sort   Sort
	weight int
	make   func(*Installation, *App)
}

// sorts are all there are: mostly what runs in containers and keeps no state, as in
// published installations, and some of each trouble.
func sorts() []sortRow {
	return []sortRow{
		{Plain, 5, func(*Installation, *App) {}},
		{Web, 4, web},
		{API, 3, func(i *Installation, a *App) { a.Ports[0].VIP = fmt.Sprintf("/%s:80", short(a)) }},
		{HostPort, 1, func(i *Installation, a *App) {
			a.Network, a.FixedPorts = "host", true
			a.Ports = []Port{{Name: "http", Host: 9000 + i.rand.IntN(900)}}
		}},
		{HostNet, 1, func(i *Installation, a *App) {
			a.Network = "host"
			a.Ports = []Port{{Name: "http", Service: 10000 + i.rand.IntN(9000)}}
			a.Cmd = "./serve --port $PORT0 --bind $HOST"
		}},
		{Command, 2, command},
		{Exposed, 2, exposed},
		{Referenced, 1, func(i *Installation, a *App) {
			a.Secrets = map[string]string{"DB_PASSWORD": short(a) + "/db", "API_TOKEN": "shared/api"}
		}},
		{Database, 1, database},
		{External, 1, func(i *Installation, a *App) {
			a.Instances, a.Volumes = 1, []Volume{{Container: "/var/lib/data", External: "vol-" + short(a)}}
		}},
		{HostData, 1, func(i *Installation, a *App) {
			a.Volumes = []Volume{{Container: "/data", Host: "/srv/" + short(a)}}
			a.Constraints = [][]string{{"hostname", "CLUSTER", fmt.Sprintf("agent-%02d.example", 1+i.rand.IntN(40))}}
		}},
		{LogShipper, 1, func(i *Installation, a *App) {
			a.Image, a.Network, a.Ports, a.User = "registry.example/ops/shipper:1.9", "host", nil, "root"
			a.Volumes = []Volume{{Container: "/logs", Host: "/var/log", ReadOnly: true}}
			a.Constraints = [][]string{{"hostname", "UNIQUE"}}
		}},
		{DockerAdmin, 1, func(i *Installation, a *App) {
			a.Privileged = true
			a.Volumes = []Volume{{Container: "/var/run/docker.sock", Host: "/var/run/docker.sock"}}
		}},
		{GPU, 1, func(i *Installation, a *App) {
			a.Engine, a.GPUs, a.Network, a.Ports = "MESOS", 1+i.rand.IntN(4), "host", nil
		}},
		{Overlay, 1, func(i *Installation, a *App) {
			a.Network, a.Ports[0].VIP = "dcos", fmt.Sprintf("10.1.%d.%d:%d", i.rand.IntN(250), 1+i.rand.IntN(250), 80)
		}},
		{Tuned, 1, func(i *Installation, a *App) {
			a.Parameters = [][2]string{{"ulimit", "nofile=65536"}, {"cap-add", "NET_ADMIN"}, {"log-opt", i.plant("splunk-token=%")}, {"env", i.plant("TOKEN=%")}}
		}},
		{Framework, 1, framework},
		{Placed, 1, func(i *Installation, a *App) {
			a.Constraints = [][]string{
				pick(i, []string{"rack", "GROUP_BY", "3"}, []string{"rack", "MAX_PER", "2"}), pick(i, []string{"disk", "LIKE", "ssd.*"}, []string{"zone", "UNLIKE", "dmz"}, []string{"zone", "IS", "east"}),
			}
		}},
		{Rolling, 1, func(i *Installation, a *App) { a.Readiness, a.KillOldest = true, true }},
		{Suspended, 1, func(i *Installation, a *App) { a.Instances = 0 }},
		{Patient, 1, func(i *Installation, a *App) { a.Patient = true }},
		{Public, 1, func(i *Installation, a *App) {
			web(i, a)
			a.Roles = []string{"slave_public"}
		}},
		{Terminal, 1, func(i *Installation, a *App) { a.Engine, a.TTY, a.Network, a.Ports = "MESOS", true, "host", nil }},
		{SignedFetch, 1, func(i *Installation, a *App) {
			a.Fetch = []string{i.plant("https://s3.example/keys/" + short(a) + ".tgz?Expires=1900000000&Signature=%"), i.plant("https://deploy:%@files.example/ca.pem")}
		}},
	}
}

// short is the last part of an id.
func short(a *App) string { return a.ID[strings.LastIndexByte(a.ID, '/')+1:] }

// app makes one: a service in a container without state, and then what the sort adds.
func (i *Installation) app(sort Sort) *App {
	service := pick(i, "web", "api", "worker", "cron", "cache", "proxy", "gateway", "consumer", "writer", "reader", "sync", "admin")
	a := &App{
		ID: i.id(service), Sort: sort, Instances: 1 + i.rand.IntN(6), CPUs: pick(i, 0.1, 0.25, 0.5, 1, 2), Mem: pick(i, 128.0, 256, 512, 1024, 4096),
		Engine: "DOCKER", Network: "bridge", Health: []string{"HTTP"}, Changed: i.changed(),
	}
	a.Image = "registry.example/" + strings.Split(a.ID, "/")[1] + "/" + service + pick(i, ":1.4.2", ":2.0", ":20190311-7", "@sha256:"+strings.Repeat("4f", 32))
	a.Ports = []Port{{Name: "http", Container: pick(i, 8080, 80, 3000, 5000)}}
	a.Env = map[string]string{"LOG_LEVEL": pick(i, "info", "warn", "debug"), "REGION": "eu-1", "JAVA_OPTS": "-Xmx512m", "DB_HOST": "db.example", "TOKEN_TTL": "3600"}
	a.Labels = map[string]string{"owner": strings.Split(a.ID, "/")[1], "tier": pick(i, "front", "back")}
	for _, row := range sorts() {
		if row.sort == sort {
			row.make(i, a)
		}
	}
	return a
}

func web(i *Installation, a *App) {
	a.Labels["HAPROXY_GROUP"] = "external"
	a.Labels["HAPROXY_0_VHOST"] = short(a) + ".example,www." + short(a) + ".example"
	a.Ports[0].Service = 10000 + i.rand.IntN(9000)
	a.ForcePull = true
}

func command(i *Installation, a *App) {
	a.Engine, a.Image, a.Network = "", "", "host"
	a.Ports = []Port{{Name: "http"}}
	a.Fetch = []string{"https://files.example/" + short(a) + "-3.1.tar.gz"}
	a.Cmd = "cd " + short(a) + "-3.1 && JAVA_HOME=./jre ./bin/run --http-port $PORT0 --sandbox $MESOS_SANDBOX"
	a.Health = []string{"TCP"}
}

// exposed leaves secrets where people leave them.
func exposed(i *Installation, a *App) {
	a.Env["DB_PASSWORD"] = i.plant("%")
	a.Env["DATABASE_URL"] = i.plant("postgres://shop:%@db.example:5432/shop")
	a.Env["SERVICE_JWT"] = i.plant("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ%In0.c2lnbmF0dXJl")
	a.Env["SMTP_KEY"] = i.plant("-----BEGIN RSA " + "PRIVATE KEY-----\n%\n-----END RSA " + "PRIVATE KEY-----")
	a.Labels["deploy-token"] = i.plant("%")
	a.Cmd = i.plant("./worker --queue amqp://q:%@mq.example --verbose")
	a.Args = nil
}

func database(i *Installation, a *App) {
	a.Engine, a.Instances, a.Network = "MESOS", pick(i, 1, 3), "host"
	a.Image = pick(i, "postgres:9.6", "mysql:5.7", "elasticsearch:6.8.3")
	a.FixedPorts, a.Ports = true, []Port{{Name: "db", Host: pick(i, 5432, 3306, 9200)}}
	a.Volumes = []Volume{{Container: "data", Persistent: 1024 * (1 + i.rand.IntN(64))}}
	a.Constraints, a.Health = [][]string{{"hostname", "UNIQUE"}}, []string{"MESOS_TCP"}
}

func framework(i *Installation, a *App) {
	name := pick(i, "kafka", "cassandra", "hdfs", "spark")
	a.Engine, a.Image, a.Network = "", "", "host"
	a.Labels["DCOS_PACKAGE_FRAMEWORK_NAME"], a.Labels["DCOS_PACKAGE_NAME"] = name, name
	a.Cmd = "LIBPROCESS_PORT=$PORT1 ./" + name + "-scheduler --master zk://zk-1.example:2181,zk-2.example:2181/mesos"
	a.Ports = []Port{{Name: "api"}, {Name: "libprocess"}}
	a.Fetch = []string{"https://files.example/" + name + "-scheduler.zip"}
	a.Env["MESOS_MASTER"] = "zk://zk-1.example:2181/mesos"
}

// pod makes a service with a helper beside it.
func (i *Installation) pod() *Pod {
	p := &Pod{ID: i.id("pod"), Instances: 1 + i.rand.IntN(3), Network: pick(i, "host", "dcos"), Changed: i.changed(), Secrets: map[string]string{"TLS_KEY": "tls/key"}}
	for n, name := range []string{"main", "helper"} {
		c := i.app(Plain)
		c.ID = name
		c.Ports = []Port{{Name: "p" + name, Container: 8080 + n}}
		p.Containers = append(p.Containers, c)
	}
	p.Containers[1].Env["HELPER_SECRET"] = i.plant("%")
	return p
}

package document

import (
	"bufio"
	"fmt"
	"io"
)

// cluster is how large a state to make up.
type cluster struct {
	Agents, Frameworks, Tasks int
}

// large is the cluster that the budget of the contract is about.
var large = cluster{Agents: 10_000, Frameworks: 500, Tasks: 100_000}

const masterID = "7d1c9b52-6f4e-4a0e-9d43-52b1f0a2c6e8"

// write makes up the /state of a master of that cluster, key by key as 1.11 writes
// it (src/master/readonly_handler.cpp): nearly all tasks run, one in eight in an
// executor of its framework's, and each framework remembers as many ended ones
// again as a tenth of its tasks.
func (c cluster) write(to io.Writer) error {
	w := bufio.NewWriterSize(to, 1<<16)
	fmt.Fprintf(w, `{"version":"1.11.0","build_date":"2020-11-18 10:11:12","build_time":1605694272.0,"build_user":"centos","git_sha":"c6068f0c","start_time":1795152107.1,"elected_time":1795152107.5,"id":"%s","pid":"master@10.1.0.1:5050","hostname":"master1.example","capabilities":["AGENT_UPDATE","AGENT_DRAINING","QUOTA_V2"],"activated_slaves":%d.0,"deactivated_slaves":0.0,"unreachable_slaves":3.0,"leader":"master@10.1.0.1:5050","leader_info":{"id":"%s","pid":"master@10.1.0.1:5050","port":5050,"hostname":"master1.example"},"cluster":"large","log_dir":"/var/log/mesos","flags":{"zk":"zk://zk1.example:2181/mesos","port":"5050","quorum":"2"},"slaves":[`,
		masterID, c.Agents, masterID)
	for i := range c.Agents {
		comma(w, i)
		c.agent(w, i)
	}
	io.WriteString(w, `],"recovered_slaves":[],"frameworks":[`)
	for i := range c.Frameworks {
		comma(w, i)
		c.framework(w, i)
	}
	io.WriteString(w, `],"completed_frameworks":[],"orphan_tasks":[],"unregistered_frameworks":[]}`)
	return w.Flush()
}

func comma(w *bufio.Writer, i int) {
	if i > 0 {
		w.WriteByte(',')
	}
}

func (c cluster) agent(w *bufio.Writer, i int) {
	fmt.Fprintf(w, `{"id":"%s-S%d","hostname":"node%d.example","port":5051,"attributes":{"rack":"r%d","disk":"ssd","generation":%d.0},"pid":"slave(1)@10.%d.%d.%d:5051","registered_time":%d.366008,"resources":{"disk":912384.0,"mem":250112.0,"gpus":0.0,"cpus":48.0,"ports":"[1025-2180, 2182-3887, 3889-5049, 5052-8079, 8082-8180, 8182-32000]"},"used_resources":{"disk":1024.0,"mem":81920.0,"gpus":0.0,"cpus":21.5,"ports":"[9000-9010]"},"offered_resources":{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":0.0},"reserved_resources":{"slave_public":{"disk":0.0,"mem":2048.0,"gpus":0.0,"cpus":1.0}},"unreserved_resources":{"disk":912384.0,"mem":248064.0,"gpus":0.0,"cpus":47.0,"ports":"[1025-2180, 2182-3887, 3889-5049, 5052-8079, 8082-8180, 8182-32000]"},"active":true,"deactivated":false,"version":"1.11.0","capabilities":["MULTI_ROLE","HIERARCHICAL_ROLE","RESERVATION_REFINEMENT","RESOURCE_PROVIDER","RESIZE_VOLUME","AGENT_OPERATION_FEEDBACK","AGENT_DRAINING","TASK_RESOURCE_LIMITS"],"domain":{"fault_domain":{"region":{"name":"eu-1"},"zone":{"name":"eu-1%c"}}}}`,
		masterID, i, i, i/40, 3+i%4, i>>16&255, i>>8&255, i&255, 1795100000+i, 'a'+i%3)
}

func (c cluster) framework(w *bufio.Writer, i int) {
	id := fmt.Sprintf("%s-%04d", masterID, i)
	fmt.Fprintf(w, `{"id":"%s","name":"marathon-%d","pid":"scheduler-%d@10.2.0.%d:15000","used_resources":{"disk":0.0,"mem":81920.0,"gpus":0.0,"cpus":120.0,"ports":"[9000-9010]"},"offered_resources":{"disk":0.0,"mem":0.0,"gpus":0.0,"cpus":0.0},"capabilities":["TASK_KILLING_STATE","PARTITION_AWARE","MULTI_ROLE"],"hostname":"sched%d.example","webui_url":"http://sched%d.example:8080","active":true,"connected":true,"recovered":false,"user":"svc-%d","failover_timeout":604800.0,"checkpoint":true,"registered_time":%d.3,"unregistered_time":0.0,"principal":"team-%d","resources":{"disk":0.0,"mem":81920.0,"gpus":0.0,"cpus":120.0},"roles":["team-%d","*"],"tasks":[`,
		id, i, i, i%250, i, i, i%20, 1795100000+i, i%50, i%50)
	tasks := c.Tasks / c.Frameworks
	if i < c.Tasks%c.Frameworks {
		tasks++
	}
	for j := range tasks {
		comma(w, j)
		c.task(w, id, i, j, "TASK_RUNNING")
	}
	io.WriteString(w, `],"unreachable_tasks":[],"completed_tasks":[`)
	for j := range tasks / 10 {
		comma(w, j)
		c.task(w, id, i, tasks+j, "TASK_FINISHED")
	}
	io.WriteString(w, `],"offers":[],"executors":[`)
	n := 0
	for j := range tasks {
		if j%8 != 0 {
			continue
		}
		comma(w, n)
		n++
		fmt.Fprintf(w, `{"executor_id":"exec-%d-%d","name":"executor of team %d","framework_id":"%s","command":{"shell":true,"value":"./bin/run --config /etc/app/%d.yml --port $PORT0","argv":[],"environment":{"variables":[{"name":"JAVA_HOME","value":"./jre"},{"name":"PORT0","value":"%d"}]},"uris":[{"value":"https://repo.example/app-%d.tgz","executable":false}]},"resources":{"disk":0.0,"mem":32.0,"gpus":0.0,"cpus":0.1},"role":"team-%d","source":"","type":"CUSTOM","slave_id":"%s-S%d"}`,
			i, j, i%50, id, j, 9000+j%100, j%30, i%50, masterID, (i*977+j)%c.Agents)
	}
	io.WriteString(w, `],"labels":[{"key":"team","value":"t"}]}`)
}

func (c cluster) task(w *bufio.Writer, framework string, i, j int, state string) {
	executor := ""
	if j%8 == 0 {
		executor = fmt.Sprintf("exec-%d-%d", i, j)
	}
	agent := fmt.Sprintf("%s-S%d", masterID, (i*977+j)%c.Agents)
	fmt.Fprintf(w, `{"id":"service-%d_web.%08x-c643-11e6-9066-5a8a388c67a1","name":"web.service-%d","framework_id":"%s","executor_id":"%s","slave_id":"%s","state":"%s","resources":{"disk":0.0,"mem":512.0,"gpus":0.0,"cpus":0.5,"ports":"[%d-%d]"},"role":"team-%d","statuses":[`,
		j%300, uint32(i*7919+j*104729), j%300, framework, executor, agent, state, 9000+j%100, 9000+j%100, i%50)
	for k, s := range []string{"TASK_STARTING", "TASK_RUNNING", state}[:2+len(state)%2] {
		comma(w, k)
		fmt.Fprintf(w, `{"state":"%s","timestamp":%d.%d,"container_status":{"container_id":{"value":"%08x-0ff1-4be1-9a7f-2a3d4e5f6071"},"network_infos":[{"ip_addresses":[{"protocol":"IPv4","ip_address":"10.3.%d.%d"}]}]}`,
			s, 1795150000+j, 11111+k, uint32(i*31337+j*7), i&255, j&255)
		if s == "TASK_RUNNING" {
			io.WriteString(w, `,"healthy":true`)
		}
		w.WriteByte('}')
	}
	fmt.Fprintf(w, `],"labels":[{"key":"DCOS_SPACE","value":"/team/%d"},{"key":"HAPROXY_GROUP","value":"external"}],"discovery":{"visibility":"FRAMEWORK","name":"web.service-%d","ports":{"ports":[{"number":%d,"name":"http","protocol":"tcp","labels":{"labels":[{"key":"VIP_0","value":"/web:80"}]}}]}},"container":{"type":"DOCKER","volumes":[{"mode":"RO","container_path":"/etc/app","host_path":"/srv/app/%d"}],"docker":{"image":"registry.example:5000/team-%d/web:1.%d","network":"BRIDGE","port_mappings":[{"host_port":%d,"container_port":8080,"protocol":"tcp"}],"privileged":false,"parameters":[{"key":"label","value":"a=b"}],"force_pull_image":false}}}`,
		i%50, j%300, 9000+j%100, j%300, i%50, j%17, 9000+j%100)
}

package apps

// json is a pod, which is told alike in all releases that have them.
func (p *Pod) json() object {
	var containers []object
	for _, c := range p.Containers {
		var endpoints []object
		for _, port := range c.Ports {
			endpoints = append(endpoints, object{"name": port.Name, "containerPort": port.Container, "hostPort": 0, "protocol": []string{"tcp"}, "labels": object{}})
		}
		containers = append(containers, object{
			"name": c.ID, "image": object{"kind": "DOCKER", "id": c.Image, "forcePull": false}, "resources": object{"cpus": c.CPUs, "mem": c.Mem, "disk": 0, "gpus": 0},
			"exec": object{"command": object{"shell": "./" + c.ID + " --port 8080"}}, "environment": c.env(R111), "endpoints": endpoints,
			"healthCheck": object{"http": object{"endpoint": endpoints[0]["name"], "path": "/"}}, "volumeMounts": []object{{"name": "scratch", "mountPath": "scratch"}},
		})
	}
	network := object{"mode": "host"}
	if p.Network != "host" {
		network = object{"mode": "container", "name": p.Network}
	}
	secrets, env := object{}, object{}
	for name, source := range p.Secrets {
		secrets["ref"], env[name] = object{"source": source}, object{"secret": "ref"}
	}
	return object{
		"id": p.ID, "version": p.Changed, "labels": object{"kind": "pod"}, "environment": env, "secrets": secrets, "containers": containers,
		"volumes": []object{{"name": "scratch"}}, "networks": []object{network}, "scaling": object{"kind": "fixed", "instances": p.Instances},
		"scheduling": object{"placement": object{"constraints": []object{{"fieldName": "hostname", "operator": "UNIQUE"}}, "acceptedResourceRoles": []string{}}},
	}
}

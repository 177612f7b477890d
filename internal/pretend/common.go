package pretend

import "net/http"

// What masters and agents answer alike.

func systemStats[D any](D, *request) answer {
	return answer{status: http.StatusOK, kind: jsonKind, body: []byte(
		`{"avg_load_15min":0.31,"avg_load_1min":0.42,"avg_load_5min":0.37,"cpus_total":4,"mem_free_bytes":9663676416,"mem_total_bytes":17179869184}`)}
}

func help[D any](D, *request) answer {
	return answer{status: http.StatusOK, kind: "text/x-markdown", body: []byte("## HELP\n> [/files][files]\n> [/metrics][metrics]\n> [/version][version]\n\n" +
		"[files]: help/files\n[metrics]: help/metrics\n[version]: help/version\n")}
}

func processes[D any](D, *request) answer {
	return answer{status: http.StatusOK, kind: jsonKind, body: []byte(`[{"events":[],"id":"files"},{"events":[],"id":"metrics"},{"events":[],"id":"__gc__"}]`)}
}

// logging shows the level; a wish for another is granted in words only.
func logging[D any](_ D, q *request) answer {
	if q.URL.Query().Has("level") {
		return answer{status: http.StatusOK}
	}
	return said(http.StatusOK, "0\n")
}

func profiler[D any](D, *request) answer {
	return said(http.StatusBadRequest, "Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n")
}

func console[D any](D, *request) answer {
	return answer{status: http.StatusOK, kind: "text/html", body: []byte("<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Mesos</title></head>\n<body></body>\n</html>\n")}
}

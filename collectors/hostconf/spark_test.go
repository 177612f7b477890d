package hostconf

import (
	"strings"
	"testing"
	"time"
)

func TestSpark(t *testing.T) {
	files := map[string]string{
		"opt/spark-3.0/conf/spark-defaults.conf": "spark.master mesos://zk://u:geheim@a:2181/m\nspark.authenticate=false\nspark.mesos.principal spark\nspark.mesos.secret " + good + "\nspark.ssl.enabled true\n" +
			"spark.ssl.keyPassword geheim\nspark.mesos.driverEnv.DB_PASS geheim\nspark.executor.memory 4g\nspark.hadoop.fs.s3a.secret.key geheim\nspark.ssl.keyStore /opt/k.jks\nspark.mesos.role a\nspark.mesos.role b\nspark.mesos.task.labels k:geheim\n",
		"opt/spark-3.0/conf/spark-env.sh": "export LIBPROCESS_SSL_ENABLED=1\nSPARK_DAEMON_JAVA_OPTS=\"-Dspark.deploy.recoveryMode=ZOOKEEPER -Dspark.ssl.keyStorePassword=geheim\"\nDB_PASSWORD=geheim\nexport SPARK_MESOS_SECRET=geheim\n",
		"opt/k.jks 0644":                  "x",
	}
	s := see(t, plant(t, files))
	const conf = "/opt/spark-3.0/conf/spark-defaults.conf"
	for _, e := range []expect{
		{"spark spark.master", "mesos://zk://u:***@a:2181/m", "configuration", conf, ""}, {"spark spark.authenticate", "false", "configuration", conf, ""}, {"spark spark.mesos.principal", "spark", "configuration", conf, ""},
		{"spark spark.mesos.secret", "***", "configuration", conf, "clear text"}, {"spark spark.ssl.keyPassword", "***", "configuration", conf, "clear text"}, {"spark spark.mesos.driverEnv.DB_PASS", "***", "configuration", conf, ""},
		{"spark spark.executor.memory", "-", "", "", ""}, {"spark spark.hadoop.fs.s3a.secret.key", "-", "", "", ""}, {"spark spark.mesos.role", "b", "configuration", conf, ""}, {"spark spark.mesos.task.labels", "***", "configuration", conf, "clear text"},
		{"spark LIBPROCESS_SSL_ENABLED", "1", "environment", "/opt/spark-3.0/conf/spark-env.sh", ""}, {"spark spark.deploy.recoveryMode", "ZOOKEEPER", "environment", "", ""}, {"spark spark.ssl.keyStorePassword", "***", "environment", "", "clear text"},
		{"spark DB_PASSWORD", "-", "", "", ""}, {"spark SPARK_MESOS_SECRET", "***", "environment", "", "clear text"},
	} {
		e.check(t, s)
	}
	if f := s.files["/opt/k.jks"]; f == nil || f.What != "key" {
		t.Errorf("%+v", f)
	}
	if f := s.files[conf]; f == nil || !strings.Contains(weaknesses(f), "guessable-secret") && !strings.Contains(weaknesses(f), "short-secret") || strings.Join(f.Principals, " ") != "spark" {
		t.Errorf("%+v", f)
	}
	silent(t, s.records)
	tellsNoSecret(t, s, good)
}

func TestDispatcher(t *testing.T) {
	files := map[string]string{"srv/sp/conf/spark-defaults.conf": "spark.mesos.role web\n", "srv/d.properties": "spark.mesos.dispatcher.driverDefault.x y\nspark.authenticate true\n"}
	running(files, 50, time.Hour, []string{"java", "-cp", "/srv/sp/jars/*", "-Dspark.mesos.role=cmd", "org.apache.spark.deploy.mesos.MesosClusterDispatcher", "--host", "h1", "--port", "7077", "--master", "mesos://zk://u:geheim@a/m", "--properties-file", "/srv/d.properties"},
		[]string{"SPARK_HOME=/srv/sp", "SPARK_MESOS_SECRET=geheim"})
	s := see(t, plant(t, files))
	for _, e := range []expect{
		{"spark dispatcher.host", "h1", "command-line", "/proc/50/cmdline", ""}, {"spark dispatcher.port", "7077", "command-line", "", ""}, {"spark dispatcher.master", "mesos://zk://u:***@a/m", "command-line", "", "every user of the host can read"},
		{"spark spark.mesos.role", "cmd", "command-line", "", ""}, {"spark spark.authenticate", "true", "configuration", "/srv/d.properties", ""},
	} {
		e.check(t, s)
	}
	if sh := s.settings["spark spark.mesos.role"].Shadowed; len(sh) != 1 || sh[0].Value != "web" {
		t.Errorf("%+v", sh)
	}
	silent(t, s.records)
}

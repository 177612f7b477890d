package posture

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// secretsChecks are about secrets that stand where they are seen. Files with
// secrets are fileChecks, applications applicationChecks.
func secretsChecks() []Check {
	return []Check{
		{
			ID: "secrets-settings", Title: "A secret stands in a setting", Level: mesoswatch.Medium,
			Rationale:   "Settings are copied into tickets and repositories, and shown by process lists, units and APIs. A secret belongs into a file of its own that only its daemon reads.",
			Remediation: "Put it into a file with mode 0600 and name the file (Marathon --mesos_authentication_secret_file, Spark spark.mesos.secret.filenames …); then change it.",
			References:  []string{docAuthn, docMarathon}, Runbook: bookCredentials, Settle: settleHost, Kinds: []string{mesoswatch.SubjectSetting},
			Judge: each(mesoswatch.SubjectSetting, secretSetting),
		},
		{
			ID: "secrets-command-line", Title: "A secret stands in a command line", Level: mesoswatch.High,
			Rationale:   "Every user of the host sees the command lines of all processes (ps).",
			Remediation: "Give the daemon the secret by a file (file:///…) or a variable that only root reads, and change it.",
			References:  []string{docMaster, docAgent}, Runbook: bookCredentials, Settle: settleHost, Kinds: []string{mesoswatch.SubjectProcess},
			Judge: each(mesoswatch.SubjectProcess, secretArgument),
		},
		{
			ID: "secrets-scheduler", Title: "A scheduler's API shows secrets", Level: mesoswatch.High,
			Rationale:   "What its settings hold is told to whoever may ask it (/v2/info and the like), and to everybody where it asks for no login.",
			Remediation: "Give the scheduler its secrets by files, and its ZooKeeper URL without a password where the API shows it.",
			References:  []string{docMarathon}, Runbook: bookCredentials, Settle: settleApps, Kinds: []string{mesoswatch.SubjectScheduler},
			Judge: each(mesoswatch.SubjectScheduler, secretInfo),
		},
	}
}

// withoutSecrets are settings that are hidden whole since they may hold secrets,
// or that rows of their own are about.
var withoutSecrets = []string{"zk", "master", "docker_config", "modules", "executor_environment_variables", "hooks", "mesos_authentication_secret", "spark.mesos.secret", "SPARK_MESOS_SECRET", "core.dcos_acs_token"}

// secretName is the name of a setting that holds a secret and nothing else.
var secretName = regexp.MustCompile(`(?i)secret|passw|passphrase|token|credential|digest|key_?store|private_?key|zk_auth|_dsn$`)

func secretSetting(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.Setting
	whole := x.Value == mesoswatch.Masked // what is not known is hidden whole, secret or not
	if slices.Contains(withoutSecrets, x.Name) || strings.HasSuffix(x.Name, "_hash") || whole && !secretName.MatchString(x.Name) {
		return Answer{}, false
	}
	if !strings.Contains(x.Value, mesoswatch.Masked) {
		return Passed(s.Subject(), "it shows no secret", settingProof(s)), true
	}
	a := Failed(s.Subject(), fmt.Sprintf("a secret stands in %s (%s)", x.At, x.From), settingProof(s))
	if x.From == "command-line" || x.From == "unit" {
		a = a.At(mesoswatch.High)
	}
	return a, true
}

func secretArgument(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	p := s.Process
	for _, arg := range p.Arguments {
		if strings.Contains(arg, mesoswatch.Masked) {
			return Failed(s.Subject(), fmt.Sprintf("%s was started with %s", p.Of, arg), Proof(s, "", arg)), true
		}
	}
	if len(p.Arguments) == 0 {
		return Undecided(s.Subject(), "its command line is not known: "+p.Hidden), true
	}
	return Passed(s.Subject(), "no secret in its command line", Proof(s, "", fmt.Sprintf("%d arguments", len(p.Arguments)))), true
}

func secretInfo(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.Scheduler
	var shown []string
	for _, name := range sortedKeys(x.Settings) {
		if strings.Contains(x.Settings[name], mesoswatch.Masked) {
			shown = append(shown, name)
		}
	}
	for name, u := range map[string]string{"master": x.Master, "zk": x.ZK} {
		if strings.Contains(u, mesoswatch.Masked) {
			shown = append(shown, name)
		}
	}
	switch {
	case len(shown) > 0:
		text := someOf(shown, len(shown))
		return Failed(s.Subject(), "it shows secrets in "+text, Proof(s, "$.settings", text)), true
	case len(x.Settings) == 0 && x.Master == "" && x.ZK == "":
		return Undecided(s.Subject(), "its settings were not told"), true
	}
	return Passed(s.Subject(), "its settings show no secret", Proof(s, "$.settings", fmt.Sprintf("%d settings", len(x.Settings)))), true
}

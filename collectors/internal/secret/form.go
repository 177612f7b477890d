package secret

import (
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// form is a way of writing that only secrets have. What it finds behind its first
// group, if it has one, is the secret.
type form struct {
	// any of these must be in a text before the expression is tried; empty: always.
	needs []string
	find  *regexp.Regexp
	with  string
}

// forms are keys and tokens by the marks that their issuers give them.
var forms = []form{
	{[]string{"PRIVATE KEY"}, regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z0-9 ]*PRIVATE KEY-----)?`), mesoswatch.Masked},
	{[]string{"AKIA", "ASIA"}, regexp.MustCompile(`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`), mesoswatch.Masked},
	{[]string{"eyJ"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`), mesoswatch.Masked},
	{[]string{"gh"}, regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})`), mesoswatch.Masked},
	{[]string{"glpat-"}, regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{16,}`), mesoswatch.Masked},
	{[]string{"xox"}, regexp.MustCompile(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`), mesoswatch.Masked},
	{[]string{"hooks.slack.com"}, regexp.MustCompile(`(hooks\.slack\.com/services/)[A-Za-z0-9/_-]+`), "${1}" + mesoswatch.Masked},
	{[]string{"AIza"}, regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}`), mesoswatch.Masked},
	{[]string{"_live_", "_test_"}, regexp.MustCompile(`\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}`), mesoswatch.Masked},
	{[]string{"SG."}, regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`), mesoswatch.Masked},
	{[]string{"hvs.", "hvb."}, regexp.MustCompile(`\bhv[bs]\.[A-Za-z0-9_-]{20,}`), mesoswatch.Masked},
	{[]string{"npm_"}, regexp.MustCompile(`\bnpm_[A-Za-z0-9]{30,}`), mesoswatch.Masked},
	{[]string{"asic "}, regexp.MustCompile(`(\b[Bb]asic )[A-Za-z0-9+/]{8,}={0,2}`), "${1}" + mesoswatch.Masked},
	{[]string{"AccountKey", "SharedAccessKey"}, regexp.MustCompile(`((?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{20,}={0,2}`), "${1}" + mesoswatch.Masked},
	// What signs a request for whoever has its URL.
	{[]string{"ig=", "ignature="}, regexp.MustCompile(`(?i)([?&](?:x-(?:amz|goog)-)?sig(?:nature)?=)[^&\s"']+`), "${1}" + mesoswatch.Masked},
	// An option whose value is the next word, and curl's -u user:password.
	{[]string{"--"}, regexp.MustCompile(`(?i)(--?[a-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api-?key|access-?key|credentials?)[ \t]+["']?)[^\s"'$-][^\s"']*`), "${1}" + mesoswatch.Masked},
	{[]string{"-u", "--user"}, regexp.MustCompile(`((?:^|\s)(?:-u|--user)[ =]["']?[^\s:"'$]*[^\s:"'$\d][^\s:"'$]*:)[^\s"'$][^\s"']*`), "${1}" + mesoswatch.Masked},
}

// reference is a variable or template that takes the place of a value.
var reference = regexp.MustCompile(`\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_][A-Za-z0-9_]*|\{\{[^}]*\}\}`)

// Mask replaces what is secret in a text by mesoswatch.Masked.
func Mask(text string) string {
	for _, f := range forms {
		if needed(text, f.needs) {
			text = f.find.ReplaceAllString(text, f.with)
		}
	}
	return mesoswatch.Mask(ZooKeeper(text))
}

func needed(text string, any []string) bool {
	for _, n := range any {
		if strings.Contains(text, n) {
			return true
		}
	}
	return len(any) == 0
}

// In tells whether a secret stands in a text in the clear. One that is filled in
// elsewhere, $PASSWORD or {{ token }}, does not.
func In(text string) bool {
	text = reference.ReplaceAllString(text, mesoswatch.Masked)
	return Mask(text) != text
}

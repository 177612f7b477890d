package rules

import "github.com/mesoswatch/mesoswatch/rules/baseline"

// clusterRules lists the rules about what the leading master says of its
// frameworks, agents, roles and tasks.
func clusterRules(known *baseline.Baseline) []Rule {
	return []Rule{
		agentUnreachable(),
		agentsLostMany(),
		frameworkHoardingOffers(),
		frameworkInactive(),
		frameworkNoPrincipal(),
		quotaMissing(),
		resourceSpike(),
		taskSuspicious(known),
	}
}

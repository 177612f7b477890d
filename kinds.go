package mesoswatch

// Event kinds that code refers to. The message catalogue has more; all are plain
// words, so that rule files can name them.
const (
	KindAuthStart     = "auth-start"
	KindAuthOK        = "auth-ok"
	KindAuthFailed    = "auth-failed"
	KindAuthRefused   = "auth-refused"
	KindAuthAborted   = "auth-aborted"
	KindAuthzDenied   = "authz-denied"
	KindLeaderLost    = "leader-lost"
	KindLeaderElected = "leader-elected"
	KindLeaderChanged = "leader-changed"
	KindWeakConfig    = "weak-config"
	KindProcessStart  = "process-start"
)

package hostconf

import (
	"testing"

	"golang.org/x/sys/unix"
)

func setACL(t *testing.T, file string, acl []byte) {
	t.Helper()
	if err := unix.Setxattr(file, "system.posix_acl_access", acl, 0); err != nil {
		t.Fatalf("setting an ACL on a file in the temporary folder, whose file system must have them: %v", err)
	}
}

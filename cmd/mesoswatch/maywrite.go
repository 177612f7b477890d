package main

import "golang.org/x/sys/unix"

// mayWrite asks the kernel whether this process may write into a folder.
func mayWrite(dir string) bool { return unix.Access(dir, unix.W_OK|unix.X_OK) == nil }

// Package packaging holds what the packages are made of beside the program: the
// Debian control files, the service, its user and the example of a configuration.
// scripts/release.sh puts them together. The package has no code, only the tests
// that build a release and install it below a root folder of their own.
package packaging

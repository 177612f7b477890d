// Package wire says what a pretend master or agent has to say in the words of its
// release: which keys an answer has, how numbers and slashes are written, and in
// which order. In: an identity and a world.View. Out: JSON, as a stream. Shapes are
// those of recorded answers of 0.28.3, 1.4.1 and 1.12-dev (0.27 and later are
// covered; what changed between the recorded ones, by src/master/http.cpp).
//
// It must not know HTTP, nor hold more of a cluster than one agent, framework or
// task at a time.
package wire

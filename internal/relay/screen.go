// Package relay holds what every transport shares: the one interface through
// which it asks whether bytes may go on, and the limits it keeps. Transports
// move bytes and know nothing about detection.
package relay

import (
	"context"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Screen judges the messages of one session. Both directions may call it at
// the same time; within one direction calls come one after the other, in the
// order of the bytes on the wire.
//
// Returned slices may alias raw or memory that the Screen reuses: they are
// valid until the next call for the same direction. No method ends a slice with
// a line terminator. A slice is one JSON text on one line; where several answers
// are owed at once they stand on lines of their own, parted by newlines.
type Screen interface {
	// Screen judges one message: raw is one line without its terminator.
	// forward goes on to the other end (nil: nothing does); reply goes back to
	// the end that sent raw (nil: nothing does). When forward is raw itself
	// the message was clean and leaves byte for byte.
	Screen(ctx context.Context, from message.Side, raw []byte) (forward, reply []byte)

	// Oversize answers a message that was not read whole because it is longer
	// than the transport's limit. env is what could be learnt of its envelope
	// while it was discarded; size is its length in bytes. The results mean
	// what Screen's mean.
	Oversize(ctx context.Context, from message.Side, env message.Envelope, size, limit int64) (forward, reply []byte)

	// Gone says that one end has left, how, and why in words for people
	// ("server exited with status 3"). It returns what the other end is owed:
	// one answer for each request of it that is still open. When the client
	// has left before and the server then ended in good order, nothing is
	// owed: that is how sessions end. Further calls return nothing.
	Gone(ctx context.Context, side message.Side, good bool, why string) (owed [][]byte)
}

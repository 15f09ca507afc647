package relay

// DefaultMaxMessage is the longest message, in bytes, that a transport reads
// whole when nobody says otherwise. The protocol sets no limit and real
// servers send results of tens of megabytes; one message costs about twice its
// length in memory while it is read.
const DefaultMaxMessage int64 = 256 << 20

// MaxPendingReplies bounds, in bytes, the answers of a Screen that wait for the
// end that is owed them to read. At the bound that end is not read any further
// until it does: who does not take its answers may not ask on.
const MaxPendingReplies = 4 << 20

package message

// Envelope is the part of a JSON-RPC message that says what it is, as found by
// [Skimmer] in a text that nobody could or wanted to hold whole.
type Envelope struct {
	// ID is the raw JSON of the top-level "id" (a number, or a string with its
	// quotes), nil when there is none, it is null, or it is longer than
	// [MaxIDBytes].
	ID []byte
	// IDs are the ids of the messages of a batch, the first MaxBatchIDs of them.
	IDs [][]byte
	// Method is the decoded top-level "method", "" when absent.
	Method string
	// Answer is true when a top-level "result" or "error" was seen.
	Answer bool
}

// MaxBatchIDs bounds [Envelope.IDs]. Clients that batch at all send a handful.
const MaxBatchIDs = 64

// MaxIDBytes bounds a request id. JSON-RPC sets no limit; real ids are
// integers or UUIDs, and an id is kept for as long as its request is open.
const MaxIDBytes = 1024

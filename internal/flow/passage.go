package flow

// Passage is something that went from one server to another. It holds no
// content.
type Passage struct {
	Time                     int64
	From, FromTool, To, Tool string
	// How it was written: "as it is", "in base64", ...
	How string
	// What it was: "text", "a secret", ...
	What string
	// Severity of the finding, and what became of the call.
	Severity string
	Bytes    int // about, in normal form
}

package message

import (
	"math/bits"
	"unicode/utf8"
)

// Surface is a set of places at which text of one end reaches the other. Each
// string of a message, keys included, stands at exactly one of them. The
// inventory behind it is the MCP schema of every version from 2024-11-05 to
// 2026-07-28; a place that no version knows is [Unknown], which every text
// detector reads.
type Surface uint64

const (
	// Unknown: members, methods and content types that no spec version names.
	Unknown Surface = 1 << iota
	// Protocol: names of known members, "jsonrpc", "method", enums such as
	// content types and roles, versions.
	Protocol
	// Opaque: ids, cursors, request state, task ids and tokens that the other
	// end returns byte for byte.
	Opaque

	// What a server offers.
	ToolName
	ToolTitle
	ToolDescription
	ToolSchema         // prose in input and output schemas: descriptions, defaults, examples
	ToolSchemaIdentity // property names, required, enum, const, pattern, $ref
	ToolAnnotation
	PromptName
	PromptDescription
	ResourceName // name, title
	ResourceDescription
	ResourceURI
	ServerInfo   // names, titles, versions, websites
	Instructions // initialize and server/discover
	Capability
	Icon

	// What a server delivers.
	ResultText       // text of a tool result
	ResultStructured // structuredContent
	ResultLink       // name, title, description of a resource link
	PromptText       // messages of prompts/get
	ResourceText
	Media // base64 of images, audio, blobs
	MIME
	ErrorText
	CompletionText
	LogText
	ProgressText
	StatusText // of tasks
	Meta

	// What a server asks for.
	SamplingText
	ElicitationText
	ElicitationURL

	// What a client sends.
	Argument // tools/call, prompts/get, completion/complete arguments
	Target   // names and URIs that a request is about
	SamplingOutput
	UserInput // elicitation answers
	ClientInfo
	Root

	// Launch: the command that starts a server, judged before it does, and the
	// login at one.
	Launch

	surfaces = iota
)

// ServerText is every surface at which a server's text can reach a model, a
// person or a log. Detectors of text that must not reach a model read it.
const ServerText = Unknown | ToolName | ToolTitle | ToolDescription | ToolSchema | ToolSchemaIdentity | ToolAnnotation |
	PromptName | PromptDescription | ResourceName | ResourceDescription | ResourceURI | ServerInfo | Instructions |
	Capability | Icon | ResultText | ResultStructured | ResultLink | PromptText | ResourceText | Media | MIME | ErrorText |
	CompletionText | LogText | ProgressText | StatusText | Meta | SamplingText | ElicitationText | ElicitationURL |
	Protocol | Opaque | Launch

// Offered is every surface that describes what a server offers: text that a
// model reads before any call and that no human wrote into a document.
const Offered = ToolName | ToolTitle | ToolDescription | ToolSchema | ToolSchemaIdentity | ToolAnnotation | PromptName |
	PromptDescription | ResourceName | ResourceDescription | ServerInfo | Instructions | Capability

// Identity is every surface whose strings are names: compared, dereferenced or
// echoed by programs. Cutting a part out of a name makes it another name, so
// nothing is ever cut here.
const Identity = Protocol | Opaque | ToolName | ToolSchemaIdentity | PromptName | ResourceURI | Capability | Icon | Media |
	MIME | ElicitationURL | Target | Root | Launch

var surfaceNames = [surfaces]string{
	"unknown", "protocol", "opaque", "tool_name", "tool_title", "tool_description", "tool_schema", "tool_schema_identity",
	"tool_annotation", "prompt_name", "prompt_description", "resource_name", "resource_description", "resource_uri",
	"server_info", "instructions", "capability", "icon", "result_text", "result_structured", "result_link", "prompt_text",
	"resource_text", "media", "mime", "error_text", "completion_text", "log_text", "progress_text", "status_text", "meta",
	"sampling_text", "elicitation_text", "elicitation_url", "argument", "target", "sampling_output", "user_input",
	"client_info", "root", "launch",
}

// String names one surface (the lowest, when s is a set), "none" when empty.
func (s Surface) String() string {
	if n := bits.TrailingZeros64(uint64(s)); n < surfaces {
		return surfaceNames[n]
	}
	return "none"
}

// node is a place in the tree of surfaces. Arrays are transparent: their
// elements stand where the array stands, and so does anything of an
// unexpected shape, so that a decoy of another type hides nothing.
type node struct {
	at      Surface          // of a string here
	members map[string]*node // by folded key
	table   table            // of members, once all of them are known
	rest    *node            // of a member not in members; nil: Unknown
	keys    Surface          // of the keys of such members; 0: where their values stand
	unit    Unit             // an object here is judged as a whole

	arranged bool // the table is made, and those below
}

// everything makes the node of an open subtree: keys and values alike.
func everything(s Surface) *node {
	n := &node{at: s}
	n.rest = n
	return n
}

var unknown = everything(Unknown)

// member returns the node of the member key, and the surface of the key.
func (n *node) member(key []byte) (*node, Surface) {
	if n.members == nil && n.rest == nil { // a leaf that holds an object
		return n, n.at
	}
	if n.members != nil && len(key) <= 64 {
		if m := n.table.find(key); m != nil { // as all but a few write it
			return m, Protocol
		}
		var buf [64]byte
		if folded := appendFolded(buf[:0], key); string(folded) != string(key) {
			if m := n.table.find(folded); m != nil {
				return m, Protocol
			}
		}
	}
	if n.rest != nil && n.keys != 0 {
		return n.rest, n.keys
	}
	if n.rest != nil {
		return n.rest, n.rest.at
	}
	return unknown, Unknown
}

// appendFolded appends key as a case-insensitive decoder compares it: ASCII
// letters lowered, long s and the Kelvin sign as the letters they fold to.
// Keys longer than any protocol name come back empty.
func appendFolded(dst, key []byte) []byte {
	if len(key) > 64 {
		return dst
	}
	for i := 0; i < len(key); {
		c := key[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(key[i:])
		switch r {
		case 'ſ':
			dst = append(dst, 's')
		case 'K': // KELVIN SIGN
			dst = append(dst, 'k')
		default:
			dst = append(dst, key[i:i+n]...)
		}
		i += n
	}
	return dst
}

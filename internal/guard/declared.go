package guard

import (
	"encoding/json"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
)

const (
	// maxDeclared bounds the arguments of all tools whose role is remembered,
	// maxSchemaDepth how deep in a schema they are looked for.
	maxDeclared    = 1 << 14
	maxSchemaDepth = 4
)

// declaration is what of a JSON schema says what arguments are for.
type declaration struct {
	Format, Description, ContentEncoding string
	Properties                           map[string]json.RawMessage
	Items                                json.RawMessage
}

// declare notes the roles that the schema of a tool gives to arguments whose
// names say nothing. The caller has the lock.
func (s *Session) declare(tool string, raw json.RawMessage, depth int) {
	if depth > maxSchemaDepth || len(raw) == 0 {
		return
	}
	var at declaration
	if json.Unmarshal(raw, &at) != nil {
		return
	}
	if len(at.Items) > 0 {
		s.declare(tool, at.Items, depth+1)
	}
	for name, raw := range at.Properties {
		var p declaration
		if json.Unmarshal(raw, &p) != nil {
			continue
		}
		if role := detect.DeclaredRole(name, p.Format, p.Description); role != 0 && s.tools.declared < maxDeclared {
			if s.tools.roles == nil {
				s.tools.roles = map[string]map[string]detect.Role{}
			}
			if s.tools.roles[tool] == nil {
				s.tools.roles[strings.Clone(tool)] = map[string]detect.Role{}
			}
			s.tools.roles[tool][name] = role
			s.tools.declared++
		}
		if p.encoded() && s.tools.declared < maxDeclared {
			if s.tools.encoded == nil {
				s.tools.encoded = map[string]map[string]bool{}
			}
			if s.tools.encoded[tool] == nil {
				s.tools.encoded[strings.Clone(tool)] = map[string]bool{}
			}
			s.tools.encoded[tool][name] = true
		}
		if len(p.Properties) > 0 || len(p.Items) > 0 {
			s.declare(tool, raw, depth+1)
		}
	}
}

// declaredRole is what a tool of this session declares of an argument.
func (s *Session) declaredRole(tool, argument string) detect.Role {
	s.tools.Lock()
	defer s.tools.Unlock()
	return s.tools.roles[tool][argument]
}

// encoded reports whether an argument is declared as content in an encoding.
func (p *declaration) encoded() bool {
	if p.ContentEncoding != "" || p.Format == "byte" || p.Format == "binary" || p.Format == "base64" {
		return true
	}
	about := strings.ToLower(p.Description)
	return strings.Contains(about, "base64") || strings.Contains(about, "base 64") || strings.Contains(about, "hex-encoded") || strings.Contains(about, "hex encoded")
}

// declaredEncoded reports whether a tool of this session declares so of an
// argument.
func (s *Session) declaredEncoded(tool, argument string) bool {
	s.tools.Lock()
	defer s.tools.Unlock()
	return s.tools.encoded[tool][argument]
}

// declareWorld notes whether a tool says that it reaches beyond what its server
// keeps. The caller has the lock.
func (s *Session) declareWorld(tool string, annotations map[string]any) {
	open, says := annotations["openWorldHint"].(bool)
	if _, known := s.tools.world[tool]; !says || !known && len(s.tools.world) >= maxSaid {
		return
	}
	if s.tools.world == nil {
		s.tools.world = map[string]bool{}
	}
	s.tools.world[tool] = open
}

// declaredWorld is what a tool says about its reach; says is false when it says
// nothing.
func (s *Session) declaredWorld(tool string) (open, says bool) {
	s.tools.Lock()
	defer s.tools.Unlock()
	open, says = s.tools.world[tool]
	return open, says
}

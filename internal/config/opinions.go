package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/mcp-watchdog/mcp-watchdog/internal/opinion"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

var providers = []option[opinion.Provider]{
	{"none", opinion.None}, {"anthropic", opinion.Anthropic}, {"openai", opinion.OpenAI}, {"ollama", opinion.Ollama},
}

// seconds are the words that a line can have for a second opinion.
var seconds = []string{"attack", "benign", "unsure", "steered", "none"}

// asks reads the lines that say about what a model is asked.
func (d *decoder) asks(n ast.Node) error {
	return list(n, "opinions.ask", func(n ast.Node) error {
		l := policy.Line{Source: d.source(n), Action: policy.Alert}
		if err := object(n, "a line of opinions.ask", d.conditions(&l, false)); err != nil {
			return err
		}
		if d.c.Policy.Asks = append(d.c.Policy.Asks, l); len(d.c.Policy.Asks) > maxLines {
			return fmt.Errorf("there can be %d lines at most", maxLines)
		}
		return nil
	})
}

// endpoint reads an address that passages may be sent to.
func endpoint(n ast.Node, to *string) error {
	if err := textInto(to)(n); err != nil {
		return err
	}
	_, err := opinion.CheckEndpoint(*to)
	return err
}

// variable reads the name of an environment variable. Whoever writes the key itself there
// does not see it again in the error.
func variable(n ast.Node, to *string) error {
	if err := textInto(to)(n); err != nil {
		return err
	}
	if strings.Trim(*to, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "" || *to == "" || len(*to) > 64 {
		*to = ""
		return errors.New("it must be the name of an environment variable, such as ANTHROPIC_API_KEY; the key itself has no place in this file")
	}
	return nil
}

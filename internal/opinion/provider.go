package opinion

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Provider is a kind of service.
type Provider uint8

const (
	// None: nobody is asked.
	None Provider = iota
	// Anthropic is the Messages API, https://docs.anthropic.com/en/api/messages.
	Anthropic
	// OpenAI is the Chat Completions API with structured outputs, which many
	// services and local servers speak.
	OpenAI
	// Ollama is its own chat API, with a schema as the format.
	Ollama
)

var providerNames = [...]string{"none", "anthropic", "openai", "ollama"}

// String returns its name.
func (p Provider) String() string { return providerNames[min(int(p), len(providerNames)-1)] }

// own are the address and the model of a provider; "" where there is no sensible
// one.
var own = [...]struct{ endpoint, path, model, key string }{
	Anthropic: {"https://api.anthropic.com", "/v1/messages", "claude-haiku-4-5", "ANTHROPIC_API_KEY"},
	OpenAI:    {"https://api.openai.com/v1", "/chat/completions", "", "OPENAI_API_KEY"},
	Ollama:    {"http://127.0.0.1:11434", "/api/chat", "", ""},
}

// KeyVariable is the environment variable that holds the key by custom; "" for
// none.
func (p Provider) KeyVariable() string { return own[p].key }

func (s *Settings) model() string {
	if s.Model == "" {
		return own[s.Provider].model
	}
	return s.Model
}

func (s *Settings) endpoint() string {
	if s.Endpoint == "" {
		return own[s.Provider].endpoint
	}
	return s.Endpoint
}

// provider knows how to ask.
type provider struct {
	url    *url.URL
	client *http.Client
	header http.Header
	body   func(p prompt) any
	// text takes what the model wrote out of a response; "" when it wrote nothing.
	text func(body []byte) (string, error)
}

func (s *Settings) provider() (provider, error) {
	if s.Provider == None || int(s.Provider) >= len(own) {
		return provider{}, fmt.Errorf("opinions.provider must be anthropic, openai or ollama")
	}
	o := own[s.Provider]
	if s.model() == "" {
		return provider{}, fmt.Errorf("opinions.model must name a model of %s", s.Provider)
	}
	if s.Key == "" && s.Provider == Anthropic {
		return provider{}, fmt.Errorf("there is no key for anthropic: set the environment variable %s, or name another one in opinions.key_env", o.key)
	}
	u, err := CheckEndpoint(s.endpoint())
	if err != nil {
		return provider{}, err
	}
	u = u.JoinPath(o.path)
	p := provider{url: u, header: http.Header{"Content-Type": {"application/json"}}}
	p.client = &http.Client{
		// An address that sends passages on to another was not chosen by anybody.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	s.speak(&p)
	return p, nil
}

// CheckEndpoint reads an address that passages may be sent to: https, or http to
// this machine.
func CheckEndpoint(at string) (*url.URL, error) {
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("opinions.endpoint must be an address such as https://llm.example.org/v1")
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	if u.Scheme != "https" && (u.Scheme != "http" || host != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return nil, fmt.Errorf("opinions.endpoint must begin with https://: what is sent there is nobody else's business (http:// is for this machine alone)")
	}
	return u, nil
}

// maxResponse bounds what is read of a response.
const maxResponse = 256 << 10

// ask sends a question and returns what the model wrote. wait is how long the
// service asks to be left alone.
func (pr *provider) ask(ctx context.Context, p prompt) (text string, wait time.Duration, err error) {
	body, err := json.Marshal(pr.body(p))
	if err != nil {
		return "", 0, fmt.Errorf("%w: the question cannot be written", ErrFailed)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, pr.url.String(), bytes.NewReader(body))
	if err != nil {
		return "", 0, fmt.Errorf("%w: the address cannot be used", ErrFailed)
	}
	req.Header = pr.header.Clone()
	res, err := pr.client.Do(req)
	if err != nil {
		return "", 0, failure(ctx, "the service cannot be reached")
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, maxResponse+1))
	switch {
	case err != nil:
		return "", 0, failure(ctx, "the response broke off")
	case res.StatusCode != http.StatusOK:
		return "", retryAfter(res), fmt.Errorf("%w: the service answered with status %d", ErrFailed, res.StatusCode)
	case len(data) > maxResponse:
		return "", 0, fmt.Errorf("%w: the response is longer than %d bytes", ErrFailed, maxResponse)
	}
	if kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return "", 0, fmt.Errorf("%w: the response is not JSON", ErrFailed)
	}
	if text, err = pr.text(data); err != nil {
		return "", 0, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	return text, 0, nil
}

// failure says what went wrong, without addresses and content.
func failure(ctx context.Context, what string) error {
	if ctx.Err() != nil {
		what = "it took too long"
	}
	return fmt.Errorf("%w: %s", ErrFailed, what)
}

// retryAfter is how long a busy service asks to be left alone, in seconds
// (RFC 9110, section 10.2.3); zero when it does not say.
func retryAfter(res *http.Response) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(res.Header.Get("Retry-After")))
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(n)*time.Second, maxRest)
}

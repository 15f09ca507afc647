package memory

import (
	"net/url"
	"strings"
)

// Origin is the identity of a server behind a URL: its scheme, host and port.
// ok is false when the URL has no host.
func Origin(address string) (identity string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", false
	}
	host := strings.ToLower(u.Host)
	switch scheme := strings.ToLower(u.Scheme); {
	case scheme == "https" && strings.HasSuffix(host, ":443"), scheme == "http" && strings.HasSuffix(host, ":80"):
		host = host[:strings.LastIndexByte(host, ':')]
	}
	return "url:" + strings.ToLower(u.Scheme) + "://" + host, true
}

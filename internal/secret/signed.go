package secret

import "strings"

// Addresses that whoever has them can use.

// SignedAddress is the name of the kind of signatures that make an address one
// that everybody can open who has it, for a time.
const SignedAddress = "signed address"

var signedLink = k(SignedAddress)

// ofSignedAddress makes what is a part of a signed address one of its kind: the
// name of the key that signed it, the token of its session.
func ofSignedAddress(text string, f Found) Found {
	before := lower(text[max(0, f.Start-24):f.Start])
	for _, name := range []string{"x-amz-credential=", "x-amz-security-token=", "awsaccesskeyid="} {
		if strings.HasSuffix(before, name) {
			f.Kind = signedLink
		}
	}
	return f
}

func signedFormats() []format {
	link := signedLink
	return []format{
		{kind: link, prefix: ".core.windows.net/", find: signedAddress, maybe: always},
		{kind: link, prefix: "sig=", find: sharedSignature, maybe: maybeSigned},
		{kind: azure, prefix: ".azurewebsites.net/", find: functionCode, maybe: always},
		{kind: link, prefix: "signature=", anyCase: true, find: signature, maybe: maybeSigned},
		{kind: apiKey, prefix: "appid=", find: appID, maybe: maybeAppID},
	}
}

// asks reports whether a parameter of an address begins at text[at:].
func asks(text string, at int) bool { return at > 0 && (text[at-1] == '&' || text[at-1] == '?') }

// maybeSigned looks for as many characters as a signature has at least: those of
// SHA-1 in base64 are 27.
func maybeSigned(content []byte, _, at int) bool { return spans(content, at, 27) }

func maybeAppID(content []byte, _, at int) bool { return spans(content, at, 32) }

// spans reports whether n characters of an encoding stand at content[at:].
func spans(content []byte, at, n int) bool {
	for i := at; i < at+n; i++ {
		if i >= len(content) || !base64s[content[i]] && content[i] != '%' && content[i] != '~' && content[i] != '\\' {
			return false
		}
	}
	return true
}

// signedAddress is the signature of an address of Azure's storage: whoever has
// the address can use it.
func signedAddress(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+600)]
	if end := strings.IndexAny(rest, " \n\"'<>`"); end >= 0 {
		rest = rest[:end]
	}
	i := strings.Index(rest, "sig=")
	if i < 1 || rest[i-1] != '?' && rest[i-1] != '&' && rest[i-1] != ';' {
		return Found{}, false
	}
	start := i + len("sig=")
	end := start
	for end < len(rest) && (base64s[rest[end]] && rest[end] != '=' || rest[end] == '%') {
		end++
	}
	return Found{Start: at + start, End: at + end}, end-start >= 40 && random(rest[start:end])
}

// sharedSignature is the signature of a signed address of Azure's services.
func sharedSignature(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 120 && (base64s[text[end]] && text[end] != '=' || text[end] == '%') {
		end++
	}
	return Found{Start: at, End: end}, asks(text, at-len("sig=")) && end-at >= 43 && end-at < 70 && random(text[at:end])
}

// functionCode is the key of a function of Azure in its address.
func functionCode(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+300)]
	if end := strings.IndexAny(rest, " \n\"'<>`"); end >= 0 {
		rest = rest[:end]
	}
	i := strings.Index(rest, "code=")
	if i < 1 || rest[i-1] != '?' && rest[i-1] != '&' {
		return Found{}, false
	}
	start := i + len("code=")
	end := start
	for end < len(rest) && (base64s[rest[end]] || rest[end] == '%') {
		end++
	}
	return Found{Start: at + start, End: at + end}, end-start >= 40 && random(rest[start:end])
}

// signature is that of a presigned address of Amazon or Google.
func signature(text string, at int) (Found, bool) {
	before := lower(text[max(0, at-20):at])
	rest := text[at:min(len(text), at+1200)]
	end := 0
	for end < len(rest) && (wordish[rest[end]] || rest[end] == '~' || rest[end] == '%') {
		end++
	}
	v, tail := rest[:end], rest[end:min(len(rest), end+40)]
	switch {
	case strings.HasSuffix(before, "x-amz-signature=") || strings.HasSuffix(before, "x-goog-signature="):
		return Found{Start: at, End: at + end}, end >= 64 && onlyHex(v) && !dummy(v)
	case asks(before, len(before)-len("signature=")) && (strings.Contains(tail, "Key-Pair-Id=") || strings.Contains(text[max(0, at-200):at], "Key-Pair-Id=")):
		return Found{Start: at, End: at + end}, end >= 100 && random(v)
	case asks(before, len(before)-len("signature=")) && besideID(text[max(0, at-300):min(len(text), at+end+200)]):
		for end < len(rest) && base64s[rest[end]] {
			end++
		}
		return Found{Start: at, End: at + end}, end >= 27 && random(rest[:end])
	}
	return Found{}, false
}

// besideID reports whether an address says whose key signed it, as the older ones
// of Amazon and Google do.
func besideID(address string) bool {
	return strings.Contains(address, "GoogleAccessId=") || strings.Contains(address, "AWSAccessKeyId=")
}

// appID is a key that a service of maps or weather takes under that name.
func appID(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 40 && alnum[text[end]] {
		end++
	}
	v := text[at:end]
	return Found{Start: at, End: end}, asks(text, at-len("appid=")) && len(v) == 32 && onlyHex(v) && random(v) && !dummy(v)
}

package shell

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// echo is echo, printf and print.
func (p *parser) echo(k *call) Stream {
	args := k.args
	if k.name == "printf" {
		return p.printf(args)
	}
	escapes, newline := false, true
	for len(args) > 0 && len(args[0].text) > 1 && args[0].text[0] == '-' && strings.Trim(args[0].text[1:], "neE") == "" {
		escapes = escapes || strings.Contains(args[0].text, "e")
		newline = newline && !strings.Contains(args[0].text, "n")
		args = args[1:]
	}
	w := join(args)
	s := Stream{text: w.text, known: !strings.Contains(w.text, unknown), flow: w.flow}
	if escapes {
		letters := false
		if s.text, letters = unescape(s.text); letters {
			s.flow |= Coded | Opaque
		}
	}
	if newline {
		s.text += "\n"
	}
	return s
}

// printf fills a format with its arguments.
func (p *parser) printf(args []word) Stream {
	v := after(args, "-v")
	if v != nil {
		args = args[2:]
	}
	if len(args) == 0 {
		return Stream{}
	}
	w := join(args)
	format, letters := unescape(args[0].text)
	args = args[1:]
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 >= len(format) {
			b.WriteByte(format[i])
			continue
		}
		j := i + 1
		for j < len(format) && strings.IndexByte("-+ #0123456789.", format[j]) >= 0 {
			j++
		}
		if j >= len(format) {
			break
		}
		i = j
		if format[j] == '%' {
			b.WriteByte('%')
			continue
		}
		if len(args) == 0 {
			continue
		}
		t := args[0].text
		args = args[1:]
		if format[j] == 'b' {
			plain := false
			if t, plain = unescape(t); plain {
				letters = true
			}
		}
		if b.Len()+len(t) <= maxWord {
			b.WriteString(t)
		}
	}
	for _, a := range args { // the format is used again
		if b.Len()+len(a.text) <= maxWord && strings.Contains(format, "%") {
			b.WriteString(a.text)
		}
	}
	s := Stream{text: b.String(), known: !strings.Contains(b.String(), unknown), flow: w.flow}
	if letters {
		s.flow |= Coded | Opaque
	}
	if v != nil {
		p.set(v.text, s)
		return Stream{}
	}
	return s
}

// decoder is the commands that turn text into other text.
func (p *parser) decoder(k *call) Stream {
	in := k.in
	for _, a := range k.paths() {
		if k.name != "tr" && k.name != "openssl" {
			in = in.add(p.read(a))
		}
	}
	in.known = in.known && p.spend(len(in.text))
	switch k.name {
	case "base64", "gbase64", "base32", "basenc":
		if !flag(k.args, 'd', "--decode") && !flag(k.args, 'D', "") {
			p.shows(k)
			return Stream{flow: in.flow}
		}
		return decoded(in, k.name)
	case "xxd":
		if flag(k.args, 'r', "-revert") {
			return decoded(in, "hex")
		}
		p.shows(k)
		return Stream{flow: in.flow}
	case "rev":
		b := []byte(strings.TrimRight(in.text, "\n"))
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		in.text, in.flow = string(b), in.flow|Coded|map[bool]Flow{true: Opaque}[in.known]
	case "tr":
		if in.known && len(k.args) > 0 {
			in.text = translate(in.text, k.args)
			in.flow |= Coded
			return in
		}
		in.flow |= Coded & map[bool]Flow{true: Coded}[len(k.paths()) == 2 && len(k.paths()[0].text) > 2]
	case "openssl":
		return p.openssl(k, in)
	case "uudecode":
		return Stream{flow: in.flow | Coded}
	}
	return in
}

// decoded decodes a stream, or says that it was.
func decoded(in Stream, how string) Stream {
	if in.flow&Secret != 0 {
		return Stream{flow: in.flow}
	}
	out := Stream{flow: in.flow | Coded}
	if !in.known {
		return out
	}
	text := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, in.text)
	var b []byte
	var err error
	switch how {
	case "hex":
		b, err = hex.DecodeString(strings.TrimPrefix(text, "0x"))
	case "base32":
		b, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(text, "="))
	default:
		b, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	}
	if err == nil && len(b) > 0 {
		out.text, out.known, out.flow = string(b), true, out.flow|Opaque
	}
	return out
}

// translate is tr.
func translate(s string, args []word) string {
	del := flag(args, 'd', "--delete")
	var sets []string
	for _, a := range args {
		if a.text != "" && (a.text[0] != '-' || len(a.text) == 1) {
			sets = append(sets, ranges(a.text))
		}
	}
	if len(sets) == 0 || !del && len(sets) < 2 || !del && sets[1] == "" {
		return s
	}
	return strings.Map(func(r rune) rune {
		i := strings.IndexRune(sets[0], r)
		switch {
		case i < 0:
			return r
		case del:
			return -1
		case i < len(sets[1]):
			return rune(sets[1][i])
		}
		return rune(sets[1][len(sets[1])-1])
	}, s)
}

// ranges writes out the ranges of a set of tr.
func ranges(s string) string {
	s = strings.NewReplacer("[:lower:]", "a-z", "[:upper:]", "A-Z", `\n`, "\n").Replace(s)
	var b strings.Builder
	for i := 0; i < len(s) && b.Len() < 512; i++ {
		if i+2 < len(s) && s[i+1] == '-' && s[i] < s[i+2] && s[i+2] < 0x80 {
			for c := s[i]; c <= s[i+2]; c++ {
				b.WriteByte(c)
			}
			i += 2
			continue
		}
		if s[i] < 0x80 {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// argsFlow is what the files that are named bring.
func (p *parser) argsFlow(k *call) (f Flow) {
	for _, a := range k.args {
		f |= p.read(a).flow
	}
	return f
}

// openssl decodes, encrypts and connects.
func (p *parser) openssl(k *call, in Stream) Stream {
	if len(k.args) == 0 {
		return in
	}
	switch k.args[0].text {
	case "s_client", "s_server":
		return p.connects(k)
	case "enc", "base64", "aes-256-cbc", "rsautl", "pkeyutl":
		for i, a := range k.args {
			if a.text == "-in" && i+1 < len(k.args) {
				in = in.add(p.read(k.args[i+1]))
			}
			if a.text == "-out" && i+1 < len(k.args) {
				defer p.put(k.args[i+1].text, Stream{flow: p.argsFlow(k) | in.flow})
			}
		}
		if has(k.args, "-d") {
			if has(k.args, "-base64", "-a", "base64") && !has(k.args, "-aes-256-cbc", "aes-256-cbc") {
				return decoded(in, "base64")
			}
			return Stream{flow: in.flow | Coded}
		}
	}
	return Stream{flow: in.flow}
}

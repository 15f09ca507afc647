package detect

// Keeps reports whether an argument of a tool, by the names of both, is content
// that the server keeps where it keeps its things, such as what is written into
// a file: nobody is told it, nothing is run, fetched or searched with it. In a
// shared place only the content itself is, and not what is said about it.
func Keeps(tool, argument string, shared bool) bool {
	call := Call{Name: tool}
	does := call.Purpose()
	if does&Writes == 0 || does&(Tells|Sends|Runs|Queries|Renders) != 0 {
		return false
	}
	var role Role
	var buf [maxWord]byte
	key := stringBytes(argument)
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		role |= roleOf(word)
	}
	if shared {
		return role&CodeRole != 0 && role&CommandRole == 0
	}
	return role&(CodeRole|ProseRole) != 0 && role&CommandRole == 0 || role == 0
}

// Shared reports whether an argument of that name says that a call is about a
// place that others look at: a repository, a channel, a project.
func Shared(argument string) bool {
	var buf [maxWord]byte
	key := stringBytes(argument)
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		switch word {
		case "repo", "repository", "owner", "org", "organization", "project", "workspace", "branch", "channel", "room", "space", "team", "issue", "issues",
			"pull", "gist", "thread", "recipient", "recipients", "to", "cc", "bcc", "public", "visibility", "bucket", "site", "board":
			return true
		}
	}
	return false
}

// Locates reports whether an argument of that name says which thing a call is
// about: a path, an address, an id.
func Locates(argument string) bool {
	var buf [maxWord]byte
	key := stringBytes(argument)
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		if roleOf(word)&(PathRole|URLRole) != 0 && roleOf(word)&(CodeRole|ProseRole) == 0 || word == "id" {
			return true
		}
	}
	return false
}

// MakesLinks reports whether a tool of that name is there to hand out addresses
// that whoever has them can use, and not one that opens some.
func MakesLinks(tool string) bool {
	makes := false
	var buf [maxWord]byte
	key := stringBytes(tool)
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		switch word {
		case "presign", "presigned", "signed", "sign", "sas", "link", "links", "url", "urls", "share", "sharing", "presigner":
			makes = true
		case "fetch", "read", "open", "browse", "navigate", "scrape", "crawl", "search", "visit", "load", "goto", "content", "page":
			return false
		}
	}
	return makes
}

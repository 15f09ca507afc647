package main

import "math/rand/v2"

// A tool is what a server offers: how it is described, what is asked of it, and how
// it answers.
type tool struct {
	name, says string
	args       []string // names of its parameters
	ask        func(x *index, r *rand.Rand, h *host) map[string]string
	answer     func(x *index, args map[string]string) string
	often      int // how often it is called, compared with the others of its server
}

// A kind is a server. All are one program; the first argument says which it is.
type kind struct {
	name, says string
	usable     func(x *index) bool
	tools      []tool
}

var kinds = []kind{
	{name: "files", says: "Reads and lists the files of one folder.", tools: []tool{
		{"read_file", "Returns the text of a file.", []string{"path"}, askFile, readFile, 6},
		{"list_directory", "Lists what is in a folder, with sizes.", []string{"path"}, askFolder, listFolder, 3},
		{"search_files", "Lists the lines of all files that have a word.", []string{"word"}, askWord, grep, 3},
		{"get_file_info", "Returns size, kind and number of lines of a file.", []string{"path"}, askFile, fileInfo, 1},
	}},
	{name: "git", says: "Shows the history of a repository.", usable: func(x *index) bool { return len(x.Log) > 0 }, tools: []tool{
		{"git_log", "Lists commits, the last first.", []string{"skip"}, askSkip, gitLog, 3},
		{"git_show", "Shows a commit with its changes.", []string{"commit"}, askCommit, gitShow, 4},
		{"git_diff", "Compares two commits.", []string{"from", "to"}, askRange, gitDiff, 2},
		{"git_blame", "Says in which commit the lines of a file were changed last.", []string{"path"}, askTracked, gitBlame, 2},
	}},
	{name: "manuals", says: "Finds and reads the documentation.", usable: func(x *index) bool { return len(x.Docs)+len(x.Mans) > 0 }, tools: []tool{
		{"read_page", "Returns a page of the documentation.", []string{"name"}, askDoc, readDoc, 5},
		{"list_pages", "Lists the pages whose name has a word.", []string{"word"}, askWord, listDocs, 1},
		{"read_section", "Returns one section of a page.", []string{"name", "number"}, askSection, readSection, 3},
	}},
	{name: "tables", says: "Queries tables.", tools: []tool{
		{"query", "Returns rows of the table of files as JSON.", []string{"folder", "order", "limit"}, askQuery, queryFiles, 4},
		{"describe", "Lists the columns of a table.", []string{"table"}, askData, describe, 1},
		{"read_rows", "Returns rows of a data file.", []string{"table", "from"}, askRows, readRows, 4},
	}},
	{name: "browser", says: "Opens pages.", tools: []tool{
		{"open_page", "Opens an address and returns the page.", []string{"url"}, askPage, openPage, 5},
		{"page_links", "Lists the links of a page.", []string{"url"}, askPage, pageLinks, 1},
	}},
	{name: "search", says: "Searches the web.", tools: []tool{
		{"web_search", "Returns titles, addresses and snippets.", []string{"query"}, askWords, webSearch, 1},
	}},
	{name: "issues", says: "Reads and writes the issues of a project.", usable: func(x *index) bool { return len(x.Log) > 0 }, tools: []tool{
		{"list_issues", "Lists issues as JSON.", []string{"page"}, askSkip, listIssues, 2},
		{"get_issue", "Returns an issue with its comments.", []string{"number"}, askIssue, getIssue, 5},
		{"add_comment", "Adds a comment to an issue.", []string{"number", "body"}, askComment, addComment, 1},
	}},
	{name: "terminal", says: "Runs a few harmless commands.", tools: []tool{
		{"run", "Runs a command and returns its output.", []string{"command", "path"}, askCommand, runCommand, 1},
	}},
}

// kindNamed finds a kind.
func kindNamed(name string) *kind {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i]
		}
	}
	return nil
}

// pick chooses one of the tools, those more often that are called more often.
func (k *kind) pick(r *rand.Rand) *tool {
	all := 0
	for i := range k.tools {
		all += k.tools[i].often
	}
	n := r.IntN(all)
	for i := range k.tools {
		if n -= k.tools[i].often; n < 0 {
			return &k.tools[i]
		}
	}
	return &k.tools[0]
}

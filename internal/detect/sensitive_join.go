package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// A path in two arguments: a folder in one, what is wanted of it in another.
// Folders that hold files which open doors are few, so that the other arguments
// are only looked at again when one of them is named.

// joining is such a folder.
type joining struct {
	folder []byte
	only   bool // the arguments are visited again, to be joined to it
	told   bool
}

// keyFolders are the last names of folders that hold such files.
var keyFolders = lazy.Words(".ssh .aws .kube .azure .docker .gnupg gcloud etc config keychains self default repair ntds")

// longestFile is the longest name of a file that is joined to a folder.
const longestFile = 64

// folderOfKeys notes the folder that an argument names, if it holds such files.
func (a *Argument) folderOfKeys(last string) {
	var buf [len("keychains")]byte
	if len(last) > len(buf) {
		return
	}
	for i := range last {
		buf[i] = lower(last[i])
	}
	if j := &a.runner.requests.joining; len(j.folder) == 0 && keyFolders()[string(buf[:len(last)])] {
		j.folder = append(j.folder, a.Text()...)
	}
}

// joinPath joins the name of a file to the folder at hand.
func joinPath(a *Argument) {
	j := &a.runner.requests.joining
	role := a.Role()
	if j.told || a.Key || a.Surface&a.runner.argumentReads == 0 || a.End-a.Start > longestFile || role&(PathRole|NameRole) == 0 ||
		role&(QueryRole|ProseRole|CodeRole) != 0 || a.Has&(Slash|Backslash|Space) != 0 {
		return
	}
	name := a.Text()
	if name == "" || name == string(j.folder) {
		return
	}
	path := strings.TrimRight(string(j.folder), "/\\") + "/" + name
	if severity, found := sensitive(a.runner.requests.paths.Read(path), sensitiveFiles); found && severity > finding.Medium {
		j.told = true
		a.Report(finding.Finding{
			Rule: sensitivePath, Severity: severity, Why: "with a folder in another argument it names a file that opens doors", Seen: finding.Mask(path),
		})
	}
}

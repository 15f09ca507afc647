package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// fieldWords says which sets the words in the name of an argument belong to that
// single rules ask for.
type fieldWords uint32

const (
	oldNames       fieldWords = 1 << iota // what an edit takes out: nobody reads that any more
	mountNames                            // keys under which a document has mounts or what holds them
	sourceNames                           // those of what is mounted
	commandNames                          // by which documents call a command
	keyNames                              // arguments that are for secrets
	headFields                            // lines of heads, whatever their names say otherwise
	oneLineFields                         // lines of a mail's head
	blockFields                           // heads as a whole
	entryFields                           // become one line of a calendar entry
	entryTexts                            // text of one that may have several lines
	templateFields                        // templates, or patterns that look like them
	sought                                // what a search is for that name no query
	programNames                          // what the program of a command is called, not its arguments
	languageFields                        // programs, not commands
	packageNames                          // what a package manager is to fetch
)

// toolWords is fieldWords for the name of a tool.
type toolWords uint16

const (
	writingTools  toolWords = 1 << iota // write files and do not say so in words that others ask about
	languageTools                       // run programs, not commands
	keyTools                            // are given keys
	entryTools                          // keep calendars
	webSearch                           // search the web
	lookups                             // look up the names of hosts
	packers                             // carry whole folders away
	keepers                             // keep or send text and start nothing of it
	starters                            // start what a manifest says
	delegating                          // have texts for a model, whatever they say
)

const languages = `python py node js javascript typescript ts ruby php perl lua julia kotlin java go rust r code repl jupyter notebook ipython cell snippet
	deno bun sandbox interpreter eval evaluate expression`

var fieldSets = lazy.Value(func() map[string]fieldWords {
	sets := map[string]fieldWords{}
	enter(sets, oldNames, "old before search find original previous oldtext oldstr oldstring target anchor pattern")
	enter(sets, mountNames, "mount mounts volume volumes binds args source src device")
	enter(sets, sourceNames, "source src device")
	enter(sets, commandNames, "command commands cmd cmds run script scripts exec entrypoint args arguments shell hook hooks program executable")
	enter(sets, keyNames, `token tokens key keys apikey secret secrets auth authorization authentication credential credentials password passwd pwd pat bearer
		header headers cookie cookies env environment config settings jwt signature sign hash`)
	enter(sets, headFields, "subject to cc bcc from recipient recipients sender header headers cookie referer agent useragent email mail")
	enter(sets, oneLineFields, "subject to cc bcc from sender recipient recipients")
	enter(sets, blockFields, "headers raw mime eml rfc822 source head")
	enter(sets, entryFields, "summary title subject location name room place")
	enter(sets, entryTexts, "description note notes comment body details")
	enter(sets, templateFields, "template templates format pattern regex regexp glob prompt expression formula mask placeholder jsonpath jq xpath workflow")
	enter(sets, sought, "pattern patterns regex regexp needle")
	enter(sets, programNames, "command cmd program executable binary bin exe interpreter")
	enter(sets, languageFields, languages)
	enter(sets, packageNames, "package packages module modules dependency dependencies requirement requirements gem crate")
	return sets
})

var toolSets = lazy.Value(func() map[string]toolWords {
	sets := map[string]toolWords{}
	enter(sets, writingTools, "commit push patch apply replace editor set operation operations manage persist dump export generate scaffold")
	enter(sets, languageTools, languages)
	enter(sets, keyTools, `login signin auth authenticate authorize credential credentials secret secrets token tokens key keys apikey password passwords vault configure connect
		setup register rotate revoke`)
	enter(sets, entryTools, "event events calendar meeting meetings appointment invite invitation ics ical schedule")
	enter(sets, webSearch, "web google bing brave duckduckgo tavily exa kagi serp searxng internet")
	enter(sets, lookups, "dns resolve nslookup dig lookup whois ping traceroute")
	enter(sets, packers, "zip tar archive compress pack backup upload attach share sync export copy send publish rsync")
	enter(sets, keepers, `file files write edit document doc docs note notes gist paste issue issues comment commit page wiki snippet memory message mail email chat search find query
		post read append insert str explain describe validate lint check analyze analyse review grep help translate parse summarize pull merge pr log save store push update content text book`)
	enter(sets, starters, `k8s kubernetes kubectl kube apply deploy deployment helm docker podman compose container containers pod pods cluster run start launch stack swarm nomad ecs fargate task
		openshift oc rancher argocd argo flux job cronjob daemonset statefulset replicaset rollout manifest manifests resource resources workload api patch`)
	enter(sets, delegating, "delegate delegates handoff subagent")
	return sets
})

func enter[S ~uint16 | ~uint32](sets map[string]S, set S, list string) {
	for word := range strings.FieldsSeq(list) {
		sets[word] |= set
	}
}

// under reports whether one of the words of the argument's name is in a set.
func (a *Argument) under(set fieldWords) bool {
	key := a.Under()
	return len(key) > 0 && a.runner.requests.names.of(key).words&set != 0
}

// says reports whether one of the words of the tool's name is in a set.
func (c *Call) says(set toolWords) bool {
	c.Purpose()
	return c.words&set != 0
}

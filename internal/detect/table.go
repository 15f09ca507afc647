package detect

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/oauth"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// Table is the product's promise, readable from top to bottom: every detector,
// where it looks, what wakes it and what it can say. A detector that is not
// here does not exist; each row has a file and test data of its name.
var Table = []Entry{
	{
		Name: "html_comment", Family: "hidden text", Reads: message.ServerText,
		Wakes: these("<!--"), Rules: []*finding.Rule{htmlComment}, Detector: detectHTMLComment,
	},
	{
		Name: "invisible_text", Family: "hidden text", Reads: message.ServerText,
		Signs: HiddenUnicode | ControlCharacters, Rules: []*finding.Rule{invisibleText}, Detector: detectInvisibleText,
	},
	{
		Name: "ansi_escape", Family: "hidden text", Reads: message.ServerText,
		Signs: ControlCharacters, Rules: []*finding.Rule{ansiEscape}, Detector: detectANSIEscape,
	},
	{
		Name: "reference_link", Family: "hidden text", Reads: message.ServerText,
		Wakes: referenceLiterals, Confirm: startsDefinition, Alone: true, Rules: []*finding.Rule{referenceLink}, Detector: detectReferenceLink,
	},
	{
		Name: "hidden_html", Family: "hidden text", Reads: message.ServerText,
		Wakes: hidingWakes, WokenWith: "planted_order", Confirm: hidesSomething, Alone: true, Rules: []*finding.Rule{hiddenHTML}, Detector: detectHiddenHTML,
	},
	{
		Name: "exfiltration_link", Family: "hidden text", Reads: message.ServerText,
		Wakes: these(linkLiterals...), Confirm: carriesSomething, Alone: true, Rules: []*finding.Rule{exfiltrationLink}, Detector: detectExfiltrationLink,
	},
	{
		Name: "structural_stego", Family: "hidden text", Reads: message.ServerText,
		Rules: []*finding.Rule{structuralStego}, Document: detectStructuralStego,
	},
	{
		Name: "important_block", Family: "planted orders", Reads: message.ServerText,
		Wakes: markLiterals, Disguises: true, Local: 2 * maxBlock, Rules: []*finding.Rule{importantBlock}, Detector: detectImportantBlock,
	},
	{
		Name: "planted_order", Family: "planted orders", Reads: message.ServerText, Wakes: orderOrRecallWakes, WakesToo: orderWakesAbroad, Near: ordersOrRecalls, Suspects: orderSuspects, Disguises: true, Orders: true, Columns: true, Local: 4 * maxPassage,
		Rules: []*finding.Rule{
			instructionOverride, promptExtraction, secrecyOrder, credentialSeeking, toolDriving, memoryPlanting, personaSwitch,
			preferenceManipulation,
		},
		Detector: detectPlantedOrder,
	},
	{
		Name: "driven_tool", Family: "planted orders", Reads: message.ServerText, Wakes: driveLiterals, Near: drivesSomething, Suspects: driveLiterals, Disguises: true, Columns: true, Local: 4 * maxPassage,
		Rules: []*finding.Rule{crossServerOrder, contextLeak}, Detector: detectDrivenTool,
	},
	{
		Name: "disguised_text", Family: "planted orders", Reads: message.ServerText, Wakes: cueLiterals, Near: asksToDecode,
		Rules: []*finding.Rule{disguisedText}, Detector: detectDisguisedText, Unmasked: judgeDisguise,
	},
	{
		Name: "encoded_payload", Family: "planted orders", Reads: message.ServerText,
		Rules: []*finding.Rule{encodedPayload}, Document: detectEncodedPayload, Unmasked: judgeEncoded,
	},
	{
		Name: "remembered_order", Family: "planted orders", Reads: message.Argument,
		Needs: []Bytes{Letter, High}, Rules: []*finding.Rule{rememberedOrder}, Argument: detectRememberedOrder, Idle: idleMemory,
	},
	{
		Name: "prompt_argument", Family: "planted orders", Reads: message.Argument | message.Meta,
		Needs: []Bytes{Letter | Space, Letter | Dash, Letter | Underscore, Letter | Percent, High | Space, Letter | Other}, Rules: []*finding.Rule{promptArgument}, Values: true, Argument: detectPromptArgument, Idle: idlePrompt,
	},
	{
		Name: "disguised_argument", Family: "planted orders", Reads: message.Argument,
		Needs: []Bytes{High}, Rules: []*finding.Rule{disguisedArgument}, Argument: detectDisguisedArgument,
	},
	{
		Name: "planted_file", Family: "planted orders", Reads: message.Argument,
		Needs: []Bytes{Letter}, Rules: []*finding.Rule{plantedFile}, Values: true, Argument: detectPlantedFile, Idle: idlePlanting,
	},
	{
		Name: "secret_leak", Family: "secrets", Reads: secretText,
		Wakes: these("-----begin "), WakesToo: secrets.Literals, Confirm: secrets.Maybe, Disguises: true, Local: longestSecret, Reach: reachOfSecret, Keys: true,
		Rules: []*finding.Rule{secretLeak}, Detector: detectSecretLeak,
	},
	{
		Name: "learned_order", Family: "planted orders", Reads: message.ServerText &^ (message.Protocol | message.Opaque | message.Media | message.ElicitationText), Wakes: learnedCalls,
		WakesToo: foreignCalls, WokenWith: "planted_order", Near: turnsToSomebody, Suspects: suspectLiterals, Orders: true, Columns: true, Briefs: true, Local: 4 * maxPassage,
		Always: message.ToolDescription | message.ToolSchema | message.PromptDescription | message.Instructions | message.SamplingText | message.PromptText,
		Rules:  []*finding.Rule{learnedOrder}, Detector: detectLearnedOrder,
	},
	{
		Name: "planted_errand", Family: "planted orders", Reads: message.ServerText &^ (message.Protocol | message.Opaque | message.Media | message.ElicitationText | message.Offered | message.SamplingText | message.PromptText),
		Gated: true, Wakes: readerLiterals, Local: 4 * maxPassage, Alone: true, Rules: []*finding.Rule{plantedErrand}, Detector: detectPlantedErrand,
	},
	{
		Name: "ssrf", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target | message.Unknown,
		Needs: []Bytes{Colon, Slash, Dot, High, Digit}, Rules: []*finding.Rule{ssrf}, Values: true, Argument: detectSSRF, Idle: idleAddress,
	},
	{
		Name: "path_traversal", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target | message.Unknown,
		Needs: []Bytes{Dot, Percent, High, Control, Slash, Backslash, Letter | Digit}, Rules: []*finding.Rule{pathTraversal}, Argument: detectPathTraversal,
	},
	{
		Name: "sensitive_path", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target | message.Unknown,
		Needs: []Bytes{Dot, Slash, Backslash, Percent}, Rules: []*finding.Rule{sensitivePath}, Argument: detectSensitivePath,
	},
	{
		Name: "scope_path", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target | message.Unknown,
		Needs: []Bytes{Dot, Slash, Backslash, Percent}, Rules: []*finding.Rule{scopePath}, Values: true, Argument: detectScopePath, Idle: idleScope,
	},
	{
		Name: "scope_link", Family: "requests of the server", Reads: scopeLinks,
		Wakes: these("file:"), Rules: []*finding.Rule{scopeLink}, Detector: detectScopeLink,
	},
	{
		Name: "dangerous_command", Family: "requests", Reads: message.Argument | message.Meta, Needs: []Bytes{Letter, Curly, Digit, Semicolon, Round | Curly | Pipe, Slash, High, Backslash},
		Rules:  []*finding.Rule{reverseShell, downloadRun, destructiveCommand, credentialTheft, persistence, evasiveCommand, dangerousCommand},
		Values: true, Argument: detectDangerousCommand, Idle: idleCommand,
	},
	{
		Name: "container_manifest", Family: "requests", Reads: message.Argument, Needs: []Bytes{Letter},
		Rules: []*finding.Rule{containerManifest}, Argument: detectContainerManifest, Idle: idleManifest,
	},
	{
		Name: "command_injection", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target,
		Needs: []Bytes{Semicolon, Pipe, Dollar | Round, Backtick, Break, Percent, Backslash | Letter, Angle | Round, Round | Quote, Round | Curly, Round | Underscore},
		Rules: []*finding.Rule{commandInjection}, Values: true, Argument: detectCommandInjection, Idle: idleInjection,
	},
	{
		Name: "sql_injection", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target | message.Unknown,
		Needs: []Bytes{Letter | Space, Letter | Break, Letter | Control, Quote, Semicolon, Round, Percent, Dollar, Backtick, High, Hash, Equals, Pipe, Letter | Star, Letter | Other}, Rules: []*finding.Rule{sqlInjection}, Argument: detectSQLInjection, Idle: idleSQL,
	},
	{
		Name: "destructive_sql", Family: "requests", Reads: message.Argument | message.Meta,
		Needs: []Bytes{Letter}, Rules: []*finding.Rule{destructiveSQL}, Values: true, Argument: detectDestructiveSQL, Idle: idleDestruction,
	},
	{
		Name: "exfiltration_argument", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.SamplingOutput | message.Target | message.Unknown,
		Needs: []Bytes{Colon | Slash, Dash | Space | Letter, Dot | Letter, Digit | Letter}, Rules: []*finding.Rule{exfiltrationArgument}, Values: true, Argument: detectExfiltrationArgument,
	},
	{
		Name: "argument_injection", Family: "requests", Reads: message.Argument | message.UserInput | message.Target,
		Needs: []Bytes{Dash, Colon}, Rules: []*finding.Rule{argumentInjection}, Values: true, Argument: detectArgumentInjection, Idle: idleOption,
	},
	{
		Name: "header_injection", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target,
		Needs: []Bytes{Break, Control | At, Percent | Colon, Backslash | Colon, Percent | Digit, Equals | Star}, Rules: []*finding.Rule{headerInjection}, Argument: detectHeaderInjection,
	},
	{
		Name: "template_injection", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput | message.Target,
		Needs: []Bytes{Curly, Angle, At | Round, Hash | Dollar, Percent | Colon}, Rules: []*finding.Rule{templateInjection, jndiLookup}, Values: true, Argument: detectTemplateInjection, Idle: idleTemplate,
	},
	{
		Name: "ldap_injection", Family: "requests", Reads: message.Argument | message.Meta | message.UserInput,
		Needs: []Bytes{Round, Percent}, Rules: []*finding.Rule{ldapInjection}, Values: true, Argument: detectLDAPInjection, Idle: idleFilter,
	},
	{
		Name: "xml_entity", Family: "requests", Reads: message.Argument | message.Meta,
		Needs: []Bytes{Angle | Other, Angle | Colon}, Rules: []*finding.Rule{xmlEntity}, Values: true, Argument: detectXMLEntity,
	},
	{
		Name: "package_typosquat", Family: "supply chain", Reads: message.Launch, Wakes: these(launch.Marker),
		Rules: []*finding.Rule{packageTyposquat, maliciousPackage}, Detector: detectPackageTyposquat,
	},
	{
		Name: "suspicious_launch", Family: "supply chain", Reads: message.Launch, Wakes: these(launch.Marker),
		Rules: []*finding.Rule{suspiciousLaunch, hostileLaunch}, Detector: detectSuspiciousLaunch,
	},
	{
		Name: "lock_drift", Family: "supply chain", Reads: message.Launch, Wakes: these(launch.Marker),
		Rules: []*finding.Rule{lockDrift}, Detector: detectLockDrift,
	},
	{
		Name: "token_audience", Family: "supply chain", Reads: message.Launch, Wakes: these(launch.Marker, oauth.Marker),
		Rules: []*finding.Rule{tokenAudience}, Detector: detectTokenAudience,
	},
	{
		Name: "oauth_endpoint", Family: "requests of the server", Reads: message.ServerText &^ (message.Media | message.MIME | message.Protocol | message.Launch),
		Wakes: these(oauthNames...), Keys: true, Rules: []*finding.Rule{oauthEndpoint}, Detector: detectOAuthEndpoint,
	},
	{
		Name: "active_content", Family: "active content", Reads: message.ServerText &^ (message.MIME | message.Opaque | message.Protocol | message.ElicitationURL),
		Wakes: these(activeLiterals...), Confirm: runsSomewhere, Alone: true, Rules: []*finding.Rule{activeContent}, Detector: detectActiveContent,
	},
	{
		Name: "tool_shadowing", Family: "what is offered", Reads: message.Offered &^ (message.ToolName | message.PromptName | message.Capability),
		Suspects: shadowSuspects, Rules: []*finding.Rule{toolShadowing}, Detector: detectToolShadowing,
	},
	{
		Name: "parameter_harvesting", Family: "what is offered", Units: message.ToolUnit,
		Suspects: harvestSuspects, Rules: []*finding.Rule{parameterHarvesting}, Whole: detectParameterHarvesting,
	},
	{
		Name: "schema_poisoning", Family: "what is offered", Units: message.ToolUnit,
		Suspects: presetSuspects, Rules: []*finding.Rule{schemaPoisoning}, Whole: detectSchemaPoisoning,
	},
	{
		Name: "sampling_abuse", Family: "requests of the server", Units: message.SamplingUnit, Every: true,
		Rules: []*finding.Rule{samplingAbuse}, Whole: detectSamplingAbuse,
	},
	{
		Name: "elicitation_phishing", Family: "requests of the server", Units: message.ElicitationUnit, Every: true,
		Rules: []*finding.Rule{elicitationPhishing}, Whole: detectElicitationPhishing,
	},
	{
		Name: "user_fingerprinting", Family: "what is offered", Units: message.ToolUnit,
		Suspects: habitSuspects, Rules: []*finding.Rule{userFingerprinting}, Whole: detectUserFingerprinting,
	},
	{
		Name: "behaviour_drift", Family: "changes of what was trusted", Reads: message.ServerText,
		Rules: []*finding.Rule{phaseTransition}, Behaviour: detectBehaviourDrift,
	},
	{
		Name: "rug_pull", Family: "changes of what was trusted", Reads: message.Offered,
		Rules: []*finding.Rule{rugPull, scopeCreep, toolAdded, toolRemoved, firstSight}, Listing: detectRugPull,
	},
	{
		Name: "name_squatting", Family: "changes of what was trusted", Reads: message.ToolName,
		Rules: []*finding.Rule{nameSquatting}, Listing: detectNameSquatting,
	},
}

// LaunchTable is the rows that judge the command of a server: those about
// commands, and those about characters that nobody sees.
func LaunchTable() []Entry {
	return slices.DeleteFunc(slices.Clone(Table), func(e Entry) bool {
		return e.Reads != message.Launch && e.Name != "invisible_text" && e.Name != "ansi_escape"
	})
}

// Rules lists the rules of the table, in its order.
func Rules() []*finding.Rule {
	var all []*finding.Rule
	for _, e := range Table {
		all = append(all, e.Rules...)
	}
	return all
}

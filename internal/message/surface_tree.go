package message

// The tree of surfaces, per method and direction. Types follow the MCP schema
// (2024-11-05 to 2026-07-28): where versions differ the tree has the union,
// because a proxy decides per message and an attacker reads no negotiation.

func leaf(s Surface) *node { return &node{at: s} }

// object makes a node with known members; strings and unknown members in its
// place are Unknown.
func object(members map[string]*node) *node {
	return &node{at: Unknown, members: members, rest: unknown}
}

// unit makes a node whose objects are judged as a whole.
func unit(u Unit, members map[string]*node) *node {
	n := object(members)
	n.unit = u
	return n
}

// with returns members and more in a new map; more wins.
func with(members, more map[string]*node) map[string]*node {
	all := make(map[string]*node, len(members)+len(more))
	for k, n := range members {
		all[k] = n
	}
	for k, n := range more {
		all[k] = n
	}
	return all
}

var (
	protocol = everything(Protocol)
	opaque   = everything(Opaque)
	icons    = everything(Icon)

	implementation = map[string]*node{
		"name": leaf(ServerInfo), "version": leaf(ServerInfo), "title": leaf(ServerInfo),
		"description": leaf(ServerInfo), "websiteurl": leaf(ServerInfo), "icons": icons,
	}

	// meta is an open map of vendor keys with a few that the spec names.
	meta = &node{at: Meta, rest: everything(Meta), members: map[string]*node{
		"progresstoken":                                    opaque,
		"io.modelcontextprotocol/serverinfo":               {at: Unknown, members: implementation, rest: unknown},
		"io.modelcontextprotocol/subscriptionid":           opaque,
		"io.modelcontextprotocol/model-immediate-response": leaf(ResultText),
		"io.modelcontextprotocol/related-task":             {at: Unknown, members: map[string]*node{"taskid": opaque}, rest: unknown},
	}}

	annotations = everything(Protocol)

	resource = object(map[string]*node{
		"uri": leaf(ResourceURI), "mimetype": leaf(MIME), "text": leaf(ResourceText), "blob": leaf(Media), "_meta": meta,
	})

	task = map[string]*node{
		"taskid": opaque, "status": protocol, "statusmessage": leaf(StatusText), "createdat": protocol,
		"lastupdatedat": protocol, "ttl": protocol, "pollinterval": protocol, "ttlms": protocol, "pollintervalms": protocol,
	}
)

// content is a content block whose own text stands at s.
func content(s Surface, structured *node) *node {
	n := object(nil)
	n.members = map[string]*node{
		"type": protocol, "text": leaf(s), "data": leaf(Media), "mimetype": leaf(MIME), "uri": leaf(ResourceURI),
		"name": leaf(ResultLink), "title": leaf(ResultLink), "description": leaf(ResultLink), "size": protocol,
		"resource": resource, "annotations": annotations, "icons": icons, "_meta": meta,
		// tool_use and tool_result blocks of sampling
		"id": opaque, "tooluseid": opaque, "input": everything(s), "iserror": protocol,
		"content": n, "structuredcontent": structured,
	}
	return n
}

// schema is a JSON Schema: prose apart from the words that programs compare.
func schema() *node {
	names := everything(ToolSchemaIdentity)
	n := &node{at: ToolSchema}
	n.rest = n
	properties := &node{at: ToolSchemaIdentity, rest: n, keys: ToolSchemaIdentity}
	n.members = map[string]*node{
		"type": names, "required": names, "enum": names, "const": names, "pattern": names, "format": names,
		"$ref": names, "$id": names, "$schema": names, "$anchor": names, "$dynamicref": names, "x-mcp-header": names,
		"properties": properties, "patternproperties": properties, "$defs": properties, "definitions": properties,
		"dependentschemas": properties, "dependentrequired": names,
	}
	return n
}

var (
	toolSchema = schema()

	tool = unit(ToolUnit, map[string]*node{
		"name": leaf(ToolName), "title": leaf(ToolTitle), "description": leaf(ToolDescription),
		"inputschema": toolSchema, "outputschema": toolSchema, "annotations": everything(ToolAnnotation),
		"icons": icons, "_meta": meta, "execution": protocol,
	})

	promptArgument = object(map[string]*node{
		"name": leaf(PromptName), "title": leaf(PromptDescription), "description": leaf(PromptDescription), "required": protocol,
	})
	prompt = unit(PromptUnit, map[string]*node{
		"name": leaf(PromptName), "title": leaf(PromptDescription), "description": leaf(PromptDescription),
		"arguments": promptArgument, "icons": icons, "_meta": meta,
	})

	listedResource = unit(ResourceUnit, map[string]*node{
		"uri": leaf(ResourceURI), "uritemplate": leaf(ResourceURI), "name": leaf(ResourceName), "title": leaf(ResourceName),
		"description": leaf(ResourceDescription), "mimetype": leaf(MIME), "size": protocol, "annotations": annotations,
		"icons": icons, "_meta": meta,
	})

	elicitationParams = map[string]*node{
		"message": leaf(ElicitationText), "requestedschema": everything(ElicitationText), "mode": protocol,
		"url": leaf(ElicitationURL), "elicitationid": opaque, "task": protocol, "_meta": meta,
	}
	samplingParams = map[string]*node{
		"messages": object(map[string]*node{
			"role": protocol, "content": content(SamplingText, everything(SamplingText)), "_meta": meta,
		}),
		"systemprompt": leaf(SamplingText), "includecontext": protocol, "stopsequences": leaf(SamplingText),
		"metadata": everything(SamplingText), "modelpreferences": everything(SamplingText), "tools": tool,
		"toolchoice": protocol, "temperature": protocol, "maxtokens": protocol, "task": protocol, "_meta": meta,
	}
	asked = unit(SamplingUnit|ElicitationUnit, with(samplingParams, elicitationParams))

	// anyResult is what every result may have, in some version.
	anyResult = map[string]*node{
		"_meta": meta, "resulttype": protocol, "ttlms": protocol, "cachescope": protocol, "nextcursor": opaque,
		"task": object(task), "requeststate": opaque,
		"inputrequests": {at: Unknown, rest: object(map[string]*node{"method": protocol, "params": asked})},
	}

	callResult = object(with(anyResult, with(task, map[string]*node{
		"content":           content(ResultText, everything(ResultStructured)),
		"structuredcontent": everything(ResultStructured), "iserror": protocol,
	})))
	promptResult = object(with(anyResult, map[string]*node{
		"description": leaf(PromptDescription),
		"messages": object(map[string]*node{
			"role": protocol, "content": content(PromptText, everything(PromptText)),
		}),
	}))
	initializeResult = unit(ServerUnit, with(anyResult, map[string]*node{
		"protocolversion": protocol, "supportedversions": protocol, "capabilities": everything(Capability),
		"serverinfo": object(implementation), "instructions": leaf(Instructions),
	}))
	taskResult = object(with(anyResult, with(task, map[string]*node{
		"result": callResult, "error": errorMember, "tasks": object(task),
	})))

	// results by the method that was asked.
	results = map[string]*node{
		"initialize":               initializeResult,
		"server/discover":          initializeResult,
		"tools/list":               object(with(anyResult, map[string]*node{"tools": tool})),
		"tools/call":               callResult,
		"tasks/result":             callResult,
		"prompts/list":             object(with(anyResult, map[string]*node{"prompts": prompt})),
		"prompts/get":              promptResult,
		"resources/list":           object(with(anyResult, map[string]*node{"resources": listedResource})),
		"resources/templates/list": object(with(anyResult, map[string]*node{"resourcetemplates": listedResource})),
		"resources/read":           object(with(anyResult, map[string]*node{"contents": resource})),
		"completion/complete": object(with(anyResult, map[string]*node{"completion": object(map[string]*node{
			"values": leaf(CompletionText), "total": protocol, "hasmore": protocol,
		})})),
		"tasks/get": taskResult, "tasks/list": taskResult, "tasks/cancel": taskResult, "tasks/update": taskResult,
	}
	otherResult = object(anyResult)

	errorMember = object(map[string]*node{
		"code": protocol, "message": leaf(ErrorText),
		"data": {at: ErrorText, rest: everything(ErrorText), members: map[string]*node{
			"elicitations": unit(ElicitationUnit, elicitationParams), "supported": protocol, "requested": protocol,
		}},
	})

	// serverParams are the parameters of what a server sends unasked.
	serverParams = map[string]*node{
		"sampling/createMessage": unit(SamplingUnit, samplingParams),
		"elicitation/create":     unit(ElicitationUnit, elicitationParams),
		"notifications/message": object(map[string]*node{
			"level": protocol, "logger": leaf(LogText), "data": everything(LogText), "_meta": meta,
		}),
		"notifications/progress": object(map[string]*node{
			"progresstoken": opaque, "progress": protocol, "total": protocol, "message": leaf(ProgressText), "_meta": meta,
		}),
		"notifications/cancelled": object(map[string]*node{
			"requestid": opaque, "reason": leaf(StatusText), "_meta": meta,
		}),
		"notifications/resources/updated":    object(map[string]*node{"uri": leaf(ResourceURI), "_meta": meta}),
		"notifications/elicitation/complete": object(map[string]*node{"elicitationid": opaque, "_meta": meta}),
		"notifications/tasks/status":         object(with(task, map[string]*node{"_meta": meta})),
		"notifications/tasks":                object(with(task, map[string]*node{"result": callResult, "error": errorMember, "_meta": meta})),
		"tasks/get":                          object(map[string]*node{"taskid": opaque, "_meta": meta}),
		"tasks/result":                       object(map[string]*node{"taskid": opaque, "_meta": meta}),
		"tasks/cancel":                       object(map[string]*node{"taskid": opaque, "_meta": meta}),
		"tasks/list":                         object(map[string]*node{"cursor": opaque, "_meta": meta}),
		// What the proxy makes of a server's command line, see package launch.
		"mcp-watchdog/launch": object(map[string]*node{"launch": leaf(Launch)}),
		// And of a login, see package oauth.
		"mcp-watchdog/login": object(map[string]*node{"login": leaf(Launch)}),
	}
	otherServerParams = object(map[string]*node{"_meta": meta})
)

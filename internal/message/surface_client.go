package message

// What a client sends: arguments chosen by the model, answers of models and
// people, and the environment it tells about.

var (
	clientImplementation = everything(ClientInfo)

	clientMeta = &node{at: Meta, rest: everything(Meta), members: map[string]*node{
		"progresstoken":                              opaque,
		"io.modelcontextprotocol/clientinfo":         clientImplementation,
		"io.modelcontextprotocol/clientcapabilities": clientImplementation,
		"io.modelcontextprotocol/protocolversion":    protocol,
		"io.modelcontextprotocol/loglevel":           protocol,
		"io.modelcontextprotocol/related-task":       {at: Unknown, members: map[string]*node{"taskid": opaque}, rest: unknown},
	}}

	samplingAnswer = map[string]*node{
		"role": protocol, "model": leaf(SamplingOutput), "stopreason": leaf(SamplingOutput), "_meta": clientMeta,
		"content": content(SamplingOutput, everything(SamplingOutput)),
	}
	elicitationAnswer = map[string]*node{
		"action": protocol, "content": everything(UserInput), "_meta": clientMeta,
	}
	rootsAnswer = map[string]*node{"roots": {at: Root, rest: everything(Root), members: map[string]*node{"_meta": clientMeta}}}

	// inputResponses carries any of the three answers: content is a block in
	// one and a form in another, and what a person typed weighs more.
	inputResponses = &node{at: Unknown, rest: object(with(with(samplingAnswer, rootsAnswer), elicitationAnswer))}

	target = map[string]*node{
		"name": leaf(Target), "uri": leaf(Target), "arguments": everything(Argument), "task": protocol,
		"inputresponses": inputResponses, "requeststate": opaque, "_meta": clientMeta,
	}
	paged = object(map[string]*node{"cursor": opaque, "_meta": clientMeta})

	clientParams = map[string]*node{
		"tools/call":               object(target),
		"prompts/get":              object(target),
		"resources/read":           object(target),
		"resources/subscribe":      object(target),
		"resources/unsubscribe":    object(target),
		"tools/list":               paged,
		"prompts/list":             paged,
		"resources/list":           paged,
		"resources/templates/list": paged,
		"tasks/list":               paged,
		"initialize": object(map[string]*node{
			"protocolversion": protocol, "capabilities": clientImplementation, "clientinfo": clientImplementation, "_meta": clientMeta,
		}),
		"completion/complete": object(map[string]*node{
			"ref":      object(map[string]*node{"type": protocol, "name": leaf(Target), "uri": leaf(Target), "title": leaf(Target)}),
			"argument": object(map[string]*node{"name": leaf(Target), "value": leaf(Argument)}),
			"context":  everything(Argument), "_meta": clientMeta,
		}),
		"logging/setLevel": object(map[string]*node{"level": protocol, "_meta": clientMeta}),
		"subscriptions/listen": object(map[string]*node{
			"notifications": {at: Protocol, rest: protocol, members: map[string]*node{"resourcesubscriptions": leaf(Target)}}, "_meta": clientMeta,
		}),
		"notifications/cancelled": object(map[string]*node{
			"requestid": opaque, "reason": leaf(UserInput), "_meta": clientMeta,
		}),
		"notifications/progress": object(map[string]*node{
			"progresstoken": opaque, "progress": protocol, "total": protocol, "message": leaf(UserInput), "_meta": clientMeta,
		}),
		"notifications/tasks/status": object(with(task, map[string]*node{"_meta": clientMeta})),
		"tasks/get":                  object(map[string]*node{"taskid": opaque, "_meta": clientMeta}),
		"tasks/result":               object(map[string]*node{"taskid": opaque, "_meta": clientMeta}),
		"tasks/cancel":               object(map[string]*node{"taskid": opaque, "_meta": clientMeta}),
		"tasks/update":               object(map[string]*node{"taskid": opaque, "inputresponses": inputResponses, "_meta": clientMeta}),
	}
	otherClientParams = object(map[string]*node{"_meta": clientMeta})

	clientResults = map[string]*node{
		"sampling/createMessage": object(samplingAnswer),
		"elicitation/create":     object(elicitationAnswer),
		"roots/list":             object(with(rootsAnswer, map[string]*node{"_meta": clientMeta})),
		"tasks/get":              object(with(task, map[string]*node{"_meta": clientMeta})),
		"tasks/list":             object(map[string]*node{"tasks": object(task), "nextcursor": opaque, "_meta": clientMeta}),
		"tasks/cancel":           object(with(task, map[string]*node{"_meta": clientMeta})),
		"tasks/result":           object(with(samplingAnswer, map[string]*node{"action": protocol})),
	}
	otherClientResult = object(map[string]*node{"_meta": clientMeta})
)

// trees holds the root of every message's surfaces, by direction and method.
// The method "" stands for those that no spec names.
var trees = func() (all [2]map[string]*node) {
	for side, known := range [2][2]map[string]*node{FromServer: {serverParams, results}, FromClient: {clientParams, clientResults}} {
		params, result := otherServerParams, otherResult
		if Side(side) == FromClient {
			params, result = otherClientParams, otherClientResult
		}
		all[side] = map[string]*node{}
		for method := range with(with(known[0], known[1]), map[string]*node{"": nil}) {
			all[side][method] = object(map[string]*node{
				"jsonrpc": protocol, "id": opaque, "method": leaf(Protocol), "error": errorMember,
				"params": pick(known[0][method], params), "result": pick(known[1][method], result),
			})
			all[side][method].arrange()
		}
	}
	return all
}()

func pick(n, otherwise *node) *node {
	if n == nil {
		return otherwise
	}
	return n
}

// tree returns the root of a message's surfaces. method is the message's own,
// or for an answer the one it answers ("" when nobody knows).
func tree(side Side, method string) *node {
	if n, ok := trees[side][method]; ok {
		return n
	}
	return trees[side][""]
}

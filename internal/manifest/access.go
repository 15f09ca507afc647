package manifest

import "strings"

// binding judges who is given which role in a cluster, and what a role allows.
func (j *judge) binding(n *Node) {
	if ref := n.get("roleref"); ref != nil && ref.Kind == Map {
		role := strings.ToLower(ref.get("name").text())
		strong := role == "cluster-admin" || role == "admin" || role == "edit" || role == "system:masters"
		subjects := n.get("subjects")
		if !strong || subjects == nil || subjects.Kind != List {
			return
		}
		for _, s := range subjects.Members {
			name := strings.ToLower(s.get("name").text())
			switch {
			case name == "system:anonymous" || name == "system:unauthenticated" || name == "system:authenticated" || strings.HasPrefix(name, "system:serviceaccounts"):
				j.say(Bad, "everybody who reaches the cluster is given its rights", name)
			case strings.EqualFold(s.get("kind").text(), "serviceaccount") && name == "default" && role == "cluster-admin":
				j.say(Watch, "whatever runs in a namespace is given the rights of the cluster", name)
			}
		}
	}
}

// patch judges steps of a JSON Patch by the fields that they set.
func (j *judge) patch(n *Node) {
	op, place, value := strings.ToLower(n.get("op").text()), n.get("path").text(), n.get("value")
	if op != "add" && op != "replace" || value == nil || !strings.HasPrefix(place, "/spec/") {
		return
	}
	name := place[strings.LastIndexByte(place, '/')+1:]
	u := unit{}
	set := *value
	set.Key = name
	u.rights(&Node{Kind: Map, Members: []*Node{&set}})
	if folded(name) == "capabilities" || strings.HasSuffix(place, "/capabilities/add") || strings.Contains(place, "/capabilities/add/") {
		u.capabilities(value)
	}
	if strings.Contains(place, "/volumes") {
		list := value
		if value.Kind == Map {
			list = &Node{Kind: List, Members: []*Node{value}}
		}
		u.folders(&Node{Kind: Map, Members: []*Node{{Key: "volumes", Kind: List, Members: list.Members}}}, nil)
	}
	if strings.Contains(place, "/containers") && value.Kind == Map {
		j.container(value, &u)
	}
	if words := command(value); (name == "command" || name == "args") && words != nil && len(j.out.Commands) < maxCommands {
		j.out.Commands = append(j.out.Commands, words)
	}
	j.weigh(&u)
}

package address

import (
	"maps"
	"slices"
	"strings"
)

// classifyName says where a name leads, as far as it says so itself. name is in
// lower case, without dots at its ends.
func classifyName(name string) (Place, Spelling) {
	if known.May(name) {
		if place, ok := names[name]; ok {
			return place, 0
		}
		if s := lastLabels(name, 2); rebinders[s] || rebinders[lastLabels(name, 3)] {
			if place, found := embedded(name); found {
				return place, Rebinding
			}
			return Loopback, Rebinding
		}
	}
	switch lastLabels(name, 1) {
	case "localhost", "localdomain":
		return Loopback, 0
	case "internal", "local", "lan", "intranet", "corp", "localnet", "consul":
		if metadataName(name) {
			return Metadata, 0
		}
		return Private, 0
	}
	if strings.HasSuffix(name, ".svc") || strings.HasSuffix(name, ".home.arpa") || strings.HasSuffix(name, ".cluster.local") {
		return Private, 0
	}
	if place, _ := embedded(name); place > Multicast {
		return place, Rebinding
	}
	return Public, 0
}

// names that lead somewhere by themselves.
var names = map[string]Place{
	"localhost": Loopback, "localhost.localdomain": Loopback, "localhost6": Loopback, "ip6-localhost": Loopback, "ip6-loopback": Loopback,
	"loopback": Loopback, "broadcasthost": Loopback, "host.docker.internal": Loopback, "gateway.docker.internal": Loopback,
	"host.containers.internal": Loopback, "kubernetes.docker.internal": Loopback,
	"metadata": Metadata, "metadata.google.internal": Metadata, "metadata.goog": Metadata, "instance-data": Metadata,
	"instance-data.ec2.internal": Metadata, "metadata.azure.com": Metadata, "metadata.azure.internal": Metadata,
	"metadata.tencentyun.com": Metadata, "metadata.packet.net": Metadata, "metadata.platformequinix.com": Metadata,
	"rancher-metadata": Metadata, "metadata.oraclecloud.com": Metadata, "metadata.nicob.net": Metadata, "metadata.local": Metadata,
	"kubernetes.default.svc": Private, "kubernetes.default": Private, "kubernetes": Private, "kubernetes.default.svc.cluster.local": Private,
}

func metadataName(name string) bool {
	return strings.HasPrefix(name, "metadata.") || strings.HasPrefix(name, "instance-data.")
}

// rebinders are public domains whose names lead to the address in the name, to
// this machine, or to one address now and to another later.
var rebinders = map[string]bool{
	"nip.io": true, "nip.dev": true, "sslip.io": true, "xip.io": true, "localtest.me": true, "lvh.me": true, "vcap.me": true,
	"lacolhost.com": true, "localh.st": true, "localho.st": true, "traefik.me": true, "backname.io": true, "1u.ms": true, "5u.ms": true,
	"rbndr.us": true, "127-0-0-1.org.uk": true, "fuf.me": true, "smackaho.st": true, "local.gd": true, "ip.addr.tools": true,
	"bugbounty.dod.network": true,
}

// known are the ends of names and of rebinders.
var known = func() *Endings {
	e := EndingsOf(slices.Collect(maps.Keys(rebinders))...)
	for name := range names {
		e.add(name)
	}
	return e
}()

// lastLabels returns the last n labels of a name.
func lastLabels(name string, n int) string {
	i := len(name)
	for range n {
		if i = strings.LastIndexByte(name[:i], '.'); i < 0 {
			return name
		}
	}
	return name[i+1:]
}

// embedded looks for an address in the labels of a name: 10.0.0.1.example.net,
// make-127-0-0-1-rr.example.net. It returns the worst place that one leads to.
func embedded(name string) (worst Place, found bool) {
	if !hasDigit(name) { // as most
		return 0, false
	}
	var ip, v uint32
	parts, digits := 0, 0
	for i := 0; i <= len(name); i++ {
		c := byte('.')
		if i < len(name) {
			c = name[i]
		}
		if c >= '0' && c <= '9' && digits < 4 {
			v = v*10 + uint32(c-'0')
			digits++
			continue
		}
		if digits == 0 || digits > 3 || v > 255 {
			parts = 0
		} else {
			ip = ip<<8 | v
			if parts++; parts >= 4 && ip>>24 != 0 {
				worst, found = max(worst, classify4(ip)), true
			}
		}
		if c != '.' && c != '-' && c != '_' {
			parts = 0
		}
		v, digits = 0, 0
	}
	return worst, found
}

func hasDigit(name string) bool {
	for i := range len(name) {
		if name[i]-'0' <= 9 {
			return true
		}
	}
	return false
}

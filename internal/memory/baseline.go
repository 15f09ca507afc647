package memory

// Learning is what people decided about what is learnt of a server's behaviour.
type Learning struct {
	// Epoch is the place in the log of the last Reset, 0 for none: what was learnt
	// before it does not count.
	Epoch int64
	// Frozen is true when nothing more is to be learnt.
	Frozen bool
}

// Baseline is what was learnt of the behaviour of one tool of a server, or, with
// no name, of the server as a whole: counts and hashes, in a form that is not the
// memory's matter. Unlike facts it is replaced as it grows.
type Baseline struct {
	Server, Label, Name string
	Epoch               int64
	State               []byte
}

// Learning implements View.
func (x *Index) Learning(server string) Learning { return x.learning[server] }

func (x *Index) decide(f *Fact) {
	if x.learning == nil {
		x.learning = map[string]Learning{}
	}
	l := x.learning[f.Server]
	switch f.What {
	case Reset:
		l = Learning{Epoch: f.Seq}
	case Frozen:
		l.Frozen = true
	case Thawed:
		l.Frozen = false
	}
	x.learning[f.Server] = l
}

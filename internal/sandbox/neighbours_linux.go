//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// What a server can do to processes of its user without opening a file: have them run
// last, and read the memory that they share.

// neighbourCalls are the judged calls of this file.
func neighbourCalls() map[uintptr]call {
	return map[uintptr]call{
		unix.SYS_SETGROUPS: {name: "setgroups", judge: (*trap).become},
		unix.SYS_CAPSET:    {name: "capset", judge: (*trap).become},
		unix.SYS_PRCTL:     {name: "prctl", filtered: true, judge: (*trap).become},

		unix.SYS_SETPRIORITY:        {name: "setpriority", filtered: true, judge: func(t *trap) answer { return t.priority(0) }},
		unix.SYS_IOPRIO_SET:         {name: "ioprio_set", filtered: true, judge: func(t *trap) answer { return t.priority(1) }},
		unix.SYS_SCHED_SETSCHEDULER: {name: "sched_setscheduler", filtered: true, judge: (*trap).schedule},
		unix.SYS_SCHED_SETPARAM:     {name: "sched_setparam", filtered: true, judge: (*trap).schedule},
		unix.SYS_SCHED_SETATTR:      {name: "sched_setattr", filtered: true, judge: (*trap).schedule},
		unix.SYS_SCHED_SETAFFINITY:  {name: "sched_setaffinity", filtered: true, judge: (*trap).schedule},
		unix.SYS_SHMAT:              {name: "shmat", filtered: true, judge: (*trap).segment},
		unix.SYS_SHMCTL:             {name: "shmctl", filtered: true, judge: (*trap).segment},
	}
}

// apart reports whether the caller is in a namespace that it, or who started it, has
// made: in there is nobody else, and numbers mean other things.
func (t *trap) apart(namespace string) bool {
	here, err := os.Readlink("/proc/self/ns/" + namespace)
	if err != nil {
		return false
	}
	there, err := os.Readlink(t.proc("ns/" + namespace))
	return err == nil && there != here
}

// mine reports whether a process or thread is the caller's own or another of the
// server's; there: it exists.
func (t *trap) mine(pid int) (mine, there bool) {
	if pid == t.tid {
		return true, true
	}
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return false, false
	}
	own := []byte("\nTgid:\t" + strconv.Itoa(t.process()) + "\n")
	return bytes.Contains(status, own) || t.s.isOurs(pid), true
}

// priority judges setpriority and ioprio_set; first is the number that means one
// process.
func (t *trap) priority(first uint64) answer {
	who := int(int32(t.args[1]))
	switch uint64(uint32(t.args[0])) - first {
	case 0, 1: // a process, a group
		return t.scheduled(who)
	}
	return t.reach("processes of user " + strconv.Itoa(who))
}

// schedule judges how others than the caller are scheduled.
func (t *trap) schedule() answer { return t.scheduled(int(int32(t.args[0]))) }

func (t *trap) scheduled(pid int) answer {
	if pid == 0 || t.apart("pid") {
		return proceed
	}
	mine, there := t.mine(pid)
	switch {
	case mine:
		return proceed
	case !there:
		return refuse(unix.ESRCH)
	}
	return t.reach("process " + strconv.Itoa(pid))
}

// segment judges who shares memory with whom (System V): segments that a process of
// the server's made are its own, and those that one which has ended made since the start.
func (t *trap) segment() answer {
	if t.apart("ipc") {
		return proceed
	}
	var is unix.SysvShmDesc
	id := int(int32(t.args[0]))
	if _, err := unix.SysvShmCtl(id, unix.IPC_STAT, &is); err != nil {
		return proceed // none, or not for this user: then neither for the caller
	}
	mine, there := t.mine(int(is.Cpid))
	if mine || !there && int64(is.Ctime) >= t.s.began.Sec {
		return proceed
	}
	return t.reach("shared memory " + strconv.Itoa(id) + " of process " + strconv.Itoa(int(is.Cpid)))
}

// neighbours hands over what reaches other processes so.
func (f *filter) neighbours() {
	// Of its own a process may be measured; with rights of root others show their stacks.
	f.when(unix.SYS_PERF_EVENT_OPEN,
		lowArg(1),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 1},
		bpf.RetConstant{Val: f.deny(unix.EACCES)}, // programs know kernels that allow nobody
		bpf.RetConstant{Val: actAllow},
	)
	if !f.notify {
		return
	}
	for _, c := range []struct {
		number uintptr
		self   []bpf.Instruction // loads what is 0 when the caller means itself
	}{
		{unix.SYS_SCHED_SETSCHEDULER, []bpf.Instruction{lowArg(0)}},
		{unix.SYS_SCHED_SETPARAM, []bpf.Instruction{lowArg(0)}},
		{unix.SYS_SCHED_SETATTR, []bpf.Instruction{lowArg(0)}},
		{unix.SYS_SCHED_SETAFFINITY, []bpf.Instruction{lowArg(0)}},
		// Only removing a segment and changing its rights; the rest is for reading.
		{unix.SYS_SHMCTL, []bpf.Instruction{lowArg(1), bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 0xfe}}},
	} {
		equal := bpf.JumpEqual
		if c.number == unix.SYS_SHMCTL {
			equal = bpf.JumpNotEqual
		}
		f.when(c.number, append(c.self,
			bpf.JumpIf{Cond: equal, Val: 0, SkipTrue: 1},
			bpf.RetConstant{Val: actNotify},
			bpf.RetConstant{Val: actAllow})...)
	}
	for _, number := range []uintptr{unix.SYS_SETPRIORITY, unix.SYS_IOPRIO_SET, unix.SYS_SHMAT} {
		f.always(number, actNotify)
	}
}

// inner closes what a program would make a sandbox of its own with, and takes for one:
// the supervisor opens files for it that such a sandbox closes. Programs know kernels
// without it.
func (f *filter) inner() {
	if !f.notify {
		return
	}
	for _, number := range []uintptr{unix.SYS_LANDLOCK_CREATE_RULESET, unix.SYS_LANDLOCK_ADD_RULE, unix.SYS_LANDLOCK_RESTRICT_SELF} {
		f.always(number, f.deny(unix.EOPNOTSUPP))
	}
	// Rights of root that a program gives up before it runs what it trusts less.
	f.when(unix.SYS_PRCTL,
		lowArg(0),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.PR_CAPBSET_DROP, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.PR_SET_SECUREBITS, SkipTrue: 1},
		bpf.RetConstant{Val: actNotify},
		bpf.RetConstant{Val: actAllow},
	)
}

// rights are the lines of a status file of /proc that say what root may.
var rights = [][]byte{[]byte("\nGroups:\t"), []byte("\nCapEff:\t")}

// rightsOf reads them; nil: they cannot be read.
func rightsOf(status string) []byte {
	text, err := os.ReadFile(status)
	if err != nil {
		return nil
	}
	var out []byte
	for _, name := range rights {
		_, rest, ok := bytes.Cut(text, name)
		line, _, _ := bytes.Cut(rest, []byte("\n"))
		if !ok {
			return nil
		}
		out = append(append(out, line...), '\n')
	}
	return out
}

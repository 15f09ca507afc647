package stdio

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// kinship on Windows is a job object. It is closed with this process, however
// that ends, and kills all its members then.
type kinship struct {
	job windows.Handle
}

// prepare has the server start suspended: it is in the job before it can start
// anything itself. A process group of its own lets CTRL_BREAK reach it alone.
func (k *kinship) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_SUSPENDED | windows.CREATE_NEW_PROCESS_GROUP}
}

// adopt puts the server into a job and lets it run.
func (k *kinship) adopt(p *os.Process, warn func(error)) error {
	var resumed error
	err := p.WithHandle(func(handle uintptr) {
		process := windows.Handle(handle)
		if err := k.enclose(process); err != nil {
			warn(fmt.Errorf("if this process is killed, the server may stay behind, because it could not be put into a job object (%w)", err))
		}
		resumed = resume(process)
	})
	if err == nil {
		err = resumed
	}
	return err
}

func (k *kinship) enclose(process windows.Handle) error {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return err
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err == nil {
		err = windows.AssignProcessToJobObject(job, process)
	}
	if err != nil {
		_ = windows.CloseHandle(job)
		return err
	}
	k.job = job
	return nil
}

var ntResumeProcess = windows.NewLazySystemDLL("ntdll.dll").NewProc("NtResumeProcess")

// resume starts the one suspended thread, whose handle os/exec does not keep.
func resume(process windows.Handle) error {
	if err := ntResumeProcess.Find(); err != nil {
		return err
	}
	if status, _, _ := ntResumeProcess.Call(uintptr(process)); status != 0 {
		return windows.NTStatus(status)
	}
	return nil
}

func (k *kinship) signal(p *os.Process, sig os.Signal) {
	if ends(sig) {
		k.terminate(p)
	}
}

// terminate does its best: the event reaches programs on the same console.
func (k *kinship) terminate(p *os.Process) {
	_ = windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(p.Pid))
}

func (k *kinship) kill(p *os.Process) {
	if k.job == 0 || windows.TerminateJobObject(k.job, 1) != nil {
		_ = p.Kill()
	}
}

func (k *kinship) dismiss(time.Duration) {
	if k.job != 0 {
		_ = windows.CloseHandle(k.job)
		k.job = 0
	}
}

// outcome is the server's exit code and a sentence for people.
func outcome(state *os.ProcessState) (int, string) {
	return state.ExitCode(), fmt.Sprintf("server exited with status %d", state.ExitCode())
}

// notify subscribes c to what asks this process to end.
func notify(c chan<- os.Signal) (stop func()) {
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	return func() { signal.Stop(c) }
}

// quietPipes is for Unix: here a broken pipe is an error and nothing else.
func quietPipes() func() { return func() {} }

// hungUp cannot be told without writing. A client that dies also closes our
// standard input.
func hungUp(*os.File) bool { return false }

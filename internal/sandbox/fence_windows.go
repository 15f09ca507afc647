package sandbox

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The fence for writing is an experiment: a token that is restricted for writing alone.
// The system asks twice then whether a process may write: as the user, and as one of a
// list of identities. Those are made up, one for each folder of the scope, and nothing
// but that folder names them in its rights. Reading, the network and other processes
// stay as they are.
//
// What it leaves behind: an entry for an unknown account in the rights of each folder
// that a server may write (icacls FOLDER shows it, icacls FOLDER /remove SID takes it
// out). The first start with a large folder takes as long as the system takes to go
// through it.

// Probe says what this machine offers without an experiment: nothing.
func Probe() Features {
	return Features{Why: []string{"on Windows only as an experiment, for writing: --sandbox experimental"}}
}

// Experimental says whether the fence holds here: it is tried out, with a folder that
// it opens and one that it does not.
func Experimental() Features {
	if err := tryFence(); err != nil {
		return Features{Why: []string{"the experimental fence for writing does not hold on this machine: " + err.Error()}}
	}
	return Features{Supported: true, Fence: true}
}

// Launcher starts one server behind the fence.
type Launcher struct{}

// Start starts cmd so that it writes in the folders of spec alone.
func (*Launcher) Start(cmd *exec.Cmd, spec Spec, _ Features) error {
	if cmd.Err != nil {
		return cmd.Err
	}
	user, err := userName()
	if err != nil {
		return &SetupError{stepFence, err}
	}
	open, shut := writable(spec.Scope, func(path string) bool { _, err := os.Lstat(path); return err == nil })
	var identities []*windows.SID
	for _, folder := range open {
		id, err := windows.StringToSid(rootIdentity(user, folder))
		if err == nil {
			err = mark(folder, id, windows.GRANT_ACCESS)
		}
		for _, path := range shut {
			if err == nil && beneath(path, folder) {
				err = mark(path, id, windows.DENY_ACCESS)
			}
		}
		switch {
		case err == nil:
			identities = append(identities, id)
		case spec.Warn != nil: // it stays closed
			spec.Warn(fmt.Errorf("%s stays closed for writing: %w", folder, err))
		}
	}
	token, err := restricted(identities)
	if err != nil {
		return &SetupError{stepFence, err}
	}
	defer token.Close()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Token = syscall.Token(token)
	defer func() { cmd.SysProcAttr.Token = 0 }()
	return cmd.Start()
}

// Drain does nothing: nobody says what was refused.
func (*Launcher) Drain() {}

// userName is the identity of this process's user, as text.
func userName() (string, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", err
	}
	return user.User.Sid.String(), nil
}

// deleteChild is FILE_DELETE_CHILD of winnt.h.
const deleteChild = 0x40

// fenceRights are those of a folder in which everything may be made, changed and
// removed, but its rights.
const fenceRights = windows.FILE_GENERIC_READ | windows.FILE_GENERIC_WRITE | windows.FILE_GENERIC_EXECUTE | windows.DELETE | deleteChild

// changes are those of them that change something.
const changes = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | windows.FILE_WRITE_EA | windows.FILE_WRITE_ATTRIBUTES | windows.DELETE | deleteChild

// mark names an identity in the rights of a file or folder, if they do not yet.
func mark(path string, id *windows.SID, how windows.ACCESS_MODE) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return err
	}
	rights, _, err := sd.DACL()
	if err != nil {
		return err
	}
	if marked(rights, id, how) {
		return nil
	}
	entry := windows.EXPLICIT_ACCESS{AccessPermissions: fenceRights, AccessMode: how, Trustee: trustee(id)}
	if how == windows.DENY_ACCESS {
		entry.AccessPermissions = changes
	}
	if info.IsDir() {
		entry.Inheritance = windows.SUB_CONTAINERS_AND_OBJECTS_INHERIT
	}
	more, err := windows.ACLFromEntries([]windows.EXPLICIT_ACCESS{entry}, rights)
	if err != nil {
		return err
	}
	return windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION, nil, nil, more, nil)
}

func trustee(id *windows.SID) windows.TRUSTEE {
	return windows.TRUSTEE{TrusteeForm: windows.TRUSTEE_IS_SID, TrusteeType: windows.TRUSTEE_IS_UNKNOWN, TrusteeValue: windows.TrusteeValueFromSID(id)}
}

// Types of entries of an ACL, and the flag of those that a folder above gives.
const (
	allowedACE   = 0
	deniedACE    = 1
	inheritedACE = 0x10
)

// marked reports whether rights name an identity in their own entries.
func marked(rights *windows.ACL, id *windows.SID, how windows.ACCESS_MODE) bool {
	want := uint8(allowedACE)
	if how == windows.DENY_ACCESS {
		want = deniedACE
	}
	for i := uint32(0); rights != nil; i++ {
		var ace *windows.ACCESS_ALLOWED_ACE
		if windows.GetAce(rights, i, &ace) != nil {
			return false
		}
		if ace.Header.AceType == want && ace.Header.AceFlags&inheritedACE == 0 && (*windows.SID)(unsafe.Pointer(&ace.SidStart)).Equals(id) {
			return true
		}
	}
	return false
}

var createRestrictedToken = windows.NewLazySystemDLL("advapi32.dll").NewProc("CreateRestrictedToken")

// Flags of CreateRestrictedToken (winnt.h).
const (
	disableMaxPrivilege = 0x1
	luaToken            = 0x4
	writeRestricted     = 0x8
)

// logonGroup is the attribute of the group that all of a login share
// (SE_GROUP_LOGON_ID of winnt.h).
const logonGroup = 0xC0000000

// restricted makes the token. Besides the identities it may write what everybody may
// (the null device), what is meant for such tokens, and what the login shares, without
// which no program gets a window or a console.
func restricted(identities []*windows.SID) (windows.Token, error) {
	var own windows.Token
	if err := windows.OpenProcessToken(windows.CurrentProcess(), windows.TOKEN_DUPLICATE|windows.TOKEN_QUERY|windows.TOKEN_ASSIGN_PRIMARY|windows.TOKEN_ADJUST_DEFAULT, &own); err != nil {
		return 0, err
	}
	defer own.Close()
	shared := []*windows.SID{}
	for _, known := range []string{"S-1-1-0", "S-1-5-33"} { // everybody, and write restricted code
		id, err := windows.StringToSid(known)
		if err != nil {
			return 0, err
		}
		shared = append(shared, id)
	}
	groups, err := own.GetTokenGroups()
	if err != nil {
		return 0, err
	}
	for _, g := range groups.AllGroups() {
		if g.Attributes&logonGroup == logonGroup {
			shared = append(shared, g.Sid)
		}
	}
	list := make([]windows.SIDAndAttributes, 0, len(shared)+len(identities))
	for _, id := range append(shared, identities...) {
		list = append(list, windows.SIDAndAttributes{Sid: id})
	}
	var token windows.Token
	ok, _, err := createRestrictedToken.Call(uintptr(own), disableMaxPrivilege|luaToken|writeRestricted, 0, 0, 0, 0, uintptr(len(list)), uintptr(unsafe.Pointer(&list[0])), uintptr(unsafe.Pointer(&token)))
	runtime.KeepAlive(groups)
	if ok == 0 {
		return 0, fmt.Errorf("CreateRestrictedToken: %w", err)
	}
	// What the process makes for itself (pipes, processes) it must be able to open again.
	if err := ownRights(token, own, append(shared[2:], identities...)); err != nil {
		token.Close()
		return 0, err
	}
	return token, nil
}

// ownRights says who may use what a process with the token makes: its user, and it.
func ownRights(token, own windows.Token, more []*windows.SID) error {
	user, err := own.GetTokenUser()
	if err != nil {
		return err
	}
	system, err := windows.CreateWellKnownSid(windows.WinLocalSystemSid)
	if err != nil {
		return err
	}
	var entries []windows.EXPLICIT_ACCESS
	for _, id := range append([]*windows.SID{user.User.Sid, system}, more...) {
		entries = append(entries, windows.EXPLICIT_ACCESS{AccessPermissions: windows.GENERIC_ALL, AccessMode: windows.GRANT_ACCESS, Trustee: trustee(id)})
	}
	rights, err := windows.ACLFromEntries(entries, nil)
	if err != nil {
		return err
	}
	info := struct{ rights *windows.ACL }{rights}
	err = windows.SetTokenInformation(token, windows.TokenDefaultDacl, (*byte)(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	runtime.KeepAlive(rights)
	return err
}

// errOpen: what the fence should have kept closed was open.
var errOpen = errors.New("a file could be written outside")

// tryFence tries it out: with the token a file can be made in a folder that was opened
// for it, and none in the folder above.
func tryFence() error {
	dir, err := os.MkdirTemp("", "mcp-watchdog-fence-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	inside := filepath.Join(dir, "open")
	if err := os.Mkdir(inside, 0o700); err != nil {
		return err
	}
	user, err := userName()
	if err != nil {
		return err
	}
	id, err := windows.StringToSid(rootIdentity(user, inside))
	if err != nil {
		return err
	}
	if err := mark(inside, id, windows.GRANT_ACCESS); err != nil {
		return err
	}
	token, err := restricted([]*windows.SID{id})
	if err != nil {
		return err
	}
	defer token.Close()
	tried := make(chan error)
	go func() { tried <- as(token, func() error { return writesOnly(inside, dir) }) }()
	return <-tried
}

// as runs something with a token, on a thread that ends with it.
func as(token windows.Token, f func() error) error {
	runtime.LockOSThread() // for good
	var other windows.Token
	if err := windows.DuplicateTokenEx(token, windows.TOKEN_IMPERSONATE|windows.TOKEN_QUERY, nil, windows.SecurityImpersonation, windows.TokenImpersonation, &other); err != nil {
		return err
	}
	defer other.Close()
	if err := windows.SetThreadToken(nil, other); err != nil {
		return err
	}
	defer windows.RevertToSelf()
	return f()
}

// writesOnly reports whether a file can be made in one folder and none in the other.
func writesOnly(inside, outside string) error {
	if err := os.WriteFile(filepath.Join(inside, "file"), nil, 0o600); err != nil {
		return fmt.Errorf("no file can be written inside: %w", err)
	}
	err := os.WriteFile(filepath.Join(outside, "file"), nil, 0o600)
	if err == nil {
		return errOpen
	}
	if !errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return err
	}
	return nil
}

package prefault

import (
	"syscall"
	"testing"
	"unsafe"
)

// TestPopulate: what can be written to is there, as it was, up to the first page
// that cannot be.
func TestPopulate(t *testing.T) {
	page := syscall.Getpagesize()
	all, err := syscall.Mmap(-1, 0, 8*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(all)
	if err := syscall.Mprotect(all[6*page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	all[2*page] = 'x'
	at := uintptr(unsafe.Pointer(&all[0]))
	if populate(at+uintptr(page)+5, uintptr(page)); resident(t, all)[1] == 0 {
		if err := syscall.Madvise(all[page:2*page], populateWrite); err == nil {
			t.Fatal("the kernel brings in what it is asked for, and nothing was")
		}
		t.Skip("this kernel brings in nothing: run it on Linux 5.14 or later")
	}
	if populate(at, uintptr(len(all))) {
		t.Error("pages that cannot be written to are said to be there")
	}
	for i, r := range resident(t, all) {
		if r&1 == 0 && i < 6 || r&1 == 1 && i >= 6 {
			t.Errorf("page %d: resident %d", i, r)
		}
	}
	if all[2*page] != 'x' || all[0] != 0 {
		t.Error("what was in a page has changed")
	}
}

func resident(t *testing.T, memory []byte) []byte {
	t.Helper()
	pages := make([]byte, len(memory)/syscall.Getpagesize())
	_, _, errno := syscall.Syscall(syscall.SYS_MINCORE, uintptr(unsafe.Pointer(&memory[0])), uintptr(len(memory)), uintptr(unsafe.Pointer(&pages[0])))
	if errno != 0 {
		t.Fatal(errno)
	}
	return pages
}

#include "textflag.h"

// func vfork() (pid, errno uintptr)
//
// clone(CLONE_VM | CLONE_VFORK | SIGCHLD). The child runs on this very stack until
// its exec, so that the way back is kept where it cannot overwrite it: in a register.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-16
	MOVL $0x4111, DI
	XORL SI, SI
	XORL DX, DX
	XORL R10, R10
	XORL R8, R8
	MOVL $56, AX
	POPQ R12
	SYSCALL
	PUSHQ R12
	CMPQ AX, $-4095
	JCC  failed
	MOVQ AX, pid+0(FP)
	MOVQ $0, errno+8(FP)
	RET

failed:
	NEGQ AX
	MOVQ $0, pid+0(FP)
	MOVQ AX, errno+8(FP)
	RET

//go:build !purego

#include "textflag.h"

// Each byte 16 times: what makes capitals small; what moves z, and 9, to the last
// signed byte; what is just below a and the stroke then; the signs; and a.
#define SIXTEEN_OF(name, value) \
	DATA name<>+0(SB)/8, value; \
	DATA name<>+8(SB)/8, value; \
	GLOBL name<>(SB), RODATA|NOPTR, $16

SIXTEEN_OF(small, $0x2020202020202020)
SIXTEEN_OF(toZ, $0x0505050505050505)
SIXTEEN_OF(belowA, $0x6565656565656565)
SIXTEEN_OF(toNine, $0x4646464646464646)
SIXTEEN_OF(belowStroke, $0x7474747474747474)
SIXTEEN_OF(plus, $0x2b2b2b2b2b2b2b2b)
SIXTEEN_OF(hyphen, $0x2d2d2d2d2d2d2d2d)
SIXTEEN_OF(line, $0x5f5f5f5f5f5f5f5f)
SIXTEEN_OF(letterA, $0x6161616161616161)

// SIXTEEN leaves in A which of the 16 bytes at off(SI) a run consists of, in P those
// but for hyphens and low lines, and in M which of these are no small letters.
#define SIXTEEN(off, A, P, M) \
	MOVOU off(SI), X0; \
	MOVO X0, X1; \
	POR X6, X1; \
	PADDB X7, X1; \
	PCMPGTB X8, X1; \
	MOVO X0, X2; \
	PADDB X9, X2; \
	PCMPGTB X10, X2; \
	POR X2, X1; \
	MOVO X0, X2; \
	PCMPEQB X11, X2; \
	POR X2, X1; \
	PMOVMSKB X1, P; \
	MOVO X14, X3; \
	PCMPGTB X0, X3; \
	PAND X1, X3; \
	PMOVMSKB X3, M; \
	MOVO X0, X2; \
	PCMPEQB X12, X2; \
	POR X2, X1; \
	PCMPEQB X13, X0; \
	POR X0, X1; \
	PMOVMSKB X1, A

// func charsOf(text *byte, blocks int, into *chars)
TEXT ·charsOf(SB), NOSPLIT, $0-24
	MOVQ text+0(FP), SI
	MOVQ blocks+8(FP), CX
	MOVQ into+16(FP), DI
	MOVOU small<>(SB), X6
	MOVOU toZ<>(SB), X7
	MOVOU belowA<>(SB), X8
	MOVOU toNine<>(SB), X9
	MOVOU belowStroke<>(SB), X10
	MOVOU plus<>(SB), X11
	MOVOU hyphen<>(SB), X12
	MOVOU line<>(SB), X13
	MOVOU letterA<>(SB), X14

block:
	TESTQ CX, CX
	JLE done
	SIXTEEN(0, R8, R9, R10)
	SIXTEEN(16, R11, R12, R13)
	SHLQ $16, R11
	ORQ R11, R8
	SHLQ $16, R12
	ORQ R12, R9
	SHLQ $16, R13
	ORQ R13, R10
	SIXTEEN(32, R11, R12, R13)
	SHLQ $32, R11
	ORQ R11, R8
	SHLQ $32, R12
	ORQ R12, R9
	SHLQ $32, R13
	ORQ R13, R10
	SIXTEEN(48, R11, R12, R13)
	SHLQ $48, R11
	ORQ R11, R8
	SHLQ $48, R12
	ORQ R12, R9
	SHLQ $48, R13
	ORQ R13, R10
	MOVQ R8, 0(DI)
	MOVQ R9, 8(DI)
	MOVQ R10, 16(DI)
	ADDQ $64, SI
	ADDQ $24, DI
	DECQ CX
	JMP block

done:
	RET

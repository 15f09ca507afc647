//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// Each byte 16 times: what makes capitals small, what moves the letters below all
// other signed bytes, what they are below of, and a backslash.
DATA small<>+0(SB)/8, $0x2020202020202020
DATA small<>+8(SB)/8, $0x2020202020202020
GLOBL small<>(SB), RODATA|NOPTR, $16
DATA down<>+0(SB)/8, $0x1f1f1f1f1f1f1f1f
DATA down<>+8(SB)/8, $0x1f1f1f1f1f1f1f1f
GLOBL down<>(SB), RODATA|NOPTR, $16
DATA past<>+0(SB)/8, $0x9a9a9a9a9a9a9a9a
DATA past<>+8(SB)/8, $0x9a9a9a9a9a9a9a9a
GLOBL past<>(SB), RODATA|NOPTR, $16
DATA slash<>+0(SB)/8, $0x5c5c5c5c5c5c5c5c
DATA slash<>+8(SB)/8, $0x5c5c5c5c5c5c5c5c
GLOBL slash<>(SB), RODATA|NOPTR, $16

// SIXTEEN leaves in L which of the 16 bytes at off(SI) are letters, and in S which
// are backslashes.
#define SIXTEEN(off, L, S) \
	MOVOU off(SI), X0; \
	MOVO X0, X1; \
	MOVO X0, X2; \
	POR X4, X1; \
	PADDB X5, X1; \
	MOVO X6, X3; \
	PCMPGTB X1, X3; \
	POR X0, X3; \
	PMOVMSKB X3, L; \
	PCMPEQB X7, X2; \
	PMOVMSKB X2, S

// PLACE notes where the lowest bit of M is and drops it.
#define PLACE(off, M, at) \
	TZCNTQ M, AX; \
	ADDL R12, AX; \
	MOVL AX, off(at); \
	LEAQ -1(M), AX; \
	ANDQ AX, M

// func nextBlocks(text *byte, blocks int, from uint32, e *edges, begins, ends *uint32, most int) (read, begun, ended int)
TEXT ·nextBlocks(SB), NOSPLIT, $0-80
	MOVQ text+0(FP), SI
	MOVQ blocks+8(FP), R13
	MOVL from+16(FP), R12
	MOVQ e+24(FP), AX
	MOVQ begins+32(FP), DI
	MOVQ ends+40(FP), R8
	MOVQ most+48(FP), R15
	SHLQ $2, R15
	ADDQ DI, R15
	MOVQ edges_within(AX), R10
	MOVQ edges_behind(AX), R11
	MOVOU small<>(SB), X4
	MOVOU down<>(SB), X5
	MOVOU past<>(SB), X6
	MOVOU slash<>(SB), X7

block:
	SIXTEEN(0, R9, DX)
	SIXTEEN(16, AX, CX)
	SHLQ $16, AX
	ORQ AX, R9
	SHLQ $16, CX
	ORQ CX, DX
	SIXTEEN(32, AX, CX)
	SHLQ $32, AX
	ORQ AX, R9
	SHLQ $32, CX
	ORQ CX, DX
	SIXTEEN(48, AX, CX)
	SHLQ $48, AX
	ORQ AX, R9
	SHLQ $48, CX
	ORQ CX, DX

	// The letters behind backslashes are none.
	LEAQ (R11)(DX*2), AX
	NOTQ AX
	ANDQ AX, R9
	MOVQ DX, R11
	SHRQ $63, R11

	// R9 becomes the beginnings, DX the ends.
	LEAQ (R10)(R9*2), DX
	MOVQ DX, AX
	NOTQ AX
	MOVQ R9, R10
	SHRQ $63, R10
	MOVQ R9, CX
	NOTQ CX
	ANDQ CX, DX
	ANDQ AX, R9

	// How many there are, in halves side by side where possible.
	MOVQ $0x5555555555555555, CX
	MOVQ R9, AX
	SHRQ $1, AX
	ANDQ CX, AX
	MOVQ R9, R14
	ANDQ CX, R14
	ADDQ AX, R14
	MOVQ DX, AX
	SHRQ $1, AX
	ANDQ CX, AX
	ANDQ DX, CX
	ADDQ AX, CX
	MOVQ $0x3333333333333333, AX
	MOVQ R14, BX
	SHRQ $2, BX
	ANDQ AX, BX
	ANDQ AX, R14
	ADDQ BX, R14
	MOVQ CX, BX
	SHRQ $2, BX
	ANDQ AX, BX
	ANDQ AX, CX
	ADDQ BX, CX
	MOVQ $0x0f0f0f0f0f0f0f0f, AX
	MOVQ R14, BX
	SHRQ $4, BX
	ADDQ BX, R14
	ANDQ AX, R14
	MOVQ CX, BX
	SHRQ $4, BX
	ADDQ BX, CX
	ANDQ AX, CX
	MOVQ $0x0101010101010101, AX
	IMULQ AX, R14
	IMULQ AX, CX
	SHRQ $56, R14
	SHRQ $56, CX
	LEAQ (DI)(R14*4), R14
	LEAQ (R8)(CX*4), CX

four:
	PLACE(0, R9, DI)
	PLACE(0, DX, R8)
	PLACE(4, R9, DI)
	PLACE(4, DX, R8)
	PLACE(8, R9, DI)
	PLACE(8, DX, R8)
	PLACE(12, R9, DI)
	PLACE(12, DX, R8)
	ADDQ $16, DI
	ADDQ $16, R8
	MOVQ R9, AX
	ORQ DX, AX
	JNZ four

	MOVQ R14, DI
	MOVQ CX, R8
	ADDQ $64, SI
	ADDL $64, R12
	SUBQ $1, R13
	JZ done
	CMPQ DI, R15
	JLS block

done:
	MOVQ e+24(FP), AX
	MOVQ R10, edges_within(AX)
	MOVQ R11, edges_behind(AX)
	MOVQ blocks+8(FP), AX
	SUBQ R13, AX
	MOVQ AX, read+56(FP)
	SUBQ begins+32(FP), DI
	SHRQ $2, DI
	MOVQ DI, begun+64(FP)
	SUBQ ends+40(FP), R8
	SHRQ $2, R8
	MOVQ R8, ended+72(FP)
	RET

// func weighWords(text *byte, begins, ends *uint32, worth *int8, weights *byte, masks *uint64, i, n int, sum, limit int32) (weighed int, now int32)
TEXT ·weighWords(SB), NOSPLIT, $0-84
	MOVQ text+0(FP), SI
	MOVQ begins+8(FP), R8
	MOVQ ends+16(FP), R9
	MOVQ worth+24(FP), DI
	MOVQ weights+32(FP), R10
	MOVQ masks+40(FP), R11
	MOVQ i+48(FP), BX
	MOVL $8, R12
	MOVL sum+64(FP), R13
	MOVL limit+68(FP), R14
	MOVQ $0x2020202020202020, R15
	MOVQ $0x9fb21c651e98df25, AX

word:
	MOVL (R8)(BX*4), DX
	MOVL (R9)(BX*4), CX
	SUBL DX, CX
	MOVQ (SI)(DX*1), DX
	ORQ R15, DX
	CMPL CX, R12
	CMOVLGT R12, CX
	ANDQ (R11)(CX*8), DX
	IMULQ AX, DX
	SHRQ $48, DX
	MOVBLSX (R10)(DX*1), DX
	MOVBLSX (DI)(BX*1), CX
	ADDL DX, R13
	SUBL CX, R13
	MOVB DX, const_GateWords(DI)(BX*1)
	INCQ BX
	CMPL R13, R14
	JGE done
	CMPQ BX, n+56(FP)
	JNE word

done:
	MOVQ BX, weighed+72(FP)
	MOVL R13, now+80(FP)
	RET

//go:build !purego

#include "textflag.h"

DATA folds<>+0(SB)/8, $0x2020202020202020
DATA folds<>+8(SB)/8, $0x2020202020202020
GLOBL folds<>(SB), RODATA|NOPTR, $16

// HASHED leaves the upper bits of gramHash of the window at off in AX, from the
// folded copy, and ALONE that of one which the copies do not have whole.
#define HASHED(off, shift) \
	IMUL3L $-1640531535, folded-32+off(SP), AX; \
	SHRL $shift, AX

#define ALONE(off, shift) \
	MOVL off(SI), AX; \
	ORL $0x20202020, AX; \
	IMUL3L $-1640531535, AX, AX; \
	SHRL $shift, AX

// TESTED shifts the bit AX of the bitmap into CX.
#define TESTED \
	MOVL AX, DX; \
	SHRL $5, DX; \
	MOVL (R8)(DX*4), DX; \
	BTL AX, DX; \
	ADCL CX, CX

#define WINDOW(off, shift) HASHED(off, shift); TESTED

// NOTE writes the offset of the lowest bit of CX and drops it.
#define NOTE(at) \
	TZCNTL CX, AX; \
	LEAL (R12)(AX*2), AX; \
	MOVW AX, at(DI); \
	LEAL -1(CX), AX; \
	ANDL AX, CX

#define ENTERED(shift) \
	MOVQ bitmap+0(FP), R8; \
	MOVQ text+8(FP), SI; \
	MOVQ blocks+16(FP), R13; \
	MOVL k+24(FP), R12; \
	MOVQ at+32(FP), DI; \
	MOVOU folds<>(SB), X2; \
block: \
	MOVOU 0(SI), X0; \
	MOVOU 16(SI), X1; \
	POR X2, X0; \
	POR X2, X1; \
	MOVOU X0, folded-32(SP); \
	MOVOU X1, folded-16(SP); \
	XORL CX, CX; \
	ALONE(30, shift); \
	TESTED; \
	WINDOW(28, shift); \
	WINDOW(26, shift); \
	WINDOW(24, shift); \
	WINDOW(22, shift); \
	WINDOW(20, shift); \
	WINDOW(18, shift); \
	WINDOW(16, shift); \
	ALONE(14, shift); \
	TESTED; \
	WINDOW(12, shift); \
	WINDOW(10, shift); \
	WINDOW(8, shift); \
	WINDOW(6, shift); \
	WINDOW(4, shift); \
	WINDOW(2, shift); \
	WINDOW(0, shift); \
	MOVL CX, DX; \
	SHRL $1, DX; \
	ANDL $0x5555, DX; \
	MOVL CX, BX; \
	SUBL DX, BX; \
	MOVL BX, DX; \
	SHRL $2, DX; \
	ANDL $0x3333, DX; \
	ANDL $0x3333, BX; \
	ADDL DX, BX; \
	MOVL BX, DX; \
	SHRL $4, DX; \
	ADDL DX, BX; \
	ANDL $0x0f0f, BX; \
	MOVL BX, DX; \
	SHRL $8, DX; \
	ADDL DX, BX; \
	ANDL $0xff, BX; \
	LEAQ (DI)(BX*2), BX; \
four: \
	NOTE(0); \
	NOTE(2); \
	NOTE(4); \
	NOTE(6); \
	ADDQ $8, DI; \
	TESTL CX, CX; \
	JNZ four; \
	MOVQ BX, DI; \
	ADDQ $32, SI; \
	ADDL $32, R12; \
	SUBQ $1, R13; \
	JNZ block; \
	SUBQ at+32(FP), DI; \
	SHRQ $1, DI; \
	MOVQ DI, n+40(FP); \
	RET

// BIT shifts the bit R9 of the bits at base into CX.
#define BIT(base) \
	MOVL R9, R11; \
	SHRL $5, R11; \
	MOVL (base)(R11*4), R11; \
	BTL R9, R11; \
	ADCL CX, CX

// BESIDE leaves the upper bits of beside of the window DX, the two bytes R9 and a
// place in R9.
#define BESIDE(place) \
	IMUL3L $0x01000193, R9, R9; \
	XORL DX, R9; \
	ADDL $place, R9; \
	IMUL3L $-2048144789, R9, R9; \
	SHRL $23, R9

#define LIKELY(shift) \
	MOVQ near+0(FP), R8; \
	MOVQ fours+8(FP), R10; \
	MOVQ text+16(FP), SI; \
	MOVQ at+24(FP), BX; \
	MOVQ n+48(FP), DI; \
	LEAQ (BX)(DI*2), DI; \
	MOVQ to+40(FP), R13; \
	LEAQ (BX)(R13*2), R13; \
	MOVQ from+32(FP), R12; \
	LEAQ (BX)(R12*2), BX; \
	MOVQ $0x2020202020202020, R15; \
next: \
	MOVWLZX (BX), R12; \
	ADDQ $2, BX; \
	MOVQ -2(SI)(R12*1), AX; \
	ORQ R15, AX; \
	MOVQ AX, DX; \
	SHRQ $16, DX; \
	XORL CX, CX; \
	MOVQ AX, R9; \
	SHRQ $24, R9; \
	IMUL3L $-1640531535, R9, R9; \
	SHRL $17, R9; \
	BIT(R10); \
	IMUL3L $-1640531535, DX, R14; \
	SHRL $shift, R14; \
	SHLQ $6, R14; \
	ADDQ R8, R14; \
	LEAL 0x3f84d5b5(DX), R9; \
	IMUL3L $-2048144789, R9, R9; \
	SHRL $23, R9; \
	BIT(R14); \
	MOVWLZX AX, R9; \
	BESIDE(0x5c2d1e9b); \
	BIT(R14); \
	MOVQ AX, R9; \
	SHRQ $48, R9; \
	BESIDE(0x00a9f3c5); \
	BIT(R14); \
	MOVL CX, AX; \
	SHLL $10, AX; \
	ORL R12, AX; \
	MOVW AX, (DI); \
	XORL R11, R11; \
	TESTL CX, CX; \
	SETNE R11; \
	LEAQ (DI)(R11*2), DI; \
	CMPQ BX, R13; \
	JNE next; \
	SUBQ at+24(FP), DI; \
	SHRQ $1, DI; \
	MOVQ DI, ret+56(FP); \
	RET

// func enteredMany(bitmap *uint64, text *byte, blocks int, k uint32, at *uint16) (n int)
TEXT ·enteredMany(SB), NOSPLIT, $32-48
	ENTERED(12)

// func enteredSome(bitmap *uint64, text *byte, blocks int, k uint32, at *uint16) (n int)
TEXT ·enteredSome(SB), NOSPLIT, $32-48
	ENTERED(16)

// func enteredFew(bitmap *uint64, text *byte, blocks int, k uint32, at *uint16) (n int)
TEXT ·enteredFew(SB), NOSPLIT, $32-48
	ENTERED(18)

// func likelyMany(near *cacheLine, fours *fourBitmap, text *byte, at *uint16, from, to, n int) int
TEXT ·likelyMany(SB), NOSPLIT, $0-64
	LIKELY(21)

// func likelySome(near *cacheLine, fours *fourBitmap, text *byte, at *uint16, from, to, n int) int
TEXT ·likelySome(SB), NOSPLIT, $0-64
	LIKELY(25)

// func likelyFew(near *cacheLine, fours *fourBitmap, text *byte, at *uint16, from, to, n int) int
TEXT ·likelyFew(SB), NOSPLIT, $0-64
	LIKELY(27)

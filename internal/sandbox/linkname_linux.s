//go:build amd64 || arm64

// An assembly file lets functions without a body be declared beside it.

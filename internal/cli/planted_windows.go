package cli

// nonBlocking is nothing here: pipes are not among files.
const nonBlocking = 0

package stdio

const (
	unixErrors    = false
	exitAfterKill = 1
	whyAfterKill  = "server exited with status 1"
)

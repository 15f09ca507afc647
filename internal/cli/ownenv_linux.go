package cli

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
)

// maxEnvironment bounds what is read of the environment of a process.
const maxEnvironment = 1 << 20

// parentEnvironment is the environment that the process which started this one
// was started with; nil when that cannot be read.
func parentEnvironment() []string {
	f, err := os.Open("/proc/" + strconv.Itoa(os.Getppid()) + "/environ")
	if err != nil {
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxEnvironment))
	if err != nil {
		return nil
	}
	return strings.Split(string(bytes.TrimRight(data, "\x00")), "\x00")
}

//go:build !linux

package tracking_test

import "time"

func pinned() func() { return func() {} }

// processor is what this thread has used of the processor; here it is not known.
func processor() time.Duration { return 0 }

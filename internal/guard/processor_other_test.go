//go:build !unix

package guard_test

import "time"

// processor is what this process has used of the processor; here it is not known.
func processor() time.Duration { return 0 }

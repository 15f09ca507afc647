package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Memory is the resident memory of one process, in MB (10^6 bytes); 0 where it
// is not known. Peak is known on Linux only.
type Memory struct {
	IdleMB         float64 `json:"idle_mb"`             // after a short session and one second of silence
	LargeBytes     int     `json:"large_line_bytes"`    // length of the large line
	LargeMs        float64 `json:"large_line_ms"`       // its round trip
	AfterLargeMB   float64 `json:"after_large_line_mb"` // right after it
	PeakMB         float64 `json:"peak_mb"`             // the most there ever was
	SettledMB      float64 `json:"settled_mb"`          // after SettledSeconds of silence
	SettledSeconds float64 `json:"settled_after_seconds"`
}

func measureMemory(t target, p plan) (Memory, error) {
	c, err := dial(t)
	if err != nil {
		return Memory{}, err
	}
	m, err := memorySession(c, p)
	if cerr := c.close(); err == nil {
		err = cerr
	}
	return m, err
}

func memorySession(c *conn, p plan) (Memory, error) {
	m := Memory{LargeBytes: p.large, SettledSeconds: p.settle.Seconds()}
	for _, kind := range kinds {
		l := newLoad(kind, 1<<10)
		for range 20 {
			if _, err := c.roundTrip(l); err != nil {
				return m, err
			}
		}
	}
	pid := c.cmd.Process.Pid
	time.Sleep(time.Second)
	m.IdleMB, _ = residentMB(pid)
	large := newLoad("code", p.large)
	if err := c.prepare(large); err != nil {
		return m, err
	}
	took, err := c.roundTrip(large)
	if err != nil {
		return m, err
	}
	m.LargeMs = micros(took) / 1000
	m.AfterLargeMB, m.PeakMB = residentMB(pid)
	time.Sleep(p.settle)
	m.SettledMB, _ = residentMB(pid)
	return m, nil
}

// residentMB returns the resident memory of a process now and at its peak, 0
// for what the system does not tell.
func residentMB(pid int) (now, peak float64) {
	switch runtime.GOOS {
	case "linux":
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			return 0, 0
		}
		for line := range strings.Lines(string(data)) {
			key, value, _ := strings.Cut(line, ":")
			kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			switch key {
			case "VmRSS":
				now = kib * 1024 / 1e6
			case "VmHWM":
				peak = kib * 1024 / 1e6
			}
		}
	case "darwin", "freebsd", "openbsd", "netbsd":
		out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
		if err != nil {
			return 0, 0
		}
		kib, _ := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		now = kib * 1024 / 1e6
	}
	return now, peak
}

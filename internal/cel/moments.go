package cel

import (
	"strconv"
	"strings"
	"time"
)

// moments adds what can be asked of timestamps and durations. Timestamps are in
// UTC, unless a zone is named: one of the time zone database, or an offset such
// as 02:00 or -08:00.
func (f functions) moments() {
	for name, part := range map[string]func(time.Time) int{
		"getFullYear":     time.Time.Year,
		"getMonth":        func(t time.Time) int { return int(t.Month()) - 1 },
		"getDayOfYear":    func(t time.Time) int { return t.YearDay() - 1 },
		"getDayOfMonth":   func(t time.Time) int { return t.Day() - 1 },
		"getDate":         time.Time.Day,
		"getDayOfWeek":    func(t time.Time) int { return int(t.Weekday()) },
		"getHours":        time.Time.Hour,
		"getMinutes":      time.Time.Minute,
		"getSeconds":      time.Time.Second,
		"getMilliseconds": func(t time.Time) int { return t.Nanosecond() / 1e6 },
	} {
		f.method(name, func(_ *machine, a []any) (any, error) { return int64(part(a[0].(time.Time))), nil }, Int, Timestamp)
		f.method(name, func(_ *machine, a []any) (any, error) {
			zone, err := zoneOf(a[1].(string))
			if err != nil {
				return nil, err
			}
			return int64(part(a[0].(time.Time).In(zone))), nil
		}, Int, Timestamp, String)
	}
	for name, unit := range map[string]time.Duration{"getHours": time.Hour, "getMinutes": time.Minute, "getSeconds": time.Second, "getMilliseconds": time.Millisecond} {
		f.method(name, func(_ *machine, a []any) (any, error) { return int64(a[0].(time.Duration) / unit), nil }, Int, Duration)
	}
}

func zoneOf(name string) (*time.Location, error) {
	hours, minutes, offset := strings.Cut(name, ":")
	if !offset {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return nil, failed("there is no time zone of that name")
		}
		return zone, nil
	}
	h, err := strconv.Atoi(hours)
	m, merr := strconv.Atoi(minutes)
	if err != nil || merr != nil || h < -24 || h > 24 || m < 0 || m > 59 {
		return nil, failed("the offset of a time zone looks like 02:00 or -08:00")
	}
	if strings.HasPrefix(hours, "-") {
		m = -m
	}
	return time.FixedZone("", (h*60+m)*60), nil
}

// The times that there are: from year 1 to year 9999.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

func inRange(t time.Time) (time.Time, error) {
	if s := t.Unix(); s < firstSecond || s > lastSecond {
		return t, failure("timestamp overflow")
	}
	return t, nil
}

// parseTime reads a time as RFC 3339 has it, and nothing else that looks like
// one.
func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || len(s) < 20 || s[13] != ':' || strings.Contains(s, ",") {
		return t, failure("not a time as in 2006-01-02T15:04:05Z")
	}
	if zone := s[len(s)-6:]; !strings.HasSuffix(s, "Z") && (zone[1:3] > "23" || zone[4:] > "59") {
		return t, failure("not a time zone")
	}
	return inRange(t)
}

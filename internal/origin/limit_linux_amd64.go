package origin

const prlimit64 = 302 // __NR_prlimit64

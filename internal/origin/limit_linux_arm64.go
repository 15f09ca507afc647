package origin

const prlimit64 = 261 // __NR_prlimit64

// Loaded into a process before its own program: at its end, writes what it used.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.XPTO_BENCH_USAGE, JSON.stringify(process.resourceUsage())));

import { open } from 'node:fs/promises';
import { BuiltinMalwareScanner } from '../../src/platform/malware-scanner/builtin.malware-scanner.js';
import type { Verdict } from '../../src/platform/malware-scanner/malware-scanner.js';
import { SpooledFile } from '../../src/platform/temporary-files/temporary-files.js';
import { memoryGrowth } from './peak-memory.js';
import { inspectorIn } from './inspector.js';

export interface MeasuredScan {
  verdict: Verdict;
  grownBytes: number;
}

// Forked by tests that measure memory: scans one file with the built-in scanner and reports the verdict and its growth.
// A process of its own has no memory of the fixtures, freed or not, that the scanner could grow into unseen.
const [path, temporary] = process.argv.slice(2) as [string, string];
const scanner = new BuiltinMalwareScanner(inspectorIn(temporary));
const handle = await open(path);
const file = new SpooledFile(handle, (await handle.stat()).size);
const growth = await memoryGrowth(process.pid);
const session = await scanner.open(file, new AbortController().signal);
for await (const chunk of await file.read(0, file.size - 1)) await session.write(chunk as Buffer);
const verdict = await session.finish();
process.send?.({ verdict, grownBytes: await growth() } satisfies MeasuredScan);
await session.close();
await file.close();
process.disconnect();

import { readFileSync } from 'node:fs';

const EVERY_MS = 25;
let pageBytes: number | undefined;

/** Resident memory of a process in bytes. Undefined where it cannot be read: the process is gone, or there is no /proc. */
export function residentBytes(pid: number): number | undefined {
  try {
    return residentPages(pid) * (pageBytes ??= pageSize());
  } catch {
    return undefined;
  }
}

function residentPages(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
}

/** The kernel counts in pages: 4 KiB, on some ARM systems 16 or 64. Node says only how many bytes this process has. */
function pageSize(): number {
  return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / residentPages(process.pid)));
}

/** Watches the memory of a process and calls back once when it is above its limit. */
export class MemoryWatch {
  /** The most that was seen. */
  peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly child: { readonly pid: number; readonly hasEnded: boolean },
    private readonly limitBytes: number,
    private readonly exceeded: () => void,
  ) {
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  look(): void {
    // Its id may belong to another process by now.
    if (this.child.hasEnded) return this.stop();
    this.peak = Math.max(this.peak, residentBytes(this.child.pid) ?? 0);
    if (this.peak <= this.limitBytes) return;
    this.stop();
    this.exceeded();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

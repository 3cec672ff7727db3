import { UsageError } from '../../errors/cli-error.js';

const MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2h` ago, or a time, as ISO 8601. */
export function instantOf(text: string, now = Date.now()): string {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(now - Number(ago[1]) * MS[ago[2] as keyof typeof MS]).toISOString();
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : undefined;
  if (!time || Number.isNaN(time.getTime()))
    throw new UsageError('--since must be like 30m, 2h or 7d, or a time like 2026-11-27T08:00:00Z.');
  return time.toISOString();
}

const candidates = [',', ';', '\t', '|'];
/** A first line that declares the delimiter to Excel. */
const DECLARED = /^sep=(.)\r?(\n|$)/i;
const LINES = 50;

/** The delimiter of a CSV file: the one that splits most of its first lines into equally many fields. */
export function csvDelimiter(sample: string): string {
  const declared = DECLARED.exec(sample)?.[1];
  if (declared) return declared;
  const lines = sample
    .replace(/"[^"]*"/g, '')
    .split('\n', LINES)
    .filter(Boolean);
  const scores = candidates.map((delimiter) => agreement(lines.map((line) => line.split(delimiter).length - 1)));
  return candidates[scores.indexOf(Math.max(...scores))] ?? ',';
}

/** How many lines agree on the usual count of a delimiter; more fields decide a tie. Lines without it do not count. */
function agreement(counts: number[]): number {
  const lines = new Map<number, number>();
  for (const count of counts) if (count > 0) lines.set(count, (lines.get(count) ?? 0) + 1);
  return Math.max(0, ...[...lines].map(([count, agreeing]) => agreeing + Math.min(count, 999) / 1000));
}

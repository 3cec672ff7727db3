const SURROGATES = 0xd800;
const PRIVATE_USE = 0xe000;

/** Keys in S3's order: by their UTF-8 bytes, which is not JavaScript's order for characters beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters above all others of 16 bits. */
function rank(unit: number): number {
  if (unit < SURROGATES) return unit;
  return unit < PRIVATE_USE ? unit + 0x2000 : unit - 0x800;
}

/** A sorted set of keys. Inserting moves pointers only, which is fast up to millions of keys. */
export class SortedKeys {
  private keys: string[] = [];

  get size(): number {
    return this.keys.length;
  }

  at(position: number): string | undefined {
    return this.keys[position];
  }

  add(key: string): void {
    const position = this.positionOf(key);
    if (this.keys[position] !== key) this.keys.splice(position, 0, key);
  }

  delete(key: string): void {
    const position = this.positionOf(key);
    if (this.keys[position] === key) this.keys.splice(position, 1);
  }

  /** Adds many at once. */
  merge(keys: Iterable<string>): void {
    this.keys = [...new Set([...this.keys, ...keys])].sort(compareKeys);
  }

  /** Where `key` is or would be. */
  positionOf(key: string): number {
    return this.firstWhere((other) => compareKeys(other, key) >= 0);
  }

  /** The first position after `key` and after everything that starts with it, when it stands for a prefix. */
  positionAfter(key: string, asPrefix: boolean): number {
    return this.firstWhere((other) => compareKeys(other, key) > 0 && !(asPrefix && other.startsWith(key)));
  }

  private firstWhere(reached: (key: string) => boolean): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached(this.keys[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

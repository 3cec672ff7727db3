const SURROGATES = 0xd800;
const PRIVATE_USE = 0xe000;

/** Compares keys in S3's order: by UTF-8 bytes, which differs from JavaScript's order above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates encode characters that sort after all 16-bit ones. */
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

  /** Adds many keys. */
  merge(keys: Iterable<string>): void {
    this.keys = [...new Set([...this.keys, ...keys])].sort(compareKeys);
  }

  /** The position of `key`, or where it would be inserted. */
  positionOf(key: string): number {
    return this.firstWhere((other) => compareKeys(other, key) >= 0);
  }

  /** The first position after `key`, and with `asPrefix` after all keys that start with it. */
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

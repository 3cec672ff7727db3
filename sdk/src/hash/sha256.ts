/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4). */
const K = new Int32Array(64);
/** The same of the square roots of the first eight. */
const START = new Int32Array(8);
const fraction = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;
for (let n = 2, found = 0; found < 64; n++) {
  let isPrime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(n));
  K[found++] = fraction(Math.cbrt(n));
}

/** What follows this many bytes: a bit, zeros to the end of a block but eight bytes, and the number of bits. */
export function endOf(length: number): Uint8Array {
  const end = new Uint8Array((length % 64 < 56 ? 64 : 128) - (length % 64));
  end[0] = 0x80;
  new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(length) * 8n);
  return end;
}

/** SHA-256 in pieces, which WebCrypto cannot do; it is also there on pages without TLS, which have no WebCrypto. */
export class Sha256 {
  private readonly state = START.slice();
  private readonly words = new Int32Array(64);
  private readonly rest = new Uint8Array(64);
  private length = 0;

  update(bytes: Uint8Array): this {
    let at = 0;
    const inRest = this.length % 64;
    this.length += bytes.length;
    if (inRest) {
      const taken = bytes.subarray(0, 64 - inRest);
      this.rest.set(taken, inRest);
      at = taken.length;
      if (inRest + at < 64) return this;
      this.block(this.rest, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
    this.rest.set(bytes.subarray(at));
    return this;
  }

  /** The digest in hex. Nothing can be added afterwards. */
  hex(): string {
    this.update(endOf(this.length));
    return [...this.state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private block(bytes: Uint8Array, at: number): void {
    const { words: w } = this;
    for (let i = 0; i < 16; i++, at += 4)
      w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
    mix(this.state, w);
  }
}

/** The rounds over one block. Plain variables: destructured arrays halve the speed. */
function mix(state: Int32Array, w: Int32Array): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + S1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

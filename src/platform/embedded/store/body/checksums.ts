import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';
import { Crc64Nvme } from './crc64nvme.js';

/** An incremental checksum. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  digest(): Buffer;
}

class RollingCrc implements Digest {
  private value = 0;

  constructor(private readonly step: (bytes: Uint8Array, value: number) => number) {}

  update(bytes: Uint8Array): void {
    this.value = this.step(bytes, this.value);
  }

  digest(): Buffer {
    const result = Buffer.alloc(4);
    result.writeUInt32BE(this.value >>> 0);
    return result;
  }
}

/** The algorithms of `x-amz-checksum-*`: the XML element, the length in bytes, and the implementation. */
const ALGORITHMS = {
  crc32: { element: 'ChecksumCRC32', bytes: 4, create: (): Digest => new RollingCrc(crc32) },
  crc32c: { element: 'ChecksumCRC32C', bytes: 4, create: (): Digest => new RollingCrc(crc32c) },
  crc64nvme: { element: 'ChecksumCRC64NVME', bytes: 8, create: (): Digest => new Crc64Nvme() },
  sha1: { element: 'ChecksumSHA1', bytes: 20, create: (): Digest => createHash('sha1') },
  sha256: { element: 'ChecksumSHA256', bytes: 32, create: (): Digest => createHash('sha256') },
};

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;
export const checksumAlgorithms = Object.keys(ALGORITHMS) as ChecksumAlgorithm[];

/** Base64 values by algorithm. */
export type Checksums = Partial<Record<ChecksumAlgorithm, string>>;

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  return ALGORITHMS[algorithm].create();
}

export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return ALGORITHMS[algorithm].element;
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm}`;
}

/** Whether a value has the form of this algorithm. If not, the request is refused before its body is read. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === ALGORITHMS[algorithm].bytes && bytes.toString('base64') === value;
}

/** Checksums as response headers. */
export function checksumHeaders(checksums: Checksums): Record<string, string> {
  return Object.fromEntries(
    checksumAlgorithms.flatMap((algorithm) => {
      const value = checksums[algorithm];
      return value === undefined ? [] : [[checksumHeader(algorithm), value]];
    }),
  );
}

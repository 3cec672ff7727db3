import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { StreamGarbage } from '../../../platform/memory/stream-garbage.js';
import type { MalwareScanner, RandomAccess, Verdict } from '../../../platform/malware-scanner/malware-scanner.js';
import {
  DETECTION_HEAD_BYTES,
  type DetectedType,
  type TypeDetector,
} from '../../../platform/type-detection/type-detector.js';

/** One version of a file's bytes, wherever they are. */
export interface Source extends RandomAccess {
  /** All of them, in order. */
  open(): Promise<Readable>;
}

export interface Findings {
  sha256: string;
  detected: DetectedType;
  verdict: Verdict;
  scannerVersion: string;
}

export interface ExaminationTools {
  scanner: MalwareScanner;
  detector: TypeDetector;
  /** How often scanning this file has failed before: a scanner may allow it more time. */
  scanFailures?: number;
}

/** Hash, type and verdict of a file in one pass over its bytes, in constant memory. */
export async function examine(
  source: Source,
  { scanner, detector, scanFailures = 0 }: ExaminationTools,
  signal: AbortSignal,
): Promise<Findings> {
  const session = await scanner.open(source, signal, scanFailures);
  try {
    const hash = createHash('sha256');
    const head = new Head();
    const garbage = new StreamGarbage();
    const body = await source.open();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      hash.update(chunk);
      head.take(chunk);
      await session.write(chunk);
      garbage.count(chunk);
    }
    const verdict = await session.finish();
    const detected = await detector.detect(head.bytes(), source);
    return { sha256: hash.digest('hex'), detected, verdict, scannerVersion: session.version };
  } finally {
    await session.close();
  }
}

/** The first bytes, from which the type is detected. */
class Head {
  private chunks: Buffer[] = [];
  private length = 0;

  take(chunk: Buffer): void {
    if (this.length >= DETECTION_HEAD_BYTES) return;
    const part = chunk.subarray(0, DETECTION_HEAD_BYTES - this.length);
    this.chunks.push(part);
    this.length += part.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

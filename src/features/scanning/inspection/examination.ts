import { createHash, hash } from 'node:crypto';
import type {
  RandomAccess,
  ScanSession,
  SessionOpener,
  Verdict,
} from '../../../platform/malware-scanner/malware-scanner.js';
import {
  DETECTION_HEAD_BYTES,
  type DetectedType,
  type TypeDetector,
} from '../../../platform/type-detection/type-detector.js';

/** One version of a file's bytes, wherever they are. */
export interface Source extends RandomAccess {
  /**
   * All of them, in order; a chunk is valid until the next one is asked for. Not called for a source that is held in memory.
   */
  chunks(): AsyncIterable<Buffer>;
}

export interface Findings {
  sha256: string;
  detected: DetectedType;
  verdict: Verdict;
  scannerVersion: string;
}

export interface ExaminationTools {
  scanner: SessionOpener;
  detector: TypeDetector;
  /** How often scanning this file has failed before: a scanner may allow it more time. */
  scanFailures?: number;
}

/** What is known of the bytes once all have passed. */
interface Passed {
  sha256: string;
  /** The first ones, from which the type is detected. */
  head: Buffer;
}

/** Hash, type and verdict of a file in one pass over its bytes, in constant memory. */
export async function examine(
  source: Source,
  { scanner, detector, scanFailures = 0 }: ExaminationTools,
  signal: AbortSignal,
): Promise<Findings> {
  const session = await scanner.open(source, signal, scanFailures);
  try {
    const { sha256, head } = source.held ? await passHeld(source.held, session) : await pass(source, session, signal);
    const verdict = await session.finish();
    const detected = await detector.detect(head, source);
    return { sha256, detected, verdict, scannerVersion: session.version };
  } finally {
    await session.close();
  }
}

async function passHeld(bytes: Buffer, session: ScanSession): Promise<Passed> {
  await session.write(bytes);
  return { sha256: hash('sha256', bytes), head: bytes.subarray(0, DETECTION_HEAD_BYTES) };
}

async function pass(source: Source, session: ScanSession, signal: AbortSignal): Promise<Passed> {
  const sum = createHash('sha256');
  const head = new Head();
  for await (const chunk of source.chunks()) {
    signal.throwIfAborted();
    sum.update(chunk);
    head.take(chunk);
    await session.write(chunk);
  }
  return { sha256: sum.digest('hex'), head: head.bytes() };
}

class Head {
  private readonly copy = Buffer.allocUnsafe(DETECTION_HEAD_BYTES);
  private length = 0;

  take(chunk: Buffer): void {
    this.length += chunk.copy(this.copy, this.length);
  }

  bytes(): Buffer {
    return this.copy.subarray(0, this.length);
  }
}

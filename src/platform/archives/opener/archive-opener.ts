import { Readable } from 'node:stream';
import { type Cage, CageError, type CageFrame } from '../../cage/cage.js';
import { ArchiveError, type ArchiveErrorKind } from '../archive-error.js';
import type { ArchiveFailure, OpenArchiveOptions } from './open-archive.program.js';
import { OpenedArchive } from './opened-archive.js';

const MIB = 1024 * 1024;
const PROGRAM = new URL('./open-archive.program.js', import.meta.url);
/** The largest windows that are in use take 1 GiB and are rare; of 64 MiB, the default of archivers, several must fit. */
const LIMITS = { seconds: 300, heapMiB: 256, residentMiB: 768 };

export interface ArchiveSource {
  size: number;
  bytes: () => AsyncIterable<Buffer>;
}

const kinds: Record<ArchiveFailure, ArchiveErrorKind> = {
  unreadable: 'unreadable',
  corrupt: 'corrupt',
  encrypted: 'encrypted',
  method: 'method',
  memory: 'limits',
  members: 'members',
};

/** Opens archives of the formats that have no reader of their own here, each in a caged process. */
export class ArchiveOpener {
  constructor(private readonly cage: Cage) {}

  /** At most `maxBytes` come out. `close` the archive when done. */
  open(
    source: ArchiveSource,
    { maxBytes, ...options }: OpenArchiveOptions & { maxBytes: number },
    signal: AbortSignal,
  ): OpenedArchive {
    const input = { size: source.size, open: async () => Readable.from(source.bytes()) };
    // Frames of members have headers.
    const outputBytes = maxBytes + 64 * MIB;
    const job = { program: PROGRAM, options, input, limits: { ...LIMITS, outputBytes }, lane: 'scanning' as const };
    return new OpenedArchive(translated(this.cage.run(job, signal)));
  }
}

/** A failure of the archive becomes an ArchiveError; one of this machine stays what it is. */
async function* translated(frames: AsyncGenerator<CageFrame>): AsyncGenerator<CageFrame> {
  try {
    yield* frames;
  } catch (error) {
    throw error instanceof CageError ? archiveError(error) : error;
  }
}

function archiveError({ cause, code, message }: CageError): ArchiveError {
  const known = kinds[code as ArchiveFailure] as ArchiveErrorKind | undefined;
  if (known !== undefined) return new ArchiveError(known, message);
  return new ArchiveError(cause === 'crash' || cause === 'program' ? 'unreadable' : 'limits', message);
}

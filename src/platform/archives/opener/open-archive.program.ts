import { CagedFailure, type CagedInput, type CagedOutput, type CagedProgram } from '../../cage/cage.js';
import { ArchiveListing } from './archive-listing.js';
import { ExtractionLog } from './extraction-log.js';
import { hasEncryptedHeader } from './seven-zip-header.js';
import { runSevenZip, SevenZipCrash } from './seven-zip.js';

export interface OpenArchiveOptions {
  /** 7-Zip's name of the format: no other is tried. */
  type: string;
  /** More members than this are not listed. */
  maxMembers: number;
  /** Other bytes may follow the archive: they are not its own. */
  isCarried: boolean;
}

/**
 * What the program reports: first what the archive declares; then `member` before the bytes of each. What follows the end of
 * the archive is one more member.
 */
export type ArchiveMessage = { declares: Declared } | 'member';

/** What an archive says of itself: its members, what they expand to together, and where it ends. */
export interface Declared {
  members: number;
  bytes: number;
  end: number;
}

/** Why an archive could not be opened, or not completely. All members that could be read were sent before. */
export type ArchiveFailure = 'unreadable' | 'corrupt' | 'encrypted' | 'method' | 'memory' | 'members';

/** Reads as many zeros at once; blocks of disks and tapes are filled up with them. */
const PIECE_BYTES = 256 * 1024;
const NO_MEMORY = 8;
/** Without questions; any password, so that none is asked for. */
const ALWAYS = ['-y', '-bsp0', '-pairlock'];

/** Expands an archive member by member. Names of members are not used. */
const openArchive: CagedProgram<OpenArchiveOptions> = async (input, output, options) => {
  const listing = await list(input, options);
  const declares = { members: listing.members, bytes: listing.bytes, end: input.size - listing.tailBytes };
  output.message({ declares } satisfies ArchiveMessage);
  const log = new ExtractionLog(listing.links, options.isCarried, () =>
    output.message('member' satisfies ArchiveMessage),
  );
  const bytes = await extract(input, output, options, log);
  if (!options.isCarried) sendTail(input, output, listing.tailBytes);
  if (listing.encrypted || log.encrypted) throw failure('encrypted');
  if (log.unknownMethod) throw failure('method');
  const isWhole = log.members >= listing.members && bytes >= listing.bytes;
  if (listing.damaged || log.damaged || !isWhole) throw failure('corrupt');
};

export default openArchive;

async function list(input: CagedInput, { type, maxMembers }: OpenArchiveOptions): Promise<ArchiveListing> {
  const listing = new ArchiveListing();
  const line = (text: string) => {
    listing.take(text);
    if (listing.members > maxMembers) throw failure('members');
  };
  const code = await runSevenZip(['l', '-slt', ...ALWAYS, `-t${type}`], { input, line }).catch((error: unknown) => {
    throw error instanceof SevenZipCrash ? failure(hasEncryptedHeader(input) ? 'encrypted' : 'unreadable') : error;
  });
  if (code === NO_MEMORY) throw failure('memory');
  // 7-Zip searches on for another place to begin: that is another archive than the one meant.
  if (!listing.isOpen || listing.offset !== 0) throw failure(listing.encrypted ? 'encrypted' : 'unreadable');
  return listing;
}

async function extract(
  input: CagedInput,
  output: CagedOutput,
  { type }: OpenArchiveOptions,
  log: ExtractionLog,
): Promise<number> {
  let total = 0;
  const bytes = (chunk: Uint8Array) => {
    total += chunk.length;
    output.bytes(chunk);
  };
  const line = (text: string) => log.take(text);
  const args = ['x', '-so', '-bso2', '-bb1', ...ALWAYS, `-t${type}`];
  const code = await runSevenZip(args, { input, line, bytes }).catch((error: unknown) => {
    throw error instanceof SevenZipCrash ? failure('corrupt') : error;
  });
  if (code === NO_MEMORY) throw failure('memory');
  log.ended(code);
  return total;
}

/** From its first byte that is not zero. */
function sendTail(input: CagedInput, output: CagedOutput, tailBytes: number): void {
  let isPadding = true;
  for (let at = Math.max(0, input.size - tailBytes); at < input.size; at += PIECE_BYTES) {
    const piece = input.read(at, Math.min(at + PIECE_BYTES, input.size) - 1);
    const from = isPadding ? piece.findIndex((byte) => byte !== 0) : 0;
    if (from < 0) continue;
    if (isPadding) output.message('member' satisfies ArchiveMessage);
    isPadding = false;
    output.bytes(piece.subarray(from));
  }
}

function failure(code: ArchiveFailure): CagedFailure {
  return new CagedFailure(code, `The archive could not be opened completely: ${code}`);
}

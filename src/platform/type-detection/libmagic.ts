import { WASMagic } from 'wasmagic';

/**
 * How much libmagic gets. It spends 3 ms on each KiB of white space, so a hostile 64 KiB would block the event loop for
 * 200 ms; what needs more than this is decided by directories, not by magic.
 */
const MAGIC_BYTES = 8 * 1024;

let loading: Promise<WASMagic> | undefined;

/** The type of the first bytes by libmagic. Loaded once, at the first call. */
export async function libmagicType(head: Buffer): Promise<string> {
  loading ??= WASMagic.create();
  return (await loading).detect(head.subarray(0, MAGIC_BYTES));
}

import { WASMagic } from 'wasmagic';

/**
 * How much libmagic is shown. It spends 3 ms on each KiB of white space, so a hostile 64 KiB would hold the event loop
 * for 200 ms; what needs more than this is decided by directories, not by magic.
 */
const MAGIC_BYTES = 8 * 1024;

let loading: Promise<WASMagic> | undefined;

/** What libmagic makes of the first bytes. Loaded once, when first asked. */
export async function libmagicType(head: Buffer): Promise<string> {
  loading ??= WASMagic.create();
  return (await loading).detect(head.subarray(0, MAGIC_BYTES));
}

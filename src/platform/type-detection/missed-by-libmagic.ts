const ISO = { at: 32_769, magic: Buffer.from('CD001') };

/** Kinds that libmagic cannot tell from the few bytes it is shown, or does not know. */
export function missedByLibmagic(head: Buffer): string | undefined {
  if (head.subarray(ISO.at, ISO.at + ISO.magic.length).equals(ISO.magic)) return 'application/x-iso9660-image';
  return isTrueType(head) ? 'font/sfnt' : undefined;
}

/** A version, a small number of tables, and the name of the first table in letters. */
function isTrueType(head: Buffer): boolean {
  if (head.length < 16 || head.readUInt32BE(0) !== 0x00010000) return false;
  const tables = head.readUInt16BE(4);
  return tables > 0 && tables <= 64 && /^[A-Za-z0-9/ ]{4}$/.test(head.toString('latin1', 12, 16));
}

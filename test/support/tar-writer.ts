/** One member of a tar as a test wants it written. */
export interface TarMember {
  name: string;
  data: Buffer;
  /** Type flag of the header: '0' a file, 'x' a pax header, 'L' a GNU long name. Default '0'. */
  type?: string;
  /** What the header says instead of the truth. */
  declaredSize?: number;
}

const BLOCK = 512;

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)]);
}

function header(member: TarMember): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(member.name, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${(member.declaredSize ?? member.data.length).toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(member.type ?? '0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Writes a POSIX tar, ended by two empty blocks. */
export function writeTar(members: TarMember[]): Buffer {
  const blocks = members.flatMap((member) => [header(member), padded(member.data)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

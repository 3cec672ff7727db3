import { ArchiveError } from './archive-error.js';

/** The fields of a pax header for the member after it: `size` replaces the one in its header, `sparse` data has holes cut out. */
export interface PaxRecords {
  size?: number;
  sparse: boolean;
}

/** Reads lines of "LENGTH KEY=VALUE\n". Whatever readers take differently is corrupt. */
export function parsePax(bytes: Buffer): PaxRecords {
  const records: PaxRecords = { sparse: false };
  for (let at = 0; at < bytes.length;) {
    const { key, value, end } = recordAt(bytes, at);
    if (key.startsWith('GNU.sparse.') || key.startsWith('SCHILY.realsize')) records.sparse = true;
    if (key === 'size') {
      const size = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
      if (size === undefined || (records.size !== undefined && records.size !== size)) throw damaged();
      records.size = size;
    }
    at = end;
  }
  return records;
}

function recordAt(bytes: Buffer, at: number): { key: string; value: string; end: number } {
  const digits = /^(\d{1,6}) /.exec(bytes.toString('latin1', at, at + 7))?.[1];
  const end = at + Number(digits);
  if (digits === undefined || end > bytes.length || bytes[end - 1] !== 0x0a) throw damaged();
  const [key = '', ...value] = bytes.toString('utf8', at + digits.length + 1, end - 1).split('=');
  if (value.length === 0) throw damaged();
  return { key, value: value.join('='), end };
}

function damaged(): ArchiveError {
  return new ArchiveError('corrupt', 'A pax header is damaged.');
}

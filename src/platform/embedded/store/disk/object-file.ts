import { type ObjectRecord, type StoredObject } from './object-record.js';

/** JSON never contains a line break of its own, so the first one ends the record. */
const END_OF_RECORD = 0x0a;

/** The content of an object's file: the record as JSON, followed by a line break and the bytes if they are not in segments. */
export function encodeObject({ record, bytes }: StoredObject): (string | Buffer)[] {
  const json = JSON.stringify(record);
  return bytes ? [`${json}\n`, bytes] : [json];
}

/** Throws when the bytes are not as many as the record says: another program changed the file. */
export function decodeObject(content: Buffer): StoredObject {
  const end = content.indexOf(END_OF_RECORD);
  const record = JSON.parse(content.toString('utf8', 0, end < 0 ? undefined : end)) as ObjectRecord;
  if (record.segments.length > 0) return { record };
  const bytes = content.subarray(end < 0 ? content.length : end + 1);
  if (end < 0 || bytes.length !== record.size) {
    throw new Error(`The file of ${record.key} is damaged: ${bytes.length} bytes instead of ${record.size}.`);
  }
  return { record, bytes };
}

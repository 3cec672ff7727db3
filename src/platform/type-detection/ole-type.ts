import type { BlockReader } from '../archives/block-reader.js';
import { oleRootNames } from '../archives/ole-directory.js';

/** Stream at the root → who wrote it. The first that is there decides. */
const writers: [stream: string, mimeType: string][] = [
  ['EncryptedPackage', 'application/encrypted'],
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
  ['PP40', 'application/vnd.ms-powerpoint'],
  ['VisioDocument', 'application/vnd.visio'],
  ['__properties_version1.0', 'application/vnd.ms-outlook'],
];
/** Windows Installer packs the names of its tables into characters that no other program uses; this one marks a table. */
const INSTALLER_TABLE = '\u4840';
export const OLE_STORAGE = 'application/x-ole-storage';

/** Which program wrote a compound file. Macros are a part of these old formats and do not make another type. */
export async function oleType(reader: BlockReader): Promise<string> {
  const names = await oleRootNames(reader);
  const written = writers.find(([stream]) => names.has(stream))?.[1];
  if (written !== undefined) return written;
  return [...names].some((name) => name.startsWith(INSTALLER_TABLE)) ? 'application/x-msi' : OLE_STORAGE;
}

import type { BlockReader } from '../archives/block-reader.js';
import { ZipArchive } from '../archives/zip-archive.js';
import type { ZipMember } from '../archives/zip-member.js';
import { locateZip } from '../archives/zip-end.js';
import { Breather } from '../archives/breather.js';
import { officeType, type OfficeType } from './content-types.js';

/** A directory that is larger belongs to no document. */
const MAX_DIRECTORY_BYTES = 8 * 1024 * 1024;
const MAX_CONTENT_TYPES_BYTES = 512 * 1024;
const MAX_MIMETYPE_BYTES = 256;
const SELF_DECLARED =
  /^(?:application\/(?:vnd\.oasis\.opendocument\.[a-z.-]+|vnd\.sun\.xml\.[a-z.]+|epub\+zip)|image\/openraster)$/;

/** The content of these members decides, so there must be one of each. */
const naming = new Set(['mimetype', '[content_types].xml']);

const PLAIN: OfficeType = { mimeType: 'application/zip', macroEnabled: false };

/** The type of a file of the zip family, by its directory. A single familiar name inside is not sufficient. */
export async function zipType(reader: BlockReader): Promise<OfficeType> {
  const bounds = await locateZip(reader);
  if (!bounds || bounds.directorySize > MAX_DIRECTORY_BYTES) return PLAIN;
  const zip = new ZipArchive(reader, bounds);
  const members = new Map<string, ZipMember>();
  const breather = new Breather();
  for await (const member of zip.members()) {
    const name = member.name.toLowerCase();
    // Of two members with one name, readers differ on which is the document.
    if (members.has(name) && naming.has(name)) return PLAIN;
    members.set(name, member);
    await breather.pause();
  }
  return (await selfDeclared(zip, members)) ?? (await office(zip, members)) ?? packaged(members) ?? PLAIN;
}

/** OpenDocument and EPUB name their type in a member. */
async function selfDeclared(zip: ZipArchive, members: Map<string, ZipMember>): Promise<OfficeType | undefined> {
  const mimeType = (await text(zip, members.get('mimetype'), MAX_MIMETYPE_BYTES))?.trim();
  return mimeType !== undefined && SELF_DECLARED.test(mimeType) ? { mimeType, macroEnabled: false } : undefined;
}

async function office(zip: ZipArchive, members: Map<string, ZipMember>): Promise<OfficeType | undefined> {
  const xml = await text(zip, members.get('[content_types].xml'), MAX_CONTENT_TYPES_BYTES);
  return xml === undefined ? undefined : officeType(xml, new Set(members.keys()));
}

function packaged(members: Map<string, ZipMember>): OfficeType | undefined {
  if (members.has('androidmanifest.xml'))
    return { mimeType: 'application/vnd.android.package-archive', macroEnabled: false };
  if (members.has('meta-inf/manifest.mf')) return { mimeType: 'application/java-archive', macroEnabled: false };
  return undefined;
}

async function text(zip: ZipArchive, member: ZipMember | undefined, limit: number): Promise<string | undefined> {
  if (!member || member.size > limit) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of zip.content(member)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

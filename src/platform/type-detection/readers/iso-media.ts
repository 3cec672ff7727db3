/** Brand → type (https://mp4ra.org/registered-types/brands). What is not here is classified by its compatible brands. */
const brands: [pattern: RegExp, mimeType: string][] = [
  [/^(?:avif|avis)$/, 'image/avif'],
  [/^hei[cxms]$/, 'image/heic'],
  [/^hev[cxms]$/, 'image/heic-sequence'],
  [/^crx $/, 'image/x-canon-cr3'],
  [/^M4[ABP] $/, 'audio/x-m4a'],
  [/^M4V[ HP]$/, 'video/x-m4v'],
  [/^qt {2}$/, 'video/quicktime'],
  [/^3g2[a-c]$/, 'video/3gpp2'],
  [/^3g[egrs p][0-9p]$/, 'video/3gpp'],
  [/^[fF]4[vVpPaAbB] $/, 'video/x-f4v'],
  [/^(?:iso[m2-9]|mp4[12]|avc1|dash|MSNV|mmp4|cmfc|msdh|hvc1|iphs)$/, 'video/mp4'],
];
/** Brands of images whose coding only the other brands show. */
const structural: Record<string, string> = { mif1: 'image/heif', msf1: 'image/heif-sequence' };

const MOST_BRANDS = 64;

/** The types of a file of ISO 14496-12 by its `ftyp` box: by the major brand first. Nothing for other files. */
export function isoMediaTypes(head: Buffer): string[] {
  const box = head.toString('latin1', 4, 8);
  // Segments of a stream have no `ftyp` of their own.
  if (['styp', 'sidx', 'moof'].includes(box)) return ['video/iso.segment'];
  if (box !== 'ftyp' || head.length < 16) return [];
  const end = Math.min(head.readUInt32BE(0), head.length, 16 + 4 * MOST_BRANDS);
  const major = head.toString('latin1', 8, 12);
  const compatible: string[] = [];
  for (let at = 16; at + 4 <= end; at += 4) compatible.push(head.toString('latin1', at, at + 4));
  const others = compatible.flatMap((brand) => typeOf(brand) ?? []);
  const coded = others.find((type) => type === 'image/avif');
  const first = structural[major] === undefined ? typeOf(major) : (coded ?? structural[major]);
  const types = [...(first === undefined ? [] : [first]), ...others];
  const [kind] = types.map(topLevel);
  // A picture that a film player could open is no film, and the other way round.
  return [...new Set(types.filter((type) => topLevel(type) === kind && !conflicts(types[0]!, type)))];
}

function typeOf(brand: string): string | undefined {
  return brands.find(([pattern]) => pattern.test(brand))?.[1];
}

function topLevel(type: string): string {
  return type.startsWith('image/') ? 'image' : 'media';
}

function conflicts(first: string, type: string): boolean {
  return (first === 'image/avif') !== (type === 'image/avif') && topLevel(first) === 'image';
}

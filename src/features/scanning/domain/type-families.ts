/** Other names of one type → the name the rules use. */
const aliases: Record<string, string[]> = {
  'application/octet-stream': ['binary/octet-stream', 'application/binary', 'application/x-binary'],
  'application/pdf': ['application/x-pdf', 'application/acrobat'],
  'application/zip': ['application/x-zip-compressed', 'application/x-zip', 'multipart/x-zip'],
  'application/gzip': [
    'application/x-gzip',
    'application/x-tgz',
    'application/x-gtar-compressed',
    'application/x-compressed-tar',
  ],
  'application/x-tar': ['application/x-gtar', 'application/x-ustar', 'application/tar'],
  'application/vnd.rar': ['application/x-rar', 'application/x-rar-compressed', 'application/rar'],
  'application/x-bzip2': ['application/x-bzip', 'application/bzip2'],
  'application/zstd': ['application/x-zstd'],
  'application/java-archive': ['application/x-java-archive', 'application/jar', 'application/x-jar'],
  'application/msword': ['application/doc', 'application/vnd.msword', 'application/vnd.ms-word'],
  'application/vnd.ms-excel': ['application/msexcel', 'application/x-msexcel', 'application/x-excel'],
  'application/vnd.ms-powerpoint': ['application/mspowerpoint', 'application/x-mspowerpoint', 'application/powerpoint'],
  'application/x-dosexec': [
    'application/vnd.microsoft.portable-executable',
    'application/x-msdownload',
    'application/x-msdos-program',
  ],
  'application/x-msi': ['application/x-ms-installer', 'application/x-windows-installer'],
  'application/x-ole-storage': ['application/x-cfb', 'application/cdfv2'],
  'application/xml': ['text/xml'],
  'application/rtf': ['text/rtf'],
  'image/jpeg': ['image/jpg', 'image/pjpeg'],
  'image/png': ['image/x-png', 'image/apng', 'image/vnd.mozilla.apng'],
  'image/bmp': ['image/x-ms-bmp', 'image/x-bmp'],
  'image/tiff': ['image/tif', 'image/x-tiff'],
  'image/svg+xml': ['image/svg'],
  'image/vnd.microsoft.icon': ['image/x-icon', 'image/ico'],
  'image/vnd.adobe.photoshop': ['image/x-photoshop', 'image/psd', 'application/photoshop'],
  'audio/mpeg': ['audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/x-mpeg', 'audio/mpg'],
  'audio/wav': ['audio/wave', 'audio/x-wav', 'audio/vnd.wave', 'audio/x-pn-wav'],
  'audio/flac': ['audio/x-flac'],
  'audio/aiff': ['audio/x-aiff'],
  'audio/midi': ['audio/x-midi', 'audio/mid'],
  'audio/aac': ['audio/x-aac', 'audio/aacp', 'audio/x-hx-aac-adts'],
  'video/x-msvideo': ['video/avi', 'video/msvideo'],
  'video/x-flv': ['video/flv'],
};

/** Types that one container may carry: nobody can tell them apart by the first bytes, nor needs to. */
const families: string[][] = [
  ['application/zip', 'application/java-archive'],
  [
    'video/mp4',
    'audio/mp4',
    'audio/m4a',
    'audio/x-m4a',
    'video/x-m4v',
    'video/quicktime',
    'audio/quicktime',
    'video/3gpp',
    'audio/3gpp',
    'video/3gpp2',
    'application/mp4',
  ],
  [
    'video/webm',
    'audio/webm',
    'video/x-matroska',
    'audio/x-matroska',
    'video/matroska',
    'audio/matroska',
    'application/x-matroska',
  ],
  ['audio/ogg', 'video/ogg', 'application/ogg', 'audio/opus', 'audio/vorbis'],
  ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  ['video/x-ms-asf', 'video/x-ms-wmv', 'audio/x-ms-wma', 'application/vnd.ms-asf'],
  [
    'font/ttf',
    'font/sfnt',
    'font/otf',
    'font/collection',
    'application/x-font-ttf',
    'application/vnd.ms-opentype',
    'application/x-font-otf',
  ],
  ['application/x-executable', 'application/x-pie-executable', 'application/x-sharedlib', 'application/x-elf'],
  ['font/woff', 'application/font-woff', 'application/x-font-woff'],
  ['font/woff2', 'application/font-woff2', 'application/x-font-woff2'],
];

const canonicalNames = new Map(
  Object.entries(aliases).flatMap(([name, others]) => others.map((other): [string, string] => [other, name])),
);
const familyNames = new Map(
  families.flatMap((members) => members.map((member): [string, string] => [member, members[0] ?? member])),
);

/** A MIME type in the one spelling the rules know: lower case, no parameters, no aliases. */
export function canonicalType(mimeType: string): string {
  const bare = (mimeType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return canonicalNames.get(bare) ?? bare;
}

/** Do two canonical types name the same kind of bytes? */
export function sameFamily(one: string, other: string): boolean {
  return (familyNames.get(one) ?? one) === (familyNames.get(other) ?? other);
}

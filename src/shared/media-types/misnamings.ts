import { canonicalType, isTextual, sameKind } from './media-type.js';
import { iana, manifest, MIME_DB, SHARED_MIME_INFO } from './sources.js';

interface Misnaming {
  /** The type that browsers and programs declare. */
  declared: string;
  /** Whether bytes of this detected type may legitimately have the declared type. */
  allows(shown: string): boolean;
  source: string;
}

const oneOf =
  (...types: string[]) =>
  (shown: string): boolean =>
    types.some((type) => canonicalType(type) === canonicalType(shown));
const startsWith =
  (...prefixes: string[]) =>
  (shown: string): boolean =>
    prefixes.some((prefix) => shown.startsWith(prefix));
const isMarkup = oneOf('text/html', 'image/svg+xml', 'application/xml', 'application/xhtml+xml');
const isText = (shown: string): boolean =>
  isTextual(shown) && !oneOf('application/rtf', 'application/postscript')(shown);

/** Declared types that are legitimate although the detected type differs, or is only the container. */
const misnamings: Misnaming[] = [
  {
    declared: 'application/vnd.ms-excel',
    allows: (shown) => isText(shown) && !isMarkup(shown),
    source: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/MIME_types/Common_types',
  },
  { declared: 'video/mp2t', allows: isText, source: MIME_DB },
  {
    declared: 'application/zip',
    allows: startsWith(
      'application/vnd.openxmlformats-',
      'application/vnd.oasis.opendocument.',
      'application/vnd.ms-visio.',
      'application/vnd.sun.xml.',
    ),
    source: iana('application/zip'),
  },
  {
    declared: 'application/zip',
    allows: oneOf(
      'application/epub+zip',
      'application/vnd.android.package-archive',
      'model/3mf',
      'application/x-xpinstall',
    ),
    source: SHARED_MIME_INFO,
  },
  {
    declared: 'application/x-ole-storage',
    allows: oneOf(
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.ms-outlook',
      'application/vnd.visio',
      'application/x-msi',
    ),
    source: SHARED_MIME_INFO,
  },
  {
    declared: 'audio/mpeg',
    allows: oneOf('audio/x-m4a', 'audio/mp4', 'video/mp4'),
    source: 'https://developer.android.com/media/platform/supported-formats',
  },
  { declared: 'audio/flac', allows: oneOf('audio/ogg'), source: 'https://xiph.org/flac/ogg_mapping.html' },
  { declared: 'audio/ogg', allows: oneOf('audio/flac'), source: 'https://xiph.org/flac/ogg_mapping.html' },
  {
    declared: 'application/postscript',
    allows: oneOf('application/pdf'),
    source: 'https://helpx.adobe.com/illustrator/using/saving-artwork.html',
  },
  {
    declared: 'application/vnd.ms-officetheme',
    allows: startsWith('application/vnd.openxmlformats-officedocument.'),
    source: manifest('poi-cb19af-testPPT.thmx'),
  },
  { declared: 'image/jls', allows: oneOf('image/jpeg'), source: manifest('file-type-addce5-fixture-hp1.jls') },
  { declared: 'image/x-portable-anymap', allows: startsWith('image/x-portable-'), source: SHARED_MIME_INFO },
  {
    declared: 'application/x-apple-diskimage',
    allows: oneOf('application/zlib', 'application/x-bzip2', 'application/x-iso9660-image'),
    source: manifest('file-type-2ebf21-fixture.dmg'),
  },
  {
    declared: 'application/java-archive',
    allows: oneOf('application/vnd.android.package-archive'),
    source: manifest('tika-442a67-testAPK.apk'),
  },
  {
    declared: 'application/vnd.android.package-archive',
    allows: oneOf('application/java-archive'),
    source: manifest('tika-442a67-testAPK.apk'),
  },
  {
    // A private key has the extension of a Keynote presentation.
    declared: 'application/vnd.apple.keynote',
    allows: (shown) => isText(shown) && !isMarkup(shown),
    source: MIME_DB,
  },
  ...['application/x-x509-ca-cert', 'application/x-x509-user-cert', 'application/pkix-cert', 'application/pkcs8'].map(
    (declared) => ({
      ...{ declared, allows: oneOf('application/x-pem-file') },
      source: manifest('tika-1ac075-testCERT.pem'),
    }),
  ),
];

/** Whether bytes of a detected type may legitimately be declared as another. */
export function mayBeCalled(declared: string, shown: string): boolean {
  if (sameKind(declared, shown)) return true;
  const claim = canonicalType(declared);
  return misnamings.some((row) => canonicalType(row.declared) === claim && row.allows(canonicalType(shown)));
}

/** The table of misnamings, for tests. */
export const misnamingSources: readonly string[] = misnamings.map(({ source }) => source);

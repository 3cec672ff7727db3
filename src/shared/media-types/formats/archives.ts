import { type Format, marked, textual, unmarked } from '../format.js';
import { FILE_TYPE, iana, LIBMAGIC, manifest, MIME_DB, SHARED_MIME_INFO } from '../sources.js';

/** Packages of other programs: all are zip files, and often only that can be detected. */
const packages: Format[] = [
  ...['application/vnd.google-earth.kmz', 'application/vnd.apple.keynote', 'application/vnd.apple.numbers'],
  ...['application/vnd.apple.pages', 'application/vnd.ms-xpsdocument', 'application/oxps', 'model/3mf'],
  ...['application/x-xpinstall', 'application/vnd.apple.pkpass', 'application/vnd.comicbook+zip', 'image/openraster'],
  ...['application/vnd.android.package-archive'],
].map((name) => ({ ...unmarked(SHARED_MIME_INFO, name), container: 'application/zip' }));

export const archives: Format[] = [
  {
    ...marked(
      iana('application/zip'),
      'application/zip',
      'application/x-zip-compressed',
      'application/x-zip',
      'multipart/x-zip',
    ),
    ...{ generic: true, family: 'zip' },
  },
  {
    ...marked(
      SHARED_MIME_INFO,
      'application/java-archive',
      'application/x-java-archive',
      'application/jar',
      'application/x-jar',
    ),
    ...{ generic: true, family: 'zip' },
  },
  ...packages,
  {
    ...marked(
      SHARED_MIME_INFO,
      'application/gzip',
      ...['application/x-gzip', 'application/x-tgz', 'application/x-gtar-compressed', 'application/x-compressed-tar'],
      ...['application/x-compressed', 'application/gzip-compressed', 'application/gzipped', 'application/x-gunzip'],
    ),
    generic: true,
  },
  {
    ...marked(SHARED_MIME_INFO, 'application/x-tar', 'application/x-gtar', 'application/x-ustar', 'application/tar'),
    generic: true,
  },
  marked(
    iana('application/vnd.rar'),
    'application/vnd.rar',
    'application/x-rar',
    'application/x-rar-compressed',
    'application/rar',
  ),
  marked(SHARED_MIME_INFO, 'application/x-7z-compressed', 'application/7z', 'application/x-7zip-compressed'),
  marked(
    SHARED_MIME_INFO,
    'application/x-bzip2',
    'application/x-bzip',
    'application/bzip2',
    'application/x-bzip-compressed-tar',
    'application/x-bz2',
  ),
  marked(SHARED_MIME_INFO, 'application/x-xz', 'application/xz', 'application/x-xz-compressed-tar'),
  marked(iana('application/zstd'), 'application/zstd', 'application/x-zstd', 'application/x-zstd-compressed-tar'),
  marked(FILE_TYPE, 'application/lzip', 'application/x-lzip'),
  marked(SHARED_MIME_INFO, 'application/x-cpio'),
  marked(FILE_TYPE, 'application/vnd.ms-cab-compressed', 'application/x-cab', 'application/cab'),
  {
    ...marked(
      LIBMAGIC,
      'application/x-ole-storage',
      'application/x-cfb',
      'application/cdfv2',
      'application/vnd.ms-office',
    ),
    generic: true,
  },
  { ...unmarked(SHARED_MIME_INFO, 'application/vnd.sqlite3', 'application/x-sqlite3'), generic: true },
  { ...unmarked(LIBMAGIC, 'application/zlib', 'application/x-zlib'), generic: true },
  unmarked(
    manifest('file-type-4378b3-fixture.deb'),
    'application/vnd.debian.binary-package',
    'application/x-deb',
    'application/x-debian-package',
    'application/x-archive',
    'application/x-unix-archive',
  ),
  unmarked(manifest('file-type-fad59b-fixture.rpm'), 'application/x-rpm', 'application/x-redhat-package-manager'),
  unmarked(
    manifest('file-type-a96069-fixture.lzh'),
    'application/x-lzh-compressed',
    'application/x-lha',
    'application/x-lzh',
  ),
  unmarked(manifest('file-type-d76fdc-fixture.ace'), 'application/x-ace-compressed', 'application/x-ace'),
  textual(manifest('tika-c1c786-testARC.arc'), 'application/x-ia-arc', 'application/x-freearc', 'application/x-arc'),
  unmarked(FILE_TYPE, 'application/x-arj', 'application/arj'),
  unmarked(SHARED_MIME_INFO, 'application/x-iso9660-image', 'application/x-cd-image'),
  // Its trailer may be missing, and its start is that of the file system inside.
  unmarked(manifest('file-type-2ebf21-fixture.dmg'), 'application/x-apple-diskimage'),
  unmarked(MIME_DB, 'application/x-lz4', 'application/x-lz4-compressed-tar'),
];

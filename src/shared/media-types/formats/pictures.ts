import { type Format, marked, textual, unmarked } from '../format.js';
import { FILE_TYPE, iana, LIBMAGIC, manifest, MIME_DB, SHARED_MIME_INFO, WHATWG } from '../sources.js';

/** Raw formats of cameras: TIFF with tags of the maker; some can only be detected as TIFF. */
const raw: Format[] = [
  ['image/x-adobe-dng', 'image/dng', 'image/x-dng'],
  ['image/x-nikon-nef', 'image/x-nef', 'image/nef'],
  ['image/x-sony-arw', 'image/arw', 'image/x-arw'],
  ['image/x-canon-cr2', 'image/cr2'],
  ...['sony-sr2', 'sony-srf', 'nikon-nrw', 'pentax-pef', 'kodak-dcr', 'kodak-k25', 'kodak-kdc', 'epson-erf'].map(
    (kind) => [`image/x-${kind}`],
  ),
  ['image/x-hasselblad-3fr'],
  ['image/x-samsung-srw'],
].map((names) => ({ ...marked(SHARED_MIME_INFO, ...(names as [string])), family: 'tiff' }));

const heif = (...names: [string, ...string[]]): Format => ({ ...marked(iana('image/heif'), ...names), family: 'heif' });

export const pictures: Format[] = [
  marked(WHATWG, 'image/jpeg', 'image/jpg', 'image/pjpeg'),
  marked(WHATWG, 'image/png', 'image/x-png', 'image/apng', 'image/vnd.mozilla.apng'),
  marked(WHATWG, 'image/gif'),
  marked(WHATWG, 'image/webp'),
  marked(SHARED_MIME_INFO, 'image/bmp', 'image/x-ms-bmp', 'image/x-bmp', 'image/x-windows-bmp'),
  {
    ...marked(iana('image/tiff'), 'image/tiff', 'image/tif', 'image/x-tiff', 'image/tiff-fx'),
    family: 'tiff',
    generic: true,
  },
  ...raw,
  unmarked(FILE_TYPE, 'image/x-canon-cr3', 'image/x-cr3'),
  heif('image/heic'),
  heif('image/heif'),
  heif('image/heic-sequence'),
  heif('image/heif-sequence'),
  marked(iana('image/avif'), 'image/avif', 'image/avif-sequence'),
  marked(iana('image/jp2'), 'image/jp2', 'image/jpeg2000', 'image/jpeg2000-image', 'image/x-jpeg2000-image'),
  unmarked(iana('image/jpx'), 'image/jpx', 'image/jpf'),
  unmarked(manifest('file-type-9228a0-fixture.jpm'), 'image/jpm', 'video/jpm'),
  unmarked(manifest('file-type-addce5-fixture-hp1.jls'), 'image/jls', 'image/x-jls'),
  marked(iana('image/jxl'), 'image/jxl'),
  // Icons and cursors differ by one byte, and are often confused.
  {
    ...marked(
      SHARED_MIME_INFO,
      'image/vnd.microsoft.icon',
      'image/x-icon',
      'image/ico',
      'image/x-ico',
      'application/ico',
      'image/icon',
    ),
    family: 'ico',
  },
  {
    ...marked(
      SHARED_MIME_INFO,
      'image/x-win-bitmap',
      'image/vnd.microsoft.cursor',
      'image/x-cursor',
      'application/x-navi-animation',
    ),
    family: 'ico',
  },
  marked(
    SHARED_MIME_INFO,
    'image/vnd.adobe.photoshop',
    ...['image/x-photoshop', 'image/psd', 'image/x-psd', 'image/photoshop', 'application/photoshop'],
    ...['application/x-photoshop', 'application/psd', 'zz-application/zz-winassoc-psd'],
  ),
  unmarked(
    MIME_DB,
    'image/vnd.dwg',
    ...['image/x-dwg', 'application/acad', 'application/x-acad', 'application/autocad_dwg', 'application/dwg'],
    ...['application/x-dwg', 'application/x-autocad', 'drawing/dwg', 'application/vnd.dwg'],
  ),
  textual(
    manifest('marcel-8febc4-file.dxf'),
    'image/vnd.dxf',
    'image/x-dxf',
    'application/dxf',
    'application/x-dxf',
    'drawing/x-dxf',
    'image/dxf',
  ),
  marked(
    manifest('poi-d76e9b-wrench.emf'),
    'image/emf',
    'image/x-emf',
    'application/emf',
    'application/x-emf',
    'windows/metafile',
  ),
  unmarked(
    manifest('tika-31a979-testWMF_charset.wmf'),
    'image/wmf',
    'image/x-wmf',
    'image/x-win-metafile',
    'application/wmf',
    'application/x-wmf',
    'application/x-msmetafile',
  ),
  marked(LIBMAGIC, 'image/x-dds', 'image/vnd.ms-dds', 'image/vnd-ms.dds', 'image/dds'),
  unmarked(manifest('tika-1cc40e-testPBM.pbm'), 'image/x-portable-bitmap', 'image/x-pbm'),
  unmarked(SHARED_MIME_INFO, 'image/x-portable-graymap', 'image/x-portable-greymap', 'image/x-pgm'),
  unmarked(SHARED_MIME_INFO, 'image/x-portable-pixmap', 'image/x-ppm'),
  unmarked(SHARED_MIME_INFO, 'image/x-portable-anymap', 'image/x-portable-arbitrarymap', 'image/x-pnm', 'image/x-pam'),
  textual(SHARED_MIME_INFO, 'image/x-xbitmap', 'image/x-xbm', 'image/xbm'),
  textual(SHARED_MIME_INFO, 'image/x-xpixmap', 'image/x-xpm', 'image/xpm'),
  { ...marked(iana('image/svg+xml'), 'image/svg+xml', 'image/svg', 'image/svg+xml-compressed'), text: true },
  unmarked(iana('image/fits'), 'image/fits', 'application/fits', 'image/x-fits'),
  marked(SHARED_MIME_INFO, 'image/vnd.djvu', 'image/x-djvu', 'image/x.djvu', 'image/vnd.djvu+multipage'),
  marked(SHARED_MIME_INFO, 'image/x-xcf', 'application/x-xcf'),
  marked(FILE_TYPE, 'image/icns', 'image/x-icns'),
];

/** The sources of the table's rows. */
export const iana = (type: string): string => `https://www.iana.org/assignments/media-types/${type}`;
/** Names that desktops, and the browsers on them, use for files. */
export const SHARED_MIME_INFO =
  'https://gitlab.freedesktop.org/xdg/shared-mime-info/-/blob/master/data/freedesktop.org.xml.in';
export const MIME_DB = 'https://github.com/jshttp/mime-db/blob/master/db.json';
export const WHATWG = 'https://mimesniff.spec.whatwg.org/';
export const FILE_TYPE = 'https://github.com/sindresorhus/file-type#supported-file-types';
export const LIBMAGIC = 'https://github.com/file/file/tree/master/magic/Magdir';
export const MDN_MEDIA = 'https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Containers';
export const MICROSOFT_OFFICE = 'https://learn.microsoft.com/en-us/office/compatibility/office-file-format-reference';
/** The sample files that other projects publish; `file` is a name in manifest.tsv. */
export const manifest = (file: string): string => `manifest row: ${file}`;

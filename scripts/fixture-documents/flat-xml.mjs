// What the three kinds of flat OpenDocument files share: one XML file that LibreOffice opens.

const NAMESPACES = {
  office: 'office',
  text: 'text',
  table: 'table',
  style: 'style',
  draw: 'drawing',
  presentation: 'presentation',
};

const OTHER_NAMESPACES = [
  'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
  'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"',
];

export const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** `kind` is the last part of the media type: text, spreadsheet or presentation. */
export function flatDocument(kind, { styles = '', automatic = '', master = '', body }) {
  const namespaces = Object.entries(NAMESPACES)
    .map(([prefix, name]) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
    .concat(OTHER_NAMESPACES)
    .join(' ');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<office:document ${namespaces} office:version="1.3" ` +
    `office:mimetype="application/vnd.oasis.opendocument.${kind}"><office:styles>${styles}</office:styles>` +
    `<office:automatic-styles>${automatic}</office:automatic-styles>` +
    `<office:master-styles>${master}</office:master-styles>` +
    `<office:body><office:${kind}>${body}</office:${kind}></office:body></office:document>\n`
  );
}

// The slides of the source as a flat presentation: a title, a box of points and the speaker's notes.
import { escape, flatDocument } from './flat-xml.mjs';

const STYLES =
  '<style:default-style style:family="graphic"><style:text-properties fo:font-family="DejaVu Sans" ' +
  'style:font-family-asian="Noto Sans CJK JP" style:font-family-complex="DejaVu Sans" fo:font-size="20pt"/></style:default-style>';
const AUTOMATIC =
  '<style:page-layout style:name="Wide"><style:page-layout-properties fo:page-width="28cm" fo:page-height="15.75cm"/>' +
  '</style:page-layout>';
const MASTER = '<style:master-page style:name="Default" style:page-layout-name="Wide"/>';

const box = (kind, top, height, lines) =>
  `<draw:frame presentation:class="${kind}" svg:x="1.5cm" svg:y="${top}cm" svg:width="25cm" svg:height="${height}cm">` +
  `<draw:text-box>${lines.map((line) => `<text:p>${escape(line)}</text:p>`).join('')}</draw:text-box></draw:frame>`;

const slide = ({ title, points, notes }) =>
  `<draw:page draw:master-page-name="Default">${box('title', 1, 3, [title])}${box('outline', 5, 9, points)}${
    notes ? `<presentation:notes>${box('notes', 12, 3, [notes])}</presentation:notes>` : ''
  }</draw:page>`;

export const presentation = (source) =>
  flatDocument('presentation', {
    styles: STYLES,
    automatic: AUTOMATIC,
    master: MASTER,
    body: source.slides.map(slide).join(''),
  });

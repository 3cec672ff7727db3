import { type Format, marked } from '../format.js';
import { iana } from '../sources.js';

const sfnt = (name: string): Format => ({ ...marked(iana('font/sfnt'), name), family: 'sfnt' });

export const fonts: Format[] = [
  ...[
    'font/sfnt',
    'font/ttf',
    'font/otf',
    'font/collection',
    'application/x-font-ttf',
    'application/x-font-truetype',
  ].map(sfnt),
  ...[
    'application/vnd.ms-opentype',
    'application/x-font-otf',
    'application/x-font-opentype',
    'application/font-sfnt',
  ].map(sfnt),
  marked(iana('font/woff'), 'font/woff', 'application/font-woff', 'application/x-font-woff'),
  marked(iana('font/woff2'), 'font/woff2', 'application/font-woff2', 'application/x-font-woff2'),
];

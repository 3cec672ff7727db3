import { escaped } from './escape.js';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof codes;

/** A text with a style: escaped like any other, and plain where there is no colour. */
export interface Styled {
  text: string;
  style: Style;
}

export type Piece = string | Styled;

export const styled = (style: Style, text: string): Styled => ({ style, text });

/** Escapes every piece. The only way of text to a terminal, but for help pages and the bytes of a file. */
export function rendered(pieces: readonly Piece[], hasColor: boolean): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return escaped(piece);
      const text = escaped(piece.text);
      return hasColor ? `\x1b[${codes[piece.style]}m${text}\x1b[0m` : text;
    })
    .join('');
}

/** NO_COLOR (no-color.org), a terminal without colours, and everything that is not a terminal. */
export function hasColor(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  return isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

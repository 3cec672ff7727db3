import { escaped } from './escape.js';
import { type Piece, styled } from './styles.js';
import { padded, widthOf } from './width.js';

export interface Column<T> {
  title: string;
  value: (row: T) => Piece;
  /** Numbers stand at the right. */
  align?: 'right';
  /** At least so wide: the rows of several pages stand below each other. */
  width?: number;
}

const textOf = (piece: Piece) => escaped(typeof piece === 'string' ? piece : piece.text);

/** Titles and rows, each as the pieces of a line. The last column is not filled up. */
export function tableLines<T>(columns: readonly Column<T>[], rows: readonly T[]): Piece[][] {
  const titles: Piece[] = columns.map(({ title }) => styled('dim', title));
  const lines = [titles, ...rows.map((row) => columns.map(({ value }) => value(row)))];
  const widths = columns.map(({ width = 0 }, index) =>
    Math.max(width, ...lines.map((line) => widthOf(textOf(line[index]!)))),
  );
  return lines.map((line) => line.flatMap((cell, index) => cellPieces(columns, widths, cell, index)));
}

function cellPieces<T>(columns: readonly Column<T>[], widths: readonly number[], cell: Piece, index: number): Piece[] {
  const gap = index === 0 ? '' : '  ';
  const fill = ' '.repeat(widths[index]! - widthOf(textOf(cell)));
  if (columns[index]!.align === 'right') return [gap + fill, cell];
  return index === columns.length - 1 ? [gap, cell] : [gap, cell, fill];
}

/** A text of at least that many columns, for tables whose rows are printed as they come. */
export const fixed = (text: string, columns: number): string => padded(escaped(text), columns);

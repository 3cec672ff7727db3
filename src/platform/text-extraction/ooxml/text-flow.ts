import { ExtractionError } from '../extraction-error.js';

/** What is being read, from the outermost to the innermost: a paragraph in a cell in a row, a text box in a paragraph. */
type Holder =
  | { kind: 'paragraph'; text: string; after: string[] }
  | { kind: 'cell'; lines: string[] }
  | { kind: 'row'; cells: string[] };

/**
 * Makes lines of paragraphs and tables: a paragraph is a line, and so is a row, with tabs between its cells. What is
 * anchored in a paragraph, such as a text box, follows it.
 */
export class TextFlow {
  private lines: string[] = [];
  private readonly holders: Holder[] = [];
  private characters = 0;

  /** `most`: how many characters may be held. */
  constructor(private readonly most: number) {}

  /** The lines that are finished. */
  take(): string[] {
    const taken = this.lines;
    this.lines = [];
    return taken;
  }

  beginParagraph(): void {
    this.holders.push({ kind: 'paragraph', text: '', after: [] });
  }

  beginRow(): void {
    this.holders.push({ kind: 'row', cells: [] });
  }

  beginCell(): void {
    this.holders.push({ kind: 'cell', lines: [] });
  }

  /** Adds to the innermost paragraph; text outside of paragraphs is of no document. */
  append(text: string): void {
    const holder = this.holders.at(-1);
    if (holder?.kind !== 'paragraph') return;
    this.characters += text.length;
    if (this.characters > this.most) throw new ExtractionError('too_large');
    holder.text += text;
  }

  /** Ends what began last. */
  end(): void {
    const holder = this.holders.pop();
    if (holder?.kind === 'paragraph') this.hand([holder.text, ...holder.after]);
    else if (holder?.kind === 'row') this.hand([holder.cells.join('\t')]);
    else if (holder) this.endCell(holder.lines.join('\n'));
  }

  private endCell(text: string): void {
    const row = this.holders.at(-1);
    if (row?.kind === 'row') row.cells.push(text);
    else this.hand([text]);
  }

  /** Lines go to the cell or paragraph around them. */
  private hand(lines: string[]): void {
    const around = this.holders.findLast(({ kind }) => kind !== 'row');
    if (around?.kind === 'paragraph') around.after.push(...lines);
    else if (around?.kind === 'cell') around.lines.push(...lines);
    else this.lines.push(...lines);
  }
}

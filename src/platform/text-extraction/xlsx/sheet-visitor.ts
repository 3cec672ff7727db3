import { ExtractionError } from '../extraction-error.js';
import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';
import { cellText, type StoredCell } from './cell-value.js';
import type { Workbook } from './workbook.js';

const LAST_ROW = 1_048_576;
const ignored = new Set(['x:f', 'x:rPh', 'x:rPr', 'x:cols', 'x:sheetViews', 'x:mergeCells', 'x:conditionalFormatting']);

export interface Row {
  number: number;
  text: string;
}

/** Reads the rows of a sheet; those without text are left out. Cells are separated by tabs, empty ones are left out. */
export class SheetVisitor implements XmlVisitor {
  private rows: Row[] = [];
  private number = 0;
  private cells: string[] = [];
  private characters = 0;
  private cell: StoredCell = { type: undefined, style: undefined, value: '' };
  private isValue = false;

  constructor(
    private readonly workbook: Workbook,
    private readonly most: number,
  ) {}

  /** The rows that are finished. */
  take(): Row[] {
    const taken = this.rows;
    this.rows = [];
    return taken;
  }

  open(element: XmlElement): 'skip' | void {
    if (ignored.has(element.name)) return 'skip';
    this.isValue = element.name === 'x:v' || (element.name === 'x:t' && this.cell.type === 'inlineStr');
    if (element.name === 'x:row') this.beginRow(element.attribute('r'));
    else if (element.name === 'x:c')
      this.cell = { type: element.attribute('t'), style: element.attribute('s'), value: '' };
  }

  text(text: string): void {
    if (this.isValue) this.cell.value += text;
  }

  close(name: string): void {
    this.isValue = false;
    if (name === 'x:c') this.endCell();
    else if (name === 'x:row') this.endRow();
  }

  /** A row without a number, or with one that no sheet has, follows the row before. */
  private beginRow(number: string | undefined): void {
    const given = Number(number);
    const isPossible = Number.isInteger(given) && given > this.number && given <= LAST_ROW;
    this.number = isPossible ? given : this.number + 1;
    this.cells = [];
  }

  private endCell(): void {
    const text = cellText(this.cell, this.workbook);
    this.cell = { type: undefined, style: undefined, value: '' };
    if (!text) return;
    this.characters += text.length;
    if (this.characters > this.most) throw new ExtractionError('too_large');
    this.cells.push(text);
  }

  private endRow(): void {
    if (this.cells.length) this.rows.push({ number: this.number, text: this.cells.join('\t') });
    this.cells = [];
  }
}

import type { Pdfium } from './pdfium.js';
import type { Pointer } from './pdfium-api.js';

export interface CharacterBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const NO_BOX: CharacterBox = { left: 0, right: 0, top: 0, bottom: 0 };
const LAM = 0x0644;
const ALEFS = new Set([0x0622, 0x0623, 0x0625, 0x0627]);
const PIECE = 8_192;

/** The text of a page as UTF-16 in reading order, and where each unit of it stands. */
export class PageCharacters {
  readonly units: Uint16Array;

  constructor(
    private readonly pdfium: Pdfium,
    private readonly textPage: Pointer,
  ) {
    const { api } = pdfium;
    this.units = new Uint16Array(Math.max(0, api.FPDFText_CountChars(textPage)));
    for (let i = 0; i < this.units.length; i++) this.units[i] = api.FPDFText_GetUnicode(textPage, i);
    this.orderLigatures();
  }

  text(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at += PIECE)
      text += String.fromCharCode(...this.units.subarray(at, Math.min(end, at + PIECE)));
    return text;
  }

  box(index: number): CharacterBox {
    const box = this.pdfium.floats((at) => this.pdfium.api.FPDFText_GetLooseCharBox(this.textPage, index, at));
    if (!box) return NO_BOX;
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    return { left, right, top, bottom };
  }

  baseline(index: number): number {
    return this.origin(index)?.[1] ?? 0;
  }

  /**
   * One glyph may stand for lam and alef. The text of a line from right to left is found by turning it round, and the two
   * letters of the glyph with it: they are turned back.
   */
  private orderLigatures(): void {
    for (let i = 0; i + 1 < this.units.length; i++) {
      const [alef, lam] = [this.units[i]!, this.units[i + 1]!];
      if (lam !== LAM || !ALEFS.has(alef) || !this.isOneGlyph(i, i + 1)) continue;
      this.units[i] = lam;
      this.units[i + 1] = alef;
    }
  }

  private isOneGlyph(one: number, other: number): boolean {
    const [x, y] = this.origin(one) ?? [];
    const [otherX, otherY] = this.origin(other) ?? [];
    return x !== undefined && x === otherX && y === otherY;
  }

  private origin(index: number): [number, number] | undefined {
    const point = this.pdfium.doubles((x, y) => this.pdfium.api.FPDFText_GetCharOrigin(this.textPage, index, x, y));
    return point && [point[0]!, point[1]!];
  }
}

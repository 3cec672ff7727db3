import type { Place, Segment } from './chunk.js';

interface Part extends Place {
  start: number;
  text: string;
}

/** The part of a document's text that chunks may still need. */
export class TextWindow {
  /** `length`: of the text so far, in UTF-16 code units. */
  constructor(
    private parts: Part[] = [],
    private length = -1,
  ) {}

  /** Appends a segment and returns where it starts: one "\n" behind the segment before it. */
  add({ text, page, sheet, row }: Segment): number {
    const start = this.length + 1;
    this.parts.push({ start, text, page, sheet, row });
    this.length = start + text.length;
    return start;
  }

  slice(start: number, end: number): string {
    const touched = this.parts.filter((part) => part.start <= end && part.start + part.text.length >= start);
    return touched.map((part) => part.text.slice(Math.max(0, start - part.start), end - part.start)).join('\n');
  }

  placeOf(position: number): Place {
    const { page, sheet, row } = this.parts.findLast((part) => part.start <= position)!;
    return { page, sheet, row };
  }

  /** Forgets the text before a position. */
  forgetBefore(position: number): void {
    this.parts = this.parts
      .filter((part) => part.start + part.text.length >= position)
      .map((part) => (part.start >= position ? part : cutAt(part, position)));
  }

  get end(): number {
    return Math.max(this.length, 0);
  }

  state() {
    return { parts: this.parts, length: this.length };
  }
}

const cutAt = (part: Part, position: number): Part => ({
  ...part,
  start: position,
  text: part.text.slice(position - part.start),
});

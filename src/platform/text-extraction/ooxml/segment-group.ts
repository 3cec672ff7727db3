import { segment } from '../segment.js';
import type { Extracted, TextSegment } from '../text-extractor.js';

/** Lines of one place are handed on together once they are this many characters. */
const GROUP_CHARACTERS = 4 * 1024;

/** Groups lines that have the same place into segments. */
export class SegmentGroup {
  private lines: string[] = [];
  private characters = 0;

  constructor(private readonly place: Partial<Omit<TextSegment, 'text'>> = {}) {}

  *add(lines: Iterable<string>): Generator<Extracted> {
    for (const line of lines) {
      this.lines.push(line);
      this.characters += line.length + 1;
      if (this.characters >= GROUP_CHARACTERS) yield* this.end();
    }
  }

  *end(): Generator<Extracted> {
    if (this.lines.length) yield segment(this.lines.join('\n'), this.place);
    this.lines = [];
    this.characters = 0;
  }
}

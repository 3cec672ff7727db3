import { cutOf } from './long-runs.js';

/** What a text is cut at behind a word: the higher, the better a chunk ends there. */
export const Boundary = { inRun: 0, word: 1, line: 2, sentence: 3, paragraph: 4 } as const;
export type Boundary = (typeof Boundary)[keyof typeof Boundary];

/** Characters without white space between them, at most LONGEST_WORD of them. Positions are of its segment. */
export interface Word {
  start: number;
  end: number;
  boundary: Boundary;
}

/** Longer runs are cut: the work of the tokenizer grows with the square of a run. */
export const LONGEST_WORD = 64;

const GAP = /\s*/y;
const RUN = new RegExp(`\\S{1,${LONGEST_WORD + 1}}`, 'y');
const SENTENCE_END = /[.!?…。．！？｡](?:["'”’»)\]」』）】]*)$/;

/**
 * The words of a segment. Each is found from its start and a bounded number of characters behind it, so that cutting a
 * text at any word and going on from there gives the same words.
 */
export function* wordsOf(text: string): Generator<Word> {
  let start = gapAt(text, 0).end;
  while (start < text.length) {
    const run = matchAt(RUN, text, start);
    if (run.length > LONGEST_WORD) {
      const cut = cutOf(text, start, LONGEST_WORD);
      yield { start, end: cut.end, boundary: cut.isSentence ? Boundary.sentence : Boundary.inRun };
      start = cut.end;
      continue;
    }
    const end = start + run.length;
    const gap = gapAt(text, end);
    yield { start, end, boundary: boundaryOf(run, gap, text.length) };
    start = gap.end;
  }
}

interface Gap {
  end: number;
  lineBreaks: number;
}

function boundaryOf(word: string, gap: Gap, length: number): Boundary {
  if (gap.end === length || gap.lineBreaks > 1) return Boundary.paragraph;
  if (SENTENCE_END.test(word)) return Boundary.sentence;
  return gap.lineBreaks === 1 ? Boundary.line : Boundary.word;
}

function gapAt(text: string, start: number): Gap {
  const gap = matchAt(GAP, text, start);
  return { end: start + gap.length, lineBreaks: gap.split('\n').length - 1 };
}

function matchAt(pattern: RegExp, text: string, start: number): string {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0] ?? '';
}

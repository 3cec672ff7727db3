/** Text without spaces, such as Chinese, has its words found by Unicode's rules and dictionaries. */
const words = new Intl.Segmenter('en', { granularity: 'word' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Ends a sentence without white space behind it; with what closes after it. */
const SENTENCE_END = /[。．！？｡][」』）】”’]*/;

export interface Cut {
  end: number;
  isSentence: boolean;
}

/**
 * Where to cut a run of more than `most` characters without white space: behind a sentence, else between two words, else
 * between two characters as readers see them (an emoji of several parts is one), never inside of a surrogate pair.
 */
export function cutOf(text: string, start: number, most: number): Cut {
  const run = text.slice(start, start + most);
  const sentence = SENTENCE_END.exec(run);
  if (sentence) return { end: start + sentence.index + sentence[0].length, isSentence: true };
  // With a little of what follows: the last word or character of a cut text would seem to end there.
  const ahead = text.slice(start, start + most * 2);
  const end = lastWithin(words, ahead, most) ?? lastWithin(characters, ahead, most) ?? wholePairs(run);
  return { end: start + end, isSentence: false };
}

/** The last border in the second half of what fits. */
function lastWithin(segmenter: Intl.Segmenter, text: string, most: number): number | undefined {
  let last: number | undefined;
  for (const { index } of segmenter.segment(text)) {
    if (index > most) break;
    last = index;
  }
  return last !== undefined && last >= most / 2 ? last : undefined;
}

function wholePairs(run: string): number {
  const last = run.charCodeAt(run.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return isHalf && run.length > 1 ? run.length - 1 : run.length;
}

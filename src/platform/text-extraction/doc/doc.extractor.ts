import type { FormatExtractor } from '../format-extractor.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';
import { storyText } from './story-text.js';
import { WordControls } from './word-controls.js';
import type { Story, WordFile } from './word-file.js';

/** As a reader meets them: what belongs to the text first. Macros are not text. */
const order: Story[] = ['main', 'footnotes', 'endnotes', 'textBoxes', 'comments', 'headers', 'headerTextBoxes'];
/** Segments end at a paragraph when they are this long. */
const SEGMENT_CHARACTERS = 16_384;

/** Documents of Word 6, 95 and 97 to 2003. They hold no pages: those are made when a document is shown. */
export const docExtractor: FormatExtractor = {
  accepts: ({ kind }) => kind === 'doc',

  async *extract({ bytes }) {
    const [{ CompoundFile }, { openWordFile }] = await Promise.all([
      import('./compound-file.js'),
      import('./word-file.js'),
    ]);
    const word = openWordFile(new CompoundFile(bytes));
    const progress = new Progress();
    const total = word.stories.headerTextBoxes.end;
    let read = 0;
    for (const story of order) {
      for (const text of story === 'headers' ? distinctLines(word) : paragraphsOf(word, story)) {
        if (text.trim()) yield segment(text);
        read += text.length;
        yield* progress.at(read / total);
      }
    }
  },
};

function* paragraphsOf({ stream, pieces, stories }: WordFile, story: Story): Generator<string> {
  const controls = new WordControls();
  let pending = '';
  for (const raw of storyText(stream, pieces, stories[story])) {
    pending += controls.text(raw);
    const end = pending.lastIndexOf('\n');
    if (pending.length < SEGMENT_CHARACTERS || end < 0) continue;
    yield pending.slice(0, end);
    pending = pending.slice(end + 1);
  }
  yield pending.replace(/\n+$/, '');
}

/** Each section has headers and footers of its own, most of them the same. */
function* distinctLines(word: WordFile): Generator<string> {
  const lines = new Set<string>();
  for (const text of paragraphsOf(word, 'headers')) for (const line of text.split('\n')) lines.add(line.trim());
  yield [...lines].filter(Boolean).join('\n');
}

import { type Piece, styled } from '../../output/styles.js';

/** A piece of text whose hits are marked by `<mark>` or `<b>`, on one line. */
export function highlighted(text: string): Piece[] {
  return text
    .replace(/\s+/g, ' ')
    .split(/(<mark>.*?<\/mark>)/)
    .filter(Boolean)
    .map((part) => {
      const hit = /^<mark>(.*)<\/mark>$/.exec(part);
      return hit ? styled('yellow', plain(hit[1]!)) : plain(part);
    });
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

const plain = (html: string) => html.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity]!);

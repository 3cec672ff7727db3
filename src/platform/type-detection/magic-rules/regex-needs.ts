/** A piece of a POSIX expression, and how often it occurs. */
interface Item {
  /** The same for JavaScript; undefined where that is not the same in every locale: any character but some. */
  source?: string;
  /** Of an expression in parentheses. */
  alternatives?: Item[][];
  /** Where no character is: the start or the end of a line. */
  place?: 'start' | 'end';
  hasLineFeed?: boolean;
  min: number;
  max: number;
}

/** Nothing, or a start of a line with what may be missing behind it. */
const NO_CHARACTER = /^(?:\^(?:.*\*)?)?$/;
const once = { min: 1, max: 1 };
const FOREIGN = '\\x80-\\xff';
const classes: Record<string, string> = {
  alnum: `a-z0-9${FOREIGN}`,
  alpha: `a-z${FOREIGN}`,
  digit: '0-9',
  space: ' \\t\\n\\v\\f\\r',
};

/**
 * Patterns of JavaScript, each of which is in every text in lower case whose original the expression matches: its parts without repetition, so that
 * searching for them takes linear time whatever the text. None where the expression cannot be read.
 */
export function regexNeeds(expression: string): string[] {
  try {
    return needsOf(new Parser(expression).all());
  } catch (error) {
    if (error instanceof UnreadableError) return [];
    throw error;
  }
}

class UnreadableError extends Error {}

function needsOf(items: Item[]): string[] {
  const needs = new Needs();
  for (const [index, item] of items.entries()) {
    const source = item.source ?? choiceOf(item);
    if (item.place === 'start' && index === 0) needs.add('^');
    else if (needs.current === '^' && isSpan(item)) needs.add(`${source}*`);
    else if (source === undefined || item.min === 0) needs.end(needsInside(item));
    else if (item.max > 1) needs.add(source).end();
    else needs.add(source);
  }
  return needs.end().found;
}

/** What is there without a gap, piece by piece. */
class Needs {
  readonly found: string[] = [];
  current = '';

  add(source: string): this {
    this.current += source;
    return this;
  }

  end(others: string[] = []): this {
    if (!NO_CHARACTER.test(this.current)) this.found.push(this.current);
    this.found.push(...others);
    this.current = '';
    return this;
  }
}

/** Of parentheses that are there, without a choice. */
function needsInside({ alternatives, min }: Item): string[] {
  return min > 0 && alternatives?.length === 1 ? needsOf(alternatives[0]!) : [];
}

/** Any number of one kind of character within a line. */
function isSpan({ source, hasLineFeed, min, max }: Item): boolean {
  return source !== undefined && hasLineFeed !== true && min === 0 && max === Infinity;
}

/** Of parentheses around simple alternatives. */
function choiceOf({ alternatives }: Item): string | undefined {
  const isSimple = alternatives?.every((items) =>
    items.every(({ source, min, max }) => source !== undefined && min === 1 && max === 1),
  );
  if (!isSimple) return undefined;
  return `(?:${alternatives!.map((items) => items.map(({ source }) => source).join('')).join('|')})`;
}

/** The extended regular expressions of POSIX, as far as libmagic's rules use them. */
class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  /** An expression with alternatives at its top has no part that is always there. */
  all(): Item[] {
    const alternatives = this.alternatives();
    if (this.at < this.text.length || alternatives.length > 1) throw new UnreadableError();
    return alternatives[0]!;
  }

  private alternatives(): Item[][] {
    const all: Item[][] = [[]];
    while (this.at < this.text.length && this.text[this.at] !== ')') {
      if (this.text[this.at] === '|') {
        this.at++;
        all.push([]);
      } else all.at(-1)!.push({ ...this.atom(), ...this.quantifier() });
    }
    return all;
  }

  private atom(): Item {
    const character = this.text[this.at++]!;
    switch (character) {
      case '(':
        return this.parentheses();
      case '[':
        return this.bracket();
      case '.':
        return { ...once };
      case '^':
        return { place: 'start', ...once };
      case '$':
        return { place: 'end', ...once };
      case '\\':
        return this.escaped();
      default:
        return literal(character);
    }
  }

  private parentheses(): Item {
    const alternatives = this.alternatives();
    if (this.text[this.at++] !== ')') throw new UnreadableError();
    return { alternatives, ...once };
  }

  /** A letter behind a backslash is an extension of POSIX. */
  private escaped(): Item {
    const character = this.text[this.at++];
    if (character === undefined || /[\w<>]/.test(character)) throw new UnreadableError();
    return literal(character);
  }

  private quantifier(): { min: number; max: number } {
    const [found, min, comma, max] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(this.text.slice(this.at)) ?? [''];
    this.at += found.length;
    if (found === '') return once;
    if (min === undefined) return { min: found === '+' ? 1 : 0, max: found === '?' ? 1 : Infinity };
    return { min: Number(min), max: comma === '' ? Number(min) : max === '' ? Infinity : Number(max) };
  }

  private bracket(): Item {
    const [whole, not, content] = /^(\^?)(\]?(?:\[:\w+:\]|[^\]])*)\]/.exec(this.text.slice(this.at)) ?? [];
    if (whole === undefined) throw new UnreadableError();
    this.at += whole.length;
    if (not === '^') return { ...once };
    const source = content!.replaceAll(/\[:(\w+):\]|([\\[\]^])|[^]/g, (one, name?: string, special?: string) => {
      if (name !== undefined) return classes[name] ?? unreadable();
      return special === undefined ? one : `\\${special}`;
    });
    // In lower case, and as it is: a range may begin with a capital letter and end with none.
    return { source: `[${source}${source.toLowerCase()}]`, hasLineFeed: new RegExp(`[${source}]`).test('\n'), ...once };
  }
}

function unreadable(): never {
  throw new UnreadableError();
}

function literal(letter: string): Item {
  const character = letter.toLowerCase();
  return { source: character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'), hasLineFeed: character === '\n', ...once };
}

import type { SaxesTagNS } from 'saxes';
import { canonicalName } from './namespaces.js';

/** An element that begins. Names are those of `canonicalName`. */
export class XmlElement {
  readonly name: string;

  constructor(
    private readonly tag: SaxesTagNS,
    /** Name of the element around it. */
    readonly parent: string,
  ) {
    this.name = canonicalName(tag.uri, tag.local);
  }

  /** `val`: without a namespace or in that of the element; `r:id`: in that namespace. */
  attribute(name: string): string | undefined {
    for (const key in this.tag.attributes) {
      const { uri, local, value } = this.tag.attributes[key]!;
      const isOwn = uri === '' || uri === this.tag.uri;
      if ((isOwn && local === name) || (name.includes(':') && canonicalName(uri, local) === name)) return value;
    }
    return undefined;
  }
}

/** Follows a part's XML. */
export interface XmlVisitor {
  /** `skip`: neither it nor what is in it is visited further. */
  open?(element: XmlElement): 'skip' | void;
  /** Text of the innermost element; it may come in pieces. */
  text?(text: string): void;
  close?(name: string): void;
}

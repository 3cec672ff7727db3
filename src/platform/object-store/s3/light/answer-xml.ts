import { XMLParser } from 'fast-xml-parser';

/** An element of a response: text, or children by name. */
type XmlElement = string | { [name: string]: XmlElement | XmlElement[] };

export interface XmlDocument {
  root: string;
  /** The text of a child of the root. */
  text(name: string): string | undefined;
  /** The children of the root with this name. */
  children(name: string): { text(name: string): string | undefined }[];
}

// Values are not converted: a key may be "007" or " ".
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: true,
});

/** Reads the XML of a response; `null` for anything else, such as the HTML page of a proxy that is no XML. */
export function parseAnswer(body: string): XmlDocument | null {
  const parsed = tryParse(body);
  const root = Object.keys(parsed).find((name) => name !== '#text');
  if (root === undefined) return null;
  const element = parsed[root]!;
  return {
    root,
    text: (name) => textOf(element as XmlElement, name),
    children: (name) => childrenOf(element as XmlElement, name).map((child) => ({ text: (of) => textOf(child, of) })),
  };
}

function tryParse(body: string): { [name: string]: XmlElement | XmlElement[] } {
  try {
    return parser.parse(body) as { [name: string]: XmlElement };
  } catch {
    return {};
  }
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  if (typeof element === 'string' || !Object.hasOwn(element, name)) return [];
  return [element[name]!].flat();
}

function textOf(element: XmlElement, name: string): string | undefined {
  const child = childrenOf(element, name)[0];
  return typeof child === 'string' ? child : undefined;
}

const named: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };

export function escapeXml(text: string): string {
  return text.replace(/[<>&"'\p{Cc}]/gu, (character) => named[character] ?? `&#${character.codePointAt(0)};`);
}

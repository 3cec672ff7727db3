import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { s3Errors } from './s3-error.js';

/** A parsed element: text, or children by name. */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const TEXT_NODE = '#text';

// Values are not converted: a key may be "007" or " ".
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: true,
});

/** Parses a request body whose root must be `root`. Documents that declare entities are refused. */
export function parseXml(text: string, root: string): XmlNode {
  if (text.includes('<!') || XMLValidator.validate(text) !== true) throw s3Errors.malformedXml();
  const node = childOf(parse(text), root);
  if (node === undefined) throw s3Errors.malformedXml();
  return node;
}

/** The parser throws for deep nesting and dangerous names. */
function parse(text: string): XmlNode {
  try {
    return parser.parse(text);
  } catch {
    throw s3Errors.malformedXml();
  }
}

/** The children with this name. */
export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return [];
  return [node[name] ?? []].flat();
}

export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return childrenOf(node, name)[0];
}

/** The text of a child; undefined when it is missing or contains elements. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  const child = childOf(node, name);
  return typeof child === 'string' ? child : undefined;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"'\p{Cc}]/gu, (c) => `&#${c.codePointAt(0)};`);
}

/** `<name>value</name>`, or nothing when there is no value. */
export function element(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
}

export function document(root: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${inner}</${root}>`;
}

/** Renders the children of a parsed element, to return a stored configuration. */
export function renderChildren(node: XmlNode): string {
  if (typeof node === 'string') return escapeXml(node.trim());
  return Object.entries(node)
    .filter(([name]) => name !== TEXT_NODE)
    .flatMap(([name, child]) => [child].flat().map((one) => `<${name}>${renderChildren(one)}</${name}>`))
    .join('');
}

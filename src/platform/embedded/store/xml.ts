/** A parsed element: text, or children by name. */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const TEXT_NODE = '#text';

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

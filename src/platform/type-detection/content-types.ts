import { ooxmlMainTypes, VBA_PROJECT } from './ooxml-types.js';

/** The type that an Office package declares. */
export interface OfficeType {
  mimeType: string;
  macroEnabled: boolean;
}

interface Declaration {
  ContentType?: string;
  PartName?: string;
  Extension?: string;
}

// A scan for two elements and three attributes: a parser would block the event loop for 300 ms over a hostile part.
const element = /<(?:\w{1,40}:)?(?:Override|Default)\s([^<>]*)>/g;
const attribute = /\b(PartName|Extension|ContentType)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Reads `[Content_Types].xml`; `names` are the members in lower case. A main part must really be there. */
export function officeType(xml: string, names: ReadonlySet<string>): OfficeType | undefined {
  const declarations = declared(xml);
  for (const declaration of declarations) {
    const mimeType = ooxmlMainTypes.get(contentType(declaration));
    if (mimeType === undefined || !isPresent(declaration, names)) continue;
    const macros = declarations.some((other) => contentType(other) === VBA_PROJECT);
    return { mimeType, macroEnabled: macros || mimeType.includes('macroEnabled') };
  }
  return undefined;
}

function declared(xml: string): Declaration[] {
  return Array.from(withoutComments(xml).matchAll(element), ([, attributes = '']) =>
    Object.fromEntries(
      Array.from(attributes.matchAll(attribute), ([, name, double, single]) => [name, double ?? single]),
    ),
  );
}

/** What is commented out declares nothing; a comment that does not end hides all the rest. */
function withoutComments(xml: string): string {
  const [first = '', ...rest] = xml.split('<!--');
  return first + rest.map((part) => (part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : '')).join('');
}

function contentType(declaration: Declaration): string {
  return (declaration.ContentType ?? '').toLowerCase();
}

function isPresent({ PartName, Extension }: Declaration, names: ReadonlySet<string>): boolean {
  if (PartName !== undefined) return names.has(PartName.toLowerCase().replace(/^\//, ''));
  const suffix = `.${Extension?.toLowerCase()}`;
  return [...names].some((name) => name.endsWith(suffix));
}

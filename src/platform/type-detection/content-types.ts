import { XMLParser } from 'fast-xml-parser';
import { ooxmlMainTypes, VBA_PROJECT } from './ooxml-types.js';

/** What an Office package says it is. */
export interface OfficeType {
  mimeType: string;
  macroEnabled: boolean;
}

interface Declaration {
  ContentType?: string;
  PartName?: string;
  Extension?: string;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  processEntities: false,
  removeNSPrefix: true,
  isArray: (name) => name === 'Override' || name === 'Default',
});

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
  try {
    const { Types } = parser.parse(xml) as { Types?: { Override?: Declaration[]; Default?: Declaration[] } };
    return [...(Types?.Override ?? []), ...(Types?.Default ?? [])];
  } catch {
    return [];
  }
}

function contentType(declaration: Declaration): string {
  return String(declaration.ContentType ?? '').toLowerCase();
}

function isPresent({ PartName, Extension }: Declaration, names: ReadonlySet<string>): boolean {
  if (PartName !== undefined) return names.has(PartName.toLowerCase().replace(/^\//, ''));
  const suffix = `.${Extension?.toLowerCase()}`;
  return [...names].some((name) => name.endsWith(suffix));
}

/** Values that pass where a request must be complete and its content does not matter. Keyed by camelCase field name. */
const samples: Record<string, unknown> = {
  role: 'viewer',
  scopes: ['uploads:read'],
  contentType: 'application/pdf',
  mimeType: 'application/pdf',
  filename: 'a.pdf',
  partNumbers: [1],
  email: 'nobody@example.com',
  password: 'a password of nobody',
  url: 'https://example.com/hook',
  q: 'quarterly',
  query: 'quarterly',
  field: 'NAME',
  reason: 'a test',
  sha256: '0'.repeat(64),
};

export const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Whether a field or parameter takes an id of ours, by its name. */
export const takesId = (name: string) => /(^ids?|_ids?|Ids?)$/.test(name);

/** What kind of thing such a field means: `workspace_id` and `workspaceId` are both `workspace`. */
export const kindOf = (name: string) => camelCase(name).replace(/Ids?$/, '') || 'id';

/** The one list of objects is spelled as its protocol spells. */
const manyUploads = (type: string) =>
  type === 'array'
    ? [{ filename: 'a.pdf', content_type: 'application/pdf' }]
    : [{ filename: 'a.pdf', contentType: 'application/pdf' }];

/** Values of enums that GraphQL spells otherwise than REST. */
const enums: Record<string, unknown> = {
  Role: 'VIEWER',
  Scope: ['UPLOADS_READ'],
  UnscannableCause: 'ENCRYPTED',
  UnscannablePolicy: 'REJECT',
};

export function sampleOf(name: string, type: string): unknown {
  if (type in enums) return enums[type];
  const known = name === 'uploads' ? manyUploads(type) : samples[camelCase(name)];
  if (known !== undefined) return known;
  const byType: Record<string, unknown> = {
    integer: 1,
    number: 1,
    Int: 1,
    ByteSize: 1,
    Float: 1,
    boolean: true,
    Boolean: true,
    object: {},
    JSON: {},
    array: [],
  };
  return byType[type] ?? 'x';
}

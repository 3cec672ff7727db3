/** The APIs that uploads are created by. `uploads`: the REST and GraphQL API of its own. */
export const faces = ['uploads', 'files', 'documents', 'direct', 'form', 'uppy', 'tus'] as const;
export type Face = (typeof faces)[number];

import mime from 'mime';

/** By extension, as browsers do and as `airlock audit` assumes. */
export const mediaTypeOf = (name: string): string => mime.getType(name) ?? 'application/octet-stream';

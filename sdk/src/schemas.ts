import type { components } from './generated/openapi.js';

/** Resources as the service sends them, by their names in its OpenAPI document. */
export type Schemas = components['schemas'];

export type AirlockFile = Schemas['FileView'];
export type Upload = Schemas['UploadView'];
export type Document = Schemas['DocumentView'];

/** One page of a list. `next_cursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

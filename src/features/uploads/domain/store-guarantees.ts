import { rulesOf, type UploadMethod } from './upload-method.js';
import { UploadErrors } from './upload.errors.js';

/** What is known of the configured object store, as far as a new upload depends on it. */
export interface StoreAbilities {
  /** A signed form was proven to bind key, type and length. */
  takesForms: boolean;
  /** Forms were proven not to work. Where nothing is known, a form may be tried. */
  lacksForms: boolean;
  enforces(guarantee: string): boolean;
}

/** A completed multipart object cannot be written again on any store: its URLs end with its session. */
const isInherent = (method: UploadMethod, guarantee: string) => method === 'MULTIPART' && guarantee === 'create_only';

/** What the store enforces for an upload that asks for these: only what is known to hold. */
export function guaranteesFor(
  { method, size, guarantees = [] }: { method: UploadMethod; size?: number; guarantees?: readonly string[] },
  store: StoreAbilities,
): string[] {
  const isUnbounded = method === 'MULTIPART_UNSIZED' || (method === 'PUT' && size === undefined);
  const always = isUnbounded ? ['type'] : ['length', 'type'];
  const extra = rulesOf({ method }).guarantees.filter((guarantee) => guarantees.includes(guarantee));
  return [...always, ...extra].filter((guarantee) => isInherent(method, guarantee) || store.enforces(guarantee));
}

export function takesMethod(store: Pick<StoreAbilities, 'lacksForms'>, method: UploadMethod): boolean {
  return method !== 'POST' || !store.lacksForms;
}

/** Refuses a form where the store was found to take none, or not to enforce their conditions. */
export function requireMethod(store: Pick<StoreAbilities, 'lacksForms'>, method: UploadMethod): void {
  if (!takesMethod(store, method)) throw UploadErrors.noForms();
}

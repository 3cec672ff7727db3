const MIB = 1024 ** 2;
const GIB = 1024 * MIB;

/** What one way of sending the bytes needs, what bounds it and what completes it. */
interface MethodRules {
  /** Whether a client may ask for it when it creates an upload. */
  requestable: boolean;
  /** Whether the size must be declared at creation. */
  needsSize: boolean;
  /** The most bytes that the store takes this way, and how a refusal names that limit. */
  maxBytes: number;
  limitName: string;
  /** What can be signed for the client: one URL for the whole file, one for each part, or none. */
  urls: 'whole' | 'parts' | 'none';
  /** Whether the store keeps a multipart session for it. */
  inParts: boolean;
  /**
   * What completes it: `confirmation` is a call of the client, a store event or the reconciler, whichever finds the bytes first;
   * `request` is only the request that carries the bytes, or that says they are all there; `receipt` is the record of
   * the last byte, which the service takes itself.
   */
  completedBy: 'confirmation' | 'request' | 'receipt';
  /** Guarantees beyond length and type that its URLs can carry: forms sign no conditions, parts no hash of the whole. */
  guarantees: readonly ('sha256' | 'create_only')[];
}

const byUrl = { requestable: true, completedBy: 'confirmation' } as const;

/** Every upload method. A new one is a row here, a value of the database's enum and a folder beside `streaming`. */
export const uploadMethods = {
  PUT: {
    ...byUrl,
    ...{ needsSize: false, urls: 'whole', inParts: false, guarantees: ['sha256', 'create_only'] },
    ...{ maxBytes: 5 * GIB, limitName: 'one PUT (MULTIPART takes more)' },
  },
  POST: {
    ...byUrl,
    ...{ needsSize: false, urls: 'whole', inParts: false, guarantees: [] },
    ...{ maxBytes: 5 * GIB, limitName: 'one POST (MULTIPART takes more)' },
  },
  MULTIPART: {
    ...byUrl,
    ...{ needsSize: true, urls: 'parts', inParts: true, guarantees: ['create_only'] },
    ...{ maxBytes: 5 * 1024 * GIB, limitName: 'the store' },
  },
  /** The bytes arrive with the request; the service sends them to the store in parts. */
  STREAMED: {
    ...{ requestable: false, completedBy: 'request' },
    ...{ needsSize: false, urls: 'none', inParts: true, guarantees: [] },
    ...{ maxBytes: 5 * 1024 * GIB, limitName: 'the store' },
  },
  /** Parts that the client cuts as it likes: their sum is known once the client says that all are there. */
  MULTIPART_UNSIZED: {
    ...{ requestable: false, completedBy: 'request' },
    ...{ needsSize: false, urls: 'none', inParts: true, guarantees: ['create_only'] },
    ...{ maxBytes: 5 * 1024 * GIB, limitName: 'the store' },
  },
  /** The bytes arrive with requests of the tus protocol; the service sends them to the store in parts of 8 MiB at most. */
  TUS: {
    ...{ requestable: false, completedBy: 'receipt' },
    ...{ needsSize: false, urls: 'none', inParts: true, guarantees: [] },
    ...{ maxBytes: 10_000 * 8 * MIB, limitName: 'tus (MULTIPART takes more)' },
  },
} as const satisfies Record<string, MethodRules>;

export type UploadMethod = keyof typeof uploadMethods;
export const uploadMethodNames = Object.keys(uploadMethods) as UploadMethod[];

/** What a client may ask for. */
export type RequestableMethod = {
  [Method in UploadMethod]: (typeof uploadMethods)[Method]['requestable'] extends true ? Method : never;
}[UploadMethod];
export const requestableMethods = uploadMethodNames.filter(
  (method): method is RequestableMethod => uploadMethods[method].requestable,
);

export const rulesOf = ({ method }: { method: UploadMethod }): MethodRules => uploadMethods[method];

/** Above this a file is sent in parts unless the caller wants it otherwise. */
const IN_PARTS_ABOVE_BYTES = 100 * MIB;

interface Asked {
  method?: UploadMethod;
  fileSizeBytes?: number;
  guarantees?: readonly string[];
}

/** Why the declared size does not suffice, if it does not. */
export function sizeProblem({ method, fileSizeBytes }: Asked): string | undefined {
  const isMissing = method && uploadMethods[method].needsSize && fileSizeBytes === undefined;
  return isMissing ? `is needed for ${method}: the parts are planned from it` : undefined;
}

/**
 * The method of an upload for which this was asked. Of an unknown size only a form bounds the length, so it is a form
 * where the store is known to take them and no guarantee needs a PUT.
 */
export function methodFor({ method, fileSizeBytes: size, guarantees = [] }: Asked, takesForms: boolean): UploadMethod {
  if (method) return method;
  if (size !== undefined) return size > IN_PARTS_ABOVE_BYTES ? 'MULTIPART' : 'PUT';
  const needsPut = uploadMethods.PUT.guarantees.some((guarantee) => guarantees.includes(guarantee));
  return takesForms && !needsPut ? 'POST' : 'PUT';
}

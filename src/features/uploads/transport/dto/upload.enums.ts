import type { NamedValues } from '../../../../edge/dto/enum-types.js';
import type { Guarantee } from '../../../../platform/object-store/url-signer.js';
import { typeProofs } from '../../../../shared/media-types/type-proof.js';
import type { RequestableMethod, UploadMethod } from '../../domain/upload-method.js';

export const describedUploadStatus = {
  name: 'UploadStatus',
  meaning: 'Where an upload is in its life.',
  values: {
    PENDING: 'Its URL was issued; no bytes have arrived.',
    IN_PROGRESS: 'Its bytes are arriving, in parts or by tus.',
    PROCESSING: 'Its bytes have arrived and are verified and scanned.',
    COMPLETED: 'Its file is available.',
    COMPLETED_WITH_ERRORS: 'Its file is available, but was flagged, or no object was made of it.',
    FAILED: 'It was rejected, or it expired: the reason says why.',
    CANCELED: 'It was canceled.',
    SKIPPED: 'No upload was made: an object with the same unique key exists.',
  },
} satisfies NamedValues;

const requestable = {
  PUT: 'One PUT of the whole file.',
  POST: 'One POST of a form with the file.',
  MULTIPART: 'One PUT for each part.',
} satisfies Record<RequestableMethod, string>;

export const describedRequestableMethod = {
  name: 'RequestableUploadMethod',
  meaning: 'How the bytes of a new upload can be sent.',
  values: requestable,
} satisfies NamedValues;

export const describedUploadMethod = {
  name: 'UploadMethod',
  meaning: 'How the bytes of an upload are sent.',
  values: {
    ...requestable,
    STREAMED: 'They came with the request, as a form of the files API.',
    MULTIPART_UNSIZED: 'In parts that the client cuts, as Uppy does.',
    TUS: 'By the tus protocol.',
  } satisfies Record<UploadMethod, string>,
} satisfies NamedValues;

export const describedGuarantee = {
  name: 'Guarantee',
  meaning: 'What the store enforces for the URL of an upload.',
  values: {
    length: 'Exactly the declared number of bytes.',
    type: 'The declared MIME type, as Content-Type.',
    sha256: 'Bytes of the declared SHA-256.',
    create_only: 'The URL stores one file, once.',
  } satisfies Record<Guarantee, string>,
} satisfies NamedValues;

export const describedTypeProof = {
  name: 'TypeProof',
  meaning: 'What the bytes of a file say about its declared type.',
  values: typeProofs,
} satisfies NamedValues;

export const describedDisposition = {
  name: 'Disposition',
  meaning: 'What a browser does with a download.',
  values: { inline: 'Shows it.', attachment: 'Saves it.' },
} satisfies NamedValues;

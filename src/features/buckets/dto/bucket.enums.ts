import type { NamedValues } from '../../../edge/dto/enum-types.js';
import type { UnscannableCause } from '../../../platform/malware-scanner/malware-scanner.js';
import type { BucketSettings } from '../domain/bucket.js';
import type { FileType } from '../domain/file-type.js';
import { typePolicies } from '../domain/type-policy.js';
import type { UnscannablePolicy } from '../domain/unscannable.js';

export const describedBucketStatus = {
  name: 'BucketStatus',
  meaning: 'Whether a bucket accepts files.',
  values: {
    ACTIVE: 'It accepts files.',
    ARCHIVED: 'It accepts nothing new, for good; files stay readable.',
    SUSPENDED: 'It accepts nothing new for now; files stay readable.',
  } satisfies Record<BucketSettings['status'], string>,
} satisfies NamedValues;

export const describedKeyStrategy = {
  name: 'KeyStrategy',
  meaning: 'How the final keys of files are named.',
  values: {
    id: '`{workspace_id}/{bucket_id}/{upload_id}`.',
    date: 'By day: the prefix of the bucket, then `YYYY/MM/DD/{upload_id}[.ext]`.',
    template: 'By the template of the bucket.',
  } satisfies Record<BucketSettings['keyStrategy'], string>,
} satisfies NamedValues;

export const describedUnscannablePolicy = {
  name: 'UnscannablePolicy',
  meaning: 'What happens to files that cannot be scanned, for example encrypted ones.',
  values: {
    reject: 'They are refused and deleted.',
    quarantine: 'They are kept unreadable until an administrator releases or deletes them.',
    allow_flagged: 'They are admitted; their uploads have the status COMPLETED_WITH_ERRORS.',
  } satisfies Record<UnscannablePolicy, string>,
} satisfies NamedValues;

export const describedUnscannableCause = {
  name: 'UnscannableCause',
  meaning: 'Why a file cannot be scanned.',
  values: {
    encrypted: 'It, or a file in it, is encrypted.',
    archive_too_deep: 'Archives in archives, deeper than the limit.',
    archive_too_many_entries: 'An archive of more entries than the limit.',
    archive_too_large: 'An archive that unpacks to more bytes than the limit.',
    archive_ratio: 'An archive that unpacks to far more bytes than it has.',
    archive_method: 'An archive with a compression method that cannot be unpacked.',
    archive_corrupt: 'An archive that is damaged.',
    archive_format: 'An archive of a format that cannot be opened.',
    polyglot: 'It is two formats at once.',
    too_large: 'It is larger than the scanner takes.',
    limits_exceeded: 'The scanner stopped at one of its own limits.',
  } satisfies Record<UnscannableCause, string>,
} satisfies NamedValues;

export const describedTypePolicy = {
  name: 'TypePolicy',
  meaning: 'Which files a bucket refuses for their declared type.',
  values: typePolicies,
} satisfies NamedValues;

export const describedFileType = {
  name: 'FileType',
  meaning: 'The type of a property that holds a file.',
  values: {
    IMAGE: 'Pictures.',
    VIDEO: 'Videos.',
    AUDIO: 'Sound.',
    TEXT: 'Text of any kind.',
    PDF: 'PDF files.',
    DOCUMENT: 'Office files, PDF and text.',
    OTHER: 'Any file.',
  } satisfies Record<FileType, string>,
} satisfies NamedValues;

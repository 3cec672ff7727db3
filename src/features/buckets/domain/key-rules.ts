import { looksLikeId } from '../../../shared/ids.js';
import type { BucketSettings } from './bucket.js';
import { longestKey, placeholders } from './key-template.js';

/** Folders of a workspace for bytes that are not admitted files. No final key is in them. */
export const reservedFolders = ['staging', 'sealed', 'quarantine', 'variants'] as const;

/** S3 takes 1,024 bytes; a later attempt at admission appends its number. */
const MAX_KEY_BYTES = 900;
const PREFIX_PATTERN = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*\/?$/;

/**
 * Final keys of the date strategy start with the prefix. A part that looks like an id could name a workspace, and with
 * it a folder where unscanned bytes are; two buckets with one prefix never meet, because each key ends in its upload's id.
 */
export function prefixProblem({ keyStrategy, keyPrefix }: BucketSettings): string | undefined {
  if (keyPrefix === '') return undefined;
  if (keyStrategy !== 'date') return 'is for the key strategy date only; send an empty one';
  if (!PREFIX_PATTERN.test(keyPrefix)) return 'must be parts of A-Z a-z 0-9 _ - divided by single slashes';
  if (keyPrefix.split('/').some(looksLikeId)) return 'must have no part that starts like an id';
  return undefined;
}

/** Whatever a file is called, a key by this template is legal, is no other upload's, and is in no reserved folder. */
export function templateProblem({ keyStrategy, keyTemplate, name }: BucketSettings): string | undefined {
  if (keyStrategy !== 'template')
    return keyTemplate === null ? undefined : 'is for the key strategy template only; send null';
  if (keyTemplate === null) return 'is needed for the key strategy template';
  return wordingProblem(keyTemplate) ?? folderProblem(keyTemplate.replaceAll('{bucket_name}', () => name).split('/'));
}

function wordingProblem(template: string): string | undefined {
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].find(([, name]) => !Object.hasOwn(placeholders, name!));
  if (unknown) return `has the unknown placeholder ${unknown[0]}; there are {${Object.keys(placeholders).join('} {')}}`;
  if (!/^[A-Za-z0-9._/-]*$/.test(template.replace(/\{\w+\}/g, '')))
    return 'may have A-Z a-z 0-9 . _ - and slashes besides placeholders in braces';
  if (!template.includes('{upload_id}')) return 'must hold {upload_id}, so that no two files have one key';
  const longest = longestKey(template);
  if (longest > MAX_KEY_BYTES)
    return `must make keys of ${MAX_KEY_BYTES} bytes at most; the longest would have ${longest}`;
  return undefined;
}

/** Only the last part may hold what senders of files choose: a folder can then be judged before there is any file. */
function folderProblem(parts: string[]): string | undefined {
  const folders = parts.slice(0, -1);
  if (parts.includes('')) return 'must be parts divided by single slashes, without one at the start or the end';
  if (parts.some((part) => /^\.|\.$|\.\./.test(part)))
    return 'must have no part that starts or ends with a dot, and no two dots in a row';
  if (folders.some((folder) => /\{(filename|ext)\}/.test(folder)))
    return 'may have {filename} and {ext} in its last part only';
  if (parts.some(looksLikeId)) return 'must have no part that starts like an id; use a placeholder';
  const reserved = folders[0] === '{workspace_id}' && reservedFolders.find((folder) => folder === folders[1]);
  if (reserved) return `must not name the folder ${reserved} of the workspace`;
  return undefined;
}

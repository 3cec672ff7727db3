import type { Command } from '../arguments/definition.js';
import { audit } from './audit.js';
import { addDocuments } from './docs/add.js';
import { listDocuments } from './docs/ls.js';
import { searchDocuments } from './docs/search.js';
import { documentStatus } from './docs/status.js';
import { doctor } from './doctor.js';
import { get } from './get.js';
import { createKey } from './keys/create.js';
import { listKeys } from './keys/ls.js';
import { revokeKey } from './keys/revoke.js';
import { login } from './login.js';
import { logout } from './logout.js';
import { ls } from './ls.js';
import { rm } from './rm.js';
import { upload } from './upload.js';
import { usage } from './usage.js';
import { listen } from './webhooks/listen.js';
import { whoami } from './whoami.js';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  ...[login, logout, whoami],
  ...[upload, ls, get, rm],
  ...[addDocuments, searchDocuments, listDocuments, documentStatus],
  ...[listKeys, createKey, revokeKey, usage],
  ...[audit, doctor, listen],
];

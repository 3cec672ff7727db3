import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import { commandsContract } from '../support/cli/commands.contract.js';
import { examplesContract } from '../support/cli/examples.contract.js';
import { getContract } from '../support/cli/get.contract.js';
import { listenContract } from '../support/cli/listen.contract.js';
import { ADMIN, loginContract } from '../support/cli/login.contract.js';
import { troubleContract } from '../support/cli/trouble.contract.js';
import { uploadContract } from '../support/cli/upload.contract.js';
import { SdkScene } from '../support/sdk/sdk-scene.js';

let scene: SdkScene;
beforeAll(async () => {
  scene = await SdkScene.start({
    BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
    BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
  });
});
beforeEach(() => scene.mend());
afterAll(() => scene.stop());

describe('airlock login', () => loginContract(() => scene.url));
describe('airlock upload', () => uploadContract(() => scene));
describe('airlock get', () => getContract(() => scene));
describe('airlock', () => commandsContract(() => scene));
describe('in trouble, airlock', () => troubleContract(() => scene));
describe('airlock webhooks listen', () => listenContract(() => scene));
describe('programs that send files', () => examplesContract(() => scene));

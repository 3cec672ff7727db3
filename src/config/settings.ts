import type { Setting } from './setting.js';
import { backendSettings } from './settings/backend.settings.js';
import { deliverySettings } from './settings/delivery.settings.js';
import { documentsSettings } from './settings/documents.settings.js';
import { formsSettings } from './settings/forms.settings.js';
import { identitySettings } from './settings/identity.settings.js';
import { imagesSettings } from './settings/images.settings.js';
import { serverSettings } from './settings/server.settings.js';
import { storeSettings } from './settings/store.settings.js';
import { tracingSettings } from './settings/tracing.settings.js';
import { uploadsSettings } from './settings/uploads.settings.js';

/** Every setting Airlock reads. `.env.example` is printed from this table, and a test compares them. */
export const settings = {
  ...serverSettings,
  ...backendSettings,
  ...storeSettings,
  ...identitySettings,
  ...uploadsSettings,
  ...formsSettings,
  ...documentsSettings,
  ...imagesSettings,
  ...deliverySettings,
  ...tracingSettings,
} satisfies Record<string, Setting<unknown>>;

type Parsed<S> = S extends Setting<infer T> ? T : never;
export type Settings = { readonly [Name in keyof typeof settings]: Parsed<(typeof settings)[Name]> };
export type SettingName = keyof Settings;

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Json } from './api.js';

const require = createRequire(import.meta.url);
// jsdom brings no types, and those of the DOM would be global for the whole program.
const { JSDOM } = require('jsdom') as { JSDOM: new (html: string, options: object) => { window: Json } };

/** The published majors of the client, as they are. */
export const railsClients = { '8': '@rails/activestorage', '7': 'activestorage-7' } as const;
export type RailsMajor = keyof typeof railsClients;

/** What the client reports of a blob: the answer of the service without `direct_upload`. */
export interface RailsBlob {
  id: number;
  key: string;
  signed_id: string;
  attachable_sgid: string;
  [field: string]: unknown;
}

export interface RailsFile {
  name: string;
  type: string;
  bytes: Buffer;
}

interface Xhr {
  setRequestHeader(name: string, value: string): void;
}

/** A page of an application with the JavaScript of Active Storage in it, on an origin of its own. Its requests are real. */
export class RailsPage {
  private readonly window: Json;
  private readonly credentials: string;

  constructor(
    private readonly endpoint: string,
    apiKey: string,
    private readonly major: RailsMajor = '8',
    body = '',
  ) {
    this.credentials = `Bearer ${apiKey}`;
    const html = `<!doctype html><meta name="csrf-token" content="of-the-page"><body>${body}</body>`;
    // Visible pages have animation frames, by which the client shows progress.
    const options = { url: 'http://app.example/posts/new', runScripts: 'outside-only', pretendToBeVisual: true };
    this.window = new JSDOM(html, options).window;
    this.window.eval(readFileSync(require.resolve(railsClients[major]), 'utf8'));
  }

  /** Credentials go by custom headers in 8, by the delegate in 7. */
  upload(file: RailsFile): Promise<RailsBlob> {
    const byDelegate = { directUploadWillCreateBlobWithXHR: (xhr: Xhr) => this.authorize(xhr) };
    const how = this.major === '7' ? [byDelegate] : [{}, { Authorization: this.credentials }];
    const upload = new this.window.ActiveStorage.DirectUpload(this.file(file), this.endpoint, ...how);
    return new Promise((resolve, reject) => {
      upload.create((error: unknown, blob: RailsBlob) => (error ? reject(new Error(String(error))) : resolve(blob)));
    });
  }

  /** Submits the page's form with this file chosen, as a person does. Resolves to the fields that its server would get. */
  submit(file: RailsFile): Promise<[string, unknown][]> {
    const { document, FormData, ActiveStorage } = this.window;
    const form = document.querySelector('form');
    Object.defineProperty(form.querySelector('input[type=file]'), 'files', { value: [this.file(file)] });
    ActiveStorage.start();
    document.addEventListener('direct-upload:before-blob-request', ({ detail }: Json) => this.authorize(detail.xhr));
    return new Promise((resolve, reject) => {
      document.addEventListener('direct-upload:error', (event: Json) => {
        event.preventDefault();
        reject(new Error(event.detail.error as string));
      });
      // The client stops the first submission, and submits again once the file was sent.
      form.addEventListener('submit', (event: Json) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        resolve([...new FormData(form).entries()] as [string, unknown][]);
      });
      form.querySelector('button').click();
    });
  }

  close(): void {
    this.window.close();
  }

  private file({ name, type, bytes }: RailsFile): unknown {
    return new this.window.File([new Uint8Array(bytes)], name, { type });
  }

  private authorize(xhr: Xhr): void {
    xhr.setRequestHeader('Authorization', this.credentials);
  }
}

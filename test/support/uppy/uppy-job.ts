/** One file that Uppy is to send. */
export interface UppyJob {
  version: 4 | 5 | 6;
  /** By Companion's routes, by `signRequest`, or by functions of the page that call the REST API with the token. */
  way: 'companion' | 'sign' | 'rest';
  multipart: boolean;
  name: string;
  type: string;
  /** Bytes, each this character. */
  size: number;
  fill: string;
  url: string;
  token: string;
  companionUrl: string;
  signUrl: string;
  /** What the page's `signRequest` adds to Uppy's request. */
  said?: Record<string, unknown>;
}

/** What Uppy reports of it. */
export interface UppyOutcome {
  uploadId?: string;
  uploadUrl?: string;
  /** What the person is shown. */
  error: string | null;
  /** Warnings and errors of Uppy's log. */
  logged: string[];
}

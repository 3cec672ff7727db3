/** What was looked at, and what to do about it. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'problem' | 'unknown';
  detail: string;
  /** What to do; of what is not ok. */
  todo?: string;
}

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });

export const found = (state: Exclude<Check['state'], 'ok'>, name: string, detail: string, todo?: string): Check => ({
  ...{ name, state, detail },
  ...(todo ? { todo } : {}),
});

const HIDDEN = '[hidden]';
/** Shorter values would hide ordinary words. */
const SHORTEST_KNOWN = 8;

/** What one of the forms below begins with or holds: most lines have none of it and are not searched further. */
const SUSPICIOUS = /(?:sk|ut|whsec)_|eyJ|bearer|basic|x-amz-|(?:token|signature|password)=|--|:\/\/[^/\s]*@/i;

/** Secrets by their form: keys, tokens, signed ids, the signature of a URL, the password in a URL. */
const FORMS: [form: RegExp, hidden: string][] = [
  [/(?<![0-9A-Za-z])(sk|ut)_[\w-]{12,}/g, `$1_${HIDDEN}`],
  [/(?<![0-9A-Za-z])whsec_[\w+/=-]{12,}/g, `whsec_${HIDDEN}`],
  [/\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*/g, HIDDEN],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/(x-amz-(?:signature|credential|security-token)(?:=|%3d))[^&\s"']+/gi, `$1${HIDDEN}`],
  [/([?&](?:token|signature|password|[a-z_]*secret)=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/[\w-]{20,}--[\w-]{43}/g, HIDDEN],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^:@/\s]*:)[^@/\s]+(?=@)/gi, `$1${HIDDEN}`],
];

/** Hides what looks like a secret. */
export function hideForms(text: string): string {
  return SUSPICIOUS.test(text) ? FORMS.reduce((shown, [form, hidden]) => shown.replace(form, hidden), text) : text;
}

/**
 * Hides secrets in the texts of a log, those of libraries included: by their form, and values that are known. The last line of
 * defence: what is logged is chosen so that there are none.
 */
export class SecretHider {
  private readonly known = new Set<string>();

  /** Hides these values from now on. */
  add(values: readonly string[]): void {
    for (const value of values) if (value.length >= SHORTEST_KNOWN) this.known.add(value);
  }

  hide(text: string): string {
    let shown = text;
    for (const value of this.known) if (shown.includes(value)) shown = shown.replaceAll(value, HIDDEN);
    return hideForms(shown);
  }
}

import type { StoreCredentials } from '../credentials.js';
import { SigningScope } from './signing-scope.js';

/** The current signing scope; a new one when the day or the credentials change. */
export class SigningScopes {
  private current?: SigningScope;

  constructor(private readonly region: string) {}

  /** `amzDate`: the moment of the signature, YYYYMMDDTHHMMSSZ. */
  at(amzDate: string, credentials: StoreCredentials): SigningScope {
    const day = amzDate.slice(0, 8);
    if (this.current?.day !== day || this.current.credentials !== credentials)
      this.current = new SigningScope(credentials, day, this.region);
    return this.current;
  }
}

import { ExtractionError } from '../extraction-error.js';
import { encodingOfCharset, encodingOfCodePage } from './rtf-charsets.js';
import type { RtfToken } from './rtf-tokens.js';
import { texts, withoutText, withText } from './rtf-words.js';

/** What holds within a group and in those within it. */
interface Group {
  isText: boolean;
  isHidden: boolean;
  isFontTable: boolean;
  /** Characters behind each `\u`, for old readers. */
  replacements: number;
  font: number | undefined;
}

const MOST_DEPTH = 10_000;

/** Turns the tokens of an RTF file into its text. */
export class RtfText {
  private group: Group = { isText: true, isHidden: false, isFontTable: false, replacements: 1, font: undefined };
  private readonly outer: Group[] = [];
  private readonly fonts = new Map<number, string>();
  private encoding = 'windows-1252';
  private defaultFont: number | undefined;
  private mayBePassedOver = false;
  private toSkip = 0;
  /** A character may be spread over several tokens: bytes are decoded when they end. */
  private held: Buffer[] = [];

  /** The text that is complete with this token. */
  take(token: RtfToken): string {
    if (token.kind === 'bytes') return this.bytes(token.bytes);
    const before = this.decoded();
    if (token.kind === 'word') return before + this.word(token.name, token.parameter);
    this.toSkip = 0;
    if (token.kind === 'open') this.open();
    else this.group = this.outer.pop() ?? this.group;
    return before;
  }

  end(): string {
    return this.decoded();
  }

  private open(): void {
    if (this.outer.length === MOST_DEPTH) throw new ExtractionError('corrupt');
    this.outer.push(this.group);
    this.group = { ...this.group };
    this.mayBePassedOver = false;
  }

  private bytes(bytes: Buffer): string {
    const skipped = Math.min(this.toSkip, bytes.length);
    this.toSkip -= skipped;
    if (this.isVisible && skipped < bytes.length) this.held.push(bytes.subarray(skipped));
    return '';
  }

  private word(name: string, parameter: number | undefined): string {
    if (name === '*') {
      this.mayBePassedOver = true;
      return '';
    }
    if (this.mayBePassedOver || withoutText.has(name)) this.group.isText = false;
    this.mayBePassedOver = false;
    if (withText.has(name)) {
      this.group.isText = true;
      return '\n';
    }
    if (name === 'u') return this.unicode(parameter ?? 0);
    this.setting(name, parameter);
    return this.isVisible ? (texts[name] ?? '') : '';
  }

  private unicode(code: number): string {
    this.toSkip = this.group.replacements;
    return this.isVisible ? String.fromCharCode(code & 0xffff) : '';
  }

  private setting(name: string, parameter: number | undefined): void {
    const settings: Record<string, () => void> = {
      uc: () => (this.group.replacements = Math.max(0, parameter ?? 1)),
      v: () => (this.group.isHidden = parameter !== 0),
      deleted: () => (this.group.isHidden = parameter !== 0),
      plain: () => (this.group.isHidden = false),
      mac: () => (this.encoding = 'macintosh'),
      ansicpg: () => (this.encoding = encodingOfCodePage(parameter ?? 0)),
      deff: () => (this.defaultFont = parameter),
      f: () => (this.group.font = parameter),
      fonttbl: () => (this.group.isFontTable = true),
      fcharset: () => this.fontCharset(parameter ?? 0),
    };
    if (Object.hasOwn(settings, name)) settings[name]!();
  }

  private fontCharset(charset: number): void {
    const encoding = encodingOfCharset(charset);
    if (this.group.isFontTable && this.group.font !== undefined && encoding) this.fonts.set(this.group.font, encoding);
  }

  private decoded(): string {
    if (!this.held.length) return '';
    const bytes = Buffer.concat(this.held);
    this.held = [];
    const font = this.group.font ?? this.defaultFont;
    const encoding = (font === undefined ? undefined : this.fonts.get(font)) ?? this.encoding;
    // A western font says nothing of a file in another code page.
    return new TextDecoder(encoding === 'windows-1252' ? this.encoding : encoding).decode(bytes);
  }

  private get isVisible(): boolean {
    return this.group.isText && !this.group.isHidden;
  }
}

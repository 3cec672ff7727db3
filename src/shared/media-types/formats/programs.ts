import { type Format, marked } from '../format.js';
import { LIBMAGIC, manifest, SHARED_MIME_INFO } from '../sources.js';

const elf = (name: string): Format => ({ ...marked(LIBMAGIC, name), family: 'elf' });

/** Executables: their signature contradicts every other declared type. */
export const programs: Format[] = [
  marked(
    LIBMAGIC,
    'application/x-dosexec',
    ...['application/vnd.microsoft.portable-executable', 'application/x-msdownload', 'application/x-msdos-program'],
    ...['application/x-exe', 'application/exe', 'application/dos-exe', 'application/x-winexe'],
  ),
  ...['application/x-executable', 'application/x-pie-executable', 'application/x-sharedlib', 'application/x-elf'].map(
    elf,
  ),
  ...['application/x-object', 'application/x-coredump'].map(elf),
  marked(LIBMAGIC, 'application/x-mach-binary', 'application/x-mach-o-executable'),
  marked(
    manifest('tika-928d3f-AutoDetectParser.class'),
    'application/java-vm',
    ...['application/x-java-applet', 'application/java', 'application/java-byte-code', 'application/x-java-class'],
    ...['application/x-java-vm', 'application/x-java', 'application/java-class'],
  ),
  marked(
    SHARED_MIME_INFO,
    'application/x-shockwave-flash',
    'application/vnd.adobe.flash.movie',
    'application/futuresplash',
  ),
  marked('https://www.w3.org/TR/wasm-web-api-1/', 'application/wasm'),
];

/** What a document says about the repository, as far as a test can compare it with the repository. */
export interface DocumentClaims {
  /** Relative links, without their fragment. */
  links: string[];
  /** Files and folders named in code spans, such as `src/boot/runtime.ts`, `runtime.ts` or `*.repository.ts`. */
  paths: string[];
  /** Scripts of `npm run`. */
  scripts: string[];
  /** Operations of the REST API, such as `GET /v1/uploads/{}`. */
  operations: string[];
  /** Identifiers in code spans: classes, functions, fields, settings, codes. */
  words: string[];
}

const FOLDER = /^(src|test|docs|scripts|prisma|docker|bench|examples|sdk|cli)(\/[\w.*-]+)*\/?$/;
const FILE = /^[\w.*/-]*\.(ts|mjs|sql|md|yaml|prisma|gql|mmd|conf)$/;
const OPERATION = /\b(GET|POST|PUT|PATCH|DELETE) (\/v1[\w/{}.-]*)/g;
/** One word of several humps or parts: `confirmUpload`, `UploadMoves.move`, `claim_scan`, `AIRLOCK_ROLE`. */
const WORD = /^(?=.*[a-z][A-Z]|.*[a-zA-Z]_[a-zA-Z])[A-Za-z][\w.]*(\(\))?$/;

export function claimsOf(markdown: string): DocumentClaims {
  const spans = [...withoutFences(markdown).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
  const paths = spans.filter((span) => FOLDER.test(span) || FILE.test(span));
  return {
    links: all(withoutFences(markdown), /\]\(([^)\s#]+)(?:#[^)]*)?\)/g).filter((link) => !/^[a-z]+:/.test(link)),
    paths,
    scripts: all(markdown, /\bnpm run ([a-z][\w:-]*)/g),
    operations: [...markdown.matchAll(OPERATION)].map(([, method, path]) => operation(method!, path!)),
    words: spans.filter((span) => WORD.test(span) && !paths.includes(span)).flatMap((span) => span.match(/\w+/g)!),
  };
}

/** The same operation however its parameters are called: `GET /v1/uploads/{id}` and `GET /v1/uploads/{upload_id}`. */
export function operation(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}').replace(/[/.]+$/, '')}`;
}

/** Whether a file or folder is what a document calls it: by its whole path, its end, or with `*` for any name. */
export function isNamed(path: string, name: string): boolean {
  const pattern = name
    .replace(/\/$/, '')
    .replaceAll('.', '\\.')
    .replaceAll('**', '.+')
    .replaceAll(/(?<!\.)\*/g, '[^/]*');
  return new RegExp(`(^|/)${pattern}$`).test(path);
}

const withoutFences = (markdown: string) => markdown.replace(/^ *```.*?^ *```/gms, '');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

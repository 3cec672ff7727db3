import type { Setting } from '../config/setting.js';
import { settings } from '../config/settings.js';
import { limits as operationLimits, MAX_TOKENS } from '../edge/graphql/limits/limit-rule.js';
import { BODY_LIMIT_BYTES } from '../edge/http/http-adapter.js';
import { MAX_NAMES, MAX_VALUES } from '../edge/json/json-shape.js';
import { tierLimits } from '../features/workspaces/domain/tiers.js';
import { MAX_METADATA_BYTES } from '../features/uploads/domain/json-document.js';
import { defaultArchiveLimits } from '../platform/malware-scanner/archive/archive-limits.js';
import { tiers } from '../shared/actor.js';
import { MAX_PAGE_SIZE } from '../shared/page.js';

const intro = `# Limits

What is beyond a limit is refused with a [code](errors.md) that names it, before it costs anything; nothing is cut off in silence.
Limits of single fields are in the descriptions of the APIs.
`;

type Row = [what: string, limit: string];
type SettingName = keyof typeof settings;

const count = (value: number) => value.toLocaleString('en-US');

/** Decimal units where the number is round in them, else binary ones. */
function bytes(value: number): string {
  for (const [base, units] of [
    [1000, ['bytes', 'KB', 'MB', 'GB', 'TB']],
    [1024, ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']],
  ] as const) {
    const power = units.findLastIndex((_, n) => value >= base ** n && value % base ** n === 0);
    if (power > 0) return `${value / base ** power} ${units[power]}`;
  }
  return `${count(value)} bytes`;
}

const table = (heads: Row, rows: Row[]) =>
  [heads, ['---', '---'], ...rows].map(([what, limit]) => `| ${what} | ${limit} |`).join('\n');

const ofRequests: Row[] = [
  ['a JSON body', bytes(BODY_LIMIT_BYTES)],
  ['values in a JSON body', count(MAX_VALUES)],
  ['names in one object', count(MAX_NAMES)],
  ['items of a page', count(MAX_PAGE_SIZE)],
  ['`metadata` of an upload', bytes(MAX_METADATA_BYTES)],
];

const graphqlNames = {
  depth: 'levels',
  aliases: 'aliases',
  fields: 'root fields',
  cost: 'fields that may be answered',
};

const ofGraphql: Row[] = [
  ['tokens of a document', count(MAX_TOKENS)],
  ...operationLimits.map(({ of, max }): Row => [`${graphqlNames[of]} of an operation`, count(max)]),
];

const ofArchives: Row[] = [
  ['archives inside of archives', count(defaultArchiveLimits.maxDepth)],
  ['members', count(defaultArchiveLimits.maxEntries)],
  ['bytes of one member', bytes(defaultArchiveLimits.maxMemberBytes)],
  ['bytes of all members', bytes(defaultArchiveLimits.maxTotalBytes)],
];

/** Settings that are limits of users, by what they limit. */
const bySetting: SettingName[] = [
  ...(['RATE_LIMIT_PER_MINUTE', 'FILES_STAGING_MAX_PER_TENANT', 'LIVE_STREAMS_PER_CALLER'] as const),
  ...(['FILES_MAX_IMAGE_BYTES', 'FORM_MAX_FILE_SIZE', 'DOCUMENT_MAX_UPLOAD_SIZE', 'CLAMD_MAX_SCAN_BYTES'] as const),
  ...(['FILES_PRESIGN_EXPIRY_SEC', 'FORM_URL_EXPIRY', 'DOCUMENT_PRESIGNED_URL_EXPIRY', 'TUS_EXPIRY_SECONDS'] as const),
  ...(['FILES_STAGING_TTL_HOURS', 'UPLOAD_RECORD_TTL_DAYS', 'WEBHOOK_LOG_DAYS', 'DOWNLOAD_LOG_DAYS'] as const),
  ...(['EXTRACTION_MAX_PAGES', 'EXTRACTION_MAX_CHARACTERS', 'IMAGE_MAX_PIXELS'] as const),
];

function settingRows(): string[] {
  const heads = ['| Setting | Default | Meaning |', '| --- | --- | --- |'];
  const rows = bySetting.map((name) => {
    const { about, fallback } = settings[name] as Setting<unknown>;
    return `| \`${name}\` | ${count(Number(fallback))} | ${about} |`;
  });
  return [...heads, ...rows];
}

/** `docs/generated/limits.md`: what is refused for its size or number, as the code has it. */
export function limitsPage(): string {
  const tierRows = tiers.map((tier): Row => [`\`${tier}\``, bytes(tierLimits[tier].maxFileBytes)]);
  const sections: [heading: string, text: string][] = [
    ['A file, by the tier of its organization', table(['Tier', 'Largest file'], tierRows)],
    ['A request', table(['What', 'At most'], ofRequests)],
    ['A GraphQL operation', table(['What', 'At most'], ofGraphql)],
    [
      'Archives that are looked into',
      `Beyond them a file is \`unscannable\`.\n\n${table(['What', 'At most'], ofArchives)}`,
    ],
    ['Limits that an installation sets', settingRows().join('\n')],
  ];
  return [intro, ...sections.map(([heading, text]) => `## ${heading}\n\n${text}\n`)].join('\n');
}

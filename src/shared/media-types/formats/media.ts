import { type Format, marked, textual, unmarked } from '../format.js';
import { FILE_TYPE, iana, LIBMAGIC, manifest, MDN_MEDIA, MIME_DB, SHARED_MIME_INFO, WHATWG } from '../sources.js';

const iso = (source: string, ...names: [string, ...string[]]): Format => ({
  ...marked(source, ...names),
  family: 'isobmff',
});
const matroska = (...names: [string, ...string[]]): Format => ({ ...marked(MDN_MEDIA, ...names), family: 'matroska' });
const asf = (...names: [string, ...string[]]): Format => ({ ...marked(SHARED_MIME_INFO, ...names), family: 'asf' });
const mpeg = (source: string, ...names: [string, ...string[]]): Format => ({
  ...unmarked(source, ...names),
  family: 'mpeg',
});
const amr = (...names: [string, ...string[]]): Format => ({
  ...marked(manifest('tika-1665e8-testAMR-WB.amr'), ...names),
  family: 'amr',
});

/** The formats of ISO 14496-12: only their brands differ, and players ignore brands. */
const isoMedia: Format[] = [
  iso(iana('video/mp4'), 'video/mp4', 'video/mp4v-es', 'application/mp4', 'video/iso.segment'),
  iso(manifest('marcel-5b3b21-m4a.m4a'), 'audio/x-m4a', 'audio/m4a'),
  iso(iana('audio/mp4'), 'audio/mp4'),
  iso(
    SHARED_MIME_INFO,
    'audio/mp4a-latm',
    'audio/x-m4b',
    'audio/m4b',
    'audio/x-m4r',
    'audio/m4r',
    'audio/x-m4p',
    'audio/aacp-mp4',
  ),
  iso(SHARED_MIME_INFO, 'video/x-m4v', 'video/m4v'),
  iso(MDN_MEDIA, 'video/quicktime', 'audio/quicktime', 'image/mov'),
  iso(iana('video/3gpp'), 'video/3gpp', 'audio/3gpp', 'video/3gp'),
  iso(iana('video/3gpp2'), 'video/3gpp2', 'audio/3gpp2', 'video/3g2'),
  iso(
    manifest('file-type-0b1cfa-fixture.f4v'),
    'video/x-f4v',
    'video/f4v',
    'audio/x-f4a',
    'audio/x-f4b',
    'video/x-f4p',
  ),
];

const film: Format[] = [
  matroska('video/webm'),
  matroska('audio/webm'),
  matroska('video/x-matroska', 'video/matroska', 'application/x-matroska', 'video/mkv', 'video/x-matroska-3d'),
  matroska('audio/x-matroska', 'audio/matroska'),
  marked(
    SHARED_MIME_INFO,
    'video/x-msvideo',
    ...['video/avi', 'video/msvideo', 'video/vnd.avi', 'video/x-avi', 'video/vnd.divx', 'video/divx'],
    ...['application/x-troff-msvideo', 'image/avi'],
  ),
  asf('video/x-ms-asf', 'application/vnd.ms-asf', 'video/x-ms-asf-plugin', 'audio/x-ms-asf', 'video/x-ms-wm'),
  asf('video/x-ms-wmv', 'video/wmv'),
  asf('audio/x-ms-wma', 'audio/wma'),
  marked(SHARED_MIME_INFO, 'video/x-flv', 'video/flv', 'application/x-flash-video'),
  // Players accept program, transport and elementary streams under each of these names.
  mpeg(
    iana('video/mpeg'),
    'video/mpeg',
    'video/x-mpeg',
    'video/x-mpeg2',
    'video/mpeg-system',
    'video/x-mpeg-system',
    'video/mp1s',
    'video/mp2p',
    'video/mpg',
    'video/mpeg2',
    'video/mpv',
  ),
  mpeg(
    MIME_DB,
    'video/mp2t',
    'video/vnd.dlna.mpeg-tts',
    'video/m2ts',
    'video/x-m2ts',
    'video/mpeg2-ts',
    'video/x-mpegts',
    'video/avchd-stream',
  ),
  marked(LIBMAGIC, 'application/vnd.rn-realmedia', 'application/vnd.rn-realmedia-vbr', 'video/vnd.rn-realvideo'),
  unmarked(FILE_TYPE, 'application/mxf'),
];

const ogg: Format[] = [
  'audio/ogg',
  'video/ogg',
  'application/ogg',
  'audio/opus',
  'audio/vorbis',
  'audio/x-ogg',
  'audio/x-vorbis+ogg',
  'audio/x-speex',
  'audio/speex',
].map((name) => ({ ...marked(MDN_MEDIA, name), family: 'ogg' }));

const sound: Format[] = [
  unmarked(
    WHATWG,
    'audio/mpeg',
    'audio/mp3',
    'audio/x-mp3',
    'audio/mpeg3',
    'audio/x-mpeg-3',
    'audio/x-mpeg',
    'audio/mpg',
    'audio/x-mpg',
    'audio/mp2',
    'audio/x-mp2',
    'audio/mp1',
  ),
  marked(
    SHARED_MIME_INFO,
    'audio/wav',
    ...['audio/wave', 'audio/x-wav', 'audio/vnd.wave', 'audio/x-pn-wav', 'audio/x-wave', 'audio/x-rf64', 'audio/bwf'],
  ),
  marked(iana('audio/flac'), 'audio/flac', 'audio/x-flac', 'application/x-flac'),
  marked(MIME_DB, 'audio/aiff', 'audio/x-aiff', 'audio/aif', 'audio/x-aifc', 'audio/x-aiffc', 'sound/aiff'),
  marked(
    SHARED_MIME_INFO,
    'audio/midi',
    'audio/x-midi',
    'audio/mid',
    'audio/sp-midi',
    'application/x-midi',
    'application/midi',
  ),
  unmarked(
    LIBMAGIC,
    'audio/aac',
    ...['audio/x-aac', 'audio/aacp', 'audio/x-hx-aac-adts', 'audio/x-hx-aac-adif', 'audio/vnd.dlna.adts', 'audio/adts'],
    ...['audio/x-adts', 'audio/x-mp4a-latm'],
  ),
  amr('audio/amr', 'audio/amr-nb', 'audio/x-amr', 'audio/x-amr-nb', 'audio/amr-encrypted'),
  amr('audio/amr-wb', 'audio/x-amr-wb', 'audio/amr-wb-encrypted', 'audio/amr-wb+'),
  marked(FILE_TYPE, 'audio/x-caf', 'audio/caf', 'audio/vnd.apple.caf'),
  marked(FILE_TYPE, 'audio/wavpack', 'audio/x-wavpack', 'audio/wavpack-correction', 'application/x-wavpack'),
  unmarked(manifest('file-type-f521d4-fixture.s3m'), 'audio/s3m', 'audio/x-s3m'),
  unmarked(
    manifest('file-type-49f411-fixture.xm'),
    'audio/xm',
    'audio/x-xm',
    'audio/x-mod',
    'audio/mod',
    'audio/x-it',
    'audio/it',
    'audio/x-stm',
  ),
  unmarked(MIME_DB, 'audio/basic', 'audio/x-au', 'audio/x-basic'),
  textual(
    SHARED_MIME_INFO,
    'audio/x-mpegurl',
    'audio/mpegurl',
    'application/x-mpegurl',
    'application/vnd.apple.mpegurl',
    'audio/m3u',
    'audio/x-m3u',
    'application/m3u',
    'audio/x-mp3-playlist',
    'application/mpegurl',
    'video/vnd.mpegurl',
  ),
  textual(SHARED_MIME_INFO, 'audio/x-scpls', 'audio/scpls', 'application/pls', 'application/pls+xml'),
  textual(
    SHARED_MIME_INFO,
    'audio/x-ms-asx',
    'video/x-ms-asx',
    'video/x-ms-wvx',
    'video/x-ms-wax',
    'video/x-ms-wmx',
    'audio/x-ms-wax',
  ),
];

export const media: Format[] = [...isoMedia, ...film, ...ogg, ...sound];

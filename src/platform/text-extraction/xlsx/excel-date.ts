const DAY_MS = 86_400_000;
/** Day 0 of the two calendars. Excel takes 1900 for a leap year: days before its 29 February are off by one. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const FALSE_LEAP_DAY = 60;
/** 31 December 9999. */
const LAST_DAY = 2_958_465;

/** A serial number as `2026-11-26`, `2026-11-26 13:05:00` or, without a day, `13:05:00`; undefined when it is no date. */
export function excelDate(serial: number, is1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial > LAST_DAY) return undefined;
  const seconds = Math.round(serial * 86_400);
  const isFalseLeap = !is1904 && serial > 0 && serial < FALSE_LEAP_DAY;
  const day = (is1904 ? EPOCH_1904 : EPOCH_1900) + (isFalseLeap ? DAY_MS : 0);
  const [date, time] = new Date(day + seconds * 1_000).toISOString().slice(0, 19).split('T');
  if (serial < 1) return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}

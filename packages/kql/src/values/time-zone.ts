// Which texts name a time zone of the IANA database.

/** @example isTimeZone('Europe/Brussels') → true */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

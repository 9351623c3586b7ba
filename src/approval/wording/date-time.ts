/**
 * Writes dates with their time, in UTC: the same for everybody who reads the mail or the page.
 * The format is made when it is first needed; making it at the start takes 4 ms of every cold start.
 */
export function dateTimeIn(language: string): (date: Date) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (date) => {
    format ??= new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
    return `${format.format(date)} UTC`;
  };
}

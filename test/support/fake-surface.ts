import type { SurfaceName } from '../../src/approval/decision.ts';
import type { Announcement, Ask, Surface } from '../../src/approval/surface.ts';
import type { LogLine } from '../../src/log.ts';

/** What a surface was asked to ask, with the callback URLs that it had minted. */
export type Asked = Omit<Ask, 'mint'> & { readonly urls: Readonly<Record<string, string>> };

/** A surface that keeps what it is given in public arrays. With `failure` none of it gets through. */
export function createFakeSurface(name: SurfaceName, { failure }: { failure?: Error } = {}) {
  const asks: Asked[] = [];
  const announcements: Announcement[] = [];
  const surface: Surface = {
    name,
    confirm: true,
    async ask({ mint, ...ask }) {
      if (failure) throw failure;
      const { title, locale } = ask.request;
      asks.push({ ...ask, urls: await mint({ title, locale }) });
      return { message: `${name} ${asks.length}` };
    },
    async announce(announcement) {
      if (failure) throw failure;
      announcements.push(announcement);
    },
  };
  return { ...surface, asks, announcements };
}

/** A log that keeps its lines. */
export function createFakeLog() {
  const lines: LogLine[] = [];
  return { lines, log: (line: LogLine) => void lines.push(line) };
}

/** A wait that nobody lives to see the end of. */
export const forever = () => new Promise<never>(() => {});

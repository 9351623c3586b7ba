import type { SurfaceName } from '../../src/approval/decision.ts';
import type { Announcement, Ask, Surface } from '../../src/approval/surface.ts';
import type { LogLine } from '../../src/log.ts';

/** A surface that keeps what it is given in public arrays. With `failure` none of it gets through. */
export function createFakeSurface(name: SurfaceName, { failure }: { failure?: Error } = {}) {
  const asks: Ask[] = [];
  const announcements: Announcement[] = [];
  const surface: Surface = {
    name,
    confirm: true,
    pageContext: ({ title, locale }) => ({ title, locale }),
    async ask(ask) {
      if (failure) throw failure;
      asks.push(ask);
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

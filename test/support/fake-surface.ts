import { type Approval, type Person, resolutionOf } from '../../src/approval/approval.ts';
import type { Button, News, Notice, Surface } from '../../src/approval/surface.ts';
import { objectIn } from '../../src/callback/json.ts';
import type { LogLine } from '../../src/log.ts';

/** One call of `show`. */
export interface Shown {
  readonly approval: Approval;
  readonly buttons: readonly Button[] | undefined;
  readonly ref: unknown;
}

/** One call of `notify`. */
export interface Notified extends Shown {
  readonly notice: Notice;
}

/**
 * A surface that records its calls in public arrays: `asks` for waiting approvals, `endings` for ended approvals, `notices` for
 * notices, and `told` for news to one person. With `failure`, each call throws that error. An escalation adds a copy of its message.
 */
export function createFakeSurface(
  name: string,
  { failure, ...overrides }: { failure?: Error } & Partial<Surface> = {},
) {
  const asks: Shown[] = [];
  const endings: Shown[] = [];
  const notices: Notified[] = [];
  const told: { readonly person: Person; readonly news: News }[] = [];
  const surface: Surface = {
    name,
    confirm: true,
    inPlace: false,
    reach: async () => ({ audiences: [{}] }),
    async show(approval, buttons, ref) {
      if (failure) throw failure;
      if (resolutionOf(approval)) {
        endings.push({ approval, buttons, ref });
        return { reference: ref };
      }
      asks.push({ approval, buttons, ref });
      return { reference: { message: `${name} ${asks.length}` } };
    },
    async notify(notice, approval, buttons, ref) {
      if (failure) throw failure;
      notices.push({ notice, approval, buttons, ref });
      if (notice.kind !== 'escalation') return { reference: ref };
      return { reference: { ...objectIn(ref), [notice.id]: `${name} ${notices.length}` } };
    },
    ...(overrides.inPlace && {
      together: (references: readonly unknown[]) => Object.assign({}, ...references.toReversed()),
    }),
    async tell(person, news) {
      if (failure) throw failure;
      told.push({ person, news });
    },
    ...overrides,
  };
  return { ...surface, asks, endings, notices, told };
}

/** A log that records its lines. */
export function createFakeLog() {
  const lines: LogLine[] = [];
  return { lines, log: (line: LogLine) => void lines.push(line) };
}

/** A wait that never ends. */
export const forever = () => new Promise<never>(() => {});

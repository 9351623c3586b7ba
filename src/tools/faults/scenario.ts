import type { Ending } from './ends.ts';
import type { Service } from './services.ts';
import type { Stage } from './stage.ts';

/** One thing that people do, or that happens. It is played once for each service that it uses, and for each fault. */
export interface Scenario {
  readonly title: string;
  readonly uses: readonly Service[];
  /** Settings of the functions. */
  readonly env?: Readonly<Record<string, string>>;
  readonly play: (stage: Stage, outage: Outage) => Promise<Played>;
}

/** The fault of a scenario. */
export interface Outage {
  /** @param after begins when the service has answered this operation; missing: at once */
  readonly begin: (after?: string) => void;
  readonly lift: () => void;
}

export interface Played extends Ending {
  /** What the person saw during the fault. */
  readonly sees: string;
}

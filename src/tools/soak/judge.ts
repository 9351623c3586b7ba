/** What happened in a run. */
export interface Soak {
  readonly played: readonly Played[];
  /** Answers that failed, and errors in the log, in words. */
  readonly failures: readonly string[];
  /** The first one was taken before the load began. */
  readonly memory: readonly Sample[];
  /** What keeps the process alive after everything was closed, such as `TCPSocketWrap`. */
  readonly leftOpen: readonly string[];
}

/** One approval, from its start until all surfaces show its end. */
export interface Played {
  readonly kind: string;
  /** From StartExecution until it was asked everywhere, in milliseconds. */
  readonly askMs: number;
  /** From the answer of a person until all surfaces showed the end, in milliseconds. */
  readonly endMs: number;
  /** What was lost, in words: an approval that did not end, a surface that does not show it. */
  readonly lost: readonly string[];
}

/** Memory in use after a garbage collection. */
export interface Sample {
  readonly heapBytes: number;
  /** How many approvals had ended. */
  readonly ended: number;
}

/** The part of the samples that warms up: caches fill, and the stack begins to drop old things. */
const WARM_UP = 1 / 3;
/**
 * Memory grows if the trend is above both: bytes for each approval, and bytes from the warm-up to the end. One approval in twelve
 * needs two votes, so its timer waits until the request expires, in 7 days: that is about 2,400 bytes for each approval.
 */
const GROWTH_PER_APPROVAL = 4_096;
const GROWTH_IN_ALL = 5 * 1024 * 1024;
/** With fewer approvals after the warm-up, the trend tells nothing. */
const LEAST_APPROVALS = 500;
/** How many examples of one sentence are printed. */
const EXAMPLES = 10;

/** What must not be so, in sentences. Empty if the run is good. */
export function judge({ played, failures, memory, leftOpen }: Soak): string[] {
  const lost = played.flatMap((one) => one.lost.map((what) => `${one.kind}: ${what}`));
  return [
    ...(played.length === 0 ? ['No approval was played.'] : []),
    ...examples(lost),
    ...examples(failures),
    ...growthOf(memory),
    ...(leftOpen.length > 0 ? [`After the end, these are still open: ${leftOpen.join(', ')}.`] : []),
  ];
}

function examples(sentences: readonly string[]): string[] {
  const more = sentences.length - EXAMPLES;
  return [...sentences.slice(0, EXAMPLES), ...(more > 0 ? [`And ${more} more of these.`] : [])];
}

function growthOf(memory: readonly Sample[]): string[] {
  const { bytesPerApproval, bytes } = trend(memory) ?? { bytesPerApproval: 0, bytes: 0 };
  if (bytesPerApproval <= GROWTH_PER_APPROVAL || bytes <= GROWTH_IN_ALL) return [];
  const each = (bytesPerApproval / 1024).toFixed(1);
  return [
    `Memory grows after the warm-up: by ${each} KB for each approval, ${(bytes / 1024 / 1024).toFixed(1)} MB in all.`,
  ];
}

/**
 * The line of least squares through the samples after the warm-up.
 *
 * @returns its slope, and how much it rises from the warm-up to the end; undefined if too few approvals ended in that time
 */
export function trend(
  memory: readonly Sample[],
): { readonly bytesPerApproval: number; readonly bytes: number } | undefined {
  const warm = memory.slice(Math.ceil(memory.length * WARM_UP));
  const approvals = (warm.at(-1)?.ended ?? 0) - (warm[0]?.ended ?? 0);
  if (approvals < LEAST_APPROVALS) return undefined;
  const meanEnded = mean(warm.map(({ ended }) => ended));
  const meanBytes = mean(warm.map(({ heapBytes }) => heapBytes));
  const spread = sum(warm.map(({ ended }) => (ended - meanEnded) ** 2));
  const together = sum(warm.map(({ ended, heapBytes }) => (ended - meanEnded) * (heapBytes - meanBytes)));
  const bytesPerApproval = together / spread;
  return { bytesPerApproval, bytes: bytesPerApproval * approvals };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

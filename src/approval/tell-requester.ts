import type { Log } from '../log.ts';
import type { Approval } from './approval.ts';
import type { News, Surface } from './surface.ts';

/**
 * Tells the requester on each surface. One that fails is logged, and not repeated: another one may have told the requester.
 *
 * @param newsOn what is told on a surface, by its name
 */
export async function tellRequester(
  { id, request }: Approval,
  newsOn: (surface: string) => News,
  { surfaces, log }: { readonly surfaces: readonly Surface[]; readonly log: Log },
): Promise<void> {
  const tell = async (surface: Surface) => {
    const { name } = surface;
    try {
      await surface.tell?.(request.requester, newsOn(name));
    } catch (error) {
      log({ level: 'error', event: 'tell_failed', transaction_id: id, surface: name, error });
    }
  };
  await Promise.all(surfaces.map(tell));
}

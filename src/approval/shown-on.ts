import type { ApprovalRequest } from './approval.ts';
import type { ChannelMember } from './channels.ts';
import { RequestProblem } from './request-problem.ts';
import type { SurfaceName } from './surface.ts';
import { cut, oneLine } from './text.ts';

/** How many characters of an unknown name an error message repeats. */
const MAX_ECHO = 50;

/** The surfaces of a deployment where a request is shown. */
export function shownOn<S extends SurfaceName>(
  { surfaces: names }: Pick<ApprovalRequest, 'surfaces'>,
  surfaces: readonly S[],
): readonly S[] {
  return names ? surfaces.filter((surface) => names.includes(kindOf(surface))) : surfaces;
}

/**
 * Refuses a request for a surface that the deployment does not have, and for a channel where nothing would be posted.
 *
 * @throws {Refusal} InvalidRequest
 */
export function assertShown(
  request: ApprovalRequest,
  surfaces: readonly SurfaceName[],
  members: readonly ChannelMember[],
): void {
  const kinds = [...new Set(surfaces.map(kindOf))];
  const unknown = request.surfaces?.find((name) => !kinds.includes(name));
  if (unknown !== undefined) {
    const [echo, known] = [cut(oneLine(unknown), MAX_ECHO), kinds.join(', ')];
    throw new RequestProblem(
      'unknownSurface',
      `The input's surfaces name "${echo}", which this deployment does not have. It has: ${known}.`,
      echo,
      known,
    );
  }
  for (const { surface, member } of members) {
    if (!Object.hasOwn(request.channels, surface)) continue;
    if (!surfaces.some(({ name }) => name === surface)) {
      throw new RequestProblem(
        'unusedChannel',
        `The input has a ${member}, but this deployment posts in no such channel. Remove it.`,
        surface,
      );
    }
    if (!shownOn(request, surfaces).some(({ name }) => name === surface)) {
      throw new RequestProblem(
        'leftOutChannel',
        `The input has a ${member}, but its surfaces leave out "${surface}". Remove one of them.`,
        surface,
      );
    }
  }
}

function kindOf({ name, kind = name }: SurfaceName): string {
  return kind;
}

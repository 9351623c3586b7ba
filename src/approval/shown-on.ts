import { Refusal } from '../callback/errors.ts';
import type { ApprovalRequest } from './approval.ts';
import type { ChannelMember } from './channels.ts';
import type { Surface } from './surface.ts';

/**
 * Reads where a request may be shown: a list of names, or a text that separates them by commas or spaces.
 *
 * @throws {Refusal} InvalidRequest
 */
export function parseSurfaces(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const given = typeof value === 'string' ? value.split(/[\s,;，；、]+/).filter(Boolean) : value;
  if (!Array.isArray(given) || !given.every((name) => typeof name === 'string')) {
    throw invalid('The surfaces must be a list of names, such as ["email"].');
  }
  const names = given.map((name) => name.trim().toLowerCase());
  if (names.length === 0) throw invalid('The list of surfaces is empty: the request would be shown nowhere.');
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw invalid(`The surfaces name "${repeated}" twice.`);
  return names;
}

/** The surfaces of a deployment where a request is shown. */
export function shownOn(
  { surfaces: names }: Pick<ApprovalRequest, 'surfaces'>,
  surfaces: readonly Surface[],
): readonly Surface[] {
  return names ? surfaces.filter((surface) => names.includes(kindOf(surface))) : surfaces;
}

/**
 * Refuses a request for a surface that the deployment does not have, and for a channel where nothing would be posted.
 *
 * @throws {Refusal} InvalidRequest
 */
export function assertShown(
  request: ApprovalRequest,
  surfaces: readonly Surface[],
  members: readonly ChannelMember[],
): void {
  const known = [...new Set(surfaces.map(kindOf))];
  const unknown = request.surfaces?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalid(
      `The input's surfaces name "${unknown}", which this deployment does not have. It has: ${known.join(', ')}.`,
    );
  }
  for (const { surface, member } of members) {
    if (!Object.hasOwn(request.channels, surface)) continue;
    if (!surfaces.some(({ name }) => name === surface)) {
      throw invalid(`The input has a ${member}, but this deployment posts in no such channel. Remove it.`);
    }
    if (!shownOn(request, surfaces).some(({ name }) => name === surface)) {
      throw invalid(
        `The input has a ${member}, but its surfaces leave out "${surface}". Remove one of them.`,
      );
    }
  }
}

function kindOf({ name, kind = name }: Surface): string {
  return kind;
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}

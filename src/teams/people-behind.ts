import { answerTo, startLookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import type { Surface } from '../approval/surface.ts';
import { objectIdOf } from './ids.ts';
import { addressOf } from './people.ts';
import type { SurfacePorts } from './ports.ts';

/**
 * The person behind `aad:` and an object id, or behind an address. A member of the usual channel is known by one address,
 * whatever names the person; a person who is no member, by the object id.
 */
export async function peopleBehind(
  approver: string,
  ports: SurfacePorts,
): ReturnType<NonNullable<Surface['peopleBehind']>> {
  if (!objectIdOf(approver) && !isEmail(approver)) return undefined;
  const place = { service_url: ports.serviceUrl, conversation: ports.channel };
  const member = await answerTo(ports.people.in(place).find(approver), startLookup(ports.log));
  if (member === 'no answer') return 'cannot tell';
  const address = member && addressOf(member);
  if (address) return [address.toLowerCase()];
  return objectIdOf(approver) ? [approver.toLowerCase()] : undefined;
}

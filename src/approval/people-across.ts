import type { Person } from './approval.ts';
import { keyOf, type ReadId } from './people.ts';
import type { Surface } from './surface.ts';

export interface PeoplePorts {
  readonly surfaces: readonly Surface[];
  readonly readId: ReadId;
}

/** Compares people of all surfaces: one surface knows a person by an id, and another one by the address. */
export interface PeopleAcross {
  /** The ids of the people behind an approver: of a person, a group or an address. A person whom no surface knows stays as named. */
  readonly peopleOf: (approver: string) => Promise<readonly string[] | 'cannot tell'>;
  /** What a person may be known by. */
  readonly keysOf: (person: Person) => Promise<readonly string[]>;
}

/** @param skipsSilent a surface that cannot tell is left out */
export function peopleAcross({ surfaces, readId }: PeoplePorts, skipsSilent = false): PeopleAcross {
  const peopleOf: PeopleAcross['peopleOf'] = async (named) => {
    const approver = keyOf(named);
    for (const { peopleBehind } of surfaces) {
      const people = await peopleBehind?.(approver);
      if (people && !(people === 'cannot tell' && skipsSilent)) return people;
    }
    // A group is people whom only its surface knows.
    return readId(approver)?.kind === 'group' ? 'cannot tell' : [approver];
  };
  return {
    peopleOf,
    async keysOf({ id, email }) {
      const known = [id, email && keyOf(email)].filter((one) => one !== undefined);
      const behind = (await Promise.all(known.map(peopleOf))).flat().filter((one) => one !== 'cannot tell');
      return [...behind, ...known];
    },
  };
}

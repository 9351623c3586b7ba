/** The fixed ids of the embedded Teams, in the formats of Microsoft Entra and Teams. */
export const TENANT_ID = '00000000-0000-4000-8000-00000000007e';
export const APP_ID = '00000000-0000-4000-8000-0000000000ab';

/** The bot's account in Teams. */
export const BOT = { id: `28:${APP_ID}`, name: 'Countersign' };

/** A person who uses this Teams. */
export interface TeamsPerson {
  /** The person's id for this bot, such as `29:1ann`. */
  readonly id: string;
  /** The object id in Microsoft Entra. It is the same for all bots. */
  readonly aadObjectId: string;
  /** A short name for programs, such as ann. */
  readonly handle: string;
  readonly name: string;
  readonly givenName: string;
  readonly surname: string;
  readonly email: string;
  readonly userPrincipalName: string;
  readonly tenantId: string;
  readonly userRole: 'user' | 'guest';
}

/** The people of the tenant, as whom the console acts. */
export const PEOPLE: readonly TeamsPerson[] = [
  person('ann', 'Ann', 'Lindqvist', 'a1'),
  person('ben', 'Ben', 'Okafor', 'b2'),
  person('cleo', 'Cleo', 'Marchetti', 'c3'),
];

/** Dana is a guest of the tenant. Eli, of another tenant, is in the channel because it is shared. */
export const OUTSIDERS: readonly TeamsPerson[] = [
  {
    ...person('dana', 'Dana', 'Petrov', 'd4'),
    email: 'dana@partner.example',
    userPrincipalName: 'dana_partner.example#EXT#@example.com',
    userRole: 'guest',
  },
  {
    ...person('eli', 'Eli', 'Haddad', 'e5'),
    email: 'eli@other.example',
    userPrincipalName: 'eli@other.example',
    tenantId: '00000000-0000-4000-8000-0000000000ff',
  },
];

/** The members of the channel. */
export const MEMBERS: readonly TeamsPerson[] = [...PEOPLE, ...OUTSIDERS];

/** The team that has the app. The id of a team is the id of its General channel. */
export const TEAM = {
  id: '19:general00000000000000000000000000@thread.tacv2',
  aadGroupId: '00000000-0000-4000-8000-0000000000d4',
  name: 'Example',
};

export const CHANNEL = { id: '19:approvals0000000000000000000000000@thread.tacv2', name: 'approvals' };

/** A channel of a team that does not have the app. */
export const FOREIGN_CHANNEL_ID = '19:foreign000000000000000000000000000@thread.tacv2';

function person(handle: string, givenName: string, surname: string, hex: string): TeamsPerson {
  const email = `${handle}@example.com`;
  return {
    id: `29:1${handle}`,
    aadObjectId: `00000000-0000-4000-8000-0000000000${hex}`,
    handle,
    name: `${givenName} ${surname}`,
    givenName,
    surname,
    email,
    userPrincipalName: email,
    tenantId: TENANT_ID,
    userRole: 'user',
  };
}

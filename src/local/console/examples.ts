/** A ready-made input of the state machine, with members that no command has. */
export interface Example {
  readonly id: string;
  /** The text of its button. */
  readonly label: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Approvers are people of the embedded Slack and Teams. */
export const EXAMPLES: readonly Example[] = [
  {
    id: 'form',
    label: 'Start one with a form',
    input: {
      name: 'Access to the database',
      title: 'Access to the database',
      requester: 'Cleo',
      inputs: [
        { name: 'ticket', label: 'Ticket', type: 'text', required: true },
        { name: 'people', label: 'For how many people?', type: 'number', default: 1 },
        {
          name: 'role',
          label: 'Role',
          type: 'choice',
          options: ['reader', 'writer', 'owner'],
          default: 'reader',
        },
        { name: 'from', label: 'From which day on?', type: 'date' },
        { name: 'watched', label: 'Is somebody watching?', type: 'yesno', required: true },
        { name: 'again', label: 'On which day should it be asked again?', type: 'date' },
      ],
      actions: [
        {
          name: 'one_hour',
          label: 'Approve for 1 hour',
          style: 'primary',
          outcome: 'approve',
          output: { hours: 1 },
          inputs: ['ticket', 'people', 'role', 'from', 'watched'],
        },
        {
          name: 'one_day',
          label: 'Approve for 1 day',
          outcome: 'approve',
          output: { hours: 24 },
          inputs: ['ticket', 'people', 'role', 'from', 'watched'],
        },
        { name: 'later', label: 'Ask again later', outcome: 'other', inputs: ['again'] },
        { name: 'refuse', label: 'Refuse', outcome: 'reject' },
      ],
    },
  },
  {
    id: 'reminders',
    label: 'Start one that reminds',
    input: {
      name: 'Release 1.3',
      title: 'Release 1.3, with reminders every 20 seconds',
      requester: 'Cleo',
      approvers: ['ann@example.com'],
      remind: { after: '20s', every: '20s' },
      escalate: [{ after: '50s', to: ['ben@example.com'] }],
    },
  },
];

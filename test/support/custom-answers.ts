/** An input of each type. */
export const EVERY_INPUT = [
  { name: 'ticket', label: 'Ticket', type: 'text', required: true },
  { name: 'hours', label: 'Hours', type: 'number', default: 4 },
  { name: 'region', label: 'Region', type: 'choice', options: ['eu-west-1', 'us-east-1'], required: true },
  { name: 'from', label: 'From', type: 'date', default: '2026-12-01' },
  { name: 'night', label: 'At night?', type: 'yesno', required: true },
];

/** A request with custom answers, of each outcome and style. Only the approval asks for inputs. */
export const CUSTOM_ANSWERS = {
  name: 'Ben',
  requester: 'ann',
  actions: [
    {
      name: 'approve_for',
      label: 'Approve for a time',
      style: 'primary',
      outcome: 'approve',
      output: { scope: 'part' },
    },
    { name: 'hold', label: 'Hold *all*', outcome: 'other', output: { held: true }, inputs: [] },
    { name: 'decline', label: 'Decline', outcome: 'reject' },
  ],
  inputs: EVERY_INPUT,
};

/** The largest request with inputs: ten choices of fifty options, in each of five answers. */
export const LARGEST = {
  name: 'Ben',
  requester: 'ann',
  title: '"'.repeat(150),
  comment: 'required',
  actions: Array.from({ length: 5 }, (_, index) => ({
    name: `answer_${index}`,
    label: `Answer ${index}`,
    outcome: 'approve',
    output: { text: 'x'.repeat(480) },
  })),
  inputs: Array.from({ length: 10 }, (_, input) => ({
    name: `input_${input}`,
    label: `${input}${'"'.repeat(74)}`,
    type: 'choice',
    required: true,
    options: Array.from({ length: 50 }, (_, option) => `${option} ${'"'.repeat(72)}`),
  })),
};

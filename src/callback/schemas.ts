import type { FromSchema } from 'json-schema-to-ts';

const response = {
  type: 'object',
  description: 'What the caller gets once the action succeeded, instead of our own answer.',
  properties: {
    redirect: { type: 'string', format: 'uri', description: 'Answer 303 to this URL; wins over the others.' },
    json: { type: 'object', description: 'The answer where JSON is accepted.' },
    html: { type: 'string', description: 'The answer where HTML is accepted.' },
    text: { type: 'string', description: 'The answer where plain text is accepted.' },
  },
} as const;

const action = {
  type: 'object',
  properties: {
    name: {
      type: 'string',
      pattern: '^\\w+$',
      maxLength: 100,
      description: 'Names the outcome; unique in the request.',
    },
    type: {
      type: 'string',
      enum: ['success', 'failure', 'heartbeat'],
      description:
        'SendTaskSuccess, SendTaskFailure, or SendTaskHeartbeat, which may be used again and again.',
    },
    output: { description: 'Any JSON: the output of a success, which needs one.' },
    error: { type: 'string', maxLength: 256, description: 'The error of a failure.' },
    cause: { type: 'string', maxLength: 32768, description: 'The cause of a failure.' },
    response,
    confirm: {
      type: 'boolean',
      description: 'GET shows a page, and only its POST decides. Wins over the request.',
    },
  },
  required: ['name', 'type'],
  if: { properties: { type: { const: 'success' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['output'] },
} as const;

/** The input of create-urls: the one source of its validation, its types and its documentation. */
export const createUrlsInputSchema = {
  type: 'object',
  properties: {
    token: {
      type: 'string',
      minLength: 1,
      maxLength: 2048,
      description: 'The task token from Step Functions.',
    },
    actions: { type: 'array', items: action, minItems: 1, description: 'One callback URL is made for each.' },
    expiration: { type: 'string', description: 'ISO 8601; without a zone it is UTC.' },
    base_url: {
      description: 'Where the URLs point, when not to this deployment.',
      anyOf: [
        { type: 'string', pattern: '^https?://[^\\s?#]+$', description: 'A URL, without /respond.' },
        {
          type: 'object',
          properties: {
            api_id: { type: 'string', pattern: '^\\w+$', description: 'Of an API Gateway API.' },
            stage: { type: 'string', pattern: '^[\\w$-]+$', description: 'Of that API.' },
            region: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Ours, if left out.' },
          },
          required: ['api_id', 'stage'],
        },
      ],
    },
    confirm: { type: 'boolean', description: 'GET shows a page, and only its POST decides.' },
    title: { type: 'string', description: 'What is asked, on that page.' },
    details: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          label: { type: 'string', description: 'What it is, such as "Environment".' },
          value: { type: 'string', description: 'What it says, such as "production".' },
        },
        required: ['label', 'value'],
      },
      description: 'Lines below the title, on that page.',
    },
    requester: { type: 'string', description: 'Who asks, on that page.' },
    locale: { type: 'string', description: 'The language of that page, such as "en".' },
    surface: {
      type: 'string',
      description:
        'Where the person sees the request, such as "email". With it, the output or cause tells the decision.',
    },
    execution: { type: 'string', description: 'STATE_MACHINE:EXECUTION; a later click is told who decided.' },
  },
  required: ['token', 'actions'],
} as const;

export type CreateUrlsInput = FromSchema<typeof createUrlsInputSchema>;

export interface CreateUrlsOutput {
  readonly transaction_id: string;
  /** By action name. */
  readonly urls: Readonly<Record<string, string>>;
  /** ISO 8601, UTC; only where the input has one. */
  readonly expiration?: string;
}

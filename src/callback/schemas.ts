import type { FromSchema } from 'json-schema-to-ts';

/** Letters, digits and `_` of any script: what `^\w+$` is in Python, where the contract comes from. */
const NAME = '^[\\p{L}\\p{N}_]+$';

/** What the caller of a callback URL gets. */
export const responseSchema = {
  type: 'object',
  description:
    'What the caller gets once the action succeeded, instead of our own answer; that of an outcome replaces that of ' +
    'its action. Errors are never changed by it.',
  properties: {
    redirect: { type: 'string', minLength: 1, description: 'Answer 303 to this URL; wins over the others.' },
    json: { type: 'object', description: 'The answer where JSON is accepted.' },
    html: { type: 'string', description: 'The answer where HTML is accepted.' },
    text: { type: 'string', description: 'The answer where plain text is accepted.' },
  },
} as const;

/** One outcome of a post action. */
export const outcomeSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: NAME, description: 'Names the outcome.' },
    type: {
      type: 'string',
      enum: ['success', 'failure', 'heartbeat'],
      description: 'SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat.',
    },
    schema: {
      type: 'object',
      description:
        'A JSON Schema; the first outcome whose schema accepts the body is taken. Draft 7, or what `$schema` names: ' +
        'draft 6, draft 7, 2019-09 or 2020-12.',
    },
    output: { description: 'Of a success: any JSON.' },
    output_body: { const: true, description: 'Of a success, instead of `output`: the whole body.' },
    output_path: {
      type: 'string',
      description: 'Of a success, instead of `output`: a JSONPath (RFC 9535) into the body. Gives an array.',
    },
    error: { type: 'string', description: 'Of a failure.' },
    error_path: {
      type: 'string',
      description:
        'Of a failure, instead of `error`: a JSONPath. One string is taken as it is, other matches as JSON; ' +
        'without a match there is no error.',
    },
    cause: { type: 'string', description: 'Of a failure.' },
    cause_path: { type: 'string', description: 'Of a failure, instead of `cause`: as `error_path`.' },
    response: responseSchema,
  },
  required: ['name', 'type', 'schema'],
  allOf: [
    {
      if: { properties: { type: { const: 'success' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: {
        oneOf: [{ required: ['output'] }, { required: ['output_body'] }, { required: ['output_path'] }],
      },
    },
    { not: { required: ['error', 'error_path'] } },
    { not: { required: ['cause', 'cause_path'] } },
  ],
} as const;

/** What the confirm page shows, what a decision is reported with, and who may decide. */
export const contextMembers = {
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
      'Where the person sees the request, such as "email". With it, the output tells the decision in `decision`, and so ' +
      'does the cause, as JSON with the sentence in `errorMessage`. What is made for "slack", and fits a button there, ' +
      'works in Slack only.',
  },
  execution: { type: 'string', description: 'STATE_MACHINE:EXECUTION; a later click is told who decided.' },
  approvers: {
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    description:
      'Who may decide: Slack users (`U…`), Slack user groups (`S…`) and e-mail addresses. A URL knows its user by ' +
      '`recipient` only.',
  },
  self_approval: { type: 'boolean', description: 'false: whoever asked may not decide.' },
  requester_id: { type: 'string', description: 'Who asked: a Slack user id.' },
  requester_email: { type: 'string', description: 'Who asked: an e-mail address.' },
  recipient: {
    type: 'string',
    description:
      'The one person that the URLs are sent to, by e-mail address: they decide in this person’s name.',
  },
} as const;

/** An action as a request has it, and as `1-` and `2-` payloads carry it. */
export const actionSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: NAME, description: 'Names the action; unique in the request.' },
    type: {
      type: 'string',
      enum: ['success', 'failure', 'heartbeat', 'post'],
      description:
        'SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat (which may be used again and again), or what the body ' +
        'of a POST says.',
    },
    output: { description: 'Of a success, which needs one: any JSON, of at most 262,144 bytes.' },
    error: { type: 'string', description: 'Of a failure: at most 256 characters.' },
    cause: { type: 'string', description: 'Of a failure: at most 32,768 characters.' },
    outcomes: {
      type: 'array',
      items: outcomeSchema,
      minItems: 1,
      description: 'Of a post action, which needs some.',
    },
    response: responseSchema,
    confirm: {
      type: 'boolean',
      description:
        'GET shows a page, and only its POST decides. Wins over that of the request, as do the following.',
    },
    ...contextMembers,
  },
  required: ['name', 'type'],
  allOf: [
    {
      if: { properties: { type: { const: 'success' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['output'] },
    },
    {
      if: { properties: { type: { const: 'post' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['outcomes'] },
    },
  ],
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
    callback_id: {
      type: 'string',
      minLength: 1,
      maxLength: 1024,
      description: 'Instead of a token: the callback id of a Lambda durable function.',
    },
    actions: {
      type: 'array',
      items: actionSchema,
      minItems: 1,
      description: 'One callback URL is made for each.',
    },
    expiration: {
      type: 'string',
      description: 'ISO 8601; without a zone it is UTC. Afterwards the URLs are refused.',
    },
    enable_output_parameters: {
      type: 'boolean',
      description:
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the syntax that callers use
        'The strings of `output`, `error`, `cause` and `response` are templates: `$name` and `${name}` stand for a ' +
        'parameter of the URL, `$$` for `$`. Needs ENABLE_OUTPUT_PARAMETERS. Post actions take no part.',
    },
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
    confirm: {
      type: 'boolean',
      description:
        'GET shows a page, and only its POST decides. A post action is decided by POST in any case.',
    },
    ...contextMembers,
  },
  required: ['actions'],
  oneOf: [{ required: ['token'] }, { required: ['callback_id'] }],
  additionalProperties: false,
} as const;

/** A type of a schema as we read it: nothing is changed, and no member is read that the schema does not name. */
type Read<T> = T extends readonly (infer Item)[]
  ? readonly Read<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as string extends Key ? never : Key]: Read<T[Key]> }
    : T;

export type CreateUrlsInput = Read<FromSchema<typeof createUrlsInputSchema>>;

export interface CreateUrlsOutput {
  readonly transaction_id: string;
  /** By action name. */
  readonly urls: Readonly<Record<string, string>>;
  /** ISO 8601, UTC; only where the input has one. */
  readonly expiration?: string;
}

/**
 * The payload of the formats `1-` and `2-`, as sfn-callback-urls seals it: it comes from outside, or from another
 * program, and is checked. `callback_id` is ours; so are the members of an action that only the page shows.
 */
export const legacyPayloadSchema = {
  type: 'object',
  properties: {
    token: { type: 'string', minLength: 1 },
    callback_id: { type: 'string', minLength: 1 },
    iss: { type: 'string' },
    iat: { type: 'number' },
    tid: { type: 'string' },
    // What a date can be (ECMA-262, "Time Values").
    exp: { type: 'number', minimum: 0, maximum: 8_640_000_000_000 },
    param: { type: 'boolean' },
    action: actionSchema,
  },
  required: ['action'],
  oneOf: [{ required: ['token'] }, { required: ['callback_id'] }],
} as const;

export type LegacyPayload = Read<FromSchema<typeof legacyPayloadSchema>>;

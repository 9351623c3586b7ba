import type { FromSchema } from 'json-schema-to-ts';

/** Letters, digits and `_` of any script: the same as `^\w+$` in Python, where `$` may be before a final line break. */
const NAME = '^[\\p{L}\\p{N}_]+\\n?$';

/** The HTTP response after a successful action. */
export const responseSchema = {
  type: 'object',
  description:
    'The HTTP response after a successful action, in place of the default response. The `response` of an outcome ' +
    'replaces that of its action. Error responses do not change.',
  properties: {
    redirect: {
      type: 'string',
      description: 'Redirects to this URL, with the status 303. Takes precedence over the other members.',
    },
    json: { type: 'object', description: 'The response body if the client accepts JSON.' },
    html: { type: 'string', description: 'The response body if the client accepts HTML.' },
    text: { type: 'string', description: 'The response body if the client accepts plain text.' },
  },
} as const;

/** One outcome of a post action. */
export const outcomeSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: NAME, description: 'The name of the outcome.' },
    type: {
      type: 'string',
      enum: ['success', 'failure', 'heartbeat'],
      description: 'The call to Step Functions: SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat.',
    },
    schema: {
      type: 'object',
      description:
        'A JSON Schema. The first outcome whose schema accepts the body is sent. The default is draft 7. `$schema` can ' +
        'name draft 6, draft 7, 2019-09 or 2020-12.',
    },
    output: { description: 'The output of a success: any JSON.' },
    output_body: {
      const: true,
      description: 'Sends the whole body as the output of a success, in place of `output`.',
    },
    output_path: {
      type: 'string',
      description:
        'A JSONPath (RFC 9535) into the body, in place of `output`. The output of the success is the array of all matches.',
    },
    error: { type: 'string', description: 'The error of a failure.' },
    error_path: {
      type: 'string',
      description:
        'A JSONPath (RFC 9535) into the body, in place of `error`. A single string is sent as it is. Other matches are ' +
        'sent as a JSON array. Without a match, the failure has no error.',
    },
    cause: { type: 'string', description: 'The cause of a failure.' },
    cause_path: { type: 'string', description: 'The same as `error_path`, for the cause.' },
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

/** Texts for the confirmation page, data for the report of the decision, and the rule for who may decide. */
const contextMembers = {
  title: { type: 'string', description: 'The title of the confirmation page: what the request is about.' },
  details: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        label: { type: 'string', description: 'The label, such as "Environment".' },
        value: { type: 'string', description: 'The value, such as "production".' },
      },
      required: ['label', 'value'],
    },
    description: 'Lines below the title of the confirmation page.',
  },
  requester: { type: 'string', description: 'The name of the requester, for the confirmation page.' },
  locale: { type: 'string', description: 'The language of the confirmation page, such as "en".' },
  surface: {
    type: 'string',
    description:
      'The place where people see the request, such as "email". If it is set, an output that is an object also gets the ' +
      'member `decision`, and the cause becomes JSON with `decision` and with the sentence in `errorMessage`. A URL for ' +
      '"slack" that fits into a Slack button works only in Slack.',
  },
  execution: {
    type: 'string',
    description:
      'The execution, as STATE_MACHINE:EXECUTION. With it, the answer to a later click shows who decided.',
  },
  approvers: {
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    description:
      'The people who may decide: Slack users (`U…`), Slack user groups (`S…`), people of Teams (`aad:…`) and e-mail addresses. ' +
      'A URL identifies its user only by `recipient`.',
  },
  self_approval: { type: 'boolean', description: 'false: the requester may not decide.' },
  requester_id: {
    type: 'string',
    description: 'The requester: a Slack user (`U…`) or a person of Teams (`aad:…`).',
  },
  requester_email: { type: 'string', description: 'The e-mail address of the requester.' },
  comment: {
    type: 'string',
    enum: ['optional', 'required'],
    description:
      'The person who decides is asked for a comment. `required`: a POST without the form member `comment` is refused ' +
      'with CommentRequired, and a GET never decides. The comment is in `decision`, so it needs `surface`.',
  },
  typed: {
    type: 'string',
    minLength: 1,
    description:
      'The text that a person must type on the confirmation page. Without it as the form member `typed`, a POST is refused ' +
      'with ConfirmationRequired, and a GET never decides. Upper and lower case and white space do not count.',
  },
  recipient: {
    type: 'string',
    description:
      'The e-mail address of the only person who receives the URLs. Each decision counts as this person’s decision.',
  },
} as const;

const CONFIRM = {
  type: 'boolean',
  description:
    'true: a GET request shows a confirmation page, and only the POST request of that page decides.',
} as const;

const ACCEPT_FORM = {
  type: 'boolean',
  description:
    'true: a post action also takes a form (`application/x-www-form-urlencoded`), as a JSON object of its fields. Each value ' +
    'is a string; of fields with the same name, a list of strings.',
} as const;

/** Our own members of an action, apart from those that a caller may add. */
export const ownMembersSchema = {
  type: 'object',
  description:
    '`confirm`, `accept_form` and the members of the context in one object. They have the same meaning there. In a payload of the formats ' +
    '`1` and `2`, only this object is ours: sfn-callback-urls seals all other members for its callers.',
  properties: { confirm: CONFIRM, accept_form: ACCEPT_FORM, ...contextMembers },
} as const;

/** An action of the create-urls input. */
export const actionSchema = {
  type: 'object',
  properties: {
    name: {
      type: 'string',
      pattern: NAME,
      description: 'The name of the action. It must be unique in the request.',
    },
    type: {
      type: 'string',
      enum: ['success', 'failure', 'heartbeat', 'post'],
      description:
        'The call to Step Functions: SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. A heartbeat URL works many ' +
        'times. For `post`, the JSON body of a POST request chooses the outcome.',
    },
    output: { description: 'The output of a success, required: any JSON of at most 262,144 bytes.' },
    error: { type: 'string', description: 'The error of a failure: at most 256 characters.' },
    cause: { type: 'string', description: 'The cause of a failure: at most 32,768 characters.' },
    outcomes: {
      type: 'array',
      items: outcomeSchema,
      minItems: 1,
      description: 'The outcomes of a post action, required.',
    },
    accept_form: ACCEPT_FORM,
    response: responseSchema,
    confirm: {
      type: 'boolean',
      description:
        'true: a GET request shows a confirmation page, and only the POST request of that page decides. This member and ' +
        'the members below replace those of the request.',
    },
    ...contextMembers,
    countersign: ownMembersSchema,
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

/** The input of create-urls. Its validation, its types and its documentation all come from this schema. */
export const createUrlsInputSchema = {
  type: 'object',
  properties: {
    token: {
      type: 'string',
      minLength: 1,
      maxLength: 2048,
      description: 'The task token of Step Functions. Give either `token` or `callback_id`.',
    },
    callback_id: {
      type: 'string',
      minLength: 1,
      maxLength: 1024,
      description: 'The callback ID of a Lambda durable function, in place of a task token.',
    },
    actions: {
      type: 'array',
      items: actionSchema,
      minItems: 1,
      description: 'The actions. Each action gets one callback URL.',
    },
    expiration: {
      type: 'string',
      description:
        'The date and time when the URLs expire, in ISO 8601. The time zone is UTC if the text has none.',
    },
    enable_output_parameters: {
      type: 'boolean',
      description:
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the template syntax for callers
        'true: the strings of `output`, `error`, `cause` and `response` are templates. `$name` and `${name}` stand for a ' +
        'parameter of the URL, and `$$` stands for `$`. The deployment must have ENABLE_OUTPUT_PARAMETERS. Post actions ' +
        'do not change.',
    },
    base_url: {
      description: 'The address that the URLs start with. The default is the API of this deployment.',
      anyOf: [
        { type: 'string', pattern: '^https?://[^\\s?#]+$', description: 'A URL without /respond.' },
        {
          type: 'object',
          properties: {
            api_id: { type: 'string', pattern: '^\\w+$', description: 'The ID of an API Gateway API.' },
            stage: { type: 'string', pattern: '^[\\w$-][\\w$.-]*$', description: 'The stage of that API.' },
            region: {
              type: 'string',
              pattern: '^[a-z0-9-]+$',
              description: 'The region of that API. The default is the region of this deployment.',
            },
          },
          required: ['api_id', 'stage'],
        },
      ],
    },
    confirm: {
      type: 'boolean',
      description:
        'true: a GET request shows a confirmation page, and only the POST request of that page decides. A post action ' +
        'always needs a POST request.',
    },
    ...contextMembers,
  },
  required: ['actions'],
  oneOf: [{ required: ['token'] }, { required: ['callback_id'] }],
  additionalProperties: false,
} as const;

/** Makes a type of a schema read-only, and removes its index signatures: only named members can be read. */
type Read<T> = T extends readonly (infer Item)[]
  ? readonly Read<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as string extends Key ? never : Key]: Read<T[Key]> }
    : T;

export type CreateUrlsInput = Read<FromSchema<typeof createUrlsInputSchema>>;

export interface CreateUrlsOutput {
  readonly transaction_id: string;
  /** The callback URLs, by the name of their action. */
  readonly urls: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. Missing if the input has no expiration. */
  readonly expiration?: string;
}

const { name, type, output, error, cause, outcomes, response } = actionSchema.properties;

/**
 * The payload of the formats `1-` and `2-`, as sfn-callback-urls writes it. It is validated because another program may
 * have written it. Our own members are `callback_id`, and `countersign` in an action.
 */
export const legacyPayloadSchema = {
  type: 'object',
  properties: {
    token: { type: 'string', minLength: 1 },
    callback_id: { type: 'string', minLength: 1 },
    iss: { type: 'string' },
    iat: { type: 'number' },
    tid: { type: 'string' },
    // The maximum of a JavaScript Date, in seconds (ECMA-262, "Time Values").
    exp: { type: 'number', minimum: 0, maximum: 8_640_000_000_000 },
    param: { type: 'boolean' },
    action: { ...actionSchema, properties: { name, type, output, error, cause, outcomes, response } },
  },
  required: ['action'],
  oneOf: [{ required: ['token'] }, { required: ['callback_id'] }],
} as const;

export type OwnMembers = Read<FromSchema<typeof ownMembersSchema>>;

export type LegacyPayload = Read<FromSchema<typeof legacyPayloadSchema>>;

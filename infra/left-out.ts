import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

interface LeftOut {
  readonly names: readonly string[];
  /** The classes whose objects are made but not used: each use of an object throws. */
  readonly unused?: readonly string[];
  /** The code of functions that are called, and do less. */
  readonly instead?: Readonly<Record<string, string>>;
  readonly because: string;
}

/**
 * Code that our functions never call, and that would be the largest part of the bundles. The key is a folder or file
 * under node_modules. The value has the names that other modules import from it, and the reason why our functions never
 * use them.
 */
export const LEFT_OUT: Readonly<Record<string, LeftOut>> = {
  '@aws-sdk/credential-provider-node/': {
    names: ['defaultProvider'],
    because: "clients take Lambda's credentials from the environment (src/aws/retries-and-timeouts.ts)",
  },
  '@smithy/core/dist-es/submodules/event-streams/': {
    names: ['EventStreamSerde', 'eventStreamSerdeProvider'],
    instead: { resolveEventStreamSerdeConfig: '(configuration) => configuration' },
    because: 'no AWS operation that we call streams events',
  },
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js': {
    names: ['getInstanceMetadataRegion'],
    because: 'Lambda names its region in the environment; only a program on EC2 asks the machine',
  },
  '@smithy/core/dist-es/submodules/serde/util-stream/sdk-stream-mixin.browser.js': {
    names: ['sdkStreamMixin'],
    because: "Node's HTTP client gives Node's streams",
  },
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': {
    names: ['Sha256Js'],
    because: 'Node has SHA-256 of its own',
  },
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/s3.js': {
    names: [
      'DOT_PATTERN',
      'S3_HOSTNAME_PATTERN',
      'isArnBucketName',
      'isDnsCompatibleBucketName',
      'resolveParamsForS3',
    ],
    because: 'no function uses S3',
  },
  '@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js': {
    names: [],
    instead: { emitWarningIfUnsupportedVersion: '() => {}', state: '{}' },
    because: 'the functions run on the Node of their runtime',
  },
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': {
    names: [],
    unused: ['HeaderFormatter'],
    because: 'it signs the messages of a stream, and no AWS operation that we call streams events',
  },
  '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js': {
    names: [],
    instead: { loadSharedConfigFiles: 'async () => ({ configFile: {}, credentialsFile: {} })' },
    because: 'Lambda configures clients in the environment, and has no files in ~/.aws',
  },
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js': {
    names: ['AdaptiveRetryStrategy'],
    because: 'it is for the retry mode "adaptive", and ours is the default',
  },
  '@slack/oauth/': {
    names: ['InstallProvider', 'FileInstallationStore', 'MemoryInstallationStore'],
    because: 'the app is installed in one workspace, with one bot token',
  },
  '@slack/socket-mode/': {
    names: ['SocketModeClient'],
    because: 'Slack calls the deployed app over HTTP',
  },
  '@slack/types/': { names: [], because: 'it holds types only' },
  '@slack/web-api/dist/file-upload.js': {
    names: ['getAllFileUploadsToComplete', 'getFileUploadJob', 'getMultipleFileUploadJobs'],
    because: 'we upload no files',
  },
  '@slack/web-api/dist/chat-stream.js': { names: ['ChatStreamer'], because: 'we stream no messages' },
  '@slack/bolt/dist/receivers/ExpressReceiver.js': {
    names: ['default'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/receivers/HTTPReceiver.js': {
    names: ['default'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/receivers/SocketModeReceiver.js': {
    names: ['default'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/receivers/SocketModeFunctions.js': {
    names: ['defaultProcessEventErrorHandler'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/receivers/HTTPModuleFunctions.js': {
    names: ['defaultBodyLimit', 'isRawBodyError'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/receivers/HTTPResponseAck.js': {
    names: ['HTTPResponseAck'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/receivers/custom-routes.js': {
    names: ['buildReceiverRoutes'],
    because: 'our receiver is the AwsLambdaReceiver',
  },
  '@slack/bolt/dist/conversation-store.js': {
    names: ['MemoryStore', 'conversationContext'],
    because: 'the app keeps no state of conversations (convoStore in src/slack/endpoint.ts)',
  },
  '@slack/bolt/dist/CustomFunction.js': {
    names: ['CustomFunction'],
    because: "the app has no steps for Slack's workflows",
  },
  '@slack/bolt/dist/Assistant.js': { names: ['Assistant'], because: 'the app is no AI assistant' },
};

/** Replaces the code with stubs. A stub that is called nevertheless throws a LeftOutError with its own name. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onLoad }) {
    for (const [place, leftOut] of Object.entries(LEFT_OUT)) {
      onLoad({ filter: underNodeModules(place) }, () => ({ contents: stub(place, leftOut) }));
    }
  },
};

/**
 * Keeps only those error classes of the AWS SDK that src/aws names. For all other errors, the SDK creates an error of
 * the service's base class with the same name and message, so only the classes are lost.
 */
export const onlyNamedErrors: Plugin = {
  name: 'only-named-errors',
  setup({ onLoad, initialOptions }) {
    const named = wordsIn(path.join(initialOptions.absWorkingDir ?? '.', 'src/aws'));
    onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
      async (file) => ({
        contents: withoutComputedKeys(await readFile(file.path, 'utf8')).replace(
          /^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm,
          (registration, name) => (named.has(name) ? registration : ''),
        ),
      }),
    );
  },
};

/**
 * Writes `{ [_e]: 400 }` as `{ "error": 400 }`. esbuild keeps every object with a computed key, because computing it could have
 * an effect: each schema of each operation, used or not.
 */
function withoutComputedKeys(schemas: string): string {
  const names = new Map(
    [...schemas.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return schemas.replace(/(?<=[{,] *)\[(_\w+)\](?=:)/g, (key, name) => names.get(name) ?? key);
}

/** Keeps only name and version of each package.json. Clients use them in the User-Agent header. */
export const onlyNameAndVersion: Plugin = {
  name: 'only-name-and-version',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async (file) => {
      const { name, version } = JSON.parse(await readFile(file.path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** Leaves out what the regions of AWS are called in English. No client uses it. */
export const onlyCodesOfRegions: Plugin = {
  name: 'only-codes-of-regions',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]util-endpoints[\\/]lib[\\/]aws[\\/]partitions\.js$/ }, async (file) => ({
      contents: (await readFile(file.path, 'utf8')).replace(/^ *"description": ".*"$/gm, ''),
    }));
  },
};

function stub(place: string, { names, unused = [], instead = {}, because }: LeftOut): string {
  return `
    function leftOut() { ${leftOutError(place.replace(/\/$/, ''), because)} }
    ${Object.entries(instead)
      .map(([name, code]) => `export const ${name} = ${code};`)
      .join('\n')}
    class Unused { constructor() { return new Proxy(this, { get: leftOut }); } }
    export { ${[
      ...names.map((name) => `leftOut as ${name}`),
      ...unused.map((name) => `Unused as ${name}`),
    ].join(', ')} };
  `;
}

/** The statement that throws a LeftOutError. */
export function leftOutError(what: string, because: string): string {
  const message = `${what} is left out of the bundle (infra/left-out.ts): ${because}.`;
  return `throw Object.assign(new Error(${JSON.stringify(message)}), { name: 'LeftOutError' });`;
}

/** Matches a folder, which ends with a slash, or a file under node_modules. */
export function underNodeModules(place: string): RegExp {
  const segments = place.split('/').map((segment) => segment.replaceAll('.', '\\.'));
  return new RegExp(
    `[\\\\/]node_modules[\\\\/]${segments.join('[\\\\/]')}${place.endsWith('/') ? '.*\\.js$' : '$'}`,
  );
}

function wordsIn(folder: string): ReadonlySet<string> {
  const text = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  return new Set(text.join('\n').match(/\w+/g));
}

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

type Environment = Readonly<Record<string, string | undefined>>;

/** A module that Python imports at its start. It completes the execution history. */
const HISTORY = path.join(import.meta.dirname, 'ministack-history');
const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const START_SECONDS = 60;

export interface MiniStack {
  /** The variables with which the AWS SDK, the CDK CLI and Node find MiniStack and trust its certificate. */
  readonly env: Environment;
  readonly stop: () => Promise<void>;
}

/**
 * Installs MiniStack in a virtual environment in this directory, and starts it on the loopback interface. MiniStack
 * checks signatures and policies, so a function has only the permissions of its role. It uses TLS, because policies
 * require it.
 */
export async function startMiniStack(directory: string, signal: AbortSignal): Promise<MiniStack> {
  const bin = install(directory);
  const certificate = createCertificate(directory);
  const port = await freePort();
  const child = spawn(path.join(bin, 'ministack'), {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    // No other variables of this process: the functions inherit them, and could use them as their configuration.
    env: {
      // npm scripts run on the same version of Node as Lambda's nodejs24.x.
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: directory,
      TMPDIR: directory,
      PYTHONPATH: HISTORY,
      PYTHONDONTWRITEBYTECODE: '1',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate.cert,
      MINISTACK_SSL_KEY: certificate.key,
      LAMBDA_EXECUTOR: 'local',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LOG_LEVEL: 'ERROR',
    },
  });
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'close');
  const stop = async () => {
    // MiniStack writes errors about open connections when it is stopped.
    child.stderr.unpipe().resume();
    // It keeps nothing, and would wait for its state machines, which may retry for an hour.
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await answers(port, ended, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env: environmentOf(port, certificate.cert, bin), stop };
}

function environmentOf(port: number, cert: string, bin: string): Environment {
  return {
    // The AWS CLI, for deploy.sh, which is installed beside MiniStack.
    PATH: `${bin}:${process.env.PATH}`,
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    // The root user of MiniStack.
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    // The CDK CLI reads the first variable; Node reads the second.
    AWS_CA_BUNDLE: cert,
    NODE_EXTRA_CA_CERTS: cert,
  };
}

function install(directory: string): string {
  const { PYTHON: python = 'python3' } = process.env;
  const venv = path.join(directory, 'venv');
  run('Python 3.10 or newer', python, '-c', 'import sys; sys.exit(sys.version_info < (3, 10))');
  run("Python's venv module (Debian: python3-venv)", python, '-m', 'venv', venv);
  const bin = path.join(venv, 'bin');
  // Only the files with the listed hashes. Only wheels, because a source package runs code when it is installed.
  const strict = ['--require-hashes', '--no-deps', '--only-binary=:all:'];
  const options = ['--quiet', '--disable-pip-version-check', ...strict];
  run('the package index of pip', path.join(bin, 'pip'), 'install', ...options, '-r', REQUIREMENTS);
  return bin;
}

/** Creates a certificate for this run. Uses openssl, because Node cannot create certificates. */
function createCertificate(directory: string) {
  const cert = path.join(directory, 'cert.pem');
  const key = path.join(directory, 'key.pem');
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:*.execute-api.localhost';
  const files = ['-keyout', key, '-out', cert];
  const subject = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    names,
  ];
  run(
    'openssl',
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    ...files,
    ...subject,
  );
  return { cert, key };
}

function run(what: string, command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(
    `npm run test:deployed needs ${what}: ${command} failed.${stderr ? `\n${stderr.trim()}` : ''}`,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number, ended: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let running = true;
  void ended.then(() => {
    running = false;
  });
  const deadline = Date.now() + START_SECONDS * 1000;
  while (running && Date.now() < deadline) {
    if (await accepts(port)) return;
    await setTimeout(100, undefined, { signal });
  }
  throw new Error(`MiniStack did not answer on 127.0.0.1:${port} in ${START_SECONDS} seconds.`);
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

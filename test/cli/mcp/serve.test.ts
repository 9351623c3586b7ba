import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, onTestFinished, test } from 'vitest';
import { CREDENTIALS, startWithCommand } from '../support/command.ts';

test('an agent asks over standard input and output, and acts after a person approved', async () => {
  const { stack, answer, until } = await startWithCommand();
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['src/cli/main.ts', 'mcp', '--endpoint-url', stack.awsUrl, '--approvers', 'ann@example.com'],
    env: CREDENTIALS,
    stderr: 'pipe',
  });
  let complaints = '';
  transport.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const agent = new Client({ name: 'test-agent', version: '1' });
  await agent.connect(transport);
  onTestFinished(() => agent.close());

  const asked = await agent.callTool({ name: 'request_approval', arguments: { title: 'Delete staging' } });
  const { id } = asked.structuredContent as { id: string };
  const look = () => agent.callTool({ name: 'get_approval', arguments: { id } });
  expect((await look()).structuredContent).toMatchObject({ status: 'waiting', title: 'Delete staging' });

  await answer('approve');
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  expect((await look()).structuredContent).toMatchObject({ status: 'approved', decision: { by: 'ann' } });

  const other = id.replace(':ApprovalEmails:', ':Other:');
  expect(await agent.callTool({ name: 'get_approval', arguments: { id: other } })).toMatchObject({
    isError: true,
  });
  expect(complaints).toBe('');
});

import { html } from 'hono/html';
import type { BusEvent } from '../aws/eventbridge/eventbridge.ts';
import type { Execution, ExecutionStatus } from '../aws/step-functions/execution.ts';
import { type EventView, eventsOf, type StateView, statesOf } from './execution-view.ts';
import { type PaneItem, renderTime } from './pane.ts';

const STATUS: Readonly<Record<ExecutionStatus, string>> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
  ABORTED: 'Aborted',
};

const STATE_STATUS: Readonly<Record<StateView['status'], string>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  caught: 'caught',
  failed: 'failed',
};

/**
 * @param executions newest first
 * @param published oldest first
 */
export function executionItems(executions: readonly Execution[], published: readonly BusEvent[]): PaneItem[] {
  const byExecution = Map.groupBy(published, ({ detail }) => detail.execution);
  return executions.map((execution) => {
    const id = `execution-${execution.name}`;
    const events = byExecution.get(`${workflowOf(execution)}:${execution.name}`) ?? [];
    return { id, html: renderExecution(execution, events, id).toString() };
  });
}

function renderExecution(execution: Execution, published: readonly BusEvent[], id: string) {
  const { name, status, startDate, stopDate, input, output, error, cause } = execution;
  const events = eventsOf(execution);
  return html`<li id="${id}" class="card">
      <h3><span class="status ${status.toLowerCase()}">${STATUS[status]}</span> <span class="name" title="${name}">${name}</span></h3>
      <p class="context">${workflowOf(execution)} · started ${renderTime(startDate)}${stopDate ? html` · ended ${renderTime(stopDate)}` : ''}</p>
      <ol class="states">${statesOf(execution).map(renderState)}</ol>
      <dl>
        ${renderData('Input', input)}${renderData('Output', output)}${renderData('Error', error)}${renderData('Cause', cause)}
      </dl>
      <details id="${id}-history">
        <summary>History: ${events.length} events</summary>
        <ol class="events">${events.map(renderEvent)}</ol>
      </details>
      ${published.length > 0 ? renderPublished(published, id) : ''}
    </li>`;
}

function renderState({ name, status, error, enteredAt }: StateView) {
  const words = error ? `${STATE_STATUS[status]}: ${error}` : STATE_STATUS[status];
  return html`<li class="state ${status}"><strong>${name}</strong> <span>${words}</span> ${renderTime(enteredAt)}</li>`;
}

function renderEvent({ type, state, at, error }: EventView) {
  return html`<li class="event">
    <span>${type}${state ? html` <span class="context">${state}</span>` : ''}${error ? html`<br><span class="context">${error}</span>` : ''}</span>
    ${renderTime(at)}
  </li>`;
}

function renderPublished(published: readonly BusEvent[], id: string) {
  return html`<details id="${id}-published">
        <summary>EventBridge: ${published.length === 1 ? '1 event' : `${published.length} events`}</summary>
        <ol class="events">${published.map((event) => renderBusEvent(event, id))}</ol>
      </details>`;
}

/** What a rule of EventBridge would get. */
function renderBusEvent(event: BusEvent, execution: string) {
  return html`<li><details id="${execution}-${event.id}">
    <summary class="event"><span>${event['detail-type']}</span> ${renderTime(new Date(event.time))}</summary>
    <pre>${pretty(JSON.stringify(event))}</pre>
  </details></li>`;
}

function renderData(label: string, data: string | undefined) {
  return data === undefined ? '' : html`<dt>${label}</dt><dd><pre>${pretty(data)}</pre></dd>`;
}

/** Long JSON with line breaks. Short JSON and any other text as it is. */
function pretty(data: string): string {
  try {
    return data.length < 40 ? data : JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}

function workflowOf({ stateMachineArn }: Execution): string {
  return stateMachineArn.split(':').at(-1) ?? stateMachineArn;
}
